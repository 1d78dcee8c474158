"""Joining in Slack: the three screens, Join, Not now, a question, and changing one's mind."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, NotYet
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import event_key, press_key, submission_key
from handlers.messages import joining as messages
from handlers.people import learn, reader_of, settings_view
from handlers.places import HomePart, Place
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import arrivals, channels, joining, leaving
from sets.home import Standing
from sets.joining import ASK, INVITE, KICK, QUESTION
from sets.people import person_by_id, settings_from
from storage.outbox import Delivery
from storage.queries import channels as channel_queries
from storage.queries import joining as queries
from storage.queries import setup as setup_queries
from storage.queries.operator import note
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork

TRY_AGAIN_S, LOOK_AGAIN_S = 30, 5
INVITATIONS_SHOWN = 15
DIRECTORY_WAIT = timedelta(minutes=1)


class Listeners:
    """What someone who was asked presses."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def turn(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Next and Back: another screen of the same message. From Home there is none, so the message comes again."""
        if (body.get("view") or {}).get("type") == "home":
            await self.look(ack, body)
            return
        wanted = parse_handle(pressed_value(body))
        store = await self._desk.store_of(body)
        async with store.read() as uow:
            asked = await joining.asked(uow, user_of(body), wanted.row_id)
        await ack()
        edit_pressed(self._desk, body, messages.as_it_stands(reader_of(asked.person), asked, wanted.revision))

    async def look(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """From the Home tab: the invitation comes again as a message."""
        wanted = parse_handle(pressed_value(body))
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        await joining.ask_again(store, user_of(body), wanted.row_id, key=press_key(body), now=now)
        await ack()

    async def _answer(self, ack: AsyncAck, body: dict[str, Any], state: str) -> None:
        wanted = parse_handle(pressed_value(body))
        store = await self._desk.store_of(body)
        found = await joining.answer(
            store,
            user_of(body),
            wanted.row_id,
            state,
            words=_words,
            seen=wanted.revision if state == "joined" else None,
            revision=None if state == "joined" else wanted.revision,
            key=press_key(body),
            now=self._desk.clock.now(),
        )
        await ack()
        home_soon(self._desk, store, found.person.id)
        reader = reader_of(found.person)
        note = ""
        if found.outdated:
            note = reader.t("Something here has changed since you read it. Please look again.")
        elif state == "asked":
            note = reader.t("Undone. You can choose again.")
        if state == "declined" and found.invitation.state == "declined":
            edit_pressed(self._desk, body, messages.declined(reader, found.invitation))
        else:
            edit_pressed(self._desk, body, messages.as_it_stands(reader, found, 3, note))

    async def yes(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(ack, body, "joined")

    async def not_now(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(ack, body, "declined")

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._answer(ack, body, "asked")

    async def choices(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = await settings_view(await self._desk.store_of(body), user_of(body), self._desk.clock.now())
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
        user, channel, uninvited = user_of(body), str(event.get("channel", "")), False
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                if user in _ourselves(body):
                    await channels.found_again(uow, channel)
                else:
                    uninvited = await joining.came_uninvited(uow, user, channel, now)
        await ack()
        if uninvited:  # the set is told their name
            self._desk.background.start(learn(self._desk, store, user), "people.learn")

    async def went(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Someone left the set's channel: they have left the set, without a word to anyone."""
        store, event, now = await self._desk.store_of(body), body["event"], self._desk.clock.now()
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                await joining.left_channel(uow, user_of(body), str(event.get("channel", "")), _moment(event, now), now)
        await ack()


def _moment(event: dict[str, Any], now: datetime) -> datetime:
    """When it happened, by Slack's own account; now when it does not say."""
    try:
        return datetime.fromtimestamp(float(event["event_ts"]), UTC)
    except (KeyError, TypeError, ValueError):
        return now


def _ourselves(body: dict[str, Any]) -> set[str]:
    """The bot's own user, whose arrival in the channel it made is no news."""
    return {str(one.get("user_id", "")) for one in body.get("authorizations") or [] if one.get("is_bot")}


def _words(asked: joining.Asked) -> str:
    return messages.words_shown(reader_of(asked.person), asked)


async def _prepare_ask(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    if delivery.set_id is None or delivery.recipient_id is None:
        return None
    row = await queries.invitation_of(uow, delivery.recipient_id, delivery.set_id)
    found = await queries.asked(uow, row.id) if row else None
    if found is None or found.invitation.set_state == "closed":
        return None
    again = bool(delivery.args.get("again"))
    if found.invitation.state != "asked" and not (again and found.invitation.state == "declined"):
        return None
    if not found.person.display_name and now < delivery.due_at + DIRECTORY_WAIT:
        raise NotYet(LOOK_AGAIN_S)  # their language and zone are on their way from Slack's directory
    asked = joining.Asked(found.invitation, found.person, settings_from(found.settings))
    return Call("chat.postMessage", messages.as_it_stands(reader_of(found.person), asked, 1))


async def _asked(uow: UnitOfWork, delivery: Delivery, response: Any, now: datetime) -> None:  # noqa: ANN401
    if delivery.set_id is not None:
        await setup_queries.finish_step(uow, delivery.set_id, "ask", delivery.recipient_id)


async def _could_not_ask(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    if delivery.set_id is not None:
        await setup_queries.finish_step(uow, delivery.set_id, "ask", delivery.recipient_id, code)


async def _of_membership(uow: UnitOfWork, delivery: Delivery) -> tuple[str, str, bool] | None:
    """Slack's ids of person and channel, and whether they belong now; None when the set or the person has gone."""
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    found = await setup_queries.learning_set(uow, delivery.set_id) if delivery.set_id else None
    if person is None or found is None or found.state == "closed":
        return None
    if found.channel_id is None:
        raise NotYet(TRY_AGAIN_S)
    standing = await queries.standing(uow, person.id, found.id)
    return person.slack_user_id, found.channel_id, standing in ("member", "coach")


async def _prepare_invite(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _of_membership(uow, delivery)
    if found is None or not found[2]:
        return None
    return Call("conversations.invite", {"channel": found[1], "users": found[0]})


async def _prepare_kick(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _of_membership(uow, delivery)
    if found is None or found[2]:
        return None
    return Call("conversations.kick", {"channel": found[1], "user": found[0]})


async def _invited(uow: UnitOfWork, delivery: Delivery, response: Any, now: datetime) -> None:  # noqa: ANN401
    if delivery.set_id is not None and delivery.recipient_id is not None:
        await channel_queries.in_channel(uow, delivery.set_id, delivery.recipient_id, now)


async def _could_not_invite(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    """Slack refused one person: the coordinator hears whom and why; nobody else is affected."""
    if delivery.set_id is not None and delivery.recipient_id is not None:
        await joining.tell_not_added(uow, delivery.set_id, delivery.recipient_id, code, now)
        await note(uow, "channel.invite_refused", delivery.set_id, now)


async def _could_not_remove(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    """Slack kept someone in the channel who has left the set: the operator can see it; the bot shows them nothing."""
    if delivery.set_id is not None and delivery.recipient_id is not None:
        await note(uow, "channel.kick_refused", delivery.set_id, now)
        await arrivals.kept(uow, delivery.set_id, delivery.recipient_id, now)
        await leaving.kept_in_channel(uow, delivery.set_id, delivery.recipient_id, now)


async def _removed(uow: UnitOfWork, delivery: Delivery, response: Any, now: datetime) -> None:  # noqa: ANN401
    if delivery.set_id is not None and delivery.recipient_id is not None:
        await leaving.out_of_channel(uow, delivery.set_id, delivery.recipient_id, now)


async def _prepare_question(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    asker = await person_by_id(uow, UUID(delivery.args["person"]))
    coordinator = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if asker is None or coordinator is None:
        return None
    words = messages.question_for_coordinator(
        reader_of(coordinator), asker.display_name, asker.slack_user_id, str(delivery.args["question"])
    )
    return Call("chat.postMessage", words)


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    """What this person may still join."""
    since = now - leaving.BACK_WITHIN
    found = await queries.open_invitations(uow, standing.person_id, since) if standing.invitations else []
    shown = tuple(messages.on_home(reader, row) for row in found[:INVITATIONS_SHOWN])
    return [HomePart(Place.INVITED, shown)]


def register(app: Routes, desk: Desk) -> None:
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
        DeliveryKind(INVITE, _prepare_invite, sent=_invited, refused=_could_not_invite),
        DeliveryKind(KICK, _prepare_kick, sent=_removed, refused=_could_not_remove),
        DeliveryKind(QUESTION, _prepare_question),
    ),
    home=_home,
)
