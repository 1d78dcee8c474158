"""Which sessions have their morning, which went by, and which sets have no date. Nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from storage.models import LearningSet, Membership, Person, Phase, Session
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.unit_of_work import UnitOfWork

_RUNS = and_(LearningSet.workspace_id == Session.workspace_id, LearningSet.id == Session.set_id)


def _not_reminded() -> ColumnElement[bool]:
    return and_(
        Session.state == "planned",
        or_(Session.reminded_for.is_(None), Session.reminded_for != Session.starts_at),
    )


async def not_reminded(uow: UnitOfWork, now: datetime, until: datetime) -> list[tuple[SessionRow, str | None]]:
    """Planned sessions from `now` to `until` whose morning has not been, with their channel, soonest first."""
    statement = (
        select(*SESSION_COLUMNS, LearningSet.channel_id)
        .join(LearningSet, _RUNS)
        .where(_not_reminded(), LearningSet.state != "closed", Session.starts_at > now, Session.starts_at <= until)
        .order_by(Session.starts_at, Session.id)
    )
    rows = [tuple[Any, ...](row) for row in await uow.rows(statement)]
    return [(SessionRow(*row[:-1]), row[-1]) for row in rows]


async def next_start(uow: UnitOfWork, now: datetime) -> SessionRow | None:
    """The soonest planned session whose morning has not been."""
    soonest = select(*SESSION_COLUMNS).join(LearningSet, _RUNS)
    soonest = soonest.where(_not_reminded(), LearningSet.state != "closed", Session.starts_at > now)
    row = (await uow.rows(soonest.order_by(Session.starts_at, Session.id).limit(1))).first()
    return SessionRow(*tuple[Any, ...](row)) if row else None


async def reminded(uow: UnitOfWork, session: SessionRow) -> bool:
    """Its morning is taken care of; False when another replica was at it, or it changed."""
    taking = update(Session).where(Session.id == session.id, Session.revision == session.revision, _not_reminded())
    return (await uow.execute(taking.values(reminded_for=session.starts_at))).rowcount == 1


async def went_by(uow: UnitOfWork, before: datetime) -> list[UUID]:
    """Planned sessions that began before that moment and were never opened."""
    found = select(Session.id).where(Session.state == "planned", Session.starts_at <= before)
    return list((await uow.rows(found.order_by(Session.starts_at))).scalars())


async def first_to_lapse(uow: UnitOfWork) -> datetime | None:
    """When the soonest planned session begins."""
    return (await uow.rows(select(func.min(Session.starts_at)).where(Session.state == "planned"))).scalar_one()


async def lapse(uow: UnitOfWork, sessions: Sequence[UUID], before: datetime) -> None:
    """They are no longer planned. What they were stays."""
    statement = update(Session).where(Session.id.in_(sessions), Session.state == "planned", Session.starts_at <= before)
    await uow.execute(statement.values(state="lapsed", revision=Session.revision + 1))


@dataclass(frozen=True)
class Dateless:
    """A running set with nothing booked, and its zone. since: its last session or its phase's beginning; aware UTC."""

    phase_id: UUID
    set_id: UUID
    channel_id: str | None
    cadence_weeks: int
    since: datetime
    zone: str


async def dateless(uow: UnitOfWork) -> list[Dateless]:
    """Sets with a cadence and nothing booked that were not asked for a date since their last session.

    A phase that has held all the sessions it agreed on is left in peace.
    """
    other = aliased(Phase)
    newest = (
        select(func.max(other.ordinal))
        .where(other.workspace_id == Phase.workspace_id, other.set_id == Phase.set_id)
        .scalar_subquery()
    )
    of_set = and_(Session.workspace_id == Phase.workspace_id, Session.set_id == Phase.set_id)
    booked = select(Session.id).where(of_set, Session.state.in_(["planned", "open"])).exists()
    over = [of_set, Session.state.in_(["closed", "lapsed"])]
    last = select(func.max(Session.starts_at)).where(*over).scalar_subquery()
    held = select(func.count()).where(*over, Session.phase_id == Phase.id).scalar_subquery()
    statement = (
        select(
            Phase.id,
            Phase.set_id,
            LearningSet.channel_id,
            Phase.cadence_weeks,
            Phase.from_at,
            last,
            Phase.asked_for_date_at,
            LearningSet.zone,
        )
        .join(LearningSet, LearningSet.id == Phase.set_id)
        .where(
            LearningSet.state == "running",
            Phase.until_at.is_(None),
            Phase.cadence_weeks.is_not(None),
            Phase.ordinal == newest,
            ~booked,
            or_(Phase.planned_sessions.is_(None), held < Phase.planned_sessions),
        )
        .order_by(Phase.set_id)
    )
    found = []
    for row in await uow.rows(statement):
        phase_id, set_id, channel_id, weeks, from_at, last_at, asked_at, zone = tuple[Any, ...](row)
        since = last_at or from_at
        if asked_at is None or asked_at < since:
            found.append(Dateless(phase_id, set_id, channel_id, weeks, since, zone))
    return found


async def host_of(uow: UnitOfWork, set_id: UUID, since: datetime) -> UUID | None:
    """Who was host of the session that began then, while they belong to the set."""
    statement = (
        select(Session.host_id)
        .join(Person, Person.id == Session.host_id)
        .join(Membership, and_(Membership.person_id == Person.id, Membership.set_id == Session.set_id))
        .where(
            Session.set_id == set_id,
            Session.starts_at == since,
            Membership.until_at.is_(None),
            Person.active.is_(True),
        )
        .limit(1)
    )
    return (await uow.rows(statement)).scalar_one_or_none()


async def asked_for_date(uow: UnitOfWork, phase_id: UUID, since: datetime) -> bool:
    """The set is asked for a date, once after each session; False when another replica was at it."""
    taking = update(Phase).where(
        Phase.id == phase_id, or_(Phase.asked_for_date_at.is_(None), Phase.asked_for_date_at < since)
    )
    return (await uow.execute(taking.values(asked_for_date_at=since))).rowcount == 1
