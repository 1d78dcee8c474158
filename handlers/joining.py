"""Joining in Slack: the three screens, Join, Not now, a question, and changing one's mind."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp

from handlers.feature import Call, DeliveryKind, Desk, Feature, NotYet
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import event_key, press_key, submission_key
from handlers.messages import joining as messages
from handlers.people import reader_of, settings_view
from handlers.reply import edit_pressed, user_of
from handlers.surfaces import pressed_value, show
from sets import joining
from sets.joining import ASK, INVITE, KICK, QUESTION
from sets.people import Person, person_by_id, settings_of
from storage.models import OperatorLog
from storage.outbox import Delivery
from storage.queries import joining as queries
from storage.queries import setup as setup_queries
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork

TRY_AGAIN_S = 30


class Listeners:
    """What someone who was asked presses."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def turn(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Next and Back: another screen of the same message; from Home, the first screen as a new message."""
        wanted = parse_handle(pressed_value(body))
        store = await self._desk.store_of(body)
        async with store.read() as uow:
            asked = await joining.asked(uow, user_of(body), wanted.row_id)
            settings = await settings_of(uow, asked.person.id)
        await ack()
        reader = reader_of(asked.person)
        edit_pressed(self._desk, body, messages.screen(reader, asked.invitation, settings, wanted.revision))

    async def look(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """From the Home tab: the invitation comes again as a message."""
        wanted = parse_handle(pressed_value(body))
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        await joining.ask_again(store, user_of(body), wanted.row_id, key=press_key(body), now=now)
        await ack()

    async def _answer(self, ack: AsyncAck, body: dict[str, Any], state: str) -> None:
        wanted = parse_handle(pressed_value(body))
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        async with store.read() as uow:
            before = await joining.asked(uow, user_of(body), wanted.row_id)
            settings = await settings_of(uow, before.person.id)
        reader = reader_of(before.person)
        shown = messages.words_shown(reader, before.invitation, settings)
        found = await joining.answer(
            store, user_of(body), wanted.row_id, state, words_shown=shown, key=press_key(body), now=now
        )
        await ack()
        row = found.invitation
        after = {
            "joined": messages.joined,
            "declined": messages.declined,
        }.get(row.state)
        view = after(reader, row) if after else messages.screen(reader, row, settings, 3)
        edit_pressed(self._desk, body, view)

    async def yes(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(ack, body, "joined")

    async def not_now(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(ack, body, "declined")

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(ack, body, "asked")

    async def choices(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = await settings_view(await self._desk.store_of(body), user_of(body))
        await ack()
        show(self._desk, body, view)

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted = parse_handle(pressed_value(body))
        store = await self._desk.store_of(body)
        async with store.read() as uow:
            asked = await joining.asked(uow, user_of(body), wanted.row_id)
        await ack()
        show(self._desk, body, messages.question_form(reader_of(asked.person), asked.invitation))

    async def question(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store = body["view"], await self._desk.store_of(body)
        wanted = parse_handle(view["private_metadata"])
        words = (view["state"]["values"].get(Field.QUESTION) or {}).get(Field.VALUE, {}).get("value") or ""
        key, now = submission_key(body), self._desk.clock.now()
        found = await joining.ask_coordinator(store, user_of(body), wanted.row_id, words, key=key, now=now)
        await ack(response_action="update", view=messages.question_sent(reader_of(found.person), found.invitation))

    async def arrived(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Someone came into a set's channel: a member, or an uninvited arrival who sees nothing of ours."""
        store, event, now = await self._desk.store_of(body), body["event"], self._desk.clock.now()
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                found = await setup_queries.set_of_channel(uow, str(event.get("channel", "")))
                if found and not await joining.belongs(uow, user_of(body), found.id):
                    await _note(uow, "channel.uninvited", found.id, now)
        await ack()

    async def went(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Someone left the set's channel: they have left the set, without a word to anyone."""
        store, event, now = await self._desk.store_of(body), body["event"], self._desk.clock.now()
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                found = await setup_queries.set_of_channel(uow, str(event.get("channel", "")))
                if found:
                    await joining.left_channel(uow, user_of(body), found.id, now)
        await ack()


async def _note(uow: UnitOfWork, code: str, set_id: UUID, now: datetime) -> None:
    await uow.insert(OperatorLog, id=uow.new_id(), at=now, code=code, reference=str(set_id))


async def _prepare_ask(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    row = await queries.invitation(uow, UUID(delivery.args["invitation"]))
    person = await person_by_id(uow, row.person_id) if row else None
    again = bool(delivery.args.get("again"))
    if row is None or person is None or row.set_state == "closed":
        return None
    if row.state != "asked" and not (again and row.state == "declined"):
        return None
    settings = await settings_of(uow, person.id)
    return Call("chat.postMessage", messages.screen(reader_of(person), row, settings, 1))


async def _asked(uow: UnitOfWork, delivery: Delivery, response: Any, now: datetime) -> None:  # noqa: ANN401
    if delivery.set_id is not None:
        await setup_queries.finish_step(uow, delivery.set_id, "ask", delivery.recipient_id)


async def _could_not_ask(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    if delivery.set_id is not None:
        await setup_queries.finish_step(uow, delivery.set_id, "ask", delivery.recipient_id, code)


async def _of_membership(uow: UnitOfWork, delivery: Delivery) -> tuple[Person, str, bool] | None:
    """Person, channel and whether they belong now; None when the set or the person has gone."""
    person = await person_by_id(uow, UUID(delivery.args["person"]))
    found = await setup_queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    if person is None or found is None or found.state == "closed":
        return None
    if found.channel_id is None:
        raise NotYet(TRY_AGAIN_S)
    standing = await queries.standing(uow, person.id, found.id)
    return person, found.channel_id, standing == "member"


async def _prepare_invite(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _of_membership(uow, delivery)
    if found is None or not found[2]:
        return None
    return Call("conversations.invite", {"channel": found[1], "users": found[0].slack_user_id})


async def _prepare_kick(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _of_membership(uow, delivery)
    if found is None or found[2]:
        return None
    return Call("conversations.kick", {"channel": found[1], "user": found[0].slack_user_id})


async def _could_not_invite(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    """Slack refused one person: the coordinator hears whom and why; nobody else is affected."""
    person = await person_by_id(uow, UUID(delivery.args["person"]))
    if delivery.set_id is not None and person is not None:
        await joining.tell_not_added(uow, delivery.set_id, person.id, code, now)
        await _note(uow, "channel.invite_refused", delivery.set_id, now)


async def _prepare_question(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    asker = await person_by_id(uow, UUID(delivery.args["person"]))
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if asker is None or coordinator is None:
        return None
    words = messages.question_for_coordinator(
        reader_of(coordinator), asker.display_name, asker.slack_user_id, str(delivery.args["question"])
    )
    return Call("chat.postMessage", words)


def register(app: AsyncApp, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.JOIN_NEXT)(listeners.turn)
    app.action(Press.JOIN_BACK)(listeners.turn)
    app.action(Press.JOIN_LOOK)(listeners.look)
    app.action(Press.JOIN_YES)(listeners.yes)
    app.action(Press.JOIN_NOT_NOW)(listeners.not_now)
    app.action(Press.JOIN_UNDO)(listeners.undo)
    app.action(Press.JOIN_CHOICES)(listeners.choices)
    app.action(Press.JOIN_ASK)(listeners.ask)
    app.view(Form.JOIN_QUESTION)(listeners.question)
    app.event("member_joined_channel")(listeners.arrived)
    app.event("member_left_channel")(listeners.went)


FEATURE = Feature(
    name="joining",
    register=register,
    kinds=(
        DeliveryKind(ASK, _prepare_ask, sent=_asked, refused=_could_not_ask),
        DeliveryKind(INVITE, _prepare_invite, refused=_could_not_invite),
        DeliveryKind(KICK, _prepare_kick),
        DeliveryKind(QUESTION, _prepare_question),
    ),
)
