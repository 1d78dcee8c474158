"""Everything about the session, by context: which set somebody means, and how its next session stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.wall_time import wall_of
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import joining
from storage.queries import session_menu as queries
from storage.queries.calendar import SessionRow
from storage.queries.people import PersonRow
from storage.queries.session_menu import Meeting, Seat, Seated
from storage.unit_of_work import UnitOfWork

__all__ = ["Looked", "Meeting", "Seat", "Seated", "State", "look"]


class State(Enum):
    """What the menu is about."""

    NOTHING = "nothing"
    PLANNED = "planned"
    TODAY = "today"
    OPEN = "open"


@dataclass(frozen=True)
class Looked:
    """How the next session of one set stands, for one of its members or its coach.

    meeting  None exactly when nothing is booked
    place    the set's own words; None: none was given
    """

    person: PersonRow
    seat: Seat
    state: State
    meeting: Meeting | None = None
    place: Confidential | None = None

    @property
    def session(self) -> SessionRow:
        """The session. Only when there is one: raises ValueError."""
        if self.meeting is None:
            raise ValueError("nothing is booked")
        return self.meeting.session

    @property
    def is_member(self) -> bool:
        """A coach is none: they neither bid nor take turns."""
        return self.seat.role == "member"

    @property
    def cannot_come(self) -> bool:
        """They said so beforehand."""
        return self.meeting is not None and self.meeting.own == "cannot"

    @property
    def facilitates(self) -> bool:
        return self.meeting is not None and self.meeting.session.facilitator_id == self.person.id


@dataclass(frozen=True)
class WhichSet:
    """Somebody in several sets is asked which one they mean; in none, they are told so."""

    person: PersonRow
    seats: Sequence[Seat]


async def look(
    uow: UnitOfWork, slack_user_id: str, now: datetime, *, set_id: UUID | None = None, channel_id: str = ""
) -> Looked | WhichSet | None:
    """How things stand for the set that is meant: the one named, the one of this channel, or somebody's only one.

    None: the bot has not met this person. Three statements at most.
    Raises Refused for a set that is named and not theirs: NOT_YOUR_SET, FORMER_MEMBER.
    """
    found = await queries.seated(uow, slack_user_id)
    if found is None:
        if set_id is not None:
            raise Refused(Problem.NOT_YOUR_SET)
        return None
    seat = await seat_in(uow, found, set_id) if set_id else _meant(found.seats, channel_id)
    if seat is None:
        return WhichSet(found.person, found.seats)
    return await standing_of(uow, found.person, seat, now)


async def seat_in(uow: UnitOfWork, found: Seated, set_id: UUID, may: May = May.SEE_SET) -> Seat:
    """Their seat in that set. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE (it has ended), by what they may do."""
    seat = found.seat(set_id)
    if seat is None:
        judge(may, await joining.standing(uow, found.person.id, set_id), person_id=found.person.id)
        raise Refused(Problem.GONE)
    judge(may, "coach" if seat.role == "coach" else "member", person_id=found.person.id)
    return seat


async def standing_of(uow: UnitOfWork, person: PersonRow, seat: Seat, now: datetime) -> Looked:
    """How the next session of somebody's set stands."""
    meeting = await queries.coming(uow, seat.set_id, person.id)
    if meeting is None:
        return Looked(person, seat, State.NOTHING)
    place = await open_place(uow, meeting.session)
    return Looked(person, seat, state_of(meeting.session, now), meeting, place)


async def open_place(uow: UnitOfWork, session: SessionRow) -> Confidential | None:
    """Where a session is, in the set's own words. The caller has asked for permission."""
    if session.place is None:
        return None
    return await uow.unseal(Field.SESSION_PLACE, Scope("set", session.set_id), session.id, session.place)


def on_its_day(session: SessionRow, now: datetime) -> None:
    """A planned session can begin on its day, by its own zone, or after. Raises Refused(NOT_ITS_DAY) before."""
    if state_of(session, now) is State.PLANNED:
        raise Refused(Problem.NOT_ITS_DAY)


def state_of(session: SessionRow, now: datetime) -> State:
    """Open, today (by the session's own zone) or planned."""
    if session.state == "open":
        return State.OPEN
    day = wall_of(session.starts_at, session.zone).date()
    return State.TODAY if day <= wall_of(now, session.zone).date() else State.PLANNED


def _meant(seats: Sequence[Seat], channel_id: str) -> Seat | None:
    here = [one for one in seats if channel_id and one.channel_id == channel_id]
    if here:
        return here[0]
    return seats[0] if len(seats) == 1 else None
