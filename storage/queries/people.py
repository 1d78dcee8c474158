"""People of a workspace, their settings and when they are away."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from storage.models import Away, Person, PersonSettings
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class PersonRow:
    """One person as Slack's directory describes them."""

    id: UUID
    slack_user_id: str
    display_name: str
    tz: str
    locale: str
    kind: str
    active: bool
    dm_id: str | None


@dataclass(frozen=True)
class SettingsRow:
    """What someone chose, as stored: weekdays "12345", local times "HH:MM"."""

    days: str
    window_start: str
    window_end: str
    weekly_limit: int
    show_labels: bool
    paused_until: date | None
    not_until: datetime | None
    one_item: bool
    stage_notices: bool
    date_language: str


PERSON_COLUMNS = (
    Person.id,
    Person.slack_user_id,
    Person.display_name,
    Person.tz,
    Person.locale,
    Person.kind,
    Person.active,
    Person.dm_id,
)
_PERSON = select(*PERSON_COLUMNS)
SETTINGS_COLUMNS = (
    PersonSettings.days,
    PersonSettings.window_start,
    PersonSettings.window_end,
    PersonSettings.weekly_limit,
    PersonSettings.show_labels,
    PersonSettings.paused_until,
    PersonSettings.not_until,
    PersonSettings.one_item,
    PersonSettings.stage_notices,
    PersonSettings.date_language,
)


async def by_slack_id(uow: UnitOfWork, slack_user_id: str) -> PersonRow | None:
    """The person with this Slack id."""
    row = (await uow.rows(_PERSON.where(Person.slack_user_id == slack_user_id))).first()
    return PersonRow(*row) if row else None


async def by_id(uow: UnitOfWork, person_id: UUID) -> PersonRow | None:
    """The person with our id."""
    row = (await uow.rows(_PERSON.where(Person.id == person_id))).first()
    return PersonRow(*row) if row else None


async def change(uow: UnitOfWork, person_id: UUID, values: dict[str, object]) -> None:
    """Write columns of a person."""
    await uow.execute(update(Person).where(Person.id == person_id).values(values))


async def settings(uow: UnitOfWork, person_id: UUID) -> SettingsRow | None:
    """What the person chose; None while they chose nothing."""
    row = (await uow.rows(select(*SETTINGS_COLUMNS).where(PersonSettings.person_id == person_id))).first()
    return SettingsRow(*tuple[Any, ...](row)) if row else None


async def save_settings(
    uow: UnitOfWork, person_id: UUID, values: dict[str, object], defaults: dict[str, object]
) -> None:
    """Write some settings; a first row takes the rest from `defaults`."""
    new = {**defaults, **values}
    if not await uow.insert_once(PersonSettings, id=uow.new_id(), person_id=person_id, **new):
        await uow.execute(update(PersonSettings).where(PersonSettings.person_id == person_id).values(values))


async def saved_as(uow: UnitOfWork, undo_id: UUID) -> tuple[UUID, str] | None:
    """Whose save has this name, and what stood before it; None when another came later, or it was undone."""
    found = select(PersonSettings.person_id, PersonSettings.before).where(PersonSettings.undo_id == undo_id)
    row = (await uow.rows(found)).one_or_none()
    return (row.person_id, row.before or "{}") if row else None


async def is_away(uow: UnitOfWork, person_id: UUID, day: date) -> bool:
    """Whether `day` (the person's local date) lies in a stretch of away days."""
    found = select(Away.id).where(Away.person_id == person_id, Away.first_day <= day, Away.last_day >= day).limit(1)
    return (await uow.rows(found)).first() is not None


async def add(uow: UnitOfWork, slack_user_ids: list[str]) -> list[UUID]:
    """Add people the bot has not met, in one statement; Slack's directory fills them in later."""
    rows = [
        {
            "id": uow.new_id(),
            "slack_user_id": slack_user_id,
            "home_team_id": "",
            "display_name": "",
            "tz": "Etc/UTC",
            "locale": "en-GB",
            "kind": "member",
            "active": True,
            "dm_id": None,
        }
        for slack_user_id in slack_user_ids
    ]
    await uow.insert_many(Person, rows)
    return [UUID(str(row["id"])) for row in rows]
