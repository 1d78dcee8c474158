"""The check-in message on its way out: rendered from what is true just before it goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from handlers.action_parts import reader_for
from handlers.feature import Call, DeliveryKind, Tick
from handlers.messages.checkins import bundle_message
from sets import bundles, nudges
from sets.asking import bundle_of
from storage.outbox import Delivery
from storage.queries.checkins import place_of
from storage.unit_of_work import UnitOfWork


async def _prepare(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The message of what still is to be asked; None: nothing is, or not now."""
    if delivery.recipient_id is None:
        return None
    asked = await bundles.still_true(uow, delivery.id, delivery.recipient_id, now)
    bundle = await bundle_of(uow, delivery.id, now, only=asked)
    if bundle is None:
        return None
    return Call("chat.postMessage", bundle_message(reader_for(bundle.holder), bundle))


async def _sent(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    await bundles.was_sent(uow, delivery.id, now)


async def _refused(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    await bundles.was_refused(uow, delivery.id, code)


async def _refresh(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """An earlier message as it stands now; None when Slack does not have it."""
    asked_in = UUID(delivery.args["delivery"])
    place, bundle = await place_of(uow, asked_in), await bundle_of(uow, asked_in, now)
    if place is None or bundle is None:
        return None
    channel, ts = place
    return Call("chat.update", {"channel": channel, "ts": ts, **bundle_message(reader_for(bundle.holder), bundle)})


KINDS = (DeliveryKind(nudges.KIND, _prepare, _sent, _refused, quiet=True), DeliveryKind(nudges.REFRESH_KIND, _refresh))
TICK = Tick("checkins.nudge", nudges.tick, nudges.next_wake)
