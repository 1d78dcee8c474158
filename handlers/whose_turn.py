"""Whose turn, in Slack: the rota of a set behind a button of the session menu."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Press, handle, parse_handle
from handlers.messages import whose_turn as messages
from handlers.messages.parts import Button
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import whose_turn
from sets.session_menu import Looked, State


class Listeners:
    """What is pressed about the rota."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await whose_turn.look(store, user_of(body), pressed.row_id)
        await ack()
        show(self._desk, body, messages.view(reader_of(seen.found.person), seen))


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
    session=_buttons,
)
