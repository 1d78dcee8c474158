"""What booking a session says: golden files, Slack's limits, the catalogue, hostile words."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from handlers.messages import calendar as messages
from handlers.messages import lengths
from handlers.messages import session_reminders as reminders
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.calendar import Blank, Booked, Done
from sets.errors import Problem
from sets.home import SetLine
from sets.wall_time import moment_of, read_wall
from storage.confidential import Confidential
from storage.queries.booking import Expected
from storage.queries.calendar import SessionRow
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.test_session_menu_messages import looked, session
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
Shown = dict[str, dict[str, Any]]


def at(local: str) -> SessionRow:
    """A session at a wall time in London."""
    return session(local_start=local, starts_at=moment_of(read_wall(local), "Europe/London"))


def windows(reader: Reader, words: str = "Ben", place: str = "Room 4") -> Shown:
    """Every window, with `words` wherever people's words go."""
    of = looked(words, session())
    blank = Blank(of.person, of.seat, date(2026, 6, 18), time(14, 0), 210, first=False)
    done = Done(of.person, of.seat, session(), ID)
    return {
        "pick a date": messages.book_form(reader, blank),
        "pick a date, first": messages.book_form(reader, replace(blank, day=None, at=None, first=True)),
        "move or cancel": messages.move_form(reader, Booked(of.person, of.seat, session(), Confidential(place))),
        "booked": messages.booked_view(reader, done),
        "moved": messages.moved_view(reader, done),
        "cannot come": messages.said_view(reader, done, comes=False),
        "can come": messages.said_view(reader, done, comes=True),
        "cancelled": messages.cancelled_view(reader, done),
        "undone": messages.undone_view(reader, replace(done, change_id=None)),
        "undone, off": messages.undone_view(reader, replace(done, session=session(state="cancelled"), change_id=None)),
        "booked, skipped": messages.booked_view(reader, replace(done, session=at("2027-03-28T01:30"))),
        "booked, twice": messages.moved_view(reader, replace(done, session=at("2026-10-25T01:30"))),
        "sent twice": messages.done_before(reader),
    }


def lines(reader: Reader, words: str = "Ben") -> Shown:
    """Every message: to the set's channel, and the two that go to one person."""
    return {
        "line": messages.channel_line(reader, session(), more=False),
        "line, another": messages.channel_line(reader, session(), more=True),
        "line, cancelled": messages.channel_line(reader, session(state="cancelled"), more=False),
        "today": reminders.today_line(reader, session()),
        "your day": reminders.your_day(reader, session(), session().starts_at),
        "your day, told before": reminders.your_day(reader, session(), session().starts_at - timedelta(days=1)),
        "your day, elsewhere": reminders.your_day(replace(reader, tz="Asia/Kolkata"), session(), session().starts_at),
        "no date, host": reminders.ask_host(reader, ID, words),
        "no date, channel": reminders.ask_set(reader, ID),
        "few can come": reminders.few_can_come(reader, session(), Expected(7, 4)),
        **{
            f"file, {name}": {"text": " ".join(messages.file_words(reader, row))}
            for name, row in {
                "new": session(),
                "changed": session(ics_sequence=1),
                "cancelled": session(state="cancelled", ics_sequence=1),
            }.items()
        },
    }


def test_windows_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert windows(READER) == snapshot


def test_messages_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert lines(READER) == snapshot


def test_slack_takes_them_and_people_can_use_them() -> None:
    for name, view in windows(READER).items():
        assert problems_in_view(view) == [], name
    for name, message in lines(READER).items():
        assert problems_in_message(message) == [], name
        assert quality_of_message(message) == [], name


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_neither_act_nor_break(words: str) -> None:
    for name, view in windows(READER, words, words[:300]).items():
        assert live_mentions(view) == [], name
        assert problems_in_view(view) == [], name
    for name, message in lines(READER, words[:60]).items():
        assert live_mentions(message) == [], name
        assert problems_in_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, shown in [*windows(reader).items(), *lines(reader).items()]:
        assert unmarked(shown, ["Ben", "Tuesday set", "London", "Kolkata", "Priya"]) == [], name


def test_every_problem_of_the_form_has_its_words() -> None:
    said = {
        "day": (Problem.DATE_UNREADABLE, Problem.DATE_PAST, Problem.DATE_TOO_FAR),
        "at": (Problem.EMPTY, Problem.TIME_PAST, Problem.OVERLAPS),
        "length": (Problem.EMPTY,),
        "place": (Problem.TOO_LONG,),
    }
    for name, found in said.items():
        for problem in found:
            assert messages.form_errors(READER, {name: problem})[messages.FIELDS[name]].endswith(".")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (60, "1 hour"),
        (90, "An hour and a half"),
        (120, "2 hours"),
        (135, "2 h 15 min"),
        (210, "3 and a half hours"),
        (390, "6 h 30 min"),
        (45, "45 minutes"),
    ],
)
def test_how_long(minutes: int, words: str) -> None:
    assert lengths.words(READER, minutes) == words


def test_a_length_that_is_chosen_is_read_back_and_stands_in_front() -> None:
    for minutes, by_bids in ((90, False), (390, False), (390, True), (45, False), (600, False), (77, False)):
        value = lengths.value_of(minutes, by_bids=by_bids)
        assert lengths.read(value) == (minutes, by_bids)
        assert lengths.select(READER, value)["initial_option"]["value"] == value
    assert "initial_option" not in lengths.select(READER, lengths.value_of(None))
    for nonsense in ("", "x", ":bids", "99999", "-5"):
        assert lengths.read(nonsense)[0] is None


def test_home_says_how_it_stands() -> None:
    one = SetLine(ID, "Tuesday set", "CSET", "Cora")
    said = [messages.on_home(READER, one, row).words for row in (None, session(), session(state="open"))]
    assert said == [
        "No session is booked yet. You could pick a date.",
        "Next session: Thursday 21 May, 14:00.",
        "Its session is open now.",
    ]
