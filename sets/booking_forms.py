"""A form for a session: what it holds, and everything that is wrong with it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sets.errors import Problem
from sets.people import Person
from sets.wall_time import moment_of, wall, wall_of, write_wall
from storage.queries.calendar import SessionRow

LENGTHS = (90, 120, 210, 390)
"""Minutes of the columns of practice.md section 2: 90 minutes, 2 hours, 3.5 hours, a full day."""
FIRST_LENGTH = 210  # a first session teaches and contracts (practice.md section 2)
SHORTEST, LONGEST = 45, 600
OWN_LENGTHS = tuple(each for each in range(SHORTEST, LONGEST + 1, 15) if each not in LENGTHS)
"""What a set may choose besides: its own length, in steps that a plan can be made of."""
PLACE_LIMIT = 300
AHEAD = timedelta(days=731)


@dataclass(frozen=True)
class Wanted:
    """A form as it was sent; None: left empty. The time is on the wall, in the set's zone. place: the set's words.

    by_bids  of a full day: time goes to those who ask, rather than to everyone
    """

    day: date | None
    at: time | None
    length: int | None
    place: str = field(default="", repr=False)
    by_bids: bool = False


class BookingRefused(Exception):
    """Some fields cannot be taken; nothing was changed. `problems` by field: day, at, length or place."""

    def __init__(self, problems: Mapping[str, Problem], person: Person) -> None:
        super().__init__(", ".join(sorted(problems)))
        self.problems = dict(problems)
        self.person = person


def checked(person: Person, zone: str, wanted: Wanted, others: Sequence[SessionRow], now: datetime) -> int:
    """The length in minutes, when everything in the form can be taken. Raises BookingRefused."""
    problems: dict[str, Problem] = {}
    length = wanted.length
    if length is None or not SHORTEST <= length <= LONGEST:
        problems["length"] = Problem.EMPTY
    if len(wanted.place) > PLACE_LIMIT:
        problems["place"] = Problem.TOO_LONG
    if wanted.day is None:
        problems["day"] = Problem.DATE_UNREADABLE
    if wanted.at is None:
        problems["at"] = Problem.EMPTY
    if length is None or wanted.day is None or wanted.at is None or problems:
        raise BookingRefused(problems, person)
    today = wall_of(now, zone).date()
    if wanted.day < today:
        problems["day"] = Problem.DATE_PAST
    elif wanted.day > today + AHEAD:
        problems["day"] = Problem.DATE_TOO_FAR
    elif (starts_at := start(wanted, zone)[1]) <= now:
        problems["at"] = Problem.TIME_PAST
    elif any(overlaps(starts_at, length, other) for other in others):
        problems["at"] = Problem.OVERLAPS
    if problems:
        raise BookingRefused(problems, person)
    return length


def overlaps(starts_at: datetime, length: int, other: SessionRow) -> bool:
    """Two sessions on one day are welcome, but not at one time."""
    ends_at = starts_at + timedelta(minutes=length)
    return other.state in ("planned", "open") and other.starts_at < ends_at and starts_at < other.ends_at


def start(wanted: Wanted, zone: str) -> tuple[str, datetime]:
    """The wall time as it was agreed, and the moment it means. Only for a form with both day and time."""
    if wanted.day is None or wanted.at is None:
        raise ValueError("a day and a time were checked before")
    local = wall(wanted.day, wanted.at)
    return write_wall(local), moment_of(local, zone)
