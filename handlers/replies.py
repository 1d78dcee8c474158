"""Replies in words: what people type to the bot, and the buttons of its answers."""

from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.action_parts import reader_for
from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.ids import Press, parse_handle
from handlers.intake import event_key
from handlers.messages import replies as messages
from handlers.messages.checkin_windows import answer_view, note_form
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import my_actions, replies
from sets.replies import Typed
from sets.reply_edits import CHANGED_KIND, Edited, edited
from sets.reply_showing import shown_by_id
from storage.confidential import Confidential
from storage.outbox import Delivery
from storage.queries.checkins import place_of
from storage.queries.recipients import recipient
from storage.unit_of_work import UnitOfWork, WorkspaceStore

# A person's own message, with or without a file; anything else is Slack telling about messages.
_LATER = frozenset({"message_changed", "message_deleted"})
_WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})


def words_of(event: dict[str, Any]) -> Confidential:
    """What someone typed, empty when the event is not a person's own direct message."""
    by_person = event.get("user") and not event.get("bot_id") and event.get("subtype") in _WRITTEN
    if event.get("channel_type") != "im" or not by_person:
        return Confidential("")
    # Slack escapes &, < and > in what people type.
    return Confidential(unescape(str(event.get("text") or "")).strip())


class Listeners:
    """A message in words, and what is pressed on its answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def written(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        event = body["event"]
        if event.get("subtype") in _LATER:
            await self._changed(body, event)
        elif words := words_of(event):
            store, now = await self._desk.store_of(body), self._desk.clock.now()
            typed = Typed(words, event.get("ts"), event.get("thread_ts"))
            await replies.receive(store, user_of(body), typed, event_key(body), now)
        await ack()

    async def _changed(self, body: dict[str, Any], event: dict[str, Any]) -> None:
        """A message was edited or deleted; a link that unfurls changes it too, and not its words.

        Of a deleted message that began a thread Slack leaves a tombstone, and says that it was changed.
        """
        before, after = event.get("previous_message") or {}, event.get("message") or {}
        gone = event["subtype"] == "message_deleted" or after.get("subtype") == "tombstone"
        told = {**before, "channel_type": event.get("channel_type"), "text": "" if gone else after.get("text", "")}
        if not words_of({**told, "text": before.get("text")}) or before.get("text") == told["text"]:
            return
        words = words_of(told)
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        message = Edited(words, str(before["ts"]), before.get("thread_ts"))
        await edited(store, str(before["user"]), message, event_key(body), now)

    async def choose(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        action_id, ts = parse_handle(pressed_value(body)).row_id, str(body["container"]["message_ts"])
        reply_id = await replies.choose(store, user_of(body), ts, action_id, now)
        await ack()
        self._edit(body, store, reply_id)

    async def none(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, reply_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        await replies.drop(store, user_of(body), reply_id)
        await ack()
        self._edit(body, store, reply_id)

    async def other(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, reply_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        in_time = await replies.another(store, user_of(body), reply_id, self._desk.clock.now())
        await ack()
        self._edit(body, store, reply_id, too_late=not in_time)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, reply_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        in_time = await replies.undo(store, user_of(body), reply_id, self._desk.clock.now())
        await ack()
        self._edit(body, store, reply_id, too_late=not in_time)

    async def says(self, ack: AsyncAck, body: dict[str, Any], kind: str) -> None:
        """A note was an answer, and which. kind: as for `sets.replies.say`."""
        store, reply_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        in_time = await replies.say(store, user_of(body), reply_id, kind, self._desk.clock.now())
        await ack()
        self._edit(body, store, reply_id, too_late=not in_time)

    async def done(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.says(ack, body, "done")

    async def still(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.says(ack, body, "still_on_it")

    async def stuck(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.says(ack, body, "stuck")

    async def not_now(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.says(ack, body, "not_now")

    async def share(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, reply_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        await replies.share(store, user_of(body), reply_id)
        await ack()
        self._edit(body, store, reply_id, shared=True)

    async def understood(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, reply_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        await replies.understood(store, user_of(body), reply_id)
        await ack()
        self._edit(body, store, reply_id)

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id = parse_handle(pressed_value(body)).row_id
        whole = await my_actions.whole(await self._desk.store_of(body), user_of(body), action_id)
        await ack()
        show(self._desk, body, answer_view(reader_for(whole.holder), whole))

    async def form(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id = parse_handle(pressed_value(body)).row_id
        whole = await my_actions.whole(await self._desk.store_of(body), user_of(body), action_id)
        await ack()
        show(self._desk, body, note_form(reader_for(whole.holder), whole))

    def _edit(
        self,
        body: dict[str, Any],
        store: WorkspaceStore,
        reply_id: UUID,
        *,
        too_late: bool = False,
        shared: bool = False,
    ) -> None:
        """The answer as it stands now, read once Slack has its own."""

        async def look_and_edit() -> None:
            shown = await replies.look(store, user_of(body), reply_id, too_late=too_late)
            reader = Reader(shown.locale, shown.tz)
            edit_pressed(self._desk, body, messages.answer_message(reader, shown, shared=shared))

        self._desk.background.start(look_and_edit(), "replies.look")


def _post(delivery: Delivery, message: dict[str, Any]) -> Call:
    """In the thread where the words stood, if they stood in one."""
    thread_ts = delivery.args.get("thread_ts")
    return Call("chat.postMessage", {**message, "thread_ts": thread_ts} if thread_ts else message)


async def _answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    shown = await replies.shown_for(uow, delivery.id)
    return _post(delivery, messages.answer_message(Reader(shown.locale, shown.tz), shown)) if shown else None


async def _changed_answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """An answer whose words were edited or deleted since; None when Slack does not have it."""
    place = await place_of(uow, UUID(delivery.args["delivery"]))
    found = await shown_by_id(uow, UUID(delivery.args["reply"])) if place else None
    if place is None or found is None:
        return None
    channel, ts = place
    answer = messages.answer_message(Reader(found.locale, found.tz), found)
    return Call("chat.update", {"channel": channel, "ts": ts, **answer})


def _fixed(name: str, build: Callable[[Reader], dict[str, Any]]) -> DeliveryKind:
    """An answer that is the same whatever has happened since."""

    async def prepare(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
        person = await recipient(uow, delivery.recipient_id) if delivery.recipient_id else None
        return _post(delivery, build(Reader(person.locale, person.tz))) if person else None

    return DeliveryKind(name, prepare)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.event("message")(listeners.written)
    app.action(Press.REPLY_CHOOSE)(listeners.choose)
    app.action(Press.REPLY_NONE)(listeners.none)
    app.action(Press.REPLY_OTHER)(listeners.other)
    app.action(Press.REPLY_UNDO)(listeners.undo)
    app.action(Press.REPLY_UNDERSTOOD)(listeners.understood)
    app.action(Press.REPLY_SHARE)(listeners.share)
    app.action(Press.REPLY_DONE)(listeners.done)
    app.action(Press.REPLY_STILL)(listeners.still)
    app.action(Press.REPLY_STUCK)(listeners.stuck)
    app.action(Press.REPLY_NOT_NOW)(listeners.not_now)
    app.action(Press.REPLY_OPEN)(listeners.open)
    app.action(Press.REPLY_FORM)(listeners.form)


FEATURE = Feature(
    name="replies",
    register=register,
    ticks=(Tick("replies.forget", replies.forget, replies.next_forgetting),),
    kinds=(
        DeliveryKind(replies.ANSWER_KIND, _answer),
        DeliveryKind(CHANGED_KIND, _changed_answer),
        _fixed(replies.STOP_KIND, messages.stop_message),
        _fixed(replies.NOTHING_KIND, messages.nothing_open_message),
        _fixed(replies.TOO_LONG_KIND, messages.too_long_message),
    ),
)
