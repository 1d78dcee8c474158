"""What buddies read, kept as golden files; hostile names do nothing anywhere."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import buddies as words
from handlers.messages import buddy_sides as sides
from handlers.messages.parts import message, section
from handlers.words import Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.buddies import Asked, Replied
from sets.buddy_sides import Member, Sides
from sets.people import Person
from storage.queries.buddies import BuddyRow
from tests.handlers.test_checkin_messages import HOSTILE, READER

ONE = UUID(int=1)


def _row(name: str) -> BuddyRow:
    return BuddyRow(ONE, ONE, ONE, 1, name, "UBEN", "en-GB", "Europe/London")


def _sides(name: str) -> Sides:
    person = Person(ONE, "UCORA", name, "Europe/London", "en-GB", "member", True, None)
    return Sides(person, ONE, name[:80], [Member(ONE, name, True), Member(UUID(int=2), name, False)])


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
