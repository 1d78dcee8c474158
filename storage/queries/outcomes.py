"""The outcome ledger. Nothing here commits, asks for permission or opens a seal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression, case, delete, select

from storage.models import Action, Membership, Outcome, Person
from storage.queries.beside import KeyBeside
from storage.queries.readable import label_readable
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OutcomeRow:
    """What came of an action, for one who may read it. name: whose, in Slack's directory.

    label  of the action; None: not for this reader's eyes
    """

    id: UUID
    person_id: UUID
    set_id: UUID
    action_id: UUID
    name: str
    at: datetime
    audience: str
    label: bytes | None = field(repr=False)
    body: bytes = field(repr=False)


_KEY = KeyBeside.of("person", Outcome.workspace_id, Outcome.person_id)
_OF_PERSON = (Person.workspace_id == Outcome.workspace_id) & (Person.id == Outcome.person_id)
_OF_ACTION = (Action.workspace_id == Outcome.workspace_id) & (Action.id == Outcome.action_id)
_MEMBER = (
    (Membership.workspace_id == Outcome.workspace_id)
    & (Membership.set_id == Outcome.set_id)
    & Membership.until_at.is_(None)
    & (Membership.role == "member")
)


def _outcome(label: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    return _KEY.join(
        select(
            Outcome.id,
            Outcome.person_id,
            Outcome.set_id,
            Outcome.action_id,
            Person.display_name,
            Outcome.at,
            Outcome.audience,
            label,
            Outcome.body,
            *_KEY.columns,
        )
        .select_from(Outcome)
        .join(Person, _OF_PERSON)
        .join(Action, _OF_ACTION)
    )


async def add(uow: UnitOfWork, **values: object) -> None:
    """One entry."""
    await uow.insert(Outcome, **values)


async def forget(uow: UnitOfWork, event_id: UUID) -> None:
    """The line it came with was taken back."""
    await uow.execute(delete(Outcome).where(Outcome.event_id == event_id))


async def of_action(uow: UnitOfWork, action_id: UUID) -> OutcomeRow | None:
    """What was said last about an action."""
    return next(iter(await _found(uow, _outcome(Action.label).where(Outcome.action_id == action_id), 1)), None)


async def shared_in(uow: UnitOfWork, set_id: UUID, reader_id: UUID, limit: int) -> list[OutcomeRow]:
    """What members of a set shared since this member of it joined, newest first; a coach is no member."""
    label = case((label_readable(reader_id), Action.label))
    theirs = _outcome(label).join(Membership, _MEMBER & (Membership.person_id == reader_id))
    shared = theirs.where(Outcome.set_id == set_id, Outcome.audience == "set", Outcome.at >= Membership.from_at)
    return await _found(uow, shared, limit)


async def _found(uow: UnitOfWork, chosen: Select[*tuple[Any, ...]], limit: int) -> list[OutcomeRow]:
    rows = (await uow.rows(chosen.order_by(Outcome.at.desc(), Outcome.id).limit(limit))).all()
    for row in rows:
        _KEY.note(uow, row, row.person_id)
    return [OutcomeRow(*tuple[Any, ...](row)[:9]) for row in rows]
