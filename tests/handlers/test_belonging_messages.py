"""What facts, rules, arrivals, one more person and leaving say: golden files, limits, catalogue, hostile words."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import agreement, arrivals, facts, inviting, leaving
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.agreement import Idea, Read, RulesRow
from sets.arrivals import ArrivalRow
from sets.erasures import ErasureRow
from sets.errors import Problem
from sets.facts import FactsRow
from sets.inviting import Asker, OneMore
from sets.people import Person
from storage.confidential import Confidential
from storage.queries.joining import InvitationRow
from tests.conftest import NOW
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID, OTHER = UUID(int=7), UUID(int=8)
Shown = dict[str, dict[str, Any]]
NOTHING_STATED = FactsRow(ID, ID, "Tuesday set", "Europe/London", "running", ID, *(None,) * 10, coach=False)
ALL_STATED = replace(
    NOTHING_STATED,
    mode="self_run",
    cadence_weeks=4,
    weekday=2,
    local_time="14:00",
    length_minutes=210,
    planned_sessions=6,
    confidentiality="full",
    theme_audience="The board",
    purpose="To learn",
)


ERASURE = ErasureRow(ID, ID, ID, "Tuesday set", NOW, NOW, "waiting", None, 0, 1)


def rules_of(words: str, *, own: bool = False, **changes: Any) -> RulesRow:  # noqa: ANN401
    row = RulesRow(
        id=ID,
        set_id=ID,
        phase_id=ID,
        version=2 if own else 1,
        rules=b"sealed" if own else None,
        set_name=words[:60],
        set_state="running",
        zone="Europe/London",
        channel_id="CSET",
        contacts=words[:300],
        confidentiality="full",
        locale="en-GB",
        newest=2 if own else 1,
        agreed=0,
        members=4,
    )
    return replace(row, **changes)


def arrival_of(words: str, **changes: Any) -> ArrivalRow:  # noqa: ANN401
    row = ArrivalRow(
        id=ID,
        set_id=ID,
        person_id=ID,
        how="came",
        state="waiting",
        revision=1,
        name=words[:255],
        slack_user_id="UNIA",
        kind="member",
        set_name=words[:60],
        set_state="running",
        zone="Europe/London",
        channel_id="CSET",
        locale="en-GB",
        coordinator_id=OTHER,
        coordinator=words[:255],
        belongs=False,
    )
    return replace(row, **changes)


def messages(reader: Reader, words: str = "Cora") -> Shown:
    """Every message, with `words` wherever people's words go."""
    came, suggested = arrival_of(words), arrival_of(words, how="suggested")
    return {
        "rules": agreement.in_channel(reader, rules_of(words)),
        "rules, ideas may leave": agreement.in_channel(reader, rules_of(words, confidentiality="chatham_house")),
        "rules, headlines": agreement.in_channel(reader, rules_of(words, confidentiality="themes_with_permission")),
        "rules, not stated": agreement.in_channel(reader, rules_of(words, confidentiality=None)),
        "rules, three agreed": agreement.in_channel(reader, rules_of(words, agreed=3)),
        "rules, all agreed": agreement.in_channel(reader, rules_of(words, agreed=4)),
        "rules, own words": agreement.in_channel(reader, rules_of(words, own=True)),
        "rules, older": agreement.in_channel(reader, rules_of(words, newest=2)),
        "rules, agreed": agreement.agreed(reader, rules_of(words)),
        "rules, newer": agreement.newer(reader),
        "rules, undone": agreement.undone(reader),
        "rules, joined late": agreement.ask_late(reader, rules_of(words)),
        "arrival": arrivals.notice(reader, came),
        "arrival, found here": arrivals.notice(reader, arrival_of(words, how="here")),
        "arrival, not named yet": arrivals.notice(reader, arrival_of("")),
        "arrival, suggested": arrivals.notice(reader, suggested),
        "arrival, coordinator": arrivals.notice(reader, arrival_of(words, person_id=OTHER)),
        "arrival, welcome": arrivals.decided(reader, came, welcome=True),
        "arrival, not ours": arrivals.decided(reader, came, welcome=False),
        "arrival, suggested, no": arrivals.decided(reader, suggested, welcome=False),
        "arrival, still here": arrivals.still_here(reader, came),
        "arrival, answered": arrivals.answered(reader, suggested),
        "arrival, coordinator in channel": arrivals.coordinator_in_channel(reader, words[:60]),
    }


