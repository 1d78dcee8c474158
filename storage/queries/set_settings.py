"""How the bot works for a set, as its members agreed. Nothing here commits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from storage.models import Action, LearningSet, Person, ReflectionRound, SetChange
from storage.queries.beside import Standing, standing_of
from storage.queries.people import PERSON_COLUMNS, PersonRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class PlaceRow:
    """A set as somebody meets it."""

    person: PersonRow
    standing: Standing
    set_id: UUID
    set_name: str
    set_state: str
    channel_id: str | None
    contacts: str
    ask_before: int
    ask_after: int
    reflections: str
    phones: bool


async def place(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> PlaceRow | None:
    """A set with somebody and how they stand to it; None: there is no such set, or the bot never met them."""
    columns = (
        LearningSet.id,
        LearningSet.name,
        LearningSet.state,
        LearningSet.channel_id,
        LearningSet.contacts,
        LearningSet.ask_before,
        LearningSet.ask_after,
        LearningSet.reflections,
        LearningSet.phones,
    )
    standing = standing_of(Person.id, LearningSet.id, LearningSet.workspace_id)
    wanted = (
        select(*PERSON_COLUMNS, standing, *columns)
        .join(LearningSet, LearningSet.workspace_id == Person.workspace_id)
        .where(Person.slack_user_id == slack_user_id, LearningSet.id == set_id)
    )
    row = (await uow.rows(wanted)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    return PlaceRow(PersonRow(*values[: len(PERSON_COLUMNS)]), *values[len(PERSON_COLUMNS) :])


async def held(uow: UnitOfWork, set_id: UUID) -> None:
    """On PostgreSQL, wait for whoever changes this set: of two changes the second sees the first."""
    await uow.execute(select(LearningSet.id).where(LearningSet.id == set_id).with_for_update())


async def write(uow: UnitOfWork, set_id: UUID, values: dict[str, object]) -> None:
    changing = update(LearningSet).where(LearningSet.id == set_id)
    await uow.execute(changing.values(**values, revision=LearningSet.revision + 1))


@dataclass(frozen=True)
class ChangeRow:
    """A change, and the name of who made it. latest: no other change of this set came after it."""

    id: UUID
    set_id: UUID
    person_id: UUID
    name: str
    at: datetime
    undone_at: datetime | None
    before: str
    after: str
    delivery_id: UUID | None
    latest: bool


async def add_change(uow: UnitOfWork, **values: object) -> None:
    await uow.insert(SetChange, undone_at=None, **values)


async def change(uow: UnitOfWork, change_id: UUID) -> ChangeRow | None:
    """One change."""
    row = (
        await uow.rows(
            select(
                SetChange.id,
                SetChange.set_id,
                SetChange.person_id,
                Person.display_name,
                SetChange.at,
                SetChange.undone_at,
                SetChange.before,
                SetChange.after,
                SetChange.delivery_id,
            )
            .join(Person, Person.id == SetChange.person_id)
            .where(SetChange.id == change_id)
        )
    ).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    newest = (await uow.rows(select(func.max(SetChange.at)).where(SetChange.set_id == values[1]))).scalar_one()
    return ChangeRow(*(*values, newest == values[4]))


async def undone(uow: UnitOfWork, change_id: UUID, now: datetime) -> bool:
    """It was taken back; False when it was before."""
    mine = update(SetChange).where(SetChange.id == change_id, SetChange.undone_at.is_(None))
    return (await uow.execute(mine.values(undone_at=now))).rowcount == 1


@dataclass(frozen=True)
class OpenAction:
    """When an open action is asked about next. `due_date`: local to `zone`; moments: aware UTC."""

    id: UUID
    due_date: date
    zone: str
    committed_at: datetime
    next_ask_at: datetime


async def asked_later(uow: UnitOfWork, set_id: UUID) -> list[OpenAction]:
    """The open actions of a set that are still to be asked about."""
    found = await uow.rows(
        select(Action.id, Action.due_date, Action.zone, Action.committed_at, Action.next_ask_at)
        .where(Action.set_id == set_id, Action.standing == "open", Action.next_ask_at.is_not(None))
        .order_by(Action.id)
    )
    return [OpenAction(*tuple[Any, ...](row)) for row in found]


async def ask_at(uow: UnitOfWork, action: OpenAction, moment: datetime | None) -> None:
    """Ask about it at another time; not a change of the action: no new revision."""
    moving = update(Action).where(Action.id == action.id, Action.next_ask_at == action.next_ask_at)
    await uow.execute(moving.values(next_ask_at=moment))


async def look_again(uow: UnitOfWork, set_id: UUID, now: datetime) -> None:
    """A question between sessions that is planned: when it is asked is worked out anew at the next tick."""
    planned = update(ReflectionRound).where(ReflectionRound.set_id == set_id, ReflectionRound.state == "planned")
    await uow.execute(planned.values(opens_at=now))
