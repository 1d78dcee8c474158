"""What a supporter and the holder read, kept as golden files; hostile words do nothing anywhere."""

from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import backing as messages
from handlers.messages.bundles import Item, Part, put_together
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.action_words import Detail
from sets.backing import Backed, MarkedNote
from storage.confidential import Confidential
from tests.handlers.test_action_messages import AT, DUE, HOSTILE, ID, backer, texts_in

READER = Reader("en-GB", "Europe/London")


def bundle(reader: Reader, blocks: list[dict[str, Any]], notice: str, *, waiting: bool = True) -> dict[str, Any]:
    return put_together(reader, [Part([Item(ID, 1, blocks, waiting)], notice)], [ID], DUE)


def told(reader: Reader, words: str) -> dict[str, dict[str, Any]]:
    """Every message."""
    row, name, nudge = backer(words, "asked"), words[:80], (ID, 1)
    asked, heard = messages.request_notice(reader), messages.word_notice(reader)
    return {
        "request": bundle(reader, messages.request_blocks(reader, row, nudge, 0), asked),
        "request, second of two": bundle(reader, messages.request_blocks(reader, row, nudge, 2), asked),
        "yes": bundle(reader, messages.replied_blocks(reader, backer(words), nudge, 0), asked, waiting=False),
        "no": bundle(reader, messages.replied_blocks(reader, backer(words, "no"), nudge, 0), asked, waiting=False),
        "over": bundle(reader, messages.over_blocks(reader, 0), asked, waiting=False),
        "word": bundle(reader, messages.word_blocks(reader, name, ID, 0), heard, waiting=False),
        "answer, yes": messages.answer_message(reader, row, yes=True),
        "answer, no": messages.answer_message(reader, row, yes=False),
        "stepped back": messages.stepped_back_message(reader, name, ID),
    }


def views(reader: Reader, words: str) -> dict[str, dict[str, Any]]:
    """Every window."""
    row = backer(words)
    detail = Detail.of({"about": words[:1300], "support": words[:200], "plan": words[:350]})
    note = MarkedNote(AT, Confidential(words))
    return {
        "backed": messages.backed_view(reader, Backed(row, Confidential(words[:600]), detail, [note])),
        "word": messages.word_form(reader, row),
        "word sent": messages.word_sent_view(reader, row),
        "ended by its holder": messages.ended_view(reader, words[:80], by_holder=True),
        "ended by its supporter": messages.ended_view(reader, words[:80], by_holder=False),
    }


def home(reader: Reader, words: str) -> list[dict[str, Any]]:
    return list(messages.home_part(reader, [backer(words)]).blocks)


def test_they_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert told(READER, "Amina") == snapshot(name="messages")
    assert views(READER, "Amina") == snapshot(name="windows")
    assert home(READER, "Amina") == snapshot(name="home")
    for message in told(READER, "Amina").values():
        assert problems_in_message(message) == []
        assert quality_of_message(message) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, view in views(READER, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name
    for name, message in told(READER, words).items():
        assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*views(reader, "").items(), *told(reader, "").items(), ("home", {"blocks": home(reader, "")})]:
        for text in texts_in(shown):
            assert "⟦" in text or not text.strip("\u2068\u2069"), (name, text)
