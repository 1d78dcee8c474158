"""What asking one's set reads, kept as golden files; hostile words do nothing anywhere."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import questions as words
from handlers.messages.parts import buttons, message, section
from handlers.words import Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.question_calls import Call
from sets.questions import Received
from storage.confidential import Confidential
from storage.queries.questions import CallRow
from tests.handlers.test_checkin_messages import HOSTILE, READER

ONE = UUID(int=1)
CLOSES = datetime(2026, 5, 22, 9, 0, tzinfo=UTC)


def _row(name: str, state: str = "open") -> CallRow:
    asker = (name, "UAMINA", "en-GB", "Europe/London")
    of_set = ("Tuesday set", "CSET", "Ola, 0123", "Europe/London")
    return CallRow(ONE, ONE, ONE, state, CLOSES, 1, *of_set, *asker, None, None, None, b"")


def messages(reader: Reader, name: str) -> dict[str, dict[str, Any]]:
    """Every message, with `name` wherever a person is named."""
    row = _row(name)
    notes = {
        f"note of {count}": message(
            words.note_notice(reader),
            [section(words.note_words(reader, count)), buttons(words.note_button(reader, ONE, number))],
        )
        for count, number in ((1, 0), (3, 2), (0, 0))
    }
    return {
        "posted": words.posted_message(reader, row),
        "posted, undone": words.undone_message(reader, row),
        "posted, closed": words.undone_message(reader, _row(name, "closed")),
        "channel": words.channel_message(reader, row),
        "channel, taken back": words.channel_message(reader, _row(name, "taken_back")),
        "channel, closed": words.channel_message(reader, _row(name, "closed")),
        **notes,
    }


def views(reader: Reader, name: str, said: str) -> dict[str, dict[str, Any]]:
    """Every window; said: words of the set."""
    row = _row(name)
    call = Call(row, Confidential(said))
    return {
        "form": words.call_form(reader, ONE, "Tuesday set", row.contacts),
        "check": words.check_view(reader, call),
        "ask": words.ask_view(reader, call, own=False),
        "ask, one's own": words.ask_view(reader, call, own=True),
        "sent": words.sent_view(reader, row, ONE),
        "sent before": words.sent_view(reader, row, None),
        "question undone": words.question_undone_view(reader, row, in_time=True),
        "question read": words.question_undone_view(reader, row, in_time=False),
        "received": words.received_view(reader, [Received(Confidential(said), name)] * 2),
        "received nothing": words.received_view(reader, []),
    }


def test_they_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    found = messages(READER, "Amina")
    assert (found, views(READER, "Amina", "How to ring the wards")) == snapshot
    for name, shown in found.items():
        assert problems_in_message(shown) == [], name
        assert quality_of_message(shown) == [], name


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_neither_act_nor_break(hostile: str) -> None:
    for which, shown in messages(READER, hostile[:250]).items():
        assert live_mentions(shown) == [], which
        assert problems_in_message(shown) == [], which
    for which, view in views(READER, hostile[:250], hostile).items():
        assert live_mentions(view) == [], which
        assert problems_in_view(view) == [], which
