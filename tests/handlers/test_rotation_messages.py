"""What taking turns says: golden files, Slack's limits, the catalogue, hostile words."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import briefs, rotation, swaps, whose_turn
from handlers.messages.turn_reasons import why
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.briefs import Guide, Practice
from sets.people import Person
from sets.rotation import FIRM, Bar, Ledger, Rule, written
from sets.stages import plan
from sets.swapping import Choosing, Outcome, Partner, SeenSwap
from sets.turns import Happened, SeenRow
from sets.whose_turn import RotaLine, TurnLine, WhoseTurn
from storage.confidential import Confidential
from storage.queries.calendar import SessionRow
from storage.queries.rotation import TurnRow
from storage.queries.swaps import SwapRow
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.test_handover_messages import found
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
STARTS = datetime(2026, 5, 29, 13, tzinfo=UTC)
EARLY, SOON = datetime(2026, 5, 19, 13, tzinfo=UTC), datetime(2026, 5, 26, 13, tzinfo=UTC)
Shown = dict[str, dict[str, Any]]
LED, HOSTED = Ledger.FACILITATING, Ledger.HOSTING
SESSION = SessionRow(
    id=ID,
    set_id=ID,
    phase_id=ID,
    ordinal=1,
    local_start="2026-05-29T14:00",
    zone="Europe/London",
    starts_at=STARTS,
    length_minutes=90,
    state="planned",
    mode="led",
    host_id=None,
    facilitator_id=None,
    place=None,
    ics_uid="u",
    ics_sequence=0,
    opened_at=None,
    closed_at=None,
    revision=1,
)


def seen(words: str, state: str, *, ledger: Ledger = Ledger.FACILITATING, answered: datetime | None = None) -> SeenRow:
    turn = TurnRow(ID, ID, ID, ledger, ID, state, "least_served", "", EARLY, answered, None, None, None, 3)
    person = Person(ID, "UAMINA", words[:255], "Europe/London", "en-GB", "member", True, None)
    return SeenRow(
        session=SESSION,
        set_name=words[:80],
        set_state="running",
        channel_id="CSET",
        contacts="Priya",
        facilitator=words[:255],
        host=words[:255],
        standing="member",
        person=person,
        turn=turn,
    )


def swap(words: str, state: str, *, both: bool = True) -> SeenSwap:
    """Words is the name of the one who asks and of the one who is asked."""
    one = seen(words, "accepted")
    assert one.turn is not None
    later = replace(SESSION, starts_at=datetime(2026, 6, 26, 13, tzinfo=UTC), local_start="2026-06-26T14:00")
    return SeenSwap(
        swap=SwapRow(ID, ID, ID if both else None, ID, ID, state, EARLY, None, None, 2),
        turn=one.turn,
        session=SESSION,
        other_turn=one.turn if both else None,
        other=later if both else None,
        set_name=one.set_name,
        set_state="running",
        channel_id="CSET",
        asker=words[:255],
        asked=words[:255],
        standing="member",
        asker_in="member",
        asked_in="member",
        person=one.person,
    )


def rota(words: str) -> WhoseTurn:
    """A session with nobody, one led together, one with both that are the reader's own; two that were held."""
    held = replace(SESSION, state="closed")

    presented = TurnLine(ID, "presenting", ID, words[:255], "agreed", "", 1)

    def had(rule: str, ledger: str = LED, exceptions: str = "") -> TurnLine:
        return TurnLine(ID, ledger, ID, words[:255], rule, exceptions, 2)

    return WhoseTurn(
        found(words),
        [
            RotaLine(SESSION, "", ""),
            RotaLine(replace(SESSION, mode="together"), "", words[:255]),
            RotaLine(SESSION, words[:255], words[:255], (had("least_recent"), had("volunteer", HOSTED))),
        ],
        [
            RotaLine(held, words[:255], ""),
            RotaLine(held, "", "", (had("owed", LED, written([Bar.TWICE_RUNNING], [Bar.NEWCOMER])), presented)),
        ],
    )


def choosing(words: str) -> Choosing:
    partners = [Partner(ID, words[:255], None, None), Partner(UUID(int=8), words[:255], ID, SESSION)]
    return Choosing(seen(words, "accepted"), partners)


def guide(words: str) -> Guide:
    """The guide of a session; without words: no place, nothing carried."""
    carried = [Confidential(words)] * 2 if words else []
    place = Confidential(words) if words else None
    return Guide(seen("Ann", "accepted"), plan(90, 6), place, carried, len(carried), carried)


def practice(minutes: int, ordinal: int = 2) -> Practice:
    return Practice(seen("Ann", "accepted"), plan(minutes, 6, first=ordinal == 1))


