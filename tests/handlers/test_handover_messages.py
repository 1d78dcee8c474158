"""What handing over says: golden files, Slack's limits, the catalogue, hostile words."""

from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import handover
from handlers.messages.ballots import answer_button
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.handover import HandoverRow, Seen, SetWithCoach
from sets.people import Person
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
Shown = dict[str, dict[str, Any]]


def found(words: str) -> SetWithCoach:
    person = Person(ID, "UAMINA", words[:255], "Europe/London", "en-GB", "member", True, None)
    contacts = words[:300]
    return SetWithCoach(
        ID, words[:80], "running", "CSET", contacts, ID, "coached", ID, words[:255], 6, "member", person
    )


def messages(reader: Reader, words: str = "Ann") -> Shown:
    """Every message, with `words` wherever people's words go."""
    coach, row = words[:255], HandoverRow(ID, ID, ID, ID, "proposed")
    decided = HandoverRow(ID, ID, ID, ID, "agreed")
    return {
        "ready": handover.readiness(reader, answer_button(reader, "readiness", ID), 4),
        "question": handover.question(reader, coach, ID, yes=0, needed=4),
        "question, answered": handover.answered(reader, Seen(row, found(words), 2)),
        "question, decided": handover.answered(reader, Seen(decided, found(words), 4)),
        "agreed": handover.agreed(reader, coach, ID),
        "complete": handover.complete(reader, coach),
        "kept in": handover.kept_in(reader, coach),
    }


def views(reader: Reader, words: str = "Ann") -> Shown:
    """Every window."""
    one = found(words)
    return {
        "window": handover.window(reader, one),
        "window, readiness asked": handover.window(reader, one, handover.readiness_asked(reader)),
        "window, proposed": handover.window(reader, one, handover.proposed(reader)),
        "pack": handover.pack(reader, one),
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
