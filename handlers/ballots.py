"""Secret ballots in Slack: answering, taking back, and reading what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.ids import Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import ballots as messages
from handlers.people import reader_of
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import ballot_closing, ballots
from sets.errors import Problem, Refused
from sets.people import person_by_id
from storage.outbox import Delivery
from storage.queries.ballots import ReaderRow, by_id
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork


def _reader(row: ReaderRow) -> Reader:
    return Reader(row.locale, row.tz)


class Listeners:
    """What somebody who was asked presses and sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        found = await ballots.look(store, user_of(body), asked.row_id)
        await ack()
        words = messages.about_you if found.about_them else messages.form
        show(self._desk, body, words(_reader(found.reader), found), in_place=in_modal(body))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        asked = parse_handle(view["private_metadata"])
        typed, key = messages.typed_of(view), submission_key(body)
        try:
            found = await ballots.cast(store, user_of(body), asked.row_id, typed, key, now)
        except Refused as refused:
            if refused.problem not in (Problem.EMPTY, Problem.TOO_LONG):
                raise
            seen = await ballots.look(store, user_of(body), asked.row_id)
            errors = messages.form_error(_reader(seen.reader), seen.round.kind, refused.problem, refused.field)
            await ack(response_action="errors", errors=errors)
            return
        await ack(response_action="update", view=messages.saved(_reader(found.reader), found))

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        asked = parse_handle(pressed_value(body))
        found = await ballots.take_back(store, user_of(body), asked.row_id, press_key(body), now)
        await ack()
        show(self._desk, body, messages.taken_back(_reader(found.reader), found), in_place=in_modal(body))

    async def result(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        found = await ballots.result(store, user_of(body), asked.row_id)
        await ack()
        show(self._desk, body, messages.result_view(_reader(found.reader), found), in_place=in_modal(body))


async def _closed(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The notice that a round has closed, in the language of who reads it."""
    row = await by_id(uow, UUID(delivery.args["round"]))
    found = await learning_set(uow, row.set_id) if row else None
    if row is None or found is None:
        return None
    about = await person_by_id(uow, row.recipient_id) if row.recipient_id else None
    person = about if delivery.recipient_id else await person_by_id(uow, found.created_by)
    if person is None:
        return None
    reader = reader_of(person) if delivery.recipient_id else Reader(person.locale, found.zone)
    name, too_few = about.display_name if about else "", row.state == "too_few"
    return Call("chat.postMessage", messages.closed_message(reader, row.kind, row.id, too_few=too_few, name=name))


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.BALLOT_ANSWER)(listeners.answer)
    app.action(Press.BALLOT_TAKE_BACK)(listeners.take_back)
    app.action(Press.BALLOT_RESULT)(listeners.result)
    app.view(Form.BALLOT)(listeners.save)


FEATURE = Feature(
    name="ballots",
    register=register,
    ticks=(Tick("ballots.close", ballot_closing.close_due, ballot_closing.next_close),),
    kinds=(DeliveryKind(ballot_closing.CLOSED_KIND, _closed),),
)
