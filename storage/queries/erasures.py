"""What somebody asked to have erased, and when. Nothing here commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, update

from storage.models import Erasure, LearningSet
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ErasureRow:
    """One of them. set_id None: everything; set_name: "" then. Moments are aware UTC."""

    id: UUID
    person_id: UUID
    set_id: UUID | None
    set_name: str
    asked_at: datetime
    due_at: datetime
    state: str
    done_at: datetime | None
    things: int
    revision: int


_OF = and_(LearningSet.workspace_id == Erasure.workspace_id, LearningSet.id == Erasure.set_id)
_ERASURE = select(
    Erasure.id,
    Erasure.person_id,
    Erasure.set_id,
    func.coalesce(LearningSet.name, ""),
    Erasure.asked_at,
    Erasure.due_at,
    Erasure.state,
    Erasure.done_at,
    Erasure.things,
    Erasure.revision,
).outerjoin(LearningSet, _OF)


async def of_person(uow: UnitOfWork, person_id: UUID, limit: int) -> list[ErasureRow]:
    """Those that wait, and the receipts of those that were done; the newest first."""
    theirs = _ERASURE.where(Erasure.person_id == person_id, Erasure.state != "stopped")
    found = await uow.rows(theirs.order_by(Erasure.asked_at.desc(), Erasure.id).limit(limit))
    return [ErasureRow(*tuple[Any, ...](row)) for row in found]


async def waiting(uow: UnitOfWork, person_id: UUID, set_id: UUID | None) -> ErasureRow | None:
    """The one that waits for this set, or for everything."""
    about = Erasure.set_id.is_(None) if set_id is None else Erasure.set_id == set_id
    row = (await uow.rows(_ERASURE.where(Erasure.person_id == person_id, Erasure.state == "waiting", about))).first()
    return ErasureRow(*tuple[Any, ...](row)) if row else None


async def by_id(uow: UnitOfWork, erasure_id: UUID) -> ErasureRow | None:
    """One of them."""
    row = (await uow.rows(_ERASURE.where(Erasure.id == erasure_id))).first()
    return ErasureRow(*tuple[Any, ...](row)) if row else None


async def add(uow: UnitOfWork, **values: object) -> None:
    """One more, which waits."""
    await uow.insert(Erasure, state="waiting", done_at=None, things=0, revision=1, **values)


async def change(uow: UnitOfWork, erasure_id: UUID, state: str, **values: object) -> bool:
    """One that waits is stopped or done; False when it does not wait any more."""
    changing = update(Erasure).where(Erasure.id == erasure_id, Erasure.state == "waiting")
    changed = await uow.execute(changing.values(state=state, revision=Erasure.revision + 1, **values))
    return changed.rowcount == 1


async def stop_waiting(uow: UnitOfWork, person_id: UUID, set_id: UUID, asked_at: datetime) -> None:
    """Whoever takes their leaving back takes back what was asked for with it, at that moment."""
    found = await waiting(uow, person_id, set_id)
    if found is not None and found.asked_at == asked_at:
        await change(uow, found.id, "stopped")


async def count(uow: UnitOfWork, erasure_id: UUID, things: int) -> None:
    """How many things went."""
    await uow.execute(update(Erasure).where(Erasure.id == erasure_id).values(things=things))


async def due(uow: UnitOfWork, now: datetime, limit: int) -> list[UUID]:
    """Those whose time has come, the oldest first."""
    come = select(Erasure.id).where(Erasure.state == "waiting", Erasure.due_at <= now)
    return list((await uow.rows(come.order_by(Erasure.due_at, Erasure.id).limit(limit))).scalars())


async def next_due(uow: UnitOfWork) -> datetime | None:
    """When the next time comes (aware UTC)."""
    moment: datetime | None = (
        await uow.rows(select(func.min(Erasure.due_at)).where(Erasure.state == "waiting"))
    ).scalar_one()
    return moment
