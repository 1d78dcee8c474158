"""Whose turn, in Slack: the rota of a set behind a button of the session menu; and feedback to who guided."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature
from handlers.ids import Press, handle, parse_handle
from handlers.messages import rotation as rotation_messages
from handlers.messages import whose_turn as messages
from handlers.messages.ballots import answer_button
from handlers.messages.parts import Button
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import settling, whose_turn
from sets.people import person_by_id
from sets.session_menu import Looked, State
from storage.outbox import Delivery
from storage.queries.ballots import by_id
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What is pressed about the rota."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await whose_turn.look(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, messages.view(reader_of(seen.found.person), seen))


async def _prepare_feedback(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """In the channel, after a session: one strength and one "next time", for who guided alone."""
    row = await by_id(uow, UUID(delivery.args["round"]))
    found = await learning_set(uow, row.set_id) if row else None
    person = await person_by_id(uow, row.recipient_id) if row and row.recipient_id else None
    if row is None or person is None or found is None or row.state != "open" or row.deadline <= now:
        return None
    reader = Reader(tz=found.zone)
    button: Button = answer_button(reader, row.kind, row.id)
    return Call("chat.postMessage", rotation_messages.feedback(reader, person.display_name, row.deadline, button))


def _buttons(looked: Looked, reader: Reader, now: datetime) -> list[SessionPart]:
    """Whose turn, for everyone of the set."""
    if looked.state not in (State.NOTHING, State.PLANNED, State.TODAY):
        return []
    button = Button(reader.t("Whose turn"), Press.ROTA_OPEN, handle(looked.seat.set_id))
    return [SessionPart(SessionPlace.MORE, button)]


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    app.action(Press.ROTA_OPEN)(Listeners(desk).open)


FEATURE = Feature(
    name="whose_turn",
    register=register,
    kinds=(DeliveryKind(settling.FEEDBACK, _prepare_feedback),),
    session=_buttons,
)
