"""Phases and sessions of a set. Nothing here commits or opens a seal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update

from storage.models import Phase, Session
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class PhaseRow:
    """A phase. Null facts were not stated yet. `local_time`: HH:MM in the set's zone; `weekday`: ISO."""

    id: UUID
    set_id: UUID
    ordinal: int
    mode: str | None
    cadence_weeks: int | None
    weekday: int | None
    local_time: str | None
    length_minutes: int | None
    planned_sessions: int | None
    coached_sessions: int | None


@dataclass(frozen=True)
class SessionRow:
    """A session. `local_start`: wall time YYYY-MM-DDTHH:MM in the IANA `zone`, as agreed; moments: aware UTC.

    by_bids  a full day in which time goes to those who ask, rather than to everyone
    state    planned, open, closed, cancelled or lapsed (never opened); mode: led, together or phones
    place    sealed under the set's key
    """

    id: UUID
    set_id: UUID
    phase_id: UUID
    ordinal: int
    local_start: str
    zone: str
    starts_at: datetime
    length_minutes: int
    state: str
    mode: str
    host_id: UUID | None
    facilitator_id: UUID | None
    place: bytes | None
    ics_uid: str
    ics_sequence: int
    opened_at: datetime | None
    closed_at: datetime | None
    revision: int
    by_bids: bool = False

    @property
    def ends_at(self) -> datetime:
        """When it would end as planned, aware UTC."""
        return self.starts_at + timedelta(minutes=self.length_minutes)


_PHASE = select(
    Phase.id,
    Phase.set_id,
    Phase.ordinal,
    Phase.mode,
    Phase.cadence_weeks,
    Phase.weekday,
    Phase.local_time,
    Phase.length_minutes,
    Phase.planned_sessions,
    Phase.coached_sessions,
)
SESSION_COLUMNS = (
    Session.id,
    Session.set_id,
    Session.phase_id,
    Session.ordinal,
    Session.local_start,
    Session.zone,
    Session.starts_at,
    Session.length_minutes,
    Session.state,
    Session.mode,
    Session.host_id,
    Session.facilitator_id,
    Session.place,
    Session.ics_uid,
    Session.ics_sequence,
    Session.opened_at,
    Session.closed_at,
    Session.revision,
    Session.by_bids,
)
_SESSION = select(*SESSION_COLUMNS)


async def current_phase(uow: UnitOfWork, set_id: UUID) -> PhaseRow | None:
    """The newest phase of a set; None before it was set up."""
    newest = _PHASE.where(Phase.set_id == set_id).order_by(Phase.ordinal.desc()).limit(1)
    row = (await uow.rows(newest)).first()
    return PhaseRow(*tuple[Any, ...](row)) if row else None


async def change_phase(uow: UnitOfWork, phase_id: UUID, values: dict[str, object]) -> None:
    """Write columns of a phase."""
    await uow.execute(update(Phase).where(Phase.id == phase_id).values(values))


async def session(uow: UnitOfWork, session_id: UUID) -> SessionRow | None:
    """One session."""
    return await _one(uow, _SESSION.where(Session.id == session_id))


async def next_session(uow: UnitOfWork, set_id: UUID) -> SessionRow | None:
    """The session that is open now, or else the earliest that is planned; None: nothing is booked."""
    coming = _SESSION.where(Session.set_id == set_id, Session.state.in_(["open", "planned"]))
    return await _one(uow, coming.order_by(Session.state, Session.starts_at, Session.id).limit(1))


async def open_session(uow: UnitOfWork, set_id: UUID) -> SessionRow | None:
    """The session that is open; of several, the earliest."""
    opened = _SESSION.where(Session.set_id == set_id, Session.state == "open")
    return await _one(uow, opened.order_by(Session.starts_at, Session.id).limit(1))


async def left_open(uow: UnitOfWork) -> list[SessionRow]:
    """Every session that is open, of every set."""
    rows = await uow.rows(_SESSION.where(Session.state == "open").order_by(Session.opened_at, Session.id))
    return [SessionRow(*tuple[Any, ...](row)) for row in rows]


async def next_planned(uow: UnitOfWork, set_id: UUID) -> SessionRow | None:
    """The earliest session that is planned, whether one is open now or not."""
    planned = _SESSION.where(Session.set_id == set_id, Session.state == "planned")
    return await _one(uow, planned.order_by(Session.starts_at, Session.id).limit(1))


async def next_start(uow: UnitOfWork, after: datetime) -> datetime | None:
    """When the earliest planned session of any set begins, after a moment (both aware UTC)."""
    ahead = select(func.min(Session.starts_at)).where(Session.state == "planned", Session.starts_at > after)
    return (await uow.rows(ahead)).scalar()


async def last_closed(uow: UnitOfWork, set_id: UUID) -> SessionRow | None:
    """The session that was closed last."""
    closed = _SESSION.where(Session.set_id == set_id, Session.state == "closed")
    return await _one(uow, closed.order_by(Session.starts_at.desc(), Session.id).limit(1))


async def _one(uow: UnitOfWork, statement: Select[*tuple[object, ...]]) -> SessionRow | None:
    row = (await uow.rows(statement)).first()
    return SessionRow(*tuple[Any, ...](row)) if row else None
