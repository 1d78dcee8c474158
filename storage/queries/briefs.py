"""What a facilitator's guide is made of. Nothing here opens a seal."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from storage.models import Bid, Issue, Membership
from storage.queries.issue_holding import held_in_set
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Carried:
    """An issue carried forward. The headline is sealed under the set's key."""

    id: UUID
    headline: bytes = field(repr=False)


_CARRIED = (Issue.standing == "open", held_in_set())


async def carried(uow: UnitOfWork, set_id: UUID) -> list[Carried]:
    """Every issue of a set that one of its members holds and has not closed, the oldest first."""
    theirs = select(Issue.id, Issue.headline).where(Issue.set_id == set_id, *_CARRIED)
    return [Carried(*row) for row in await uow.rows(theirs.order_by(Issue.raised_at, Issue.id))]


async def count_carried(uow: UnitOfWork, set_id: UUID) -> int:
    """How many issues are carried forward."""
    theirs = select(func.count()).select_from(Issue).where(Issue.set_id == set_id, *_CARRIED)
    return (await uow.rows(theirs)).scalar_one()


async def bids_and_heads(uow: UnitOfWork, set_id: UUID, session_id: UUID) -> tuple[int, int]:
    """How many have asked for time in a session, and how many members its set has now: one statement."""
    asked = select(func.count()).select_from(Bid).where(Bid.session_id == session_id, Bid.state == "open")
    there = select(func.count()).select_from(Membership)
    there = there.where(Membership.set_id == set_id, Membership.until_at.is_(None), Membership.role == "member")
    row = (await uow.rows(select(asked.scalar_subquery(), there.scalar_subquery()))).one()
    return row[0], row[1]


async def heads(uow: UnitOfWork, set_id: UUID) -> int:
    """How many members a set has now."""
    mine = select(func.count()).select_from(Membership)
    mine = mine.where(Membership.set_id == set_id, Membership.until_at.is_(None), Membership.role == "member")
    return (await uow.rows(mine)).scalar_one()
