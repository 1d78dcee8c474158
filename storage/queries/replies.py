"""Replies in words: who wrote, what they may be about, and where the words wait. Nothing here commits or unseals."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, update

from storage.models import Action, ActionEvent, Delivery, Nudge, PendingReply, Person
from storage.queries.actions import COLUMNS, EVENT_COLUMNS, ActionRow, EventRow, action_of, beside, event_of
from storage.queries.beside import KeyBeside
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Writer:
    """Who wrote. `earlier`: how many replies in words the bot has answered them before."""

    id: UUID
    slack_user_id: str
    locale: str
    tz: str
    earlier: int


@dataclass(frozen=True)
class ReplyRow:
    """One reply in words, by the person who wrote it. `body`: sealed, while nobody has said what it is about."""

    id: UUID
    person_id: UUID
    slack_user_id: str
    locale: str
    tz: str
    state: str
    warned: bool
    action_id: UUID | None
    event_id: UUID | None
    revision: int
    body: bytes | None = field(repr=False)


_COLUMNS = (
    PendingReply.id,
    PendingReply.person_id,
    Person.slack_user_id,
    Person.locale,
    Person.tz,
    PendingReply.state,
    PendingReply.warned,
    PendingReply.action_id,
    PendingReply.event_id,
    PendingReply.revision,
    PendingReply.body,
)
_REPLY = (
    PendingReply.id.label("reply_id"),
    PendingReply.person_id.label("reply_writer_id"),
    PendingReply.state.label("reply_state"),
    PendingReply.warned.label("reply_warned"),
    PendingReply.action_id.label("reply_action_id"),
    PendingReply.event_id.label("reply_event_id"),
    PendingReply.revision.label("reply_revision"),
    PendingReply.body.label("reply_body"),
)
_WORKSPACE_KEY = KeyBeside.of("workspace", Person.workspace_id, Person.workspace_id)
_EVENT = and_(ActionEvent.workspace_id == PendingReply.workspace_id, ActionEvent.id == PendingReply.event_id)
_BY = and_(Person.workspace_id == PendingReply.workspace_id, Person.id == PendingReply.person_id)
_ANSWER = and_(Delivery.workspace_id == PendingReply.workspace_id, Delivery.id == PendingReply.delivery_id)
_MESSAGE = and_(Delivery.workspace_id == Nudge.workspace_id, Delivery.id == Nudge.delivery_id)


@dataclass(frozen=True)
class Heard:
    """Who wrote, their open actions and those they were asked about, soonest first; `asked` in the same order."""

    writer: Writer
    opened: list[ActionRow]
    asked: list[ActionRow]


async def heard(uow: UnitOfWork, slack_user_id: str, thread_ts: str | None, limit: int) -> Heard | None:
    """Whose words these are and what they may be about, in one statement; None when the bot has not met them.

    thread_ts  in whose thread they stand: asked about is what that message asked, answered or not
    """
    earlier = select(func.count()).where(
        PendingReply.workspace_id == Person.workspace_id, PendingReply.person_id == Person.id
    )
    asked_at = _asked_at(thread_ts)
    theirs = and_(
        Action.workspace_id == Person.workspace_id,
        Action.holder_id == Person.id,
        or_(Action.standing == "open", asked_at.is_not(None)),
    )
    columns = select(
        Person.id.label("writer_id"), earlier.scalar_subquery().label("earlier"), asked_at.label("asked_at")
    )
    statement = columns.add_columns(*COLUMNS, *_WORKSPACE_KEY.columns).select_from(Person).outerjoin(Action, theirs)
    statement = _WORKSPACE_KEY.join(beside(statement)).where(Person.slack_user_id == slack_user_id)
    order = (asked_at.is_(None), Action.due_date, Action.committed_at, Action.id)
    rows = (await uow.rows(statement.order_by(*order).limit(limit))).all()
    if not rows:
        return None
    first = rows[0]
    _WORKSPACE_KEY.note(uow, first, uow.workspace_id)
    found = [(action_of(uow, row), row.asked_at is not None) for row in rows if row.id is not None]
    return Heard(
        Writer(first.writer_id, first.slack_user_id, first.locale, first.tz, first.earlier),
        [action for action, _ in found if action.standing == "open"],
        [action for action, asked in found if asked],
    )


def _asked_at(thread_ts: str | None) -> ScalarSelect[datetime]:
    """When the outer select's action was last asked about, in that thread or unanswered; NULL: it was not."""
    latest = select(func.max(Nudge.due_at)).where(
        Nudge.workspace_id == Action.workspace_id, Nudge.person_id == Action.holder_id, Nudge.subject_id == Action.id
    )
    if thread_ts is None:
        latest = latest.where(Nudge.state == "sent")
    else:
        in_message = Delivery.slack_ts == thread_ts
        latest = latest.join(Delivery, _MESSAGE).where(in_message, Nudge.state.in_(["sent", "answered"]))
    return latest.correlate(Action).scalar_subquery()


