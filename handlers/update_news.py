"""What is heard of updates in Slack: the channel's wordless line, and things in the daily message."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.feature import Call, DeliveryKind, NudgeKind, Numbers
from handlers.messages import update_news as messages
from handlers.messages.bundles import Part
from handlers.words import Reader
from sets import catching_up
from sets import update_news as news
from sets.people import person_by_id
from sets.update_rules import problem_of_reading
from storage.outbox import Delivery
from storage.queries import updates as queries
from storage.queries.nudges import NudgeRow
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork


async def _channel_reader(uow: UnitOfWork, set_id: UUID | None) -> Reader | None:
    """In the language of whoever set the set up: a channel has none of its own; None: the set is closed."""
    found = await learning_set(uow, set_id) if set_id else None
    if found is None or found.state == "closed":
        return None
    person = await person_by_id(uow, found.created_by)
    return Reader.of_channel(person.locale if person else "en-GB", found.zone)


async def _prepare_line(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """That an update is there; None: it was taken back before anyone heard of it."""
    row = await queries.by_id(uow, UUID(delivery.args["update"]))
    reader = await _channel_reader(uow, delivery.set_id)
    if row is None or reader is None or row.taken_back_at is not None or row.notice_ts is not None:
        return None
    return Call("chat.postMessage", messages.line(reader, row.id))


async def _line_sent(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    channel, ts = str(response.get("channel", "")), str(response.get("ts", ""))
    await news.line_posted(uow, UUID(delivery.args["update"]), channel, ts, now)


async def _prepare_changed_line(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The line as it is true now: the update is there, was taken back, or its time is over."""
    args = delivery.args
    row, reader = await queries.by_id(uow, UUID(args["update"])), await _channel_reader(uow, delivery.set_id)
    if reader is None:
        return None
    if row is None:
        said = messages.line_taken_back(reader) if "taken_back" in args else messages.line_over(reader)
    else:
        said = messages.line_taken_back(reader) if row.taken_back_at else messages.line(reader, row.id)
    return Call("chat.update", {"channel": args["channel"], "ts": args["ts"], **said})


async def _shared_part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part:
    """In the daily message of those whom updates were shared with by name, as they may read them now."""
    found = await queries.some(uow, [row.subject_id for row in rows], rows[0].person_id)
    seen = {one.update.id: one for one in found}
    items = []
    for row in rows:
        one = seen.get(row.subject_id)
        readable = one is not None and problem_of_reading(one, now) is None
        items.append(messages.shared_item(reader, row, one, numbers.get(row.id, 0), readable=readable))
    return Part(items, reader.t("There is an update for you to read."), press_only=True)


async def _answered_part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part:
    """In the daily message of an author."""
    found = await queries.some(uow, [row.subject_id for row in rows], rows[0].person_id)
    there = {
        one.update.id for one in found if one.update.taken_back_at is None and problem_of_reading(one, now) is None
    }
    items = [messages.answered_item(reader, row, numbers.get(row.id, 0), there=row.subject_id in there) for row in rows]
    return Part(items, reader.t("There are answers to your update."), press_only=True)


async def _missed_part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part:
    """In the daily message of somebody who has come back."""
    items = [messages.missed_item(reader, row, numbers.get(row.id, 0)) for row in rows]
    return Part(items, reader.t("There are updates for you to read."), press_only=True)


KINDS = (
    DeliveryKind(news.LINE, _prepare_line, sent=_line_sent),
    DeliveryKind(news.CHANGED_LINE, _prepare_changed_line),
)
NUDGES = (
    NudgeKind(news.SHARED_RULES, _shared_part),
    NudgeKind(news.ANSWERED_RULES, _answered_part),
    NudgeKind(catching_up.RULES, _missed_part),
)
