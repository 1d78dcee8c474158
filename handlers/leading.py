"""Handing over, taking over and taking back, in Slack."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature
from handlers.ids import Field, Form, Press
from handlers.intake import press_key, submission_key
from handlers.messages import leading as messages
from handlers.messages.panel import begun_view
from handlers.panel import chosen_row, not_leading, session_of, show_again, values_of
from handlers.people import reader_of
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, show
from handlers.words import Reader
from sets import leading
from sets.errors import Problem, Refused
from sets.panel import Panel
from sets.people import person_by_id
from storage.outbox import Delivery
from storage.queries import calendar
from storage.queries import sessions as queries
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What people press and send to change who facilitates."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def hand_over(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            found, people = await leading.candidates(store, user_of(body), session_id)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.hand_over_form(reader_of(found.person), found, people))

    async def handed_over(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        to = chosen_row(values_of(body).get(Field.LEADING_PERSON, {}))
        key, now = submission_key(body), self._desk.clock.now()
        if to is None:
            raise Refused(Problem.NOBODY_CHOSEN)
        try:
            await leading.hand_over(store, user_of(body), session_id, to, key=key, now=now)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show_again(self._desk, body, store, session_id, _handed)

    async def take_over(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store = await self._desk.store_of(body)
        found = await leading.look(store, user_of(body), session_of(body), self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.take_over_form(reader_of(found.person), found))

    async def taken_over(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now = submission_key(body), self._desk.clock.now()
        found = await leading.take_over(store, user_of(body), session_id, key=key, now=now)
        reader = reader_of(found.person)
        if body["view"].get("previous_view_id"):
            await ack()
        else:
            view = begun_view(reader, found.session.set_id, reader.t("You facilitate from here. The set is told."))
            await ack(response_action="update", view=view)
        if found.run is not None:
            show_again(self._desk, body, store, session_id, _taken)

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now = press_key(body), self._desk.clock.now()
        await leading.take_back(store, user_of(body), session_id, key=key, now=now)
        await ack()
        if not in_modal(body):
            show_again(self._desk, body, store, session_id, _taken)


def _handed(reader: Reader, panel: Panel) -> str:
    return reader.t("You have handed over. The set is told. You can take it back from the channel.")


def _taken(reader: Reader, panel: Panel) -> str:
    return reader.t("You facilitate from here. The set is told.")


async def _told(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """What the channel hears, as long as that person still facilitates."""
    session = await calendar.session(uow, UUID(str(delivery.args["session"])))
    to = await person_by_id(uow, UUID(str(delivery.args["to"])))
    if session is None or to is None or session.facilitator_id != to.id or session.state not in ("planned", "open"):
        return None
    before_id = str(delivery.args["before"])
    run = await queries.run_of(uow, session.id)
    can_take_back = run is not None and before_id and run.led_before_id == UUID(before_id)
    before = await person_by_id(uow, UUID(before_id)) if can_take_back else None
    told = messages.told(Reader(tz=session.zone), session.id, to.display_name, before.display_name if before else "")
    return Call("chat.postMessage", told)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.LEADING_HAND_OVER)(listeners.hand_over)
    app.view(Form.LEADING_HAND_OVER)(listeners.handed_over)
    app.action(Press.LEADING_TAKE_OVER)(listeners.take_over)
    app.view(Form.LEADING_TAKE_OVER)(listeners.taken_over)
    app.action(Press.LEADING_TAKE_BACK)(listeners.take_back)


FEATURE = Feature(name="leading", register=register, kinds=(DeliveryKind(leading.TOLD, _told),))
