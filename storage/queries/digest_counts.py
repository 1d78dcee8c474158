"""What the weekly note counts: each set's calendar, and shares. So many statements, however many sets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from storage.models import (
    Action,
    Attendance,
    CallRequest,
    LearningSet,
    Membership,
    Nudge,
    Phase,
    Reflection,
    ReflectionRound,
    Session,
)
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SetWeek:
    """One running set and its calendar: met in the window, a date booked, when it last met or began, its cadence."""

    id: UUID
    name: str
    met: bool
    booked: bool
    last_at: datetime | None
    began_at: datetime
    cadence_weeks: int | None
    asks: bool


async def set_weeks(uow: UnitOfWork, programme_id: UUID, since: datetime, now: datetime) -> list[SetWeek]:
    """Every running set of a programme, by name."""
    here = and_(Session.workspace_id == LearningSet.workspace_id, Session.set_id == LearningSet.id)
    last = select(func.max(Session.closed_at)).where(here, Session.state == "closed")
    closed = last.correlate(LearningSet).scalar_subquery()
    met = and_(closed > since, closed <= now)
    booked = select(Session.id).where(here, Session.state.in_(["open", "planned"])).correlate(LearningSet)
    phase = select(Phase.cadence_weeks).where(
        Phase.workspace_id == LearningSet.workspace_id, Phase.set_id == LearningSet.id
    )
    newest = phase.order_by(Phase.ordinal.desc()).limit(1).correlate(LearningSet).scalar_subquery()
    began = select(func.min(Phase.from_at)).where(
        Phase.workspace_id == LearningSet.workspace_id, Phase.set_id == LearningSet.id
    )
    asks = select(CallRequest.id).where(
        CallRequest.workspace_id == LearningSet.workspace_id, CallRequest.set_id == LearningSet.id
    )
    wanted = (
        select(
            LearningSet.id,
            LearningSet.name,
            func.coalesce(met, False),
            booked.exists(),
            closed,
            began.correlate(LearningSet).scalar_subquery(),
            newest,
            asks.correlate(LearningSet).exists(),
        )
        .where(LearningSet.programme_id == programme_id, LearningSet.state == "running")
        .order_by(LearningSet.name, LearningSet.id)
    )
    return [SetWeek(*tuple[Any, ...](row)) for row in await uow.rows(wanted)]


async def members(uow: UnitOfWork, set_ids: Sequence[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who is a member of these sets now, by set."""
    belonging = select(Membership.set_id, Membership.person_id).where(
        Membership.set_id.in_(set_ids), Membership.role == "member", Membership.until_at.is_(None)
    )
    found: dict[UUID, set[UUID]] = {set_id: set() for set_id in set_ids}
    for set_id, person_id in await uow.rows(belonging):
        found[set_id].add(person_id)
    return {set_id: frozenset(people) for set_id, people in found.items()}


@dataclass(frozen=True)
class Share:
    """So many of so many, over so many people of so many sets."""

    part: int
    whole: int
    people: int
    sets: int


async def actions_followed(uow: UnitOfWork, set_ids: Sequence[UUID], since: datetime, now: datetime) -> Share:
    """Of the questions about actions that went out in the window, how many were answered."""
    asked = (
        select(Nudge.state, Nudge.person_id, Action.set_id)
        .join(Action, Action.id == Nudge.subject_id)
        .where(
            Nudge.state.in_(["sent", "answered"]), Nudge.due_at > since, Nudge.due_at <= now, Action.set_id.in_(set_ids)
        )
    )
    rows = (await uow.rows(asked)).all()
    return _share([state == "answered" for state, _, _ in rows], rows)


async def questions_answered(uow: UnitOfWork, set_ids: Sequence[UUID], since: datetime, now: datetime) -> Share:
    """Of the people whose set's question between sessions closed in the window, how many answered it in any way."""
    theirs = and_(
        Reflection.workspace_id == ReflectionRound.workspace_id,
        Reflection.round_id == ReflectionRound.id,
        Reflection.person_id == Membership.person_id,
    )
    in_set = and_(Membership.workspace_id == ReflectionRound.workspace_id, Membership.set_id == ReflectionRound.set_id)
    asked = (
        select(Reflection.id, Membership.person_id, ReflectionRound.set_id)
        .select_from(ReflectionRound)
        .join(Membership, in_set)
        .outerjoin(Reflection, theirs)
        .where(
            ReflectionRound.set_id.in_(set_ids),
            ReflectionRound.state == "shown",
            ReflectionRound.deadline > since,
            ReflectionRound.deadline <= now,
            Membership.role == "member",
            Membership.from_at <= ReflectionRound.opens_at,
            Membership.until_at.is_(None),
        )
    )
    rows = (await uow.rows(asked)).all()
    return _share([answer is not None for answer, _, _ in rows], rows)


async def came(uow: UnitOfWork, set_ids: Sequence[UUID], since: datetime, now: datetime) -> Share:
    """Of the members of the sets that met in the window, how many were there."""
    there = and_(
        Attendance.workspace_id == Session.workspace_id,
        Attendance.session_id == Session.id,
        Attendance.person_id == Membership.person_id,
        Attendance.state.in_(["here", "left_early"]),
    )
    belonging = (
        select(Attendance.id, Membership.person_id, Session.set_id)
        .select_from(Session)
        .join(Membership, and_(Membership.workspace_id == Session.workspace_id, Membership.set_id == Session.set_id))
        .outerjoin(Attendance, there)
        .where(
            Session.set_id.in_(set_ids),
            Session.state == "closed",
            Session.closed_at > since,
            Session.closed_at <= now,
            Membership.role == "member",
            Membership.from_at <= Session.starts_at,
            Membership.until_at.is_(None),
        )
    )
    rows = (await uow.rows(belonging)).all()
    return _share([attended is not None for attended, _, _ in rows], rows)


def _share(yes: Sequence[bool], rows: Sequence[Any]) -> Share:
    return Share(sum(yes), len(yes), len({row[1] for row in rows}), len({row[2] for row in rows}))