async def asked_about(uow: UnitOfWork, person_id: UUID, thread_ts: str | None) -> list[UUID]:
    """The actions a reply may be about: those of the message in whose thread it stands; otherwise those asked about
    and not answered yet, the latest first."""
    columns = select(Nudge.subject_id, func.max(Nudge.due_at)).where(Nudge.person_id == person_id)
    if thread_ts is None:
        columns = columns.where(Nudge.state == "sent")
    else:
        in_message = Delivery.slack_ts == thread_ts
        columns = columns.join(Delivery, _MESSAGE).where(in_message, Nudge.state.in_(["sent", "answered"]))
    latest = func.max(Nudge.due_at).desc()
    found = await uow.rows(columns.group_by(Nudge.subject_id).order_by(latest, Nudge.subject_id))
    return [row.subject_id for row in found]


async def add(uow: UnitOfWork, **values: object) -> None:
    """One reply in words."""
    await uow.insert(PendingReply, **values)


async def by_id(uow: UnitOfWork, reply_id: UUID) -> ReplyRow | None:
    """One reply in words."""
    found = (await uow.rows(select(*_COLUMNS).join(Person, _BY).where(PendingReply.id == reply_id))).one_or_none()
    return ReplyRow(*found) if found else None


async def by_delivery(uow: UnitOfWork, delivery_id: UUID) -> ReplyRow | None:
    """The reply that a message of ours answers."""
    chosen = select(*_COLUMNS).join(Person, _BY).where(PendingReply.delivery_id == delivery_id)
    found = (await uow.rows(chosen)).one_or_none()
    return ReplyRow(*found) if found else None


@dataclass(frozen=True)
class Placed:
    """A reply, the action it is about or may be about (None: none, or not its writer's), and the event it became."""

    reply: ReplyRow
    subject: ActionRow | None
    event: EventRow | None


async def by_message(uow: UnitOfWork, slack_user_id: str, ts: str, action_id: UUID) -> Placed | None:
    """The reply of this person that the message at `ts` answers, with that action of theirs."""
    chosen = _placed(Action.id == action_id).join(Delivery, _ANSWER)
    return await _one(uow, chosen.where(Person.slack_user_id == slack_user_id, Delivery.slack_ts == ts).limit(1))


async def placed(uow: UnitOfWork, reply_id: UUID) -> Placed | None:
    """One reply with the action it is kept with."""
    return await _one(uow, _placed(Action.id == PendingReply.action_id).where(PendingReply.id == reply_id))


def _placed(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Replies, each with its writer's action that `which` says."""
    theirs = and_(Action.workspace_id == PendingReply.workspace_id, Action.holder_id == PendingReply.person_id, which)
    statement = select(*_REPLY, *EVENT_COLUMNS, *COLUMNS).select_from(PendingReply).join(Person, _BY)
    return beside(statement.outerjoin(Action, theirs)).outerjoin(ActionEvent, _EVENT)


async def _one(uow: UnitOfWork, statement: Select[*tuple[Any, ...]]) -> Placed | None:
    row = (await uow.rows(statement)).one_or_none()
    if row is None:
        return None
    subject = action_of(uow, row) if row.id else None
    reply = ReplyRow(
        row.reply_id,
        row.reply_writer_id,
        row.slack_user_id,
        row.locale,
        row.tz,
        row.reply_state,
        row.reply_warned,
        row.reply_action_id,
        row.reply_event_id,
        row.reply_revision,
        row.reply_body,
    )
    return Placed(reply, subject, event_of(row, subject) if subject and row.event_id else None)


async def change(uow: UnitOfWork, reply: ReplyRow, **values: object) -> bool:
    """Write `values` and the next revision; False, and nothing written, when it was pressed meanwhile."""
    pressed = update(PendingReply).where(PendingReply.id == reply.id, PendingReply.revision == reply.revision)
    return (await uow.execute(pressed.values(**values, revision=reply.revision + 1))).rowcount == 1


async def drop_old(uow: UnitOfWork, now: datetime) -> None:
    """Words nobody placed in time are dropped."""
    old = update(PendingReply).where(PendingReply.expires_at <= now)
    await uow.execute(old.values(state="dropped", body=None, expires_at=None, revision=PendingReply.revision + 1))


async def next_to_drop(uow: UnitOfWork) -> datetime | None:
    """When the next such words are to be dropped."""
    found = await uow.rows(select(func.min(PendingReply.expires_at)))
    moment: datetime | None = found.scalar_one()
    return moment
