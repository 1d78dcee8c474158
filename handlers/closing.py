"""Closing a session, in Slack, and opening it again."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.home import homes_soon
from handlers.ids import Form, Press
from handlers.intake import press_key, submission_key
from handlers.messages import closing as messages
from handlers.messages.calendar import form_errors, read_form
from handlers.panel import not_leading, session_of
from handlers.people import reader_of
from handlers.reply import edit_pressed, update_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, show
from handlers.words import Reader
from sets import closing
from sets.booking_forms import BookingRefused
from sets.errors import Refused
from storage.outbox import Delivery
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What people press and send at the end."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            found, ahead = await closing.look(store, user_of(body), session_id)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.close_form(reader_of(found.person), found, ahead))

    async def pick(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            blank = await closing.blank(store, user_of(body), session_id, self._desk.clock.now())
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.date_form(reader_of(blank.person), blank, session_id))

    async def book(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        wanted, key, now = read_form(body["view"]), submission_key(body), self._desk.clock.now()
        try:
            found, ahead, done = await closing.book(store, user_of(body), session_id, wanted, key, now)
        except BookingRefused as refused:
            errors = form_errors(reader_of(refused.person), refused.problems)
            await ack(response_action="errors", errors=errors)
            return
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        view = messages.close_form(reader_of(found.person), found, ahead, done)
        beneath = body["view"].get("previous_view_id")
        await (ack() if beneath else ack(response_action="update", view=view))
        if beneath:
            update_modal(self._desk, str(beneath), view)
        if done is not None:
            homes_soon(self._desk, store, found.session.set_id)

    async def close(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now = submission_key(body), self._desk.clock.now()
        try:
            found = await closing.close(store, user_of(body), session_id, key=key, now=now)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        closed = messages.closed_view(reader_of(found.person), found.session.set_id)
        beneath = body["view"].get("previous_view_id")
        await (ack() if beneath else ack(response_action="update", view=closed))
        if beneath:
            update_modal(self._desk, str(beneath), closed)

    async def reopen(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now = press_key(body), self._desk.clock.now()
        found = await closing.reopen(store, user_of(body), session_id, key=key, now=now)
        await ack()
        if not in_modal(body):
            edit_pressed(self._desk, body, messages.reopened(Reader(tz=found.session.zone), found.session.set_id))


async def _line(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """What the channel hears."""
    summary = await closing.summary(uow, delivery)
    if summary is None or summary.reopened:
        return None
    return Call("chat.postMessage", messages.closed_line(Reader(tz=summary.zone), summary))


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.CLOSING)(listeners.ask)
    app.action(Press.CLOSING_BOOK)(listeners.pick)
    app.view(Form.CLOSING_BOOK)(listeners.book)
    app.view(Form.CLOSING)(listeners.close)
    app.action(Press.CLOSING_REOPEN)(listeners.reopen)


FEATURE = Feature(
    name="closing",
    register=register,
    kinds=(DeliveryKind(closing.LINE, _line),),
    ticks=(Tick("sessions.forgotten", closing.end_due, closing.next_end),),
)
