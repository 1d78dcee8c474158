"""Answers to updates, for the author of the update alone. Nothing here commits or opens a seal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, select

from storage.models import Person, SharedUpdate, UpdateAnswer
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AnswerRow:
    """One answer, with who wrote it; at: aware UTC; body: sealed under the set's key."""

    id: UUID
    update_id: UUID
    person_id: UUID
    name: str
    slack_user_id: str
    at: datetime
    body: bytes = field(repr=False)


_ANSWER = select(
    UpdateAnswer.id,
    UpdateAnswer.update_id,
    UpdateAnswer.person_id,
    Person.display_name,
    Person.slack_user_id,
    UpdateAnswer.at,
    UpdateAnswer.body,
).join(Person, and_(Person.workspace_id == UpdateAnswer.workspace_id, Person.id == UpdateAnswer.person_id))


_WAITING = (
    select(SharedUpdate.id)
    .join(
        UpdateAnswer,
        and_(UpdateAnswer.workspace_id == SharedUpdate.workspace_id, UpdateAnswer.update_id == SharedUpdate.id),
    )
    .group_by(SharedUpdate.workspace_id, SharedUpdate.id, SharedUpdate.seen_at)
    .having(SharedUpdate.seen_at.is_(None) | (func.max(UpdateAnswer.at) > SharedUpdate.seen_at))
)


async def of_update(uow: UnitOfWork, update_id: UUID, person_id: UUID | None, most: int) -> list[AnswerRow]:
    """The newest answers to an update; `person_id`: only this person's own."""
    wanted = _ANSWER.where(UpdateAnswer.update_id == update_id)
    if person_id is not None:
        wanted = wanted.where(UpdateAnswer.person_id == person_id)
    rows = await uow.rows(wanted.order_by(UpdateAnswer.at.desc(), UpdateAnswer.id).limit(most))
    return [AnswerRow(*tuple[Any, ...](row)) for row in rows]


async def by_id(uow: UnitOfWork, answer_id: UUID) -> AnswerRow | None:
    """One answer."""
    row = (await uow.rows(_ANSWER.where(UpdateAnswer.id == answer_id))).one_or_none()
    return AnswerRow(*tuple[Any, ...](row)) if row else None


async def add(uow: UnitOfWork, answer_id: UUID, update_id: UUID, person_id: UUID, at: datetime, body: bytes) -> None:
    """Add an answer."""
    await uow.insert(UpdateAnswer, id=answer_id, update_id=update_id, person_id=person_id, at=at, body=body)


async def remove(uow: UnitOfWork, answer_id: UUID) -> bool:
    """Delete an answer; False when it is gone already."""
    return (await uow.execute(delete(UpdateAnswer).where(UpdateAnswer.id == answer_id))).rowcount == 1


async def waiting(uow: UnitOfWork, update_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these updates that have answers which came after their author last looked."""
    return set((await uow.rows(_WAITING.where(SharedUpdate.id.in_(update_ids)))).scalars())


async def waiting_for(uow: UnitOfWork, set_id: UUID, author_id: UUID) -> list[UUID]:
    """The updates of somebody in a set that have such answers."""
    theirs = _WAITING.where(SharedUpdate.set_id == set_id, SharedUpdate.author_id == author_id)
    return list((await uow.rows(theirs.order_by(SharedUpdate.id))).scalars())
