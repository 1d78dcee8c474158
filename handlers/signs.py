"""Who is here, and the small signs people give in a running session: I'm here, pass, an open question please."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Form, Press
from handlers.intake import press_key, submission_key
from handlers.messages import board as board_messages
from handlers.messages import sessions as messages
from handlers.panel import channel_of, not_leading, session_of, show_again, ticked, values_of
from handlers.people import reader_of
from handlers.reply import user_of, whisper
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import signs
from sets.errors import Refused
from sets.panel import Panel
from sets.sessions import Beheld


class Listeners:
    """What people press and send to say who is here, and how they are."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def who(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            found, people = await signs.everyone(store, user_of(body), session_id)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.who_form(reader_of(found.person), found, people))

    async def ticked(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now, here = submission_key(body), self._desk.clock.now(), ticked(values_of(body))
        try:
            await signs.tick_off(store, user_of(body), session_id, here, key=key, now=now)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show_again(self._desk, body, store, session_id, _saved)

    async def here(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now = press_key(body), self._desk.clock.now()
        found = await signs.come(store, user_of(body), session_id, key=key, now=now)
        await ack()
        if in_modal(body):
            show_again(self._desk, body, store, session_id)
        else:
            self._whisper(body, board_messages.you_are_here(reader_of(found.person)))

    async def passing(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        found = await self._sign(body, signs.PASS)
        await ack()
        self._whisper(body, board_messages.passed(reader_of(found.person), pressed_value(body)))

    async def please(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        found = await self._sign(body, signs.QUESTION)
        await ack()
        led = found.session.facilitator_id not in (None, found.person.id)
        self._whisper(body, board_messages.wished(reader_of(found.person), pressed_value(body), led=led))

    async def _sign(self, body: dict[str, Any], kind: str) -> Beheld:
        store, key, now = await self._desk.store_of(body), press_key(body), self._desk.clock.now()
        return await signs.sign(store, user_of(body), session_of(body), kind, key=key, now=now)

    async def unpassing(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._unsign(ack, body, signs.PASS)

    async def unplease(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._unsign(ack, body, signs.QUESTION)

    async def _unsign(self, ack: AsyncAck, body: dict[str, Any], kind: str) -> None:
        store, key, now = await self._desk.store_of(body), press_key(body), self._desk.clock.now()
        found = await signs.take_back(store, user_of(body), session_of(body), kind, key=key, now=now)
        await ack()
        self._whisper(body, board_messages.undone(reader_of(found.person)))

    def _whisper(self, body: dict[str, Any], told: dict[str, Any]) -> None:
        whisper(self._desk, channel_of(body), user_of(body), told)


def _saved(reader: Reader, _: Panel) -> str:
    return reader.t("Saved.")


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SESSION_WHO)(listeners.who)
    app.view(Form.SESSION_WHO)(listeners.ticked)
    app.action(Press.SIGN_HERE)(listeners.here)
    app.action(Press.SESSION_PASSING)(listeners.passing)
    app.action(Press.SESSION_PASSING_UNDO)(listeners.unpassing)
    app.action(Press.SESSION_PLEASE)(listeners.please)
    app.action(Press.SESSION_PLEASE_UNDO)(listeners.unplease)


FEATURE = Feature(name="signs", register=register)
