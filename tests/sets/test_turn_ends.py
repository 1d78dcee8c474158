"""What becomes of a turn, and what the ledger then says of its holder: rules on plain rows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sets import turn_ends
from sets.ledger import Books
from sets.rotation import Rule
from storage.queries.calendar import SessionRow
from storage.queries.rotation import MemberRow, Present, TurnRow

AMINA, BEN = UUID(int=1), UUID(int=2)
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def session(number: int, state: str = "closed") -> SessionRow:
    starts = BEGAN + number * WEEK
    ids, who = (UUID(int=100 + number), UUID(int=9), UUID(int=9)), (None, None, None)
    return SessionRow(*ids, number, "", "Etc/UTC", starts, 90, state, "led", *who, "", 0, None, None, 1)


def turn(number: int, person: UUID = AMINA, state: str = "accepted", rule: str = "least_served") -> TurnRow:
    offered, owed_from = BEGAN + number * WEEK - timedelta(days=3), None
    if state == "owed":
        owed_from = offered + timedelta(days=1)
    ids = (UUID(int=1000 * number + person.int), UUID(int=9), UUID(int=100 + number))
    return TurnRow(*ids, "facilitating", person, state, rule, "", offered, None, None, owed_from, None, 1)


@pytest.mark.parametrize(
    ("state", "rule", "session_state", "there", "led", "becomes"),
    [
        ("accepted", "least_served", "closed", [AMINA, BEN], AMINA, "done"),
        ("accepted", "least_served", "closed", [AMINA, BEN], BEN, "done"),  # they were there, and somebody helped out
        ("accepted", "least_served", "closed", [BEN], BEN, "owed"),
        ("accepted", "least_served", "closed", [], AMINA, "done"),  # nobody was ticked
        ("accepted", "least_served", "cancelled", [], AMINA, "owed"),
        ("accepted", "least_served", "lapsed", [], AMINA, "owed"),
        ("offered", "least_served", "cancelled", [], None, "passed"),
        ("offered", "owed", "cancelled", [], None, "owed"),
        ("offered", "least_served", "closed", [AMINA], AMINA, "passed"),
    ],
)
def test_how_a_turn_ends(
    state: str, rule: str, session_state: str, there: list[UUID], led: UUID | None, becomes: str
) -> None:
    assert turn_ends.ended(session(1, session_state), turn(1, state=state, rule=rule), there, led) == becomes


def test_what_falls_through_is_owed_and_what_is_given_up_is_not() -> None:
    assert turn_ends.cannot_come(turn(1)) == turn_ends.cannot_come(turn(1, state="offered")) == "owed"
    assert turn_ends.cannot_come(turn(1, state="passed")) == "passed"
    assert turn_ends.withdrawn(turn(1, state="offered")) == "passed"
    assert turn_ends.withdrawn(turn(1, state="offered", rule="owed")) == "owed"
    assert turn_ends.given_away(turn(1), in_return=False) == "owed"
    assert turn_ends.given_away(turn(1), in_return=True) == "swapped"
    assert turn_ends.given_away(turn(1, rule="swap"), in_return=False) == "swapped"


def test_who_led_in_the_end_has_had_the_turn() -> None:
    held, there = session(1), [BEN]
    assert turn_ends.credit(held, [turn(1)], there, BEN) is Rule.TOOK_OVER
    assert turn_ends.credit(held, [turn(1, state="offered")], there, BEN) is Rule.AGREED
    assert turn_ends.credit(held, [turn(1, BEN, "passed")], there, BEN) is Rule.AGREED
    assert turn_ends.credit(held, [], there, None) is None
    assert turn_ends.credit(held, [], there, AMINA) is None  # they were not there
    assert turn_ends.credit(held, [turn(1)], [AMINA, BEN], BEN) is None  # it was Amina's, and she was there
    assert turn_ends.credit(held, [turn(1, state="done")], there, BEN) is None
    assert turn_ends.credit(session(1, "cancelled"), [], there, BEN) is None


def test_an_owed_turn_is_repaid_when_it_is_offered_or_by_another_that_is_done() -> None:
    owed, older = turn(3, state="owed"), turn(2, state="owed")
    history = [owed, older, turn(2, BEN, "owed")]
    assert turn_ends.repaid_by(turn(5, state="offered", rule="owed"), history) == older
    assert turn_ends.repaid_by(turn(5, state="done", rule="volunteer"), history) == older
    assert turn_ends.repaid_by(turn(5, state="offered"), history) is None
    assert turn_ends.repaid_by(turn(5, state="done", rule="owed"), history) is None  # it was when it was offered
    assert turn_ends.repaid_by(turn(1, state="done", rule="volunteer"), history) is None  # before anything was owed


def books(history: list[TurnRow], planned: int = 5) -> Books:
    sessions = [session(number) for number in range(1, planned)] + [session(planned, "planned")]
    here = [Present(one.id, AMINA, "here") for one in sessions[:2]]
    return Books(sessions[-1], sessions, history, here)


def test_turns_count_from_joining() -> None:
    history = [turn(1, state="done"), turn(3, state="done"), turn(4, BEN, "done")]
    old = books(history).of(MemberRow(AMINA, "member", BEGAN))
    assert (old.turns, old.held, old.attended, old.last) == (2, 4, 2, BEGAN + 3 * WEEK)
    assert (old.founding, old.owes, old.next_to) == (True, False, False)
    back = books(history).of(MemberRow(AMINA, "member", BEGAN + 9 * timedelta(days=1)))
    assert (back.turns, back.held, back.founding, back.newcomer) == (1, 3, False, True)


def test_a_session_called_off_is_no_turn_but_is_owed() -> None:
    off = turn(9)
    assert books([off]).of(MemberRow(AMINA, "member", BEGAN)).turns == 0
    owing = books([replace(off, state="owed", owed_from=BEGAN)]).of(MemberRow(AMINA, "member", BEGAN))
    assert (owing.turns, owing.owes) == (0, True)
    assert not books([replace(off, state="repaid")]).of(MemberRow(AMINA, "member", BEGAN)).owes


def test_the_turn_before_and_the_one_after_are_next_to_it() -> None:
    sessions = [session(1), session(2, "planned"), session(3, "planned")]
    middle = Books(sessions[1], sessions, [turn(1, state="done"), turn(3, BEN)], [])
    for who in (AMINA, BEN):
        assert middle.of(MemberRow(who, "member", BEGAN)).next_to
    last = Books(sessions[2], sessions, [turn(1, state="done")], [])
    assert not last.of(MemberRow(AMINA, "member", BEGAN)).next_to
