"""Actions and what happened to them. Nothing here commits, asks for permission or opens a seal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, delete, func, literal, select, update
from sqlalchemy.orm import aliased

from storage.models import Action, ActionEvent, LearningSet, Nudge, Outcome, Person, Supporter, SupporterWord
from storage.queries.beside import KeyBeside, Standing, standing_of
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Holder:
    """Who an action belongs to: Slack's id, language and IANA zone."""

    slack_user_id: str
    locale: str
    tz: str


@dataclass(frozen=True)
class ActionRow:
    """One action as stored. `due_date` is a local date in `zone`; moments are aware UTC."""

    id: UUID
    set_id: UUID
    holder_id: UUID
    standing: str
    due_date: date
    zone: str
    next_ask_at: datetime | None
    committed_at: datetime
    closed_at: datetime | None
    revision: int
    set_name: str
    contacts: str
    holder: Holder
    belongs: Standing  # of the holder in the set, read with the row
    asked: bool  # a question about it waits for its answer
    coming: bool  # a question about it is planned, or on its way
    issue_id: UUID | None  # of its holder, which it is about
    label: bytes = field(repr=False)
    detail: bytes | None = field(repr=False)
    progress: bytes | None = field(repr=False)
    ask_before: int = 3  # working days before its date, and days after, that its set wants it asked about
    ask_after: int = 7


@dataclass(frozen=True)
class EventRow:
    """One event as stored, with the action it is about."""

    id: UUID
    person_id: UUID
    at: datetime
    undone_at: datetime | None
    body: bytes = field(repr=False)
    action: ActionRow = field(repr=False)


@dataclass(frozen=True)
class Body:
    """The sealed body of one event of an action that was loaded already."""

    id: UUID
    at: datetime
    for_supporter: bool
    body: bytes = field(repr=False)


def _asked(*states: str) -> ColumnElement[bool]:
    """Whether there is a question about the action in one of these states."""
    question = aliased(Nudge)
    waiting = select(literal(1)).where(
        question.workspace_id == Action.workspace_id,
        question.person_id == Action.holder_id,
        question.subject_id == Action.id,
        question.state.in_(states),
    )
    return waiting.correlate(Action).exists()


_SET_KEY = KeyBeside.of("set", Action.workspace_id, Action.set_id)
_HOLDER_KEY = KeyBeside.of("person", Action.workspace_id, Action.holder_id)
# An action with all that permission and its words need: how its holder stands, and the two keys it is sealed under.
COLUMNS = (
    Action.id,
    Action.set_id,
    Action.holder_id,
    Action.standing,
    Action.due_date,
    Action.zone,
    Action.next_ask_at,
    Action.committed_at,
    Action.closed_at,
    Action.revision,
    LearningSet.name.label("set_name"),
    LearningSet.contacts,
    Person.slack_user_id,
    Person.locale,
    Person.tz,
    standing_of(Action.holder_id, Action.set_id, Action.workspace_id).label("belongs"),
    _asked("sent").label("asked"),
    _asked("planned", "composed").label("coming"),
    Action.issue_id,
    Action.label,
    Action.detail,
    Action.progress,
    LearningSet.ask_before,
    LearningSet.ask_after,
    *_SET_KEY.columns,
    *_HOLDER_KEY.columns,
)
EVENT_COLUMNS = (
    ActionEvent.id.label("event_id"),
    ActionEvent.person_id.label("event_person_id"),
    ActionEvent.at.label("event_at"),
    ActionEvent.undone_at.label("event_undone_at"),
    ActionEvent.body.label("event_body"),
)
_OF_SET = (LearningSet.workspace_id == Action.workspace_id) & (LearningSet.id == Action.set_id)
_OF_HOLDER = (Person.workspace_id == Action.workspace_id) & (Person.id == Action.holder_id)


def joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What COLUMNS needs beside the action."""
    return beside(statement.join(Person, _OF_HOLDER))


def beside(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """`joined` for a statement that has the holder already, and perhaps no action: then those columns are NULL."""
    return _HOLDER_KEY.join(_SET_KEY.join(statement.outerjoin(LearningSet, _OF_SET)))


_ACTION = joined(select(*COLUMNS))


async def by_id(uow: UnitOfWork, action_id: UUID) -> ActionRow | None:
    """One action, a draft too."""
    found = await uow.rows(_ACTION.where(Action.id == action_id))
    row = found.one_or_none()
    return action_of(uow, row) if row else None


async def open_of(uow: UnitOfWork, holder_id: UUID, limit: int, offset: int = 0) -> list[ActionRow]:
    """Someone's open actions, soonest first: `limit` of them after the first `offset`."""
    found = await uow.rows(
        _ACTION.where(Action.holder_id == holder_id, Action.standing == "open")
        .order_by(Action.due_date, Action.committed_at, Action.id)
        .limit(limit)
        .offset(offset)
    )
    return [action_of(uow, row) for row in found]


async def closed_of(uow: UnitOfWork, holder_id: UUID, limit: int) -> list[ActionRow]:
    """Someone's actions that were done or stopped, the latest first: at most `limit`."""
    theirs = _ACTION.where(Action.holder_id == holder_id, Action.standing == "closed")
    found = await uow.rows(theirs.order_by(Action.closed_at.desc(), Action.id).limit(limit))
    return [action_of(uow, row) for row in found]


async def which(uow: UnitOfWork, chosen: ColumnElement[bool], limit: int) -> list[ActionRow]:
    """Closed actions of a choice of another room's, the last that was closed first: at most `limit`."""
    found = await uow.rows(_ACTION.where(chosen).order_by(Action.closed_at.desc(), Action.id).limit(limit))
    return [action_of(uow, row) for row in found]


async def open_in_set(uow: UnitOfWork, set_id: UUID, holder_id: UUID, limit: int) -> list[ActionRow]:
    """Someone's open actions in one set, soonest first: at most `limit`."""
    theirs = _ACTION.where(Action.holder_id == holder_id, Action.set_id == set_id, Action.standing == "open")
    found = await uow.rows(theirs.order_by(Action.due_date, Action.committed_at, Action.id).limit(limit))
    return [action_of(uow, row) for row in found]


async def due_between(uow: UnitOfWork, holder_id: UUID, first: date, last: date, limit: int) -> list[ActionRow]:
    """Someone's open actions that are due on one of these days, both included; soonest first, at most `limit`."""
    theirs = _ACTION.where(Action.holder_id == holder_id, Action.standing == "open")
    found = await uow.rows(
        theirs.where(Action.due_date >= first, Action.due_date <= last)
        .order_by(Action.due_date, Action.committed_at, Action.id)
        .limit(limit)
    )
    return [action_of(uow, row) for row in found]


async def count_open(uow: UnitOfWork, holder_id: UUID) -> int:
    """How many open actions someone has."""
    found = await uow.rows(
        select(func.count()).select_from(Action).where(Action.holder_id == holder_id, Action.standing == "open")
    )
    return int(found.scalar_one())


async def change(uow: UnitOfWork, action_id: UUID, revision: int, values: Mapping[str, object]) -> bool:
    """Write `values` and the next revision; False, and nothing written, when the revision is another by now."""
    result = await uow.execute(
        update(Action)
        .where(Action.id == action_id, Action.revision == revision)
        .values(**values, revision=revision + 1)
    )
    return result.rowcount == 1


async def add_event(
    uow: UnitOfWork, event_id: UUID, action_id: UUID, person_id: UUID, at: datetime, body: bytes, *, for_supporter: bool
) -> None:
    """One event of an action."""
    values = {"action_id": action_id, "person_id": person_id, "at": at, "body": body, "for_supporter": for_supporter}
    await uow.insert(ActionEvent, id=event_id, **values)


_OF_EVENT = (Action.workspace_id == ActionEvent.workspace_id) & (Action.id == ActionEvent.action_id)
_EVENT = joined(select(*EVENT_COLUMNS, *COLUMNS).select_from(ActionEvent).join(Action, _OF_EVENT))


