"""Replies in words: who wrote, what they may be about, and where the words wait. Nothing here commits or unseals."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, ScalarSelect, and_, delete, func, or_, select, update

from storage.models import Action, ActionEvent, Delivery, Nudge, PendingReply, Person, ReplyPart
from storage.queries.actions import COLUMNS, EVENT_COLUMNS, ActionRow, EventRow, action_of, beside, event_of
from storage.queries.beside import KeyBeside
from storage.queries.nudges import ORDER
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
    revision: int
    delivery_id: UUID | None
    body: bytes | None = field(repr=False)


@dataclass(frozen=True)
class Part:
    """What a reply became with one action. place: its number in the message that asked; answered: it was an answer."""

    action_id: UUID
    event_id: UUID
    place: int
    answered: bool


_COLUMNS = (
    PendingReply.id,
    PendingReply.person_id,
    Person.slack_user_id,
    Person.locale,
    Person.tz,
    PendingReply.state,
    PendingReply.warned,
    PendingReply.revision,
    PendingReply.delivery_id,
    PendingReply.body,
)
_REPLY = (
    PendingReply.id.label("reply_id"),
    PendingReply.person_id.label("reply_writer_id"),
    PendingReply.state.label("reply_state"),
    PendingReply.warned.label("reply_warned"),
    PendingReply.revision.label("reply_revision"),
    PendingReply.delivery_id.label("reply_delivery_id"),
    PendingReply.body.label("reply_body"),
)
_WORKSPACE_KEY = KeyBeside.of("workspace", Person.workspace_id, Person.workspace_id)
_PART = and_(ReplyPart.workspace_id == PendingReply.workspace_id, ReplyPart.reply_id == PendingReply.id)
_EVENT = and_(ActionEvent.workspace_id == ReplyPart.workspace_id, ActionEvent.id == ReplyPart.event_id)
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


async def in_order(uow: UnitOfWork, person_id: UUID, thread_ts: str | None) -> list[UUID]:
    """The actions that a message asked about, by their numbers in it: of that thread, or the latest unanswered one."""
    theirs = select(Nudge.subject_id, Nudge.delivery_id).join(Delivery, _MESSAGE).where(Nudge.person_id == person_id)
    if thread_ts is None:
        theirs = theirs.where(Nudge.state == "sent")
    else:
        theirs = theirs.where(Nudge.state.in_(["sent", "answered"]), Delivery.slack_ts == thread_ts)
    theirs = theirs.outerjoin(Action, and_(Action.workspace_id == Nudge.workspace_id, Action.id == Nudge.subject_id))
    rows = (await uow.rows(theirs.order_by(Nudge.due_at.desc(), Nudge.delivery_id, *ORDER))).all()
    return [row.subject_id for row in rows if row.delivery_id == rows[0].delivery_id]


async def add(uow: UnitOfWork, parts: Sequence[Part], **values: object) -> None:
    """One reply in words, and what it became."""
    reply_id = values["id"]
    await uow.insert(PendingReply, **values)
    await _add_parts(uow, reply_id, parts)


async def replace_parts(uow: UnitOfWork, reply_id: UUID, parts: Sequence[Part]) -> None:
    """What a reply became, anew."""
    await uow.execute(delete(ReplyPart).where(ReplyPart.reply_id == reply_id))
    await _add_parts(uow, reply_id, parts)


async def _add_parts(uow: UnitOfWork, reply_id: object, parts: Sequence[Part]) -> None:
    await uow.insert_many(ReplyPart, [{"id": uow.new_id(), "reply_id": reply_id, **asdict(part)} for part in parts])


async def by_their_message(uow: UnitOfWork, slack_user_id: str, message_ts: str) -> ReplyRow | None:
    """What the bot made of a message of this person."""
    chosen = select(*_COLUMNS).join(Person, _BY)
    mine = chosen.where(Person.slack_user_id == slack_user_id, PendingReply.message_ts == message_ts)
    found = (await uow.rows(mine)).one_or_none()
    return _row(found) if found else None


def _row(row: Row[*tuple[Any, ...]]) -> ReplyRow:
    return ReplyRow(*row)


async def by_id(uow: UnitOfWork, reply_id: UUID) -> ReplyRow | None:
    """One reply in words."""
    found = (await uow.rows(select(*_COLUMNS).join(Person, _BY).where(PendingReply.id == reply_id))).one_or_none()
    return _row(found) if found else None


async def by_delivery(uow: UnitOfWork, delivery_id: UUID) -> ReplyRow | None:
    """The reply that a message of ours answers."""
    chosen = select(*_COLUMNS).join(Person, _BY).where(PendingReply.delivery_id == delivery_id)
    found = (await uow.rows(chosen)).one_or_none()
    return _row(found) if found else None


@dataclass(frozen=True)
class Placed:
    """One part of a reply: its action, and the event it became (None: none yet)."""

    subject: ActionRow
    event: EventRow | None
    place: int = 0
    answered: bool = False


async def by_message(
    uow: UnitOfWork, slack_user_id: str, ts: str, action_id: UUID
) -> tuple[ReplyRow, ActionRow | None] | None:
    """The reply of this person that the message at `ts` answers, with that action if it is theirs."""
    theirs = and_(
        Action.workspace_id == PendingReply.workspace_id,
        Action.holder_id == PendingReply.person_id,
        Action.id == action_id,
    )
    statement = beside(select(*_REPLY, *COLUMNS).select_from(PendingReply).join(Person, _BY).outerjoin(Action, theirs))
    chosen = statement.join(Delivery, _ANSWER).where(Person.slack_user_id == slack_user_id, Delivery.slack_ts == ts)
    row = (await uow.rows(chosen.limit(1))).one_or_none()
    return (_reply(row), action_of(uow, row) if row.id else None) if row else None


async def placed(uow: UnitOfWork, reply_id: UUID) -> tuple[ReplyRow, list[Placed]] | None:
    """A reply with everything it became, by place."""
    theirs = and_(Action.workspace_id == ReplyPart.workspace_id, Action.id == ReplyPart.action_id)
    columns = select(*_REPLY, ReplyPart.place, ReplyPart.answered, *EVENT_COLUMNS, *COLUMNS)
    statement = columns.select_from(PendingReply).join(Person, _BY).outerjoin(ReplyPart, _PART)
    statement = beside(statement.outerjoin(Action, theirs)).outerjoin(ActionEvent, _EVENT)
    rows = (await uow.rows(statement.where(PendingReply.id == reply_id).order_by(ReplyPart.place))).all()
    if not rows:
        return None
    parts = []
    for row in rows:
        if row.id is not None:
            subject = action_of(uow, row)
            event = event_of(row, subject) if row.event_id else None
            parts.append(Placed(subject, event, row.place, row.answered))
    return _reply(rows[0]), parts


def _reply(row: Row[*tuple[Any, ...]]) -> ReplyRow:
    return ReplyRow(
        row.reply_id,
        row.reply_writer_id,
        row.slack_user_id,
        row.locale,
        row.tz,
        row.reply_state,
        row.reply_warned,
        row.reply_revision,
        row.reply_delivery_id,
        row.reply_body,
    )


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
