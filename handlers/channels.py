"""A set's channel in Slack: taking one that exists, and asking each day who is in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.intake import event_key
from handlers.messages import setup as messages
from handlers.people import reader_of, take_over
from handlers.routes import Routes
from sets import channels, setup
from sets.people import person_by_id
from storage.outbox import Delivery
from storage.queries import setup as queries
from storage.queries.operator import note
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork

MOST_MEMBERS = 100  # one page; a set's channel that holds more is not read further


async def _prepare_take(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    if found is None or found.channel_id is not None or found.wanted_channel_id is None:
        return None
    return Call("conversations.info", {"channel": found.wanted_channel_id, "include_num_members": True})


async def _described(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    if delivery.set_id is not None:
        await channels.looked_at(uow, delivery.set_id, response.get("channel") or {}, now)


async def _not_described(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    if delivery.set_id is not None:
        await setup.no_channel(uow, delivery.set_id, code, now)


async def _prepare_compare(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    if found is None or found.channel_id is None or found.state != "running":
        return None
    return Call("conversations.members", {"channel": found.channel_id, "limit": MOST_MEMBERS})


async def _compared(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    if delivery.set_id is None:
        return
    if (response.get("response_metadata") or {}).get("next_cursor"):
        await note(uow, "channel.too_many_members", delivery.set_id, now)
        return
    there = [str(each) for each in response.get("members") or []]
    await channels.compared(uow, delivery.set_id, there, delivery.due_at, now)


async def _prepare_look_up(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if person is None or person.display_name:
        return None
    return Call("users.info", {"user": person.slack_user_id, "include_locale": True})


async def _looked_up(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    await take_over(uow, response.get("user") or {}, now)


async def _prepare_gone(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if found is None or coordinator is None:
        return None
    return Call("chat.postMessage", messages.channel_gone(reader_of(coordinator), found.name))


class Listeners:
    """What Slack tells of channels."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def lost(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                await channels.lost(uow, str(body["event"].get("channel", "")), now)
        await ack()

    async def found_again(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                await channels.found_again(uow, str(body["event"].get("channel", "")))
        await ack()

    async def moved(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, event, now = await self._desk.store_of(body), body["event"], self._desk.clock.now()
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                old, new = str(event.get("old_channel_id", "")), str(event.get("new_channel_id", ""))
                await channels.moved(uow, old, new)
        await ack()


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    for event in ("group_archive", "group_deleted", "group_left"):
        app.event(event)(listeners.lost)
    app.event("group_unarchive")(listeners.found_again)
    app.event("channel_id_changed")(listeners.moved)


FEATURE = Feature(
    name="channels",
    register=register,
    kinds=(
        DeliveryKind(setup.TAKE, _prepare_take, sent=_described, refused=_not_described),
        DeliveryKind(channels.COMPARE, _prepare_compare, sent=_compared),
        DeliveryKind(channels.GONE, _prepare_gone),
        DeliveryKind(channels.LOOK_UP, _prepare_look_up, sent=_looked_up),
    ),
    ticks=(Tick("channels.compare", channels.compare_due, channels.next_compare),),
)
