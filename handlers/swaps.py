"""Swapping turns in Slack: whom to ask, yes or no, taking back, and asking for a volunteer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, handle, parse_handle
from handlers.intake import submission_key
from handlers.messages import rotation as rotation_messages
from handlers.messages import swaps as messages
from handlers.messages.errors import problem
from handlers.messages.parts import Button
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import swapping
from sets.errors import Problem, Refused
from sets.session_menu import Looked, State
from sets.swapping import Pressed
from storage.outbox import Delivery
from storage.queries import swaps as queries
from storage.queries.checkins import place_of
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What is pressed about a swap."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def choose(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Swap: whom to ask."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        choosing = await swapping.choose(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.form(reader_of(choosing.seen.person), choosing))

    async def choose_mine(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Swap my turn, in the session menu."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        choosing = await swapping.choose_for(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.form(reader_of(choosing.seen.person), choosing))

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        turn_id = parse_handle(view["private_metadata"]).row_id
        chosen = ((view["state"]["values"].get(Field.SWAP_WITH) or {}).get(Field.VALUE) or {}).get("selected_option")
        asked_id = parse_handle(str((chosen or {}).get("value") or "")).row_id
        try:
            seen, name = await swapping.ask(store, user_of(body), turn_id, asked_id, key=submission_key(body), now=now)
        except Refused as refused:
            if refused.field is None:
                raise
            await ack(response_action="errors", errors={Field.SWAP_WITH: problem(Reader(), Problem.NOT_A_PARTNER)})
            return
        await ack(response_action="update", view=messages.asked_view(reader_of(seen.person), name))

    async def yes(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        done = await swapping.agree(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        self._edit(body, done)
        for person_id in (done.seen.swap.asker_id, done.seen.swap.asked_id):
            home_soon(self._desk, store, person_id)

    async def no(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        done = await swapping.decline(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        self._edit(body, done)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        done = await swapping.undo(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        self._edit(body, done)

    async def back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        done = await swapping.ask_back(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        self._edit(body, done)

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The asker takes the question back; their message shows the turn again."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await swapping.take_back(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        edit_pressed(self._desk, body, rotation_messages.offer(reader_of(seen.person), seen))

    async def volunteer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await swapping.ask_for_volunteer(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        edit_pressed(self._desk, body, messages.volunteer_asked(reader_of(seen.person)))

    def _edit(self, body: dict[str, Any], done: Pressed) -> None:
        edit_pressed(self._desk, body, messages.question(reader_of(done.seen.person), done.seen, done.outcome))


async def _prepare_ask(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The question while it stands."""
    seen = await queries.seen(uow, UUID(delivery.args["swap"]), person_id=delivery.recipient_id)
    if seen is None or seen.swap.state != "asked" or not swapping.stands(seen):
        return None
    return Call("chat.postMessage", messages.question(reader_of(seen.person), seen))


async def _prepare_refresh(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The question's message as it stands now; None when Slack does not have it."""
    seen = await queries.seen(uow, UUID(delivery.args["swap"]), person_id=delivery.recipient_id)
    place = await place_of(uow, seen.swap.delivery_id) if seen and seen.swap.delivery_id else None
    if seen is None or place is None:
        return None
    channel, ts = place
    return Call("chat.update", {"channel": channel, "ts": ts, **messages.question(reader_of(seen.person), seen)})


async def _prepare_answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """To the asker. A no that was taken back, or a turn that has gone elsewhere, is no news."""
    seen = await queries.seen(uow, UUID(delivery.args["swap"]), person_id=delivery.recipient_id)
    if seen is None or seen.swap.state not in ("agreed", "declined"):
        return None
    if seen.swap.state == "declined" and not swapping.stands(seen):
        return None
    return Call("chat.postMessage", messages.answer(reader_of(seen.person), seen))


async def _prepare_note(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """In the channel, after a yes."""
    swap_id = UUID(delivery.args["swap"])
    found = await queries.seen(uow, swap_id, person_id=await queries.asked_of(uow, swap_id))
    if found is None or found.swap.state != "agreed" or found.session.facilitator_id != found.swap.asked_id:
        return None
    return Call("chat.postMessage", messages.moved(Reader(tz=found.session.zone), found))


def _buttons(looked: Looked, reader: Reader, now: datetime) -> list[SessionPart]:
    """Swap my turn, for the one who has it."""
    if looked.state not in (State.PLANNED, State.TODAY) or not (looked.facilitates and looked.is_member):
        return []
    button = Button(reader.t("Swap my turn"), Press.TURN_SWAP_MINE, handle(looked.session.id))
    return [SessionPart(SessionPlace.SWAP, button)]


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.TURN_SWAP)(listeners.choose)
    app.action(Press.TURN_SWAP_MINE)(listeners.choose_mine)
    app.view(Form.SWAP)(listeners.ask)
    app.action(Press.SWAP_YES)(listeners.yes)
    app.action(Press.SWAP_NO)(listeners.no)
    app.action(Press.SWAP_UNDO)(listeners.undo)
    app.action(Press.SWAP_BACK)(listeners.back)
    app.action(Press.SWAP_TAKE_BACK)(listeners.take_back)
    app.action(Press.SWAP_VOLUNTEER)(listeners.volunteer)


FEATURE = Feature(
    name="swaps",
    register=register,
    kinds=(
        DeliveryKind(swapping.ASK, _prepare_ask, quiet=True),
        DeliveryKind(swapping.ASK_REFRESH, _prepare_refresh),
        DeliveryKind(swapping.ANSWER, _prepare_answer),
        DeliveryKind(swapping.NOTE, _prepare_note),
    ),
    session=_buttons,
)
