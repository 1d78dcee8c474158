"""The end of an update's time: which are over, deleting them, and when the next one is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from storage.models import LearningSet, SharedUpdate, UpdateAnswer, UpdateRecipient
from storage.queries.updates import UPDATE_COLUMNS, UpdateRow, met
from storage.unit_of_work import UnitOfWork


def _over(now: datetime, taken_back_before: datetime) -> ColumnElement[bool]:
    """Its time is over: the words go."""
    closed = select(LearningSet.id).where(
        LearningSet.workspace_id == SharedUpdate.workspace_id,
        LearningSet.id == SharedUpdate.set_id,
        LearningSet.state == "closed",
    )
    with_session = or_(SharedUpdate.lasts == "session", SharedUpdate.audience.in_(["buddy", "next"]))
    return or_(
        SharedUpdate.expires_at <= now,
        SharedUpdate.taken_back_at <= taken_back_before,
        and_(with_session, met()),
        closed.correlate(SharedUpdate).exists(),
    )


async def over(uow: UnitOfWork, now: datetime, taken_back_before: datetime, limit: int) -> list[UpdateRow]:
    """Updates whose time is over, and those that were taken back so long ago."""
    wanted = select(*UPDATE_COLUMNS).where(_over(now, taken_back_before)).order_by(SharedUpdate.id).limit(limit)
    return [UpdateRow(*tuple[Any, ...](row)) for row in await uow.rows(wanted)]


async def remove(uow: UnitOfWork, update_ids: Sequence[UUID]) -> None:
    """Delete updates with everything that belongs to them: answers, names and readers."""
    await uow.execute(delete(UpdateAnswer).where(UpdateAnswer.update_id.in_(update_ids)))
    await uow.execute(delete(UpdateRecipient).where(UpdateRecipient.update_id.in_(update_ids)))
    await uow.execute(delete(SharedUpdate).where(SharedUpdate.id.in_(update_ids)))


async def next_moments(uow: UnitOfWork) -> tuple[datetime | None, datetime | None]:
    """The earliest date on which words go, and when the earliest of those taken back was (aware UTC)."""
    wanted = select(func.min(SharedUpdate.expires_at), func.min(SharedUpdate.taken_back_at))
    row = (await uow.rows(wanted)).one()
    return row[0], row[1]
