"""Who backs up which action, and the words they left. Nothing here commits, asks for permission or opens a seal."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update

from storage.aliases import alias
from storage.models import Action, LearningSet, Person, Supporter, SupporterWord
from storage.queries.beside import KeyBeside, Standing, standing_of
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Party:
    """The supporter or the holder: how they read, and how they stand in the set."""

    id: UUID
    name: str
    slack_user_id: str
    locale: str
    tz: str
    belongs: Standing


@dataclass(frozen=True)
class SupporterRow:
    """One action and who was asked to back it up. due_date: local to the holder.

    state     chosen, asked, yes or no; standing: of the action
    contacts  whom to speak to in that set when it is urgent
    """

    id: UUID
    action_id: UUID
    set_id: UUID
    set_name: str
    contacts: str
    state: str
    revision: int
    standing: str
    due_date: date
    supporter: Party
    holder: Party
    label: bytes = field(repr=False)

    @property
    def holds(self) -> bool:
        """Whether the action goes on, and both are still members of its set."""
        return self.standing == "open" and self.supporter.belongs == self.holder.belongs == "member"


@dataclass(frozen=True)
class WordRow:
    """A word that was left. at: aware UTC."""

    id: UUID
    action_id: UUID
    author_id: UUID
    name: str
    at: datetime
    body: bytes = field(repr=False)


_HOLDER = alias(Person, "holder")
_SET_KEY = KeyBeside.of("set", Action.workspace_id, Action.set_id)
_HOLDER_KEY = KeyBeside.of("person", Action.workspace_id, Action.holder_id)
_FOUND = _HOLDER_KEY.join(
    _SET_KEY.join(
        select(
            Supporter.id,
            Supporter.action_id,
            Action.set_id,
            LearningSet.name.label("set_name"),
            LearningSet.contacts,
            Supporter.state,
            Supporter.revision,
            Action.standing,
            Action.due_date,
            Person.id.label("person_id"),
            Person.display_name,
            Person.slack_user_id,
            Person.locale,
            Person.tz,
            standing_of(Supporter.person_id, Action.set_id, Supporter.workspace_id).label("belongs"),
            _HOLDER.id.label("holder_id"),
            _HOLDER.display_name.label("holder_name"),
            _HOLDER.slack_user_id.label("holder_user"),
            _HOLDER.locale.label("holder_locale"),
            _HOLDER.tz.label("holder_tz"),
            standing_of(Action.holder_id, Action.set_id, Action.workspace_id).label("holder_belongs"),
            Action.label,
            *_SET_KEY.columns,
            *_HOLDER_KEY.columns,
        )
        .select_from(Supporter)
        .join(Action, and_(Action.workspace_id == Supporter.workspace_id, Action.id == Supporter.action_id))
        .join(Person, and_(Person.workspace_id == Supporter.workspace_id, Person.id == Supporter.person_id))
        .join(_HOLDER, and_(_HOLDER.workspace_id == Action.workspace_id, _HOLDER.id == Action.holder_id))
        .join(LearningSet, and_(LearningSet.workspace_id == Action.workspace_id, LearningSet.id == Action.set_id))
    )
)


async def of_action(uow: UnitOfWork, action_id: UUID) -> SupporterRow | None:
    """Who was chosen for an action, whatever they said."""
    return await _one(uow, Supporter.action_id == action_id)


async def by_id(uow: UnitOfWork, supporter_id: UUID) -> SupporterRow | None:
    """One."""
    return await _one(uow, Supporter.id == supporter_id)


async def of_person(uow: UnitOfWork, person_id: UUID, limit: int) -> list[SupporterRow]:
    """Whom somebody backs up now, the soonest due first."""
    theirs = _FOUND.where(Supporter.person_id == person_id, Supporter.state == "yes", Action.standing == "open")
    rows = (await uow.rows(theirs.order_by(Action.due_date, Supporter.id).limit(limit))).all()
    return [_row(uow, row) for row in rows]


async def _one(uow: UnitOfWork, which: ColumnElement[bool]) -> SupporterRow | None:
    row = (await uow.rows(_FOUND.where(which))).one_or_none()
    return _row(uow, row) if row else None


def _row(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> SupporterRow:
    _SET_KEY.note(uow, row, row.set_id)
    _HOLDER_KEY.note(uow, row, row.holder_id)
    return SupporterRow(
        row.id,
        row.action_id,
        row.set_id,
        row.set_name,
        row.contacts,
        row.state,
        row.revision,
        row.standing,
        row.due_date,
        Party(row.person_id, row.display_name, row.slack_user_id, row.locale, row.tz, row.belongs),
        Party(row.holder_id, row.holder_name, row.holder_user, row.holder_locale, row.holder_tz, row.holder_belongs),
        row.label,
    )


async def choose(uow: UnitOfWork, supporter_id: UUID, action_id: UUID, person_id: UUID) -> None:
    """Somebody is chosen for an action that has nobody."""
    await uow.insert(Supporter, id=supporter_id, action_id=action_id, person_id=person_id, state="chosen", revision=1)


async def change(uow: UnitOfWork, supporter_id: UUID, revision: int, state: str) -> bool:
    """Write a state and the next revision; False when it was changed meanwhile."""
    changing = update(Supporter).where(Supporter.id == supporter_id, Supporter.revision == revision)
    return (await uow.execute(changing.values(state=state, revision=revision + 1))).rowcount == 1


async def remove(uow: UnitOfWork, supporter_id: UUID) -> bool:
    """It ends; False when it had ended."""
    return (await uow.execute(delete(Supporter).where(Supporter.id == supporter_id))).rowcount == 1


async def leave(uow: UnitOfWork, set_id: UUID, person_id: UUID) -> None:
    """Somebody left a set: who they backed up there has nobody, and nobody backs them up."""
    of_set = select(Action.id).where(Action.workspace_id == uow.workspace_id, Action.set_id == set_id)
    backed = and_(Supporter.person_id == person_id, Supporter.action_id.in_(of_set))
    theirs = Supporter.action_id.in_(of_set.where(Action.holder_id == person_id))
    await uow.execute(delete(Supporter).where(or_(backed, theirs)))


async def add_word(uow: UnitOfWork, **values: object) -> None:
    """A word for the holder of an action."""
    await uow.insert(SupporterWord, **values)


async def words_of(uow: UnitOfWork, action_id: UUID, limit: int) -> list[WordRow]:
    """The words left for the holder of an action, the newest first."""
    author = (Person.workspace_id == SupporterWord.workspace_id) & (Person.id == SupporterWord.author_id)
    found = await uow.rows(
        select(
            SupporterWord.id,
            SupporterWord.action_id,
            SupporterWord.author_id,
            Person.display_name,
            SupporterWord.at,
            SupporterWord.body,
        )
        .join(Person, author)
        .where(SupporterWord.action_id == action_id)
        .order_by(SupporterWord.at.desc(), SupporterWord.id)
        .limit(limit)
    )
    return [WordRow(*row) for row in found]
