"""What a whole set may read: its members' open actions, and lines they shared. Nothing here commits or opens a seal."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.orm import aliased

from storage.models import Action, ActionEvent, Membership, Person
from storage.queries.readable import label_readable
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OpenRow:
    """An open action of a member. `due_date`: local to its holder."""

    id: UUID
    name: str
    due_date: date
    label: bytes = field(repr=False)


@dataclass(frozen=True)
class SharedRow:
    """A line somebody shared about an action, which may be closed by now. at: aware UTC.

    label  None: not for this reader's eyes
    """

    event_id: UUID
    action_id: UUID
    name: str
    at: datetime
    label: bytes | None = field(repr=False)
    line: bytes = field(repr=False)


_HOLDER = (Person.workspace_id == Action.workspace_id) & (Person.id == Action.holder_id)
_BELONGS = (
    (Membership.workspace_id == Action.workspace_id)
    & (Membership.set_id == Action.set_id)
    & (Membership.person_id == Action.holder_id)
    & Membership.until_at.is_(None)
)
_EVENT = (Action.workspace_id == ActionEvent.workspace_id) & (Action.id == ActionEvent.action_id)


async def open_in(uow: UnitOfWork, set_id: UUID, limit: int) -> list[OpenRow]:
    """Open actions of a set's members, soonest first."""
    chosen = select(Action.id, Person.display_name, Action.due_date, Action.label).select_from(Action)
    chosen = chosen.join(Person, _HOLDER).join(Membership, _BELONGS)
    chosen = chosen.where(Action.set_id == set_id, Action.standing == "open")
    found = await uow.rows(chosen.order_by(Action.due_date, Action.committed_at, Action.id).limit(limit))
    return [OpenRow(*row) for row in found]


async def shared_in(uow: UnitOfWork, set_id: UUID, reader_id: UUID, limit: int) -> list[SharedRow]:
    """Lines that members of a set shared since this member of it joined, newest first; a coach is no member."""
    reader = aliased(Membership)
    theirs = (
        (reader.workspace_id == Action.workspace_id)
        & (reader.set_id == Action.set_id)
        & (reader.person_id == reader_id)
        & (reader.role == "member")
        & reader.until_at.is_(None)
    )
    label = case((label_readable(reader_id), Action.label))
    columns = (ActionEvent.id, Action.id, Person.display_name, ActionEvent.at, label, ActionEvent.shared)
    chosen = select(*columns).select_from(ActionEvent).join(Action, _EVENT)
    chosen = chosen.join(Person, _HOLDER).join(Membership, _BELONGS).join(reader, theirs)
    chosen = chosen.where(Action.set_id == set_id, ActionEvent.shared.is_not(None), ActionEvent.at >= reader.from_at)
    found = await uow.rows(chosen.order_by(ActionEvent.at.desc(), ActionEvent.id).limit(limit))
    return [SharedRow(row[0], row[1], row[2], row[3], row[4], row[5] or b"") for row in found]


async def share(uow: UnitOfWork, event_id: UUID, sealed: bytes) -> None:
    """A copy of a note for the set."""
    await uow.execute(update(ActionEvent).where(ActionEvent.id == event_id).values(shared=sealed))
