"""What stands in a check-in message: each question as it is true today, or that it was answered, never how."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from sets import action_words
from sets.checkins import AFTER
from sets.hours import local_date
from storage.confidential import Confidential
from storage.queries import checkins as queries
from storage.queries.actions import ActionRow, Holder
from storage.queries.checkins import AskedRow
from storage.unit_of_work import UnitOfWork

# Asked again so often, so for the third time, an action has waited a while (product.md C5).
WAITED_AFTER = 2


class Ask(Enum):
    """Which question is asked (voice.md 5, 11, 12)."""

    BEFORE = auto()
    TODAY = auto()
    DUE = auto()
    AFTER = auto()
    WAITED = auto()
    LAST = auto()


class Standing(Enum):
    """How one question of a message stands. ANSWERED says nothing about what was answered.

    IN_SESSION: it comes up in the progress round of a session that has opened since.
    """

    ASKED = auto()
    CHOOSING = auto()
    ANSWERED = auto()
    CLOSED = auto()
    IN_SESSION = auto()


@dataclass(frozen=True)
class Item:
    """One question. `label`: None when its holder does not want labels in Slack, or it cannot be opened any more.

    event_id  what it was answered with; None: not answered with a button here
    before_session  the holder's local date on which "before the session" would ask; None: that cannot be chosen
    away  the day it was for fell into days on which its holder was away
    asked_on  the holder's local date on which it was asked, or is being asked now
    """

    nudge_id: UUID
    revision: int
    action_id: UUID
    label: Confidential | None
    due_date: date
    ask: Ask
    standing: Standing
    asked_on: date
    event_id: UUID | None = None
    before_session: date | None = None
    away: bool = False
    action: ActionRow = field(kw_only=True, repr=False, compare=False)


@dataclass(frozen=True)
class Bundle:
    """The check-ins of one message as they stand now.

    mixed  things of other features stand there too
    first  the holder had no check-in before this message: it says how to answer
    """

    holder: Holder
    items: Sequence[Item]
    mixed: bool = False
    first: bool = False

    def item(self, nudge_id: UUID) -> Item | None:
        return next((item for item in self.items if item.nudge_id == nudge_id), None)


async def opened(uow: UnitOfWork, rows: Sequence[AskedRow], now: datetime) -> Bundle | None:
    """The message of these rows, labels unsealed; None when there are none."""
    if not rows:
        return None
    items = [await _item(uow, row, now) for row in rows]
    return Bundle(rows[0].action.holder, items, rows[0].mixed, all(row.first for row in rows))


async def bundle_of(
    uow: UnitOfWork, delivery_id: UUID, now: datetime, only: Collection[UUID] | None = None
) -> Bundle | None:
    """A message by its delivery. only: the nudges that still are to be asked."""
    rows = await queries.of_delivery(uow, delivery_id, now)
    return await opened(uow, [row for row in rows if only is None or row.id in only], now)


async def _item(uow: UnitOfWork, row: AskedRow, now: datetime) -> Item:
    tz = row.action.holder.tz
    return Item(
        row.id,
        row.revision,
        row.action.id,
        await action_words.label_or_none(uow, row.action) if row.show_labels else None,
        row.action.due_date,
        question(row.slot, row.action.due_date, local_date(now, tz), row.agains),
        _standing(row),
        local_date(row.asked_at if row.state in ("sent", "answered") else now, tz),
        row.answer_id,
        before_session(row, now),
        any(first <= row.action.due_date <= last for first, last in row.away),
        action=row.action,
    )


def before_session(row: AskedRow, now: datetime) -> date | None:
    """The day before the set's next session, local to the holder; None: nothing is booked, or it is too close."""
    if row.session_at is None:
        return None
    tz = row.action.holder.tz
    day = local_date(row.session_at, tz) - timedelta(days=1)
    return day if day > local_date(now, tz) else None


def question(slot: str, due: date, today: date, agains: int) -> Ask:
    """Which question is true today. due, today: local dates; agains: how often it was asked again."""
    if slot == "after":
        return Ask.AFTER
    if slot == "again" and today > due + AFTER:
        return Ask.LAST
    if slot == "again" and agains >= WAITED_AFTER:
        return Ask.WAITED
    if today == due:
        return Ask.TODAY
    return Ask.BEFORE if today < due else Ask.DUE


def _standing(row: AskedRow) -> Standing:
    if row.state == "answered" and row.reason == "session":
        return Standing.IN_SESSION
    if row.state == "answered":
        return Standing.ANSWERED
    if row.action.standing != "open":
        return Standing.CLOSED
    return Standing.CHOOSING if row.reason == "choosing" else Standing.ASKED