def messages(reader: Reader, words: str = "Ann") -> Shown:
    """Every message, with `words` wherever people's words go."""
    host = Ledger.HOSTING
    asked, yes, no = (
        seen(words, "offered"),
        seen(words, "accepted", answered=EARLY),
        seen(words, "passed", answered=EARLY),
    )
    over = replace(asked, session=replace(SESSION, state="cancelled"))
    return {
        "offer": rotation.offer(reader, asked),
        "offer, undone": rotation.offer(reader, asked, Happened.UNDONE),
        "yes": rotation.offer(reader, yes, Happened.YES),
        "yes, soon": rotation.offer(reader, seen(words, "accepted", answered=SOON), Happened.YES),
        "not this time": rotation.offer(reader, no, Happened.PASSED),
        "undo, too late": rotation.offer(reader, no, Happened.TOO_LATE),
        "no answer": rotation.offer(reader, seen(words, "passed")),
        "yes, too late": rotation.offer(reader, seen(words, "passed"), Happened.TAKEN),
        "called off": rotation.offer(reader, over, Happened.ENDED),
        "host": rotation.offer(reader, seen(words, "offered", ledger=host)),
        "host, yes": rotation.offer(reader, seen(words, "accepted", ledger=host, answered=EARLY), Happened.YES),
        "asking": rotation.offer(reader, replace(yes, swap_id=ID, swap_with=words[:255])),
        "yes, swapped away": rotation.offer(reader, seen(words, "swapped", answered=EARLY)),
        "swap": swaps.question(reader, swap(words, "asked")),
        "swap, no turn yet": swaps.question(reader, swap(words, "asked", both=False)),
        "swap, undone": swaps.question(reader, swap(words, "asked"), Outcome.UNDONE),
        "swap, yes": swaps.question(reader, swap(words, "agreed"), Outcome.AGREED),
        "swap, asked back": swaps.question(reader, swap(words, "agreed"), Outcome.ASKED_BACK),
        "swap, cannot ask back": swaps.question(reader, swap(words, "agreed"), Outcome.MOVED_ON),
        "swap, no": swaps.question(reader, swap(words, "declined"), Outcome.DECLINED),
        "swap, undo too late": swaps.question(reader, swap(words, "declined"), Outcome.MOVED_ON),
        "swap, taken back": swaps.question(reader, swap(words, "taken_back")),
        "answer, yes": swaps.answer(reader, swap(words, "agreed")),
        "answer, yes, owed": swaps.answer(reader, swap(words, "agreed", both=False)),
        "answer, no": swaps.answer(reader, swap(words, "declined")),
        "answer, volunteers asked": swaps.volunteer_asked(reader),
        "moved": swaps.moved(reader, swap(words, "agreed")),
        "volunteers": rotation.volunteers(reader, SESSION, Ledger.FACILITATING),
        "volunteers, host": rotation.volunteers(reader, SESSION, host),
        "together": rotation.together(reader, SESSION),
        "guide, ready": briefs.ready(reader, SESSION, 2),
        "guide, ready, coach": briefs.ready(reader, SESSION, 1, member=False),
        "guide, ready, nothing carried": briefs.ready(reader, SESSION, 0),
        "found": rotation.found(reader, asked, Ledger.FACILITATING),
        "found, host": rotation.found(reader, asked, host),
    }


def views(reader: Reader, words: str = "Ann") -> Shown:
    """Every window, and what stands on Home."""
    turn = seen(words, "accepted").turn
    assert turn is not None
    return {
        "swap, form": swaps.form(reader, choosing(words)),
        "swap, nobody to ask": swaps.form(reader, Choosing(seen(words, "accepted"), [])),
        "swap, sent": swaps.asked_view(reader, words[:255]),
        "rota": whose_turn.view(reader, rota(words)),
        "rota, undone": whose_turn.view(reader, rota(words), rotation.undone(reader, Happened.UNDONE)),
        "rota, not undone": whose_turn.view(reader, rota(words), rotation.undone(reader, Happened.TOO_LATE)),
        "rota, empty": whose_turn.view(reader, WhoseTurn(rota(words).found, [], [])),
        "show me": rotation.show_me(reader, seen(words, "offered")),
        "guide": briefs.guide_view(reader, guide(words)),
        "guide, nothing carried": briefs.guide_view(reader, guide("")),
        **{f"practice, {number}": briefs.practice_view(reader, practice(390), number) for number in range(1, 13)},
        **{
            f"practice, first, {number}": briefs.practice_view(reader, practice(210, 1), number)
            for number in range(1, 9)
        },
        "home": {"type": "home", "blocks": [rotation.on_home(reader, SESSION, words[:80], turn)]},
    }


def test_messages_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert messages(READER) == snapshot


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(READER) == snapshot


def test_another_zone_has_its_own_time_too() -> None:
    shown = rotation.offer(Reader("en-GB", "Europe/Athens"), seen("Ann", "offered"))
    assert "14:00 (London)" in str(shown)
    assert "For you that is Friday 29 May, 16:00 (Athens)." in str(shown)


def test_slack_takes_them_and_people_can_use_them() -> None:
    for name, message in messages(READER).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name
    for name, view in views(READER).items():
        assert problems_in_view(view) == [], name


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, message in messages(READER, words).items():
        assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name
    for name, view in views(READER, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*messages(reader).items(), *views(reader).items()]:
        assert unmarked(shown, ["Ann"]) == [], name


def test_every_rule_and_exception_has_its_words() -> None:
    for rule in Rule:
        assert why(READER, rule, "").endswith(".")
    for gave_way in set(Bar) - FIRM:
        assert why(READER, "", written([gave_way])).endswith("."), gave_way
    for spared in Bar:
        assert why(READER, "", written(spared=[spared])).endswith("."), spared
    assert why(READER, "least_recent", written([Bar.PRESENTS], [Bar.NEWCOMER])) == (
        "It was longest since their last turn. They had asked for time as well. Whoever was new had time to settle in."
    )
    assert why(READER, "of an older release", "gave_way:something spared:else") == ""


def test_what_was_owed_is_said_without_comment() -> None:
    assert why(READER, "owed", "") == "Their turn came again."


def test_no_message_says_who_was_asked_or_said_no() -> None:
    for name in ("volunteers", "volunteers, host", "together", "not this time", "no answer", "yes, too late"):
        assert "Ann" not in str(messages(READER)[name]), name
