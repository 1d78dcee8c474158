"""Replies in words: what they became, and where the words wait. Nothing here commits or opens a seal."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, delete, func, select, update

from storage.models import Action, ActionEvent, Delivery, PendingReply, Person, ReplyPart
from storage.queries.actions import COLUMNS, EVENT_COLUMNS, ActionRow, EventRow, action_of, beside, event_of
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ReplyRow:
    """One reply in words, by the person who wrote it. `body`: sealed, while nobody has said what it is about.

    asked_in    the message (delivery) whose numbers it uses; None: none had asked
    unsure      kept as a note, and it is asked what the words say; message_ts: Slack's ts of their message
    """

    id: UUID
    person_id: UUID
    slack_user_id: str
    locale: str
    tz: str
    state: str
    warned: bool
    revision: int
    delivery_id: UUID | None
    asked_in: UUID | None
    unsure: bool
    message_ts: str | None
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
    PendingReply.asked_in,
    PendingReply.unsure,
    PendingReply.message_ts,
    PendingReply.body,
)
_REPLY = (
    PendingReply.id.label("reply_id"),
    PendingReply.person_id.label("reply_writer_id"),
    PendingReply.state.label("reply_state"),
    PendingReply.warned.label("reply_warned"),
    PendingReply.revision.label("reply_revision"),
    PendingReply.delivery_id.label("reply_delivery_id"),
    PendingReply.asked_in.label("reply_asked_in"),
    PendingReply.unsure.label("reply_unsure"),
    PendingReply.message_ts.label("reply_message_ts"),
    PendingReply.body.label("reply_body"),
)
_PART = and_(ReplyPart.workspace_id == PendingReply.workspace_id, ReplyPart.reply_id == PendingReply.id)
_EVENT = and_(ActionEvent.workspace_id == ReplyPart.workspace_id, ActionEvent.id == ReplyPart.event_id)
_BY = and_(Person.workspace_id == PendingReply.workspace_id, Person.id == PendingReply.person_id)
_ANSWER = and_(Delivery.workspace_id == PendingReply.workspace_id, Delivery.id == PendingReply.delivery_id)


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
        row.reply_asked_in,
        row.reply_unsure,
        row.reply_message_ts,
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
