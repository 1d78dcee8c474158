"""People whom a set has to confirm, in Slack: the question in its channel, and a member's answer."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, NotYet
from handlers.ids import Press, parse_handle
from handlers.intake import press_key
from handlers.messages import arrivals as messages
from handlers.people import reader_of
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value
from handlers.words import Reader
from sets import arrivals
from sets.arrivals import ArrivalRow
from sets.people import person_by_id
from storage.outbox import Delivery
from storage.queries import arrivals as queries
from storage.queries import setup as setup_queries
from storage.unit_of_work import UnitOfWork

LOOK_AGAIN_S = 5
DIRECTORY_WAIT = timedelta(minutes=1)


class Listeners:
    """What a member presses under the question."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def _decide(self, ack: AsyncAck, body: dict[str, Any], *, welcome: bool) -> None:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        found = await arrivals.decide(
            store,
            user_of(body),
            wanted.row_id,
            wanted.revision,
            welcome=welcome,
            key=press_key(body),
            now=self._desk.clock.now(),
        )
        await ack()
        edit_pressed(self._desk, body, messages.decided(_of_channel(found.arrival), found.arrival, welcome=welcome))

    async def welcome(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._decide(ack, body, welcome=True)

    async def refuse(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._decide(ack, body, welcome=False)


def _of_channel(row: ArrivalRow) -> Reader:
    """A channel has no language of its own: that of who set it up."""
    return Reader.of_channel(row.locale, row.zone)


async def _about(uow: UnitOfWork, delivery: Delivery) -> ArrivalRow | None:
    found = await queries.arrival(uow, UUID(str(delivery.args["arrival"])))
    return found if found is not None and found.set_state != "closed" else None


async def _prepare_notice(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _about(uow, delivery)
    if found is None or found.channel_id is None or found.state != "waiting" or found.belongs:
        return None
    if not found.name and now < delivery.due_at + DIRECTORY_WAIT:
        raise NotYet(LOOK_AGAIN_S)  # their name is on its way from Slack's directory
    if found.kind == "bot":
        return None
    return Call("chat.postMessage", {"channel": found.channel_id, **messages.notice(_of_channel(found), found)})


async def _prepare_still_here(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _about(uow, delivery)
    if found is None or found.channel_id is None or found.state != "refused":
        return None
    return Call("chat.postMessage", {"channel": found.channel_id, **messages.still_here(_of_channel(found), found)})


async def _prepare_answered(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _about(uow, delivery)
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if found is None or coordinator is None:
        return None
    return Call("chat.postMessage", messages.answered(reader_of(coordinator), found))


async def _prepare_coordinator_in_channel(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await setup_queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if found is None or coordinator is None:
        return None
    return Call("chat.postMessage", messages.coordinator_in_channel(reader_of(coordinator), found.name))


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.ARRIVAL_WELCOME)(listeners.welcome)
    app.action(Press.ARRIVAL_REFUSE)(listeners.refuse)


FEATURE = Feature(
    name="arrivals",
    register=register,
    kinds=(
        DeliveryKind(arrivals.NOTICE, _prepare_notice),
        DeliveryKind(arrivals.STILL_HERE, _prepare_still_here),
        DeliveryKind(arrivals.ANSWERED, _prepare_answered),
        DeliveryKind(arrivals.COORDINATOR_IN_CHANNEL, _prepare_coordinator_in_channel),
    ),
)
