"""A set's own settings in Slack: any member changes them, its channel hears of it, anyone in it can undo it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, NotYet
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import set_settings as messages
from handlers.messages.errors import problem
from handlers.people import reader_of, reader_of_user
from handlers.places import HomePart, Place
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import set_settings
from sets.errors import Refused
from sets.home import Standing
from sets.people import person_by_id
from sets.set_settings import SetSettings
from storage.outbox import Delivery
from storage.queries.checkins import place_of
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork

_SOON_S = 2


class Listeners:
    """What a member presses and fills in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        set_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        place = await set_settings.look(store, user_of(body), set_id)
        await ack()
        show(self._desk, body, messages.form(reader_of(place.person), place))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now, view = await self._desk.store_of(body), self._desk.clock.now(), body["view"]
        set_id, key = parse_handle(view["private_metadata"]).row_id, submission_key(body)
        try:
            saved = await set_settings.save(store, user_of(body), set_id, _chosen(view), key, now)
        except Refused as refused:
            if refused.field is None:
                raise
            said = problem(await reader_of_user(store, user_of(body)), refused.problem)
            await ack(response_action="errors", errors={Field.OUR_CONTACTS: said})
            return
        await ack(response_action="update", view=messages.saved_view(reader_of(saved.person), saved.change_id))

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        change_id = parse_handle(pressed_value(body)).row_id
        saved = await set_settings.undo(store, user_of(body), change_id, press_key(body), now)
        await ack()
        show(self._desk, body, messages.undone_view(reader_of(saved.person)), in_place=in_modal(body))


def _chosen(view: Mapping[str, Any]) -> SetSettings:
    """The form as sent. What is not a number, or was never offered, is left as it stood by the use case."""
    values = (view.get("state") or {}).get("values") or {}

    def word(field: str) -> str:
        held = (values.get(field) or {}).get(Field.VALUE) or {}
        return str((held.get("selected_option") or {}).get("value") or held.get("value") or "")

    def number(field: str) -> int:
        typed = word(field)
        return int(typed) if typed.isdecimal() and len(typed) < 4 else -1

    return SetSettings(
        contacts=word(Field.OUR_CONTACTS),
        ask_before=number(Field.OUR_BEFORE),
        ask_after=number(Field.OUR_AFTER),
        reflections=word(Field.OUR_REFLECTIONS),
        phones=word(Field.OUR_PHONES) == messages.ALL_PHONES,
    )


async def _message(uow: UnitOfWork, delivery: Delivery) -> tuple[UUID | None, dict[str, Any]] | None:
    """The line about a change as it stands now, and where it is; None: the set is closed."""
    told = await set_settings.told(uow, UUID(delivery.args["change"]))
    found = await learning_set(uow, delivery.set_id) if delivery.set_id else None
    if told is None or found is None or found.state == "closed":
        return None
    coordinator = await person_by_id(uow, found.created_by)
    reader = Reader.of_channel(coordinator.locale if coordinator else "en-GB", found.zone)
    return told[0].delivery_id, messages.changed_line(reader, *told)


async def _prepare_changed(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    said = await _message(uow, delivery)
    return Call("chat.postMessage", said[1]) if said else None


async def _prepare_undone(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The same line, which says now that it was undone; once it is in Slack."""
    said = await _message(uow, delivery)
    if said is None or said[0] is None:
        return None
    place = await place_of(uow, said[0])
    if place is None:
        raise NotYet(_SOON_S)
    return Call("chat.update", {"channel": place[0], "ts": place[1], **said[1]})


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    mine = tuple(messages.about_set(reader, one.id, one.name) for one in standing.sets if one.role == "member")
    return [HomePart(Place.SETTINGS, sets=mine)] if mine else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SET_SETTINGS)(listeners.open)
    app.action(Press.SET_SETTINGS_UNDO)(listeners.undo)
    app.view(Form.SET_SETTINGS)(listeners.save)


FEATURE = Feature(
    name="set_settings",
    register=register,
    kinds=(
        DeliveryKind(set_settings.CHANGED, _prepare_changed),
        DeliveryKind(set_settings.UNDONE, _prepare_undone),
    ),
    home=_home,
)
