"""A set's own questions for the time between sessions. Nothing here commits, asks for permission or opens a seal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, select, update

from storage.models import LearningSet, Person, ReflectionRound, SetPrompt
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
    contacts: str


@dataclass(frozen=True)
class PromptRow:
    """One question. off_at: when it was taken off the list (aware UTC); None: it stands."""

    id: UUID
    set_id: UUID
    author_id: UUID | None
    author_name: str
    at: datetime
    off_at: datetime | None
    body: bytes = field(repr=False)


_BY = and_(Person.workspace_id == SetPrompt.workspace_id, Person.id == SetPrompt.author_id)
_PROMPT = select(
    SetPrompt.id,
    SetPrompt.set_id,
    SetPrompt.author_id,
    Person.display_name,
    SetPrompt.at,
    SetPrompt.off_at,
    SetPrompt.body,
).join(Person, _BY)
_ASKED = (
    select(ReflectionRound.id)
    .where(ReflectionRound.workspace_id == SetPrompt.workspace_id, ReflectionRound.prompt_id == SetPrompt.id)
    .correlate(SetPrompt)
    .exists()
)


async def place(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> PlaceRow | None:
    """A set with somebody and how they stand to it; None: there is no such set, or the bot never met them."""
    set_columns = (LearningSet.id, LearningSet.name, LearningSet.state, LearningSet.contacts)
    standing = standing_of(Person.id, LearningSet.id, LearningSet.workspace_id)
    wanted = (
        select(*PERSON_COLUMNS, standing, *set_columns)
        .join(LearningSet, LearningSet.workspace_id == Person.workspace_id)
        .where(Person.slack_user_id == slack_user_id, LearningSet.id == set_id)
    )
    row = (await uow.rows(wanted)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    return PlaceRow(PersonRow(*values[: len(PERSON_COLUMNS)]), *values[len(PERSON_COLUMNS) :])


async def standing(uow: UnitOfWork, set_id: UUID) -> list[PromptRow]:
    """Those that may be asked, the first first."""
    wanted = _PROMPT.where(SetPrompt.set_id == set_id, SetPrompt.off_at.is_(None))
    return [PromptRow(*row) for row in await uow.rows(wanted.order_by(SetPrompt.at, SetPrompt.id))]


async def by_id(uow: UnitOfWork, prompt_id: UUID) -> PromptRow | None:
    """One question, also one that was taken off."""
    row = (await uow.rows(_PROMPT.where(SetPrompt.id == prompt_id))).first()
    return PromptRow(*row) if row else None


async def add(uow: UnitOfWork, **values: object) -> None:
    """One more."""
    await uow.insert(SetPrompt, **values)


async def put(uow: UnitOfWork, prompt_id: UUID, off_at: datetime | None) -> None:
    """Take one off the list at `off_at`; None: put it back."""
    await uow.execute(update(SetPrompt).where(SetPrompt.id == prompt_id).values(off_at=off_at))


async def forget(uow: UnitOfWork, before: datetime) -> None:
    """Those that were taken off before then and never asked are gone."""
    await uow.execute(delete(SetPrompt).where(SetPrompt.off_at <= before, ~_ASKED))


async def first_off(uow: UnitOfWork) -> datetime | None:
    """When the first of those was taken off (aware UTC)."""
    found = await uow.rows(select(func.min(SetPrompt.off_at)).where(~_ASKED))
    moment: datetime | None = found.scalar_one()
    return moment
