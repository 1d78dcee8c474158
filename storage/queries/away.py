"""The days on which someone is away, as they said themselves."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select, update

from storage.models import Away, Person
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Stretch:
    """Days away, the person's local dates, both included."""

    id: UUID
    person_id: UUID
    first_day: date
    last_day: date


_MOST = 1000
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


async def ending(uow: UnitOfWork, since: date, until: date | None) -> list[tuple[UUID, str, date]]:
    """Whose stretches end within these days, the soonest first: person, their IANA zone, last day."""
    of_person = (Person.workspace_id == Away.workspace_id) & (Person.id == Away.person_id)
    wanted = select(Away.person_id, Person.tz, Away.last_day).join(Person, of_person).where(Away.last_day >= since)
    if until is not None:
        wanted = wanted.where(Away.last_day <= until)
    found = await uow.rows(wanted.distinct().order_by(Away.last_day, Away.person_id).limit(_MOST))
    return [(row[0], row[1], row[2]) for row in found]


async def end(uow: UnitOfWork, away_id: UUID, last_day: date) -> None:
    """They are back sooner."""
    await uow.execute(update(Away).where(Away.id == away_id).values(last_day=last_day))


async def remove(uow: UnitOfWork, away_id: UUID) -> None:
    """Forget one stretch."""
    await uow.execute(delete(Away).where(Away.id == away_id))
