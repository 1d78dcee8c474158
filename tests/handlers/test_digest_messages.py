"""What the weekly note says, in every kind of week; its picture; what members see of it; asking for a call."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from syrupy.assertion import SnapshotAssertion

from handlers import digest_picture
from handlers.messages import calls as call_messages
from handlers.messages import digest as messages
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.calls import Calling
from sets.digest import Digest, News
from storage.queries.digest import Post, SnapshotRow, SnapshotSetRow
from storage.queries.people import PersonRow
from storage.queries.setup import SetRow
from tests.conftest import NOW
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID, OTHER = UUID(int=7), UUID(int=8)
Shown = dict[str, dict[str, Any]]
SHOWN = SnapshotRow(ID, ID, date(2026, 5, 18), NOW, "shown", 4, 28, 3, 2, 4, ID)


def week(name: str, snapshot: SnapshotRow = SHOWN, **last: bool) -> Digest:
    """Two sets; `last`: what is special about the second."""
    usual = {"met": True, "booked": True, "dormant": False, "asks": False}
    first = SnapshotSetRow(ID, name[:60], **usual)
    return Digest(snapshot, [first, SnapshotSetRow(OTHER, "Other set", **{**usual, **last})])


def _calling(name: str, *, asked: bool) -> Calling:
    person = PersonRow(ID, "UPRIYA", name[:255], "Europe/London", "en-GB", "member", True, None)
    the_set = SetRow(ID, ID, name[:60], "Europe/London", "learning-set-1", "CSET", "running", "Rosa", ID)
    return Calling(person, the_set, person, asked)


def messages_(reader: Reader, name: str = "Cora") -> Shown:
    """Every message."""
    few = replace(SHOWN, shown="too_few", pooled_sets=0, pooled_people=0)
    some = replace(SHOWN, actions_band=None, answers_band=0, sessions_band=1)
    notes = {
        "quiet": week(name),
        "quiet, nobody met": Digest(SHOWN, [replace(one, met=False) for one in week(name).sets]),
        "one set, too few": Digest(few, week(name).sets[:1]),
        "no date yet": week(name, booked=False, met=False),
        "dormant": week(name, some, booked=False, met=False, dormant=True),
        "asks for a call": week(name, asks=True),
        "hidden": week(name, replace(few, shown="hidden")),
    }
    found = {f"note, {what}": messages.note(reader, digest, News(), ID, None) for what, digest in notes.items()}
    found["note, with its picture"] = messages.note(reader, week(name), News(), ID, "F123")
    unstated = [(ID, name[:60], ("weekday", "theme_audience"))]
    found["note, more to tell"] = messages.note(reader, notes["one set, too few"], News(unstated=unstated), ID, None)
    same = News(figures=False, calendar=False, unstated=unstated)
    found["note, as last week"] = messages.note(reader, notes["one set, too few"], same, ID, None)
    found["call, in the channel"] = call_messages.in_channel(reader, ID, name[:255])
    found["call, taken back"] = call_messages.taken_back(reader)
    return found


def views(reader: Reader, name: str = "Cora") -> Shown:
    """Every window."""
    post = Post(ID, ID, ID, reader.tz, reader.locale, 1, "09:00", NOW, NOW)
    return {
        "time": messages.time_form(reader, post),
        "time, saved": messages.time_saved(reader, reader.date(date(2026, 5, 25)), "09:00"),
        "figures": messages.figures_view(reader, week(name)),
        "figures, none yet": messages.figures_view(reader, None),
        "what they see": messages.what_they_see(reader, week(name), ID, name[:255]),
        "what they see, none yet": messages.what_they_see(reader, None, ID, name[:255]),
        "call": call_messages.form(reader, _calling(name, asked=False)),
        "call, asked before": call_messages.form(reader, _calling(name, asked=True)),
        "call, asked": call_messages.asked(reader, _calling(name, asked=False)),
        "call, taken back": call_messages.taken_back_view(reader),
    }


def test_the_weekly_note_reads_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert {**messages_(READER), **views(READER)} == snapshot


@pytest.mark.parametrize("words", ["Cora", *HOSTILE])
def test_slack_takes_them_and_nothing_acts(words: str) -> None:
    for name, message in messages_(READER, words).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name
        assert live_mentions(message) == [], name
    for name, view in views(READER, words).items():
        assert problems_in_view(view) == [], name
        assert live_mentions(view) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*messages_(reader).items(), *views(reader).items()]:
        assert unmarked(shown, ["Cora", "Other set", "Monday 25 May"]) == [], name


def test_a_member_sees_no_other_set_named() -> None:
    assert "Other set" not in str(messages.what_they_see(READER, week("Cora", asks=True), ID, "Priya"))


def test_every_note_has_at_least_one_line() -> None:
    for name, message in messages_(READER).items():
        if name.startswith("note"):
            assert any(block["type"] == "section" and block["text"]["text"] for block in message["blocks"]), name


@pytest.mark.parametrize("counts", [(0, 0, 0), (1, 4, 2), (50, 50, 0)])
def test_the_picture_shows_a_block_a_set(counts: tuple[int, int, int]) -> None:
    rows = list(zip(("Met", "Have a date", "Senza dàta"), counts, strict=True))
    data = digest_picture.draw(rows)
    image = Image.open(BytesIO(data)).convert("RGB")
    assert data.startswith(b"\x89PNG")
    assert image.width == digest_picture.WIDTH
    for number, count in enumerate(counts):
        middle = digest_picture.MARGIN + number * digest_picture.ROW + digest_picture.ROW // 2
        fill = tuple(int(digest_picture.FILLS[number][at : at + 2], 16) for at in (1, 3, 5))
        line = [image.getpixel((x, middle)) == fill for x in range(image.width)]
        blocks = sum(now and not before for before, now in pairwise(line))
        assert blocks == count
