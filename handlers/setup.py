"""Setting up in Slack: a new set, its channel, and what happens to that channel later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.facts import of_set
from handlers.feature import Call, DeliveryKind, Desk, Feature, NotYet, View
from handlers.ids import Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import facts as facts_messages
from handlers.messages import set_forms
from handlers.messages import setup as messages
from handlers.people import learn, reader_of
from handlers.places import HomePart, MenuPart
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import begun, setup
from sets.home import Standing
from sets.joining import NOT_ADDED
from sets.people import person_by_id
from storage.outbox import Delivery
from storage.queries import setup as queries
from storage.unit_of_work import UnitOfWork

WAIT_S = 30


class Listeners:
    """What coordinators press, and what Slack tells of channels."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def new(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store = await self._desk.store_of(body)
        async with store.read() as uow:
            coordinator = await setup.may_create(uow, user_of(body))
        await ack()
        show(self._desk, body, set_forms.new_set_form(reader_of(coordinator)), in_place=True)

    async def create(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        new = set_forms.read_form(body["view"])
        try:
            created = await setup.create(store, user_of(body), new, submission_key(body), now)
        except setup.SetRefused as refused:
            errors = set_forms.form_errors(reader_of(refused.person), refused.problems, refused.count)
            await ack(response_action="errors", errors=errors)
            return
        await ack(response_action="update", view=_next(created))
        for slack_user_id in [*new.members, *([new.coach] if new.coach else [])]:
            self._desk.background.start(learn(self._desk, store, slack_user_id), "people.learn")

    async def retry(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Try again, under the news of what failed."""
        await self._again(ack, body, new_channel=False)

    async def new_channel(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Make a channel after all, where one that exists could not be used."""
        await self._again(ack, body, new_channel=True)

    async def _again(self, ack: AsyncAck, body: dict[str, Any], *, new_channel: bool) -> None:
        wanted, store, now = parse_handle(pressed_value(body)), await self._desk.store_of(body), self._desk.clock.now()
        person = await setup.try_again(
            store, user_of(body), wanted.row_id, press_key(body), now, new_channel=new_channel
        )
        await ack()
        edit_pressed(self._desk, body, messages.trying_again(reader_of(person)))

    async def take_off(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Remove from the list whoever could not be asked."""
        wanted, store, now = parse_handle(pressed_value(body)), await self._desk.store_of(body), self._desk.clock.now()
        person = await setup.take_off(store, user_of(body), wanted.row_id, press_key(body), now)
        await ack()
        edit_pressed(self._desk, body, messages.taken_off(reader_of(person)))

    async def noted(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A renamed channel keeps its id, and a revoked token is noticed by the sender."""
        await ack()


def _next(created: setup.Created) -> View:
    """After Check and create: the facts that were not stated, while the person is at it."""
    if created.facts is None:
        return messages.on_its_way(reader_of(created.person))
    return facts_messages.form(of_set(created.person, created.facts), created.facts, just_made=True)


async def _prepare_channel(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    if found is None or found.channel_id is not None:
        return None
    return Call("conversations.create", {"name": found.channel_name, "is_private": True})


async def _channel_made(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    if delivery.set_id is not None:
        await setup.channel_made(uow, delivery.set_id, str(response["channel"]["id"]), now)


async def _no_channel(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    if delivery.set_id is not None:
        await setup.no_channel(uow, delivery.set_id, code, now)


async def _prepare_ready(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await setup.report(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if found is None or coordinator is None:
        return None
    the_set, steps = found
    asking = [step for step in steps if step.kind == "ask"]
    if any(step.state == "open" for step in asking) and now < delivery.due_at + setup.WAITED_FOR:
        raise NotYet(WAIT_S)
    failed = [(step.name or "", step.error or "") for step in asking if step.state == "failed"]
    asked = len(asking) - len(failed)
    return Call("chat.postMessage", messages.ready(reader_of(coordinator), the_set.id, the_set.name, asked, failed))


async def _prepare_begun(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """Not before there is a channel; nothing when some have thought again."""
    found = await queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if found is None or coordinator is None or found.state == "closed":
        return None
    if found.channel_id is None:
        raise NotYet(WAIT_S)
    members = await queries.members_now(uow, found.id)
    return Call("chat.postMessage", messages.begun(reader_of(coordinator), found.name, members))


async def _prepare_no_channel(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await setup.report(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if found is None or coordinator is None:
        return None
    codes = [step.error or "" for step in found[1] if step.kind == "create_channel" and step.state == "failed"]
    if not codes:
        return None
    the_set, taken = found[0], found[0].wanted_channel_id is not None
    words = messages.no_channel(reader_of(coordinator), the_set.id, the_set.name, codes[0], taken=taken)
    return Call("chat.postMessage", words)


async def _prepare_not_added(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    person = await person_by_id(uow, UUID(delivery.args["person"]))
    if found is None or coordinator is None or person is None:
        return None
    words = messages.not_added(
        reader_of(coordinator), found.name, person.display_name, str(delivery.args.get("code", ""))
    )
    return Call("chat.postMessage", words)


async def _prepare_welcome(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The channel's first message, in the language of whoever set it up: a channel has none of its own."""
    found = await queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, found.created_by) if found else None
    if found is None or coordinator is None:
        return None
    return Call("chat.postMessage", messages.welcome(Reader.of_channel(coordinator.locale, found.zone), found.name))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    return [messages.home_part(reader)] if standing.coordinates else []


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[MenuPart]:
    return [messages.menu_part(reader)] if standing.coordinates else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SET_NEW)(listeners.new)
    app.view(Form.SET_NEW)(listeners.create)
    app.action(Press.SET_RETRY)(listeners.retry)
    app.action(Press.SET_NEW_CHANNEL)(listeners.new_channel)
    app.action(Press.SET_TAKE_OFF)(listeners.take_off)
    for event in ("group_rename", "app_uninstalled", "tokens_revoked"):
        app.event(event)(listeners.noted)


FEATURE = Feature(
    name="setup",
    register=register,
    kinds=(
        DeliveryKind(setup.CHANNEL, _prepare_channel, sent=_channel_made, refused=_no_channel),
        DeliveryKind(setup.READY, _prepare_ready),
        DeliveryKind(begun.NOTE, _prepare_begun),
        DeliveryKind(setup.NO_CHANNEL, _prepare_no_channel),
        DeliveryKind(setup.WELCOME, _prepare_welcome),
        DeliveryKind(NOT_ADDED, _prepare_not_added),
    ),
    home=_home,
    menu=_menu,
)
