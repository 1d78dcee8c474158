"""Members who have not been at a set's latest sessions. Nothing here commits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from storage.models import Attendance, LearningSet, Membership, Session
from storage.unit_of_work import UnitOfWork

MET = 3
"""A session at which fewer were noted tells nothing about who was missing."""


@dataclass(frozen=True)
class Belonging:
    """One person's open membership of a set."""

    id: UUID
    person_id: UUID
    set_id: UUID
    set_name: str


async def missed(uow: UnitOfWork, set_id: UUID, last: int) -> list[UUID]:
    """The open memberships of those who were at none of the set's `last` sessions that met; none before so many."""
    of_session = and_(Attendance.workspace_id == Session.workspace_id, Attendance.session_id == Session.id)
    was_there = Attendance.state.in_(["here", "left_early"])
    met = (
        select(Session.id, Session.starts_at)
        .join(Attendance, of_session)
        .where(Session.set_id == set_id, Session.state == "closed", was_there)
        .group_by(Session.id, Session.starts_at)
        .having(func.count() >= MET)
        .order_by(Session.starts_at.desc())
        .limit(last)
    )
    sessions = (await uow.rows(met)).all()
    if len(sessions) < last:
        return []
    there = select(Attendance.person_id).where(
        Attendance.workspace_id == Membership.workspace_id,
        Attendance.session_id.in_([row.id for row in sessions]),
        was_there,
    )
    absent = select(Membership.id).where(
        Membership.set_id == set_id,
        Membership.role == "member",
        Membership.until_at.is_(None),
        Membership.from_at <= sessions[-1].starts_at,
        Membership.person_id.not_in(there),
    )
    return list((await uow.rows(absent.order_by(Membership.id))).scalars())


async def belonging(uow: UnitOfWork, membership_ids: Collection[UUID]) -> Sequence[Belonging]:
    """Those of these memberships that are still open, in sets that still run."""
    of_set = and_(LearningSet.workspace_id == Membership.workspace_id, LearningSet.id == Membership.set_id)
    chosen = (
        select(Membership.id, Membership.person_id, Membership.set_id, LearningSet.name)
        .join(LearningSet, of_set)
        .where(Membership.id.in_(membership_ids), Membership.until_at.is_(None), LearningSet.state == "running")
    )
    return [Belonging(*tuple[Any, ...](row)) for row in await uow.rows(chosen)]
