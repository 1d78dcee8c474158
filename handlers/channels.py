"""A set's channel in Slack: taking one that exists, and asking each day who is in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.feature import Call, DeliveryKind, Feature, Tick
from sets import channels, setup
from storage.outbox import Delivery
from storage.queries import setup as queries
from storage.queries.operator import note
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


FEATURE = Feature(
    name="channels",
    kinds=(
        DeliveryKind(setup.TAKE, _prepare_take, sent=_described, refused=_not_described),
        DeliveryKind(channels.COMPARE, _prepare_compare, sent=_compared),
    ),
    ticks=(Tick("channels.compare", channels.compare_due, channels.next_compare),),
)