def views(reader: Reader, words: str = "Cora") -> Shown:
    """Every window."""
    person = Person(ID, "UAMINA", words[:255], "Europe/London", "en-GB", "member", True, None)
    ideas = [Idea(ID, words[:255], Confidential(words), own=True), Idea(OTHER, "Ben", Confidential(words), own=False)]
    ours, own = rules_of(words), rules_of(words, own=True)
    asker = Asker(person, ID, words[:60], "running", "member", False, 6, 5)
    coordinator = replace(asker, standing="none", coordinates=True)
    row = InvitationRow(
        ID, ID, ID, "member", "joined", 2, words[:60], "running", words[:300], "CSET", ID, words[:255], "UCORA"
    )
    unstated, stated = replace(NOTHING_STATED, name=words[:60]), replace(ALL_STATED, name=words[:60])
    coached = replace(stated, mode="coached")
    return {
        "facts, nothing stated": facts.form(reader, unstated),
        "facts, just made": facts.form(reader, unstated, just_made=True),
        "facts, hand-over": facts.form(reader, replace(coached, coach=True)),
        "facts, all stated": facts.form(reader, stated),
        "facts, saved": facts.saved(reader, stated),
        "facts, saved, some": facts.saved(reader, coached),
        "rules, read": agreement.window(reader, Read(ours, person, None)),
        "rules, read, own words": agreement.window(reader, Read(own, person, Confidential(words), ideas, agreed=True)),
        "rules, read by a coach": agreement.window(reader, Read(own, person, Confidential(words), (), member=False)),
        "rules, thanks": agreement.thanks(reader, ours),
        "rules, newer, window": agreement.newer_window(reader, ours),
        "rules, undone, window": agreement.undone_window(reader),
        "rules, suggest": agreement.suggest_form(reader, ours),
        "rules, suggested": agreement.suggested(reader, ID),
        "rules, taken back": agreement.taken_back(reader),
        "rules, write": agreement.write_form(reader, Read(ours, person, None)),
        "rules, write, own words": agreement.write_form(reader, Read(own, person, Confidential(words))),
        "rules, written": agreement.written(reader, own),
        "one more": inviting.form(reader, asker),
        "one more, coordinator": inviting.form(reader, coordinator),
        "one more, nobody yet": inviting.form(reader, replace(coordinator, members=0)),
        "one more, asked": inviting.done(reader, OneMore(person, words[:60], ID, asked=True)),
        "one more, the set first": inviting.done(reader, OneMore(person, words[:60], ID, asked=False)),
        "leave": leaving.sure(reader, row),
        "leave, coach": leaving.sure(reader, replace(row, role="coach")),
        "leave, left": leaving.left(reader, row, NOW),
        "leave, left, erasing": leaving.left(reader, row, NOW, ERASURE),
        "leave, back": leaving.back(reader, row),
    }


def test_messages_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert messages(READER) == snapshot


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(READER) == snapshot


def test_home_reads_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert facts.on_home(READER, ALL_STATED) is None
    assert [
        facts.on_home(READER, NOTHING_STATED),
        agreement.about_set(READER, ID, "Tuesday set"),
        inviting.about_set(READER, ID, "Tuesday set"),
        leaving.about_set(READER, ID, "Tuesday set"),
    ] == snapshot


def test_what_stands_under_a_field(snapshot: SnapshotAssertion) -> None:
    """Every problem that a form of these can have."""
    of_facts = {
        (name, problem): facts.form_errors(READER, {name: problem})
        for name, problem in (
            ("coach", Problem.ASKED_ALREADY),
            ("coach", Problem.NOT_A_MEMBER),
            ("coach", Problem.COORDINATES),
            ("coached_sessions", Problem.HANDOVER_TOO_LATE),
            ("purpose", Problem.TOO_LONG),
            ("theme_audience", Problem.TOO_LONG),
            ("weekday", Problem.STALE),
        )
    }
    of_person = [
        inviting.form_error(READER, problem)
        for problem in (Problem.EMPTY, Problem.NOT_A_MEMBER, Problem.COORDINATES, Problem.ASKED_ALREADY)
    ]
    assert [list(of_facts.values()), of_person] == snapshot


def test_slack_takes_them_and_people_can_use_them() -> None:
    for name, message in messages(READER).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name
    for name, view in views(READER).items():
        assert problems_in_view(view) == [], name


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, message in messages(READER, words).items():
        if name != "arrival, not named yet":  # Slack's own mention of somebody whose name is not known
            assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name
    for name, view in views(READER, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*messages(reader).items(), *views(reader).items()]:
        assert unmarked(shown, ["Cora", "Ben", "London", "UNIA"]) == [], name


def test_the_sets_own_words_never_stand_in_a_message() -> None:
    for name, message in messages(READER, "Cora").items():
        assert "sealed" not in str(message), name
    own = agreement.in_channel(READER, rules_of("Cora", own=True))
    assert "stays here" not in str(own)
