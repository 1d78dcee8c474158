"""What the /als-session menu says: golden files, Slack's limits, the catalogue, hostile words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import session_menu as messages
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_view
from sandbox.mentions import live_mentions
from sets.session_menu import Looked, Meeting, Seat, State, state_of
from sets.wall_time import moment_of, read_wall
from storage.confidential import Confidential
from storage.queries.calendar import SessionRow
from storage.queries.people import PersonRow
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked, visible

READER, AWAY = Reader("en-GB", "Europe/London"), Reader("en-GB", "Asia/Kolkata")
ID = UUID(int=7)
NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
Views = dict[str, dict[str, Any]]


def session(local: str = "2026-05-21T14:00", state: str = "planned", **more: Any) -> SessionRow:  # noqa: ANN401
    zone = "Europe/London"
    starts_at = moment_of(read_wall(local), zone)
    row = SessionRow(
        ID, ID, ID, 2, local, zone, starts_at, 210, state, "led", None, None, None, "u", 0, None, None, 1
    )  # fmt: skip
    return replace(row, **more)


def looked(words: str = "Ben", found: SessionRow | None = None, *, role: str = "member", place: str = "") -> Looked:
    person = PersonRow(ID, "UAMINA", "Amina", "Europe/London", "en-GB", "member", True, None)
    seat = Seat(ID, words[:60] if words != "Ben" else "Tuesday set", "Europe/London", "CSET", "Priya", "running", role)
    if found is None:
        return Looked(person, seat, State.NOTHING)
    meeting = Meeting(found, words[:255], words[:255])
    return Looked(person, seat, state_of(found, NOW), meeting, Confidential(place) if place else None)


def menus(reader: Reader, words: str = "Ben", place: str = "Room 4, or the link in our notes") -> Views:
    """Every window, with `words` wherever people's words go."""
    planned, today = session(), session("2026-05-14T14:00")
    bare = replace(looked(words, planned), meeting=Meeting(planned, "", ""))
    seats = [looked(words).seat, replace(looked(words).seat, set_id=UUID(int=8))]
    return {
        "nothing booked": messages.menu_view(reader, looked(words), (), NOW),
        "planned": messages.menu_view(reader, looked(words, planned, place=place), (), NOW),
        "planned, nobody yet": messages.menu_view(reader, bare, (), NOW),
        "today": messages.menu_view(reader, looked(words, today, place=place), (), NOW),
        "cannot come": messages.menu_view(reader, replace(bare, meeting=Meeting(planned, "", "", "cannot")), (), NOW),
        "which set": messages.which_set_view(reader, seats),
        "no set": messages.no_set_view(reader),
    }


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert menus(READER) == snapshot


def test_the_city_stands_there_when_clocks_differ() -> None:
    here = "\n".join(visible(menus(READER)["planned"]))
    there = "\n".join(visible(menus(AWAY)["planned"]))
    assert "Thursday 21 May, 14:00." in here
    assert "London" not in here
    assert "Thursday 21 May, 14:00 (London). For you that is Thursday 21 May, 18:30 (Kolkata)." in there


def test_today_is_only_said_while_it_is_that_day_for_the_reader() -> None:
    late = looked(found=session("2026-05-14T23:00"))
    assert "today at 23:00" in str(messages.menu_view(READER, late, (), NOW))
    there = str(messages.menu_view(AWAY, late, (), NOW))
    assert "today" not in there
    assert "Friday 15 May, 03:30 (Kolkata)" in there


@pytest.mark.parametrize(
    ("hours", "state"), [(-15, State.PLANNED), (-14, State.TODAY), (0, State.TODAY), (30, State.TODAY)]
)
def test_a_session_is_of_today_from_midnight_in_its_own_zone(hours: int, state: State) -> None:
    found = session("2026-05-21T14:00")
    assert state_of(found, found.starts_at + timedelta(hours=hours)) is state
    assert state_of(replace(found, state="open"), NOW) is State.OPEN


def test_slack_takes_them() -> None:
    for name, view in menus(READER).items():
        assert problems_in_view(view) == [], name


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, view in menus(READER, words, words).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    for name, view in menus(Reader(PSEUDO, "Asia/Kolkata"), place="Ben").items():
        assert unmarked(view, ["Ben", "Tuesday set"]) == [], name
