"""What the session menu needs to know: a person's sets, and the session that comes next. Nothing here opens a seal."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from storage.aliases import alias
from storage.models import Attendance, LearningSet, Membership, Person, Phase, Session
from storage.queries.beside import KeyBeside
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Seat:
    """A set somebody belongs to now, as member or coach.

    state    setting_up or running; coached: a coach is in post, and guides the current phase
    """

    set_id: UUID
    set_name: str
    zone: str
    channel_id: str | None
    contacts: str
    state: str
    role: str
    coached: bool = False


@dataclass(frozen=True)
class Seated:
    """A person and all sets they belong to, by name."""

    person: PersonRow
    seats: list[Seat] = field(default_factory=list)

    def seat(self, set_id: UUID) -> Seat | None:
        """Theirs in that set."""
        return next((one for one in self.seats if one.set_id == set_id), None)


_HERE_NOW = (
    (Membership.workspace_id == Person.workspace_id)
    & (Membership.person_id == Person.id)
    & Membership.until_at.is_(None)
)
_OF_SET = (
    (LearningSet.workspace_id == Membership.workspace_id)
    & (LearningSet.id == Membership.set_id)
    & (LearningSet.state != "closed")
)
_POST = alias(Membership, "post")
_LATER = alias(Phase, "later")
_LAST_PHASE = (
    select(func.max(_LATER.ordinal))
    .where(_LATER.workspace_id == Phase.workspace_id, _LATER.set_id == Phase.set_id)
    .correlate(Phase)
    .scalar_subquery()
)
_COACHED = (
    select(_POST.id)
    .join(Phase, (Phase.workspace_id == _POST.workspace_id) & (Phase.set_id == _POST.set_id))
    .where(
        Phase.mode == "coached",
        Phase.ordinal == _LAST_PHASE,
        _POST.workspace_id == LearningSet.workspace_id,
        _POST.set_id == LearningSet.id,
        _POST.role == "coach",
        _POST.until_at.is_(None),
    )
    .correlate(LearningSet)
    .exists()
)
_SEAT_COLUMNS = (
    LearningSet.id,
    LearningSet.name,
    LearningSet.zone,
    LearningSet.channel_id,
    LearningSet.contacts,
    LearningSet.state,
    Membership.role,
    _COACHED,
)


async def seated(uow: UnitOfWork, slack_user_id: str) -> Seated | None:
    """Someone and their sets, in one statement; None when the bot has not met them."""
    statement = (
        select(*PERSON_COLUMNS, *_SEAT_COLUMNS)
        .outerjoin(Membership, _HERE_NOW)
        .outerjoin(LearningSet, _OF_SET)
        .where(Person.slack_user_id == slack_user_id)
        .order_by(LearningSet.name, LearningSet.id)
    )
    rows = [tuple[Any, ...](row) for row in await uow.rows(statement)]
    if not rows:
        return None
    own = len(PERSON_COLUMNS)
    return Seated(PersonRow(*rows[0][:own]), [Seat(*row[own:]) for row in rows if row[own] is not None])


@dataclass(frozen=True)
class Meeting:
    """A session with the names of who guides it and who looks after it; "" when nobody does yet.

    own  what is noted of the person who looks: cannot, here, left_early or ""
    """

    session: SessionRow
    facilitator: str
    host: str
    own: str = ""


_FACILITATOR, _HOST = alias(Person, "facilitator"), alias(Person, "host")
_SET_KEY = KeyBeside.of("set", Session.workspace_id, Session.set_id)
_MEETING = _SET_KEY.join(
    select(*SESSION_COLUMNS, _FACILITATOR.display_name, _HOST.display_name, Attendance.state, *_SET_KEY.columns)
    .outerjoin(
        _FACILITATOR, (_FACILITATOR.workspace_id == Session.workspace_id) & (_FACILITATOR.id == Session.facilitator_id)
    )
    .outerjoin(_HOST, (_HOST.workspace_id == Session.workspace_id) & (_HOST.id == Session.host_id))
    .outerjoin(
        Attendance,
        (Attendance.workspace_id == Session.workspace_id)
        & (Attendance.session_id == Session.id)
        & (Attendance.person_id == bindparam("looking")),
    )
)


async def coming(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> Meeting | None:
    """The session of a set that is open, or else the earliest that is planned, for one person who looks."""
    statement = (
        _MEETING.where(Session.set_id == set_id, Session.state.in_(["open", "planned"]))
        .order_by(Session.state, Session.starts_at, Session.id)
        .limit(1)
    )
    return await _meeting(uow, statement, person_id)


async def meeting(uow: UnitOfWork, session_id: UUID, person_id: UUID) -> Meeting | None:
    """One session, for one person who looks."""
    return await _meeting(uow, _MEETING.where(Session.id == session_id), person_id)


async def _meeting(uow: UnitOfWork, statement: Select[*tuple[Any, ...]], person_id: UUID) -> Meeting | None:
    row = (await uow.rows(statement.params(looking=person_id))).first()
    if row is None:
        return None
    own = len(SESSION_COLUMNS)
    values = tuple[Any, ...](row)
    session = SessionRow(*values[:own])
    _SET_KEY.note(uow, row, session.set_id)
    facilitator, host, state = (each or "" for each in values[own : own + 3])
    return Meeting(session, facilitator, host, state)
