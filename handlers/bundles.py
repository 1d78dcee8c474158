"""The one message a day on its way out: put together from every feature's part, true just before it goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.feature import Call, DeliveryKind, Desk, Feature, NudgeKind, Tick
from handlers.messages.bundles import nothing_left, put_together
from handlers.reply import edit_message
from handlers.words import Reader
from sets import bundles, nudges
from sets.hours import local_date
from sets.people import person_by_id
from sets.reasons import Why
from storage.outbox import Delivery
from storage.queries import nudges as queries
from storage.queries.checkins import place_of
from storage.queries.nudges import CHECK_IN, NudgeRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

Json = dict[str, Any]
Said = tuple[UUID, str]


def composed(features: Sequence[Feature]) -> Feature:
    """The daily message of what these features put into it: its tick, and how it is sent and brought up to date."""
    kinds = kinds_of(features)
    rules = [kind.rules for kind in kinds if kind.rules.name != CHECK_IN]

    async def prepare(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
        """What still is to be asked; None: nothing is, or not now."""
        if delivery.recipient_id is None:
            return None
        rows = await bundles.still_true(uow, delivery.id, delivery.recipient_id, now, rules)
        message = await _drawn(uow, kinds, rows, now)
        return Call("chat.postMessage", message) if message else None

    async def sent(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
        await bundles.was_sent(uow, delivery.id, now, rules)

    async def refused(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
        await bundles.was_refused(uow, delivery.id, code, rules)

    async def waits(uow: UnitOfWork, delivery: Delivery) -> None:
        """Do Not Disturb: that is why."""
        await queries.held_back(uow, delivery.id, Why.DO_NOT_DISTURB)

    async def refresh(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
        """An earlier message as it stands now; None when Slack does not have it."""
        asked_in = UUID(delivery.args["delivery"])
        place = await place_of(uow, asked_in)
        if place is None:
            return None
        message = await _drawn(uow, kinds, await queries.of_delivery(uow, asked_in), now)
        message = message or await _emptied(uow, delivery)
        channel, ts = place
        return Call("chat.update", {"channel": channel, "ts": ts, **message})

    async def tick(store: WorkspaceStore, now: datetime) -> None:
        await nudges.tick(store, now, rules)

    return Feature(
        name="bundles",
        ticks=(Tick("checkins.nudge", tick, nudges.next_wake),),
        kinds=(
            DeliveryKind(bundles.KIND, prepare, sent, refused, quiet=True, waits=waits),
            DeliveryKind(bundles.REFRESH_KIND, refresh),
        ),
    )


def kinds_of(features: Sequence[Feature]) -> list[NudgeKind]:
    """Every kind of thing that these features put into the daily message."""
    return [kind for feature in features for kind in feature.nudges]


def redraw(desk: Desk, store: WorkspaceStore, body: Mapping[str, Any], nudge_id: UUID, said: str = "") -> None:
    """After a press on one thing of a daily message, and once Slack has its answer: the message as it stands now.

    said  what the press did, when that needs words
    """
    container = body.get("container", {})
    channel, ts = str(container.get("channel_id") or ""), str(container.get("message_ts") or "")
    if channel and ts:
        desk.background.start(_redraw(desk, store, (channel, ts), (nudge_id, said)), "bundles.redraw")


async def _redraw(desk: Desk, store: WorkspaceStore, place: tuple[str, str], said: Said) -> None:
    async with store.read() as uow:
        message = await _drawn(uow, desk.nudges, await queries.beside(uow, said[0]), desk.clock.now(), said)
    if message is not None:
        await edit_message(desk, *place, message)


async def _emptied(uow: UnitOfWork, delivery: Delivery) -> Json:
    """All that stood in it is gone: no name of an action is left in it."""
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    return nothing_left(Reader(person.locale, person.tz) if person else Reader())


async def _drawn(
    uow: UnitOfWork, kinds: Sequence[NudgeKind], rows: Sequence[NudgeRow], now: datetime, said: Said | None = None
) -> Json | None:
    """The message of these things, in their order; None when there are none."""
    if not rows:
        return None
    reader, order = Reader(rows[0].locale, rows[0].tz), [row.id for row in rows]
    numbers = {nudge_id: place for place, nudge_id in enumerate(order, start=1)} if len(order) > 1 else {}
    parts = []
    for kind in kinds:
        own = [row for row in rows if row.kind == kind.rules.name]
        part = await kind.part(uow, reader, own, numbers, now) if own else None
        if part is not None and part.items:
            parts.append(part)
    return put_together(reader, parts, order, local_date(rows[0].due_at, reader.tz), said) if parts else None
