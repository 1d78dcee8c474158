"""Whom a message would reach, and when they may be written to. Nothing here commits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, String, and_, cast, func, select

from storage.models import Away, Membership, Person, PersonSettings
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Reached:
    """Whom a bundle is for, as their row and settings say; the settings are None while they chose nothing."""

    id: UUID
    active: bool
    tz: str
    days: str | None
    window_start: str | None
    window_end: str | None
    weekly_limit: int | None
    paused_until: date | None
    not_until: datetime | None
    one_item: bool | None


REACHED_COLUMNS = (
    Person.id.label("person_id"),
    Person.active,
    Person.tz.label("person_tz"),
    PersonSettings.days,
    PersonSettings.window_start,
    PersonSettings.window_end,
    PersonSettings.weekly_limit,
    PersonSettings.paused_until,
    PersonSettings.not_until,
    PersonSettings.one_item,
)
_SETTINGS = and_(PersonSettings.workspace_id == Person.workspace_id, PersonSettings.person_id == Person.id)


async def reached(
    uow: UnitOfWork, person_id: UUID, *, lock: bool = False
) -> tuple[Reached, list[tuple[date, date]]] | None:
    """A person with their settings, and the stretches of days they are away.

    lock  nobody else composes for them until this transaction ends (PostgreSQL; SQLite's one writer is alone anyway)
    """
    asking = select(*REACHED_COLUMNS, away_days().label("away")).outerjoin(PersonSettings, _SETTINGS)
    asking = asking.where(Person.id == person_id)
    row = (await uow.rows(asking.with_for_update(of=Person) if lock else asking)).one_or_none()
    return (reached_of(row), away_of(row.away)) if row else None


@dataclass(frozen=True)
class Belonging:
    """Somebody in a set now. joined: since when, of this stretch; away: first and last days, local."""

    reached: Reached
    away: list[tuple[date, date]]
    role: str
    joined: datetime


async def belonging(uow: UnitOfWork, set_id: UUID) -> list[Belonging]:
    """Everyone in a set now whose account is open, members and coaches, the longest there first."""
    belongs = and_(
        Membership.workspace_id == Person.workspace_id,
        Membership.person_id == Person.id,
        Membership.set_id == set_id,
        Membership.until_at.is_(None),
    )
    columns = (*REACHED_COLUMNS, away_days().label("away"), Membership.role, Membership.from_at)
    asking = select(*columns).select_from(Person).join(Membership, belongs).outerjoin(PersonSettings, _SETTINGS)
    order = (Membership.from_at, Membership.person_id)
    rows = await uow.rows(asking.where(Person.active.is_(True)).order_by(*order))
    return [Belonging(reached_of(row), away_of(row.away), row.role, row.from_at) for row in rows]


def reached_of(row: Row[*tuple[Any, ...]]) -> Reached:
    """Whom a row with REACHED_COLUMNS is about."""
    return Reached(
        row.person_id,
        row.active,
        row.person_tz,
        row.days,
        row.window_start,
        row.window_end,
        row.weekly_limit,
        row.paused_until,
        row.not_until,
        row.one_item,
    )


def away_days() -> ScalarSelect[str]:
    """Every stretch of days away of the outer select's person in one column: "2026-05-04/2026-05-08,..."."""
    stretch = cast(Away.first_day, String) + "/" + cast(Away.last_day, String)
    theirs = select(func.aggregate_strings(stretch, ",")).where(
        Away.workspace_id == Person.workspace_id, Away.person_id == Person.id
    )
    return theirs.correlate(Person).scalar_subquery()


def away_of(text: str | None) -> list[tuple[date, date]]:
    """The first and last local dates of `away_days`."""
    stretches = [each.split("/") for each in text.split(",")] if text else []
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in stretches]
