"""What handing over says: golden files, Slack's limits, the catalogue, hostile words."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import handover
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.handover import HandoverRow, Planned, Seen, SetWithCoach
from sets.people import Person
from storage.queries.ballots import RoundRow
from tests.conftest import NOW
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked
from tests.sets.ballot_kit import DEADLINE

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
Shown = dict[str, dict[str, Any]]


def found(words: str) -> SetWithCoach:
    person = Person(ID, "UAMINA", words[:255], "Europe/London", "en-GB", "member", True, None)
    coach, zone = words[:255], "Europe/London"
    return SetWithCoach(
        ID, words[:80], "running", "CSET", words[:300], zone, ID, "coached", ID, coach, 6, 2, ID, "member", person
    )


def row(kind: str, state: str = "open") -> RoundRow:
    return RoundRow(ID, ID, kind, ID, None, NOW, DEADLINE, state)


def messages(reader: Reader, words: str = "Ann") -> Shown:
    """Every message, with `words` wherever people's words go."""
    coach, decided = words[:255], HandoverRow(ID, ID, ID, ID, 2, "agreed", DEADLINE)
    return {
        "ready": handover.readiness(reader, row("readiness")),
        "planned": handover.planned(reader, Planned(ID, 2, coach)),
        "planned, one session": handover.planned(reader, Planned(ID, 1, coach)),
        "question": handover.question(reader, coach, row("handover")),
        "agreed": handover.agreed(reader, coach, decided),
        "agreed, the coach has gone": handover.agreed(reader, "", decided),
        "not yet": handover.not_yet(reader, coach),
        "not yet, the coach has gone": handover.not_yet(reader, ""),
        "thanks": handover.thanks(reader, words[:80], DEADLINE, "Europe/London"),
        "kept in": handover.kept_in(reader, coach),
    }


def views(reader: Reader, words: str = "Ann") -> Shown:
    """Every window."""
    one = Seen(found(words), None, None)
    asked = replace(one, ready=row("readiness"))
    voting = replace(one, ready=row("readiness", "closed"), vote=row("handover"))
    over = replace(voting, vote=row("handover", "closed"))
    few = replace(one, found=replace(one.found, members=3))
    return {
        "window": handover.window(reader, one),
        "window, readiness asked": handover.window(reader, asked, handover.readiness_asked(reader)),
        "window, proposed": handover.window(reader, voting, handover.proposed(reader)),
        "window, not yet": handover.window(reader, over),
        "window, too few to ask": handover.window(reader, few),
        "pack": handover.pack(reader, one.found),
    }


def test_messages_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert messages(READER) == snapshot


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert views(READER) == snapshot


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