async def event_by_id(uow: UnitOfWork, event_id: UUID) -> EventRow | None:
    """One event with its action."""
    row = (await uow.rows(_EVENT.where(ActionEvent.id == event_id))).one_or_none()
    return event_of(row, action_of(uow, row)) if row else None


async def events_of(uow: UnitOfWork, action_id: UUID, limit: int = 20) -> list[Body]:
    """The latest events of an action that were not taken back, newest first."""
    found = await uow.rows(
        select(ActionEvent.id, ActionEvent.at, ActionEvent.for_supporter, ActionEvent.body)
        .where(ActionEvent.action_id == action_id, ActionEvent.undone_at.is_(None))
        .order_by(ActionEvent.at.desc(), ActionEvent.id)
        .limit(limit)
    )
    return [Body(*row) for row in found]


async def take_back(uow: UnitOfWork, event_id: UUID, at: datetime, body: bytes) -> bool:
    """Mark an event as undone and replace its words; False when it was undone before."""
    result = await uow.execute(
        update(ActionEvent)
        .where(ActionEvent.id == event_id, ActionEvent.undone_at.is_(None))
        .values(undone_at=at, body=body, shared=None, for_supporter=False)
    )
    return result.rowcount == 1


async def reword(uow: UnitOfWork, event_id: UUID, body: bytes, *, keep_shared: bool) -> bool:
    """Other words for an event that stands; True when the set reads a copy of its note, which is to be written anew.

    keep_shared  False: that copy goes
    """
    event = update(ActionEvent).where(ActionEvent.id == event_id, ActionEvent.undone_at.is_(None))
    await uow.execute(event.values(body=body) if keep_shared else event.values(body=body, shared=None))
    shared = await uow.rows(select(ActionEvent.shared.is_not(None)).where(ActionEvent.id == event_id))
    return bool(shared.scalar_one())


async def draft_by_key(uow: UnitOfWork, draft_key: str) -> ActionRow | None:
    """The action that a form made, whatever its standing by now."""
    found = await uow.rows(_ACTION.where(Action.draft_key == draft_key))
    row = found.one_or_none()
    return action_of(uow, row) if row else None


async def add_draft(uow: UnitOfWork, **values: object) -> bool:
    """Insert a draft unless its `draft_key` is there already; True when it was new."""
    return await uow.insert_once(Action, standing="draft", revision=1, **values)


async def forget_drafts(uow: UnitOfWork, before: datetime) -> None:
    """Delete drafts written before that moment, and all that hangs on those that were taken back."""
    found = await uow.rows(select(Action.id).where(Action.standing == "draft", Action.committed_at < before))
    old: Sequence[UUID] = found.scalars().all()
    if old:
        for beside in (Outcome, SupporterWord, Supporter, ActionEvent):
            await uow.execute(delete(beside).where(beside.action_id.in_(old)))
        await uow.execute(delete(Action).where(Action.id.in_(old), Action.standing == "draft"))


async def oldest_draft(uow: UnitOfWork) -> datetime | None:
    """When the oldest draft was written."""
    found = await uow.rows(select(func.min(Action.committed_at)).where(Action.standing == "draft"))
    moment: datetime | None = found.scalar_one()
    return moment


def action_of(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> ActionRow:
    """The action of a row with COLUMNS; its keys are noted for whoever opens it."""
    _SET_KEY.note(uow, row, row.set_id)
    _HOLDER_KEY.note(uow, row, row.holder_id)
    return ActionRow(
        row.id,
        row.set_id,
        row.holder_id,
        row.standing,
        row.due_date,
        row.zone,
        row.next_ask_at,
        row.committed_at,
        row.closed_at,
        row.revision,
        row.set_name,
        row.contacts,
        Holder(row.slack_user_id, row.locale, row.tz),
        row.belongs,
        bool(row.asked),
        bool(row.coming),
        row.issue_id,
        row.label,
        row.detail,
        row.progress,
        row.ask_before,
        row.ask_after,
    )


def event_of(row: Row[*tuple[Any, ...]], action: ActionRow) -> EventRow:
    """The event of a row with EVENT_COLUMNS."""
    return EventRow(row.event_id, row.event_person_id, row.event_at, row.event_undone_at, row.event_body, action)
