"""Replies in words: who wrote, what they may be about, and where the words wait. Nothing here commits or unseals."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select, update

from storage.models import Delivery, Nudge, PendingReply, Person
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
_BY = and_(Person.workspace_id == PendingReply.workspace_id, Person.id == PendingReply.person_id)
_ANSWER = and_(Delivery.workspace_id == PendingReply.workspace_id, Delivery.id == PendingReply.delivery_id)
_MESSAGE = and_(Delivery.workspace_id == Nudge.workspace_id, Delivery.id == Nudge.delivery_id)


async def writer(uow: UnitOfWork, slack_user_id: str) -> Writer | None:
    """Who wrote; None when the bot has not met them."""
    earlier = select(func.count()).where(
        PendingReply.workspace_id == Person.workspace_id, PendingReply.person_id == Person.id
    )
    found = await uow.rows(
        select(Person.id, Person.slack_user_id, Person.locale, Person.tz, earlier.scalar_subquery()).where(
            Person.slack_user_id == slack_user_id
        )
    )
    row = found.one_or_none()
    return Writer(*row) if row else None


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


async def by_message(uow: UnitOfWork, slack_user_id: str, ts: str) -> ReplyRow | None:
    """The reply of this person that the message at `ts` answers."""
    chosen = (
        select(*_COLUMNS)
        .join(Person, _BY)
        .join(Delivery, _ANSWER)
        .where(Person.slack_user_id == slack_user_id, Delivery.slack_ts == ts)
        .limit(1)
    )
    found = (await uow.rows(chosen)).one_or_none()
    return ReplyRow(*found) if found else None


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
