"""The days on which someone is away, as they said themselves."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from storage.models import Away
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Stretch:
    """Days away, the person's local dates, both included."""

    id: UUID
    person_id: UUID
    first_day: date
    last_day: date


_STRETCH = select(Away.id, Away.person_id, Away.first_day, Away.last_day)


async def stretches(uow: UnitOfWork, person_id: UUID, since: date) -> list[Stretch]:
    """Those that end on `since` or later, the soonest first."""
    theirs = _STRETCH.where(Away.person_id == person_id, Away.last_day >= since)
    return [Stretch(*row) for row in await uow.rows(theirs.order_by(Away.first_day, Away.last_day, Away.id))]


async def stretch(uow: UnitOfWork, away_id: UUID) -> Stretch | None:
    """One stretch."""
    row = (await uow.rows(_STRETCH.where(Away.id == away_id))).first()
    return Stretch(*row) if row else None


async def add(uow: UnitOfWork, person_id: UUID, first_day: date, last_day: date) -> Stretch:
    """Keep one stretch."""
    found = Stretch(uow.new_id(), person_id, first_day, last_day)
    await uow.insert(Away, id=found.id, person_id=person_id, first_day=first_day, last_day=last_day)
    return found


async def remove(uow: UnitOfWork, away_id: UUID) -> None:
    """Forget one stretch."""
    await uow.execute(delete(Away).where(Away.id == away_id))
