"""The calendar in Slack: pick a date, move or cancel, undo, and what the set's channel hears of it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, File, NotYet, View, upload
from handlers.home import homes_soon
from handlers.ids import Form, Press, handle, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import calendar as messages
from handlers.messages.parts import Button
from handlers.people import reader_of
from handlers.places import HomePart, Place, SessionPart, SessionPlace
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import calendar, coming, session_news
from sets.booking_forms import BookingRefused
from sets.calendar import Done
from sets.home import Standing
from sets.ics import calendar_file
from sets.session_menu import Looked, State
from storage.outbox import Delivery
from storage.queries import calendar as queries
from storage.queries.booking import coming_of
from storage.unit_of_work import UnitOfWork, WorkspaceStore


class Listeners:
    """What people press and send. Each reads the payload, calls one use case, answers Slack, then shows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def pick(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        set_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        blank = await calendar.blank(store, user_of(body), set_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.book_form(reader_of(blank.person), blank), in_place=True)

    async def change(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        session_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        booked = await calendar.booked(store, user_of(body), session_id)
        await ack()
        show(self._desk, body, messages.move_form(reader_of(booked.person), booked), in_place=True)

    async def book(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now, view = await self._desk.store_of(body), self._desk.clock.now(), body["view"]
        set_id, wanted = parse_handle(view["private_metadata"]).row_id, messages.read_form(view)
        saving = calendar.book(store, user_of(body), set_id, wanted, submission_key(body), now)
        await self._saved(ack, store, saving, messages.booked_view)

    async def move(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now, view = await self._desk.store_of(body), self._desk.clock.now(), body["view"]
        seen, wanted, key = parse_handle(view["private_metadata"]), messages.read_form(view), submission_key(body)
        saving = calendar.move(store, user_of(body), seen.row_id, seen.revision, wanted, key, now)
        await self._saved(ack, store, saving, messages.moved_view)

    async def _saved(
        self,
        ack: AsyncAck,
        store: WorkspaceStore,
        saving: Awaitable[Done | None],
        shown: Callable[[Reader, Done], View],
    ) -> None:
        try:
            done = await saving
        except BookingRefused as refused:
            errors = messages.form_errors(reader_of(refused.person), refused.problems)
            await ack(response_action="errors", errors=errors)
            return
        view = shown(reader_of(done.person), done) if done else messages.done_before(Reader())
        await ack(response_action="update", view=view)
        if done is not None:
            homes_soon(self._desk, store, done.seat.set_id)

    async def cancel(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, seen = await self._desk.store_of(body), parse_handle(pressed_value(body))
        key, now = press_key(body), self._desk.clock.now()
        done = await calendar.cancel(store, user_of(body), seen.row_id, seen.revision, key, now)
        await self._pressed(ack, body, store, done, messages.cancelled_view)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, change_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        done = await calendar.take_back(store, user_of(body), change_id, press_key(body), self._desk.clock.now())
        await self._pressed(ack, body, store, done, messages.undone_view)

    async def cannot(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._says(ack, body, comes=False)

    async def can(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._says(ack, body, comes=True)

    async def _says(self, ack: AsyncAck, body: dict[str, Any], *, comes: bool) -> None:
        store, session_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        key, now = press_key(body), self._desk.clock.now()
        done = await coming.say(store, user_of(body), session_id, comes=comes, key=key, now=now)
        await ack()
        show(self._desk, body, messages.said_view(reader_of(done.person), done, comes=comes), in_place=True)

    async def _pressed(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        store: WorkspaceStore,
        done: Done | None,
        shown: Callable[[Reader, Done], View],
    ) -> None:
        await ack()
        if done is not None:
            homes_soon(self._desk, store, done.seat.set_id)
            show(self._desk, body, shown(reader_of(done.person), done), in_place=True)


def _buttons(looked: Looked, reader: Reader, now: datetime) -> list[SessionPart]:
    """What can be done about the date."""
    if looked.state is State.NOTHING:
        pick = Button(reader.t("Pick a date"), Press.SESSION_BOOK, handle(looked.seat.set_id))
        return [SessionPart(SessionPlace.BOOK, pick)]
    session = looked.session
    change = Button(reader.t("Move or cancel"), Press.SESSION_MOVE, handle(session.id, session.revision))
    another = Button(reader.t("Book another"), Press.SESSION_BOOK, handle(looked.seat.set_id))
    parts = [SessionPart(SessionPlace.BOOK, change), SessionPart(SessionPlace.MORE, another)]
    if looked.cannot_come:
        parts.append(SessionPart(SessionPlace.CANNOT_COME, messages.can_come(reader, session)))
    else:
        cannot = Button(reader.t("I cannot come"), Press.SESSION_CANNOT, handle(session.id))
        parts.append(SessionPart(SessionPlace.CANNOT_COME, cannot))
    return parts


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    """The next session of each set this person belongs to."""
    if not standing.sets:
        return []
    ahead = await coming_of(uow, [one.id for one in standing.sets])
    about = tuple(messages.on_home(reader, one, ahead.get(one.id)) for one in standing.sets)
    return [HomePart(Place.SESSIONS, sets=about)]


async def _prepare_line(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """A session's first line in the channel; a session that was called off before anyone heard of it has none."""
    found = await session_news.still_news(uow, delivery)
    if found is None or found.notice_ts is not None or found.session.state == "cancelled":
        return None
    return Call("chat.postMessage", await _line(uow, found))


async def _line_sent(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    channel, ts = str(response.get("channel", "")), str(response.get("ts", ""))
    await session_news.line_posted(uow, UUID(delivery.args["session"]), channel, ts)


async def _prepare_changed_line(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The line as it is true now, in place of what it said."""
    found = await session_news.still_news(uow, delivery)
    if found is None or found.notice_ts is None:
        return None
    where = {"channel": found.notice_channel, "ts": found.notice_ts}
    return Call("chat.update", {**where, **await _line(uow, found)})


async def _line(uow: UnitOfWork, found: session_news.Posted) -> dict[str, Any]:
    """In the language of whoever set the set up: a channel has none of its own."""
    first = await queries.next_session(uow, found.session.set_id)
    more = first is not None and first.starts_at < found.session.starts_at
    return messages.channel_line(Reader.of_channel(found.locale, found.session.zone), found.session, more=more)


async def _prepare_file(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The calendar file. What was called off before the channel had a file needs none."""
    found = await session_news.still_news(uow, delivery)
    if found is None or (found.session.state == "cancelled" and found.ics_posted is None):
        return None
    if found.notice_ts is None and now < session_news.patience(delivery):
        raise NotYet(1)  # the line that says what it is comes first
    reader = Reader.of_channel(found.locale, found.session.zone)
    title, says, above = messages.file_words(reader, found.session)
    data = calendar_file(found.session, title, says, now)
    return upload(File("learning-session.ics", title, data), above)


async def _file_sent(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    await session_news.file_posted(uow, UUID(delivery.args["session"]), int(delivery.args["sequence"]))


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SESSION_BOOK)(listeners.pick)
    app.action(Press.SESSION_MOVE)(listeners.change)
    app.action(Press.SESSION_CANCEL)(listeners.cancel)
    app.action(Press.SESSION_UNDO)(listeners.undo)
    app.action(Press.SESSION_CANNOT)(listeners.cannot)
    app.action(Press.SESSION_CAN)(listeners.can)
    app.view(Form.SESSION_BOOK)(listeners.book)
    app.view(Form.SESSION_MOVE)(listeners.move)


FEATURE = Feature(
    name="calendar",
    register=register,
    kinds=(
        DeliveryKind(session_news.LINE, _prepare_line, sent=_line_sent),
        DeliveryKind(session_news.CHANGED_LINE, _prepare_changed_line),
        DeliveryKind(session_news.FILE, _prepare_file, sent=_file_sent),
    ),
    home=_home,
    session=_buttons,
)
