"""What buddies read, kept as golden files; hostile names do nothing anywhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import buddies as words
from handlers.messages import buddy_calls as calls
from handlers.messages import buddy_sides as sides
from handlers.messages.bundles import Item, Part, put_together
from handlers.messages.parts import message, section
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.buddies import Asked, OnHome, Replied
from sets.buddy_nudges import CALL, MEETING, Pair
from sets.buddy_sides import Member, Sides
from sets.people import Person
from storage.queries.buddies import BuddyRow
from storage.queries.buddy_calls import MeetingRow
from storage.queries.nudges import NudgeRow
from tests.handlers.test_checkin_messages import HOSTILE, READER
from tests.handlers.wording import unmarked

ONE = UUID(int=1)
NOON = datetime(2026, 5, 14, 11, 30, tzinfo=UTC)


def _row(name: str) -> BuddyRow:
    return BuddyRow(ONE, ONE, ONE, 1, name, "UBEN", "en-GB", "Europe/London")


def _sides(name: str) -> Sides:
    person = Person(ONE, "UCORA", name, "Europe/London", "en-GB", "member", True, None)
    return Sides(person, ONE, name[:80], [Member(ONE, name, True), Member(UUID(int=2), name, False)])


def _pair(name: str, state: str = "", *, last: bool = False, triad: bool = False) -> Pair:
    """As it stands, or with a chat in that state."""
    talk = MeetingRow(ONE, ONE, ONE, 1, NOON.date(), NOON, state, 2) if state else None
    before = MeetingRow(UUID(int=3), ONE, ONE, 1, NOON.date(), None, "happened", 1) if last else None
    return Pair(_row(name), [_row(name)] * (2 if triad else 1), talk, before)


def _told(reader: Reader, pair: Pair, kind: str = MEETING, reason: str | None = None) -> dict[str, Any]:
    state = "answered" if reason else "sent"
    row = NudgeRow(ONE, kind, ONE, ONE, "ask", 0, NOON, NOON, NOON, state, reason, ONE, 1, "en-GB", "Europe/London")
    blocks, waiting = calls.item(reader, row, pair, 0, talked=pair.last is not None)
    part = Part([Item(ONE, 1, blocks, waiting=waiting)], calls.notice(reader))
    return put_together(reader, [part], [ONE], NOON.date())


def messages(reader: Reader, name: str) -> dict[str, dict[str, Any]]:
    """Every message, with `name` wherever a person is named."""
    asker = _row(name)
    said = Replied(asker, asker)
    request = message(words.request_notice(reader), words.request_blocks(reader, asker, 0))
    return {
        "request": request,
        "request, again": words.request_again(reader, asker, 1),
        "said yes": words.replied_message(reader, said, 0, yes=True),
        "said not this week": words.replied_message(reader, said, 0, yes=False),
        "told already": words.told_message(reader, said),
        "answer, yes": words.answer_message(reader, asker, yes=True),
        "answer, no": words.answer_message(reader, asker, yes=False),
        "a chat": _told(reader, _pair(name), CALL),
        "a chat, of three": _told(reader, _pair(name, triad=True), CALL),
        "a chat, not this time": _told(reader, _pair(name), CALL, "skipped"),
        "a chat, talked": _told(reader, _pair(name, last=True), CALL),
        "a chat, picked": _told(reader, _pair(name, "planned"), CALL),
        "a date": _told(reader, _pair(name, "planned")),
        "a date, of three": _told(reader, _pair(name, "planned", triad=True)),
        "a date, off": _told(reader, _pair(name, "off")),
        "a date, kept": _told(reader, _pair(name, "happened")),
        "home, a date": message("Home", [section(words.about_set(reader, ONE, name, OnHome([name], NOON)).words)]),
        "home, nobody yet": message("Home", [section(words.home_words(reader, []))]),
        "home, a pair": message("Home", [section(words.home_words(reader, [name]))]),
        "home, a triad": message("Home", [section(words.home_words(reader, [name, name]))]),
    }


def views(reader: Reader, name: str) -> dict[str, dict[str, Any]]:
    """Every window."""
    one = _row(name)
    return {
        "asked": words.asked_view(reader, Asked(one, [one])),
        "asked, two": words.asked_view(reader, Asked(one, [one, one])),
        "taken back": words.asked_view(reader, Asked(one, [one], taken_back=True)),
        "too late": words.too_late_view(reader),
        "mine": calls.window(reader, _pair(name)),
        "mine, a date": calls.window(reader, _pair(name, "planned", last=True)),
        "mine, of three": calls.window(reader, _pair(name, "planned", triad=True)),
        "mine, off": calls.window(reader, _pair(name, "off")),
        "mine, kept": calls.window(reader, _pair(name, "happened")),
        "mine, picked": calls.picked(reader, _pair(name, "planned")),
        "mine, undone": calls.undone(reader, _pair(name)),
        "pick": calls.form(reader, _pair(name), NOON),
        "pick, another": calls.form(reader, _pair(name, "planned"), NOON - timedelta(days=1)),
        "sides": sides.form(reader, _sides(name)),
        "sides, nobody yet": sides.form(reader, replace(_sides(name), members=[])),
        "sides, saved": sides.saved(reader, _sides(name)),
        "sides, any two": sides.saved(reader, replace(_sides(name), members=[])),
    }


def test_they_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    found = messages(READER, "Amina")
    assert (found, views(READER, "Amina")) == snapshot
    for name, shown in found.items():
        assert problems_in_message(shown) == [], name
        assert quality_of_message(shown) == [], name


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_neither_act_nor_break(name: str) -> None:
    for which, shown in messages(READER, name[:250]).items():
        assert live_mentions(shown) == [], which
        assert problems_in_message(shown) == [], which
    for which, view in views(READER, name[:250]).items():
        assert live_mentions(view) == [], which
        assert problems_in_view(view) == [], which


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for which, shown in [*messages(reader, "a name").items(), *views(reader, "a name").items()]:
        assert unmarked(shown, ["a name", "Thursday 14 May", "Home"]) == [], which
