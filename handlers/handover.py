"""Handing over from the coach to the set, in Slack."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature
from handlers.ids import Press, handle, parse_handle
from handlers.messages import handover as messages
from handlers.messages.ballots import answer_button
from handlers.messages.parts import Button
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import handed_over, handover
from sets.people import person_by_id
from sets.session_menu import Looked, State
from storage.outbox import Delivery
from storage.queries import handover as queries
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What members and the coach press about handing over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        found = await handover.look(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, messages.window(reader_of(found.person), found))

    async def ready(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        now = self._desk.clock.now()
        found = await handover.check_readiness(store, user_of(body), pressed.row_id, now)
        await ack()
        reader = reader_of(found.person)
        show(self._desk, body, messages.window(reader, found, messages.readiness_asked(reader)), in_place=True)

    async def propose(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        found = await handover.propose(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        reader = reader_of(found.person)
        show(self._desk, body, messages.window(reader, found, messages.proposed(reader)), in_place=True)

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Yes, or taking it back: the one message in the channel says how many."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        yes = body["actions"][0]["action_id"] == Press.HANDOVER_YES
        seen = await handover.answer(store, user_of(body), pressed.row_id, self._desk.clock.now(), yes=yes)
        await ack()
        edit_pressed(self._desk, body, messages.answered(Reader(), seen))

    async def pack(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        found = await handover.pack(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, messages.pack(reader_of(found.person), found))


async def _row(uow: UnitOfWork, delivery: Delivery, state: str) -> tuple[queries.HandoverRow, str] | None:
    """The hand-over a message is about while it is in that state, and the coach's name."""
    row = await queries.by_id(uow, UUID(delivery.args["handover"]))
    coach = await person_by_id(uow, row.coach_id) if row else None
    return (row, coach.display_name) if row and coach and row.state == state else None


async def _prepare_question(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _row(uow, delivery, "proposed")
    if found is None:
        return None
    row, coach = found
    members = await queries.members(uow, row.set_id)
    yes = await queries.count(uow, row)
    return Call("chat.postMessage", messages.question(Reader(), coach, row.id, yes=yes, needed=members // 2 + 1))


async def _prepare_agreed(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _row(uow, delivery, "agreed") or await _row(uow, delivery, "complete")
    return Call("chat.postMessage", messages.agreed(Reader(), found[1], found[0].set_id)) if found else None


def _said(state: str, words: Callable[[Reader, str], dict[str, Any]]) -> Callable[..., Any]:
    async def prepare(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
        found = await _row(uow, delivery, state)
        return Call("chat.postMessage", words(Reader(), found[1])) if found else None

    return prepare


async def _prepare_readiness(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The ballot's button, in the channel."""
    button: Button = answer_button(Reader(), "readiness", UUID(delivery.args["round"]))
    return Call("chat.postMessage", messages.readiness(Reader(), button, handover.READINESS_OPEN.days))


def _buttons(looked: Looked, reader: Reader, now: datetime) -> list[SessionPart]:
    """Run ourselves: for a set that a coach guides."""
    if looked.state not in (State.PLANNED, State.NOTHING, State.TODAY) or not looked.seat.coached:
        return []
    button = Button(reader.t("Run ourselves"), Press.HANDOVER_OPEN, handle(looked.seat.set_id))
    return [SessionPart(SessionPlace.MORE, button)]


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.HANDOVER_OPEN)(listeners.open)
    app.action(Press.HANDOVER_READY)(listeners.ready)
    app.action(Press.HANDOVER_PROPOSE)(listeners.propose)
    app.action(Press.HANDOVER_YES)(listeners.answer)
    app.action(Press.HANDOVER_BACK)(listeners.answer)
    app.action(Press.HANDOVER_PACK)(listeners.pack)


FEATURE = Feature(
    name="handover",
    register=register,
    kinds=(
        DeliveryKind(handover.PROPOSED, _prepare_question),
        DeliveryKind(handover.READINESS, _prepare_readiness),
        DeliveryKind(handover.AGREED, _prepare_agreed),
        DeliveryKind(handed_over.COMPLETE, _said("complete", messages.complete)),
        DeliveryKind(handed_over.KEPT_IN, _said("agreed", messages.kept_in)),
    ),
    session=_buttons,
)
