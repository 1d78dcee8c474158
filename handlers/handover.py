"""Handing over from the coach to the set, in Slack."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.ids import Press, handle, parse_handle
from handlers.messages import handover as messages
from handlers.messages.parts import Button
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import deciding, handed_over, handover
from sets.handover import HandoverRow
from sets.people import person_by_id
from sets.session_menu import Looked, State
from storage.outbox import Delivery
from storage.queries import ballots
from storage.queries import handover as queries
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What members and the coach press about handing over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await handover.look(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, messages.window(reader_of(seen.found.person), seen))

    async def ready(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await handover.check_readiness(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        reader = reader_of(seen.found.person)
        flash = messages.readiness_asked(reader) if seen.ready and seen.ready.state == "open" else ""
        show(self._desk, body, messages.window(reader, seen, flash), in_place=True)

    async def propose(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await handover.propose(store, user_of(body), pressed.row_id, self._desk.clock.now())
        await ack()
        reader = reader_of(seen.found.person)
        flash = messages.proposed(reader) if seen.vote and seen.vote.state == "open" else ""
        show(self._desk, body, messages.window(reader, seen, flash), in_place=True)

    async def pack(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        found = await handover.pack(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, messages.pack(reader_of(found.person), found))


@dataclass(frozen=True)
class _About:
    """The question that a message is about, its set's channel reader, and the name of the coach in post or leaving."""

    row: HandoverRow
    set_name: str
    reader: Reader
    coach: str


async def _about(uow: UnitOfWork, delivery: Delivery, *states: str) -> _About | None:
    """None: the question is in none of these states any more, or its set has gone."""
    row = await queries.by_id(uow, UUID(delivery.args["handover"]))
    found = await learning_set(uow, row.set_id) if row else None
    if row is None or found is None or row.state not in states:
        return None
    coach = await person_by_id(uow, row.coach_id) if row.state == "leaving" else None
    in_post = await queries.coach_of(uow, row.set_id)
    return _About(
        row, found.name, Reader(tz=found.zone), coach.display_name if coach else in_post[1] if in_post else ""
    )


async def _prepare_question(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _about(uow, delivery, "proposed")
    vote = await ballots.open_about(uow, handover.VOTE, found.row.id) if found else None
    if found is None or vote is None:
        return None
    return Call("chat.postMessage", messages.question(found.reader, found.coach, vote))


async def _prepare_agreed(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _about(uow, delivery, "agreed", "leaving", "complete")
    return Call("chat.postMessage", messages.agreed(found.reader, found.coach, found.row)) if found else None


async def _prepare_not_yet(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _about(uow, delivery, "not_yet")
    return Call("chat.postMessage", messages.not_yet(found.reader, found.coach)) if found else None


async def _prepare_kept_in(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _about(uow, delivery, "agreed", "leaving")
    coach = await person_by_id(uow, found.row.coach_id) if found else None
    return Call("chat.postMessage", messages.kept_in(found.reader, coach.display_name)) if found and coach else None


async def _prepare_thanks(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """To the coach alone, while they are there."""
    found = await _about(uow, delivery, "agreed")
    coach = await person_by_id(uow, found.row.coach_id) if found else None
    if found is None or coach is None or found.row.ends_at is None or not found.coach:
        return None
    words = messages.thanks(reader_of(coach), found.set_name, found.row.ends_at, found.reader.tz)
    return Call("chat.postMessage", words)


async def _prepare_readiness(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The ballot's button, in the channel."""
    row = await ballots.by_id(uow, UUID(delivery.args["round"]))
    found = await learning_set(uow, row.set_id) if row and row.state == "open" else None
    return Call("chat.postMessage", messages.readiness(Reader(tz=found.zone), row)) if row and found else None


async def _prepare_planned(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The sessions that were planned with a coach are over: a thought for the set."""
    found = await handover.planned(uow, delivery)
    return Call("chat.postMessage", messages.planned(Reader(), found)) if found else None


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
    app.action(Press.HANDOVER_PACK)(listeners.pack)


FEATURE = Feature(
    name="handover",
    register=register,
    kinds=(
        DeliveryKind(handover.PROPOSED, _prepare_question),
        DeliveryKind(handover.READINESS, _prepare_readiness),
        DeliveryKind(handover.PLANNED, _prepare_planned),
        DeliveryKind(deciding.AGREED, _prepare_agreed),
        DeliveryKind(deciding.NOT_YET, _prepare_not_yet),
        DeliveryKind(deciding.THANKS, _prepare_thanks),
        DeliveryKind(handed_over.KEPT_IN, _prepare_kept_in),
    ),
    ticks=(
        Tick("handover.decide", deciding.decide_due, deciding.next_decision),
        Tick("handover.end", deciding.end_due, deciding.next_end),
    ),
    session=_buttons,
)
