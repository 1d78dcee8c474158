"""Erasing all that one wrote, in Slack: which words, asking once more, stopping it, and the word that it is done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.ids import Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import erasing as messages
from handlers.messages.data_parts import removed
from handlers.people import reader_of
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from sets import erasing_all, erasures
from sets.people import Person, person_by_id
from storage.confidential import Confidential
from storage.outbox import Delivery
from storage.queries import erasures as queries
from storage.unit_of_work import UnitOfWork, WorkspaceStore


class Listeners:
    """What its owner presses."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def choose(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        found = await erasures.offer(await self._desk.store_of(body), user_of(body), self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.choose_view(reader_of(found.person), found), in_place=True)

    async def sure(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        found, place = await erasures.look(store, user_of(body), _set_of(pressed_value(body)), now)
        await ack()
        show(self._desk, body, messages.sure_view(reader_of(found.person), found, place))

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        set_id = _set_of(body["view"]["private_metadata"])
        person, row = await erasures.ask(store, user_of(body), set_id, submission_key(body), now)
        await ack(response_action="update", view=messages.asked_view(reader_of(person), row))

    async def stop(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        wanted = parse_handle(pressed_value(body))
        person, _ = await erasures.stop(store, user_of(body), wanted.row_id, press_key(body), now)
        await ack()
        show(self._desk, body, messages.stopped_view(reader_of(person)), in_place=True)


def _set_of(value: str) -> UUID | None:
    """Which set a button or a window names; None: everything."""
    return parse_handle(value).row_id if value else None


def _instead(person: Person) -> Confidential:
    return Confidential(removed(reader_of(person)))


async def _tick(store: WorkspaceStore, now: datetime) -> None:
    await erasing_all.tick(store, now, _instead)


async def _prepare_done(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """That it is done; None: there is no such person any more."""
    row = await queries.by_id(uow, UUID(delivery.args["erasure"]))
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if row is None or person is None:
        return None
    return Call("chat.postMessage", messages.done_message(reader_of(person), row))


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.ERASE_CHOOSE)(listeners.choose)
    app.action(Press.ERASE_SURE)(listeners.sure)
    app.action(Press.ERASE_STOP)(listeners.stop)
    app.view(Form.ERASE)(listeners.ask)


FEATURE = Feature(
    name="erasing",
    register=register,
    ticks=(Tick("erasing.due", _tick, erasing_all.next_wake),),
    kinds=(DeliveryKind(erasing_all.DONE, _prepare_done),),
)
