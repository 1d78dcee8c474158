"""The coordinator's weekly note in Slack, what members may see of it, and asking for a call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers import digest_picture
from handlers.feature import Call, DeliveryKind, Desk, Feature, File, Tick, upload
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import calls as call_messages
from handlers.messages import digest as messages
from handlers.places import AboutSet, HomePart, Place
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import calls, digest
from sets.errors import Problem, Refused
from sets.home import Standing
from storage.outbox import Delivery
from storage.queries import digest as queries
from storage.queries.people import by_id as person_by_id
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What coordinators press on their note, and members on what it says of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def time(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store = await self._desk.store_of(body)
        async with store.read() as uow:
            post = await _post(uow, user_of(body))
        await ack()
        show(self._desk, body, messages.time_form(Reader(post.locale, post.tz), post))

    async def save_time(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        values = body["view"]["state"]["values"]
        day = int((values[Field.DIGEST_DAY][Field.VALUE].get("selected_option") or {}).get("value", 1))
        at = str(values[Field.DIGEST_TIME][Field.VALUE].get("selected_time") or "09:00")
        async with store.write() as uow:
            post = await _post(uow, user_of(body))
            following = await digest.choose_time(uow, post, min(max(day, 1), 7), at, now)
        reader = Reader(post.locale, post.tz)
        said = messages.time_saved(reader, reader.date(reader.local_date(following)), reader.time(following))
        await ack(response_action="update", view=said)

    async def figures(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store = await self._desk.store_of(body)
        async with store.read() as uow:
            post = await _post(uow, user_of(body))
            found = await digest.latest(uow, post.programme_id)
        await ack()
        show(self._desk, body, messages.figures_view(Reader(post.locale, post.tz), found))

    async def see(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What the coordinator sees, for a member."""
        store, wanted = await self._desk.store_of(body), parse_handle(pressed_value(body))
        async with store.read() as uow:
            found = await calls.look(uow, user_of(body), wanted.row_id)
            last = await digest.latest(uow, found.set.programme_id)
        await ack()
        reader = Reader(found.person.locale, found.person.tz)
        show(self._desk, body, messages.what_they_see(reader, last, found.set.id, found.coordinator.display_name))

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, wanted = await self._desk.store_of(body), parse_handle(pressed_value(body))
        async with store.read() as uow:
            found = await calls.look(uow, user_of(body), wanted.row_id)
        await ack()
        view = call_messages.form(Reader(found.person.locale, found.person.tz), found)
        show(self._desk, body, view, in_place=in_modal(body))

    async def asked(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        wanted = parse_handle(body["view"]["private_metadata"])
        found = await calls.ask(store, user_of(body), wanted.row_id, submission_key(body), now)
        reader = Reader(found.person.locale, found.person.tz)
        await ack(response_action="update", view=call_messages.asked(reader, found))

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        wanted = parse_handle(pressed_value(body))
        found = await calls.take_back(store, user_of(body), wanted.row_id, press_key(body), now)
        await ack()
        reader = Reader(found.person.locale, found.person.tz)
        if in_modal(body):
            show(self._desk, body, call_messages.taken_back_view(reader), in_place=True)
        else:
            edit_pressed(self._desk, body, call_messages.taken_back(reader))


async def _post(uow: UnitOfWork, slack_user_id: str) -> queries.Post:
    found = await queries.post_of(uow, slack_user_id)
    if found is None:
        raise Refused(Problem.NOT_COORDINATOR)
    return found


async def _digest_of(uow: UnitOfWork, delivery: Delivery) -> tuple[digest.Digest, queries.Post] | None:
    """The frozen week of a delivery and the coordinator it goes to; None when either is no more."""
    snapshot = await queries.snapshot(uow, UUID(delivery.args["snapshot"]))
    post = await queries.post(uow, UUID(delivery.args["post"]))
    if snapshot is None or post is None:
        return None
    return digest.Digest(snapshot, await queries.sets_in(uow, snapshot.id)), post


async def _picture(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _digest_of(uow, delivery)
    if found is None:
        return None
    this_week, post = found
    reader = Reader(post.locale, post.tz)
    return upload(
        File(
            name="sets-this-week.png",
            title=messages.picture_title(reader),
            data=digest_picture.draw(messages.picture_rows(reader, this_week.sets)),
            alt_text=messages.alt_text(reader, this_week.sets),
        )
    )


async def _picture_sent(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    file_id = str(response["files"][0]["id"])
    await digest.send_note(uow, UUID(delivery.args["post"]), UUID(delivery.args["snapshot"]), file_id, now)


async def _picture_refused(uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
    """The note goes without its picture: its words say the same."""
    await digest.send_note(uow, UUID(delivery.args["post"]), UUID(delivery.args["snapshot"]), None, now)


async def _note(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _digest_of(uow, delivery)
    if found is None:
        return None
    this_week, post = found
    reader = Reader(post.locale, post.tz)
    fresh = await digest.news(uow, this_week, post)
    return Call("chat.postMessage", messages.note(reader, this_week, fresh, post.id, delivery.args.get("file")))


async def _call_asked(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """In the channel, in the language of whoever set it up; nothing when it was taken back on the way."""
    found = await learning_set(uow, delivery.set_id) if delivery.set_id else None
    coordinator = await person_by_id(uow, found.created_by) if found else None
    if found is None or coordinator is None or not await queries.asks_for_call(uow, found.id):
        return None
    reader = Reader.of_channel(coordinator.locale, found.zone)
    return Call("chat.postMessage", call_messages.in_channel(reader, found.id, coordinator.display_name))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    parts = []
    mine = [one for one in standing.sets if one.role == "member"]
    if mine:
        about = tuple(
            AboutSet(one.id, buttons=(messages.seen_button(reader, one.id, one.coordinator, one.name),)) for one in mine
        )
        parts.append(HomePart(Place.SETS, sets=about))
    if standing.coordinates:
        parts.append(HomePart(Place.COORDINATED, buttons=(messages.figures_button(reader),)))
    return parts


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.DIGEST_TIME)(listeners.time)
    app.view(Form.DIGEST_TIME)(listeners.save_time)
    app.action(Press.DIGEST_FIGURES)(listeners.figures)
    app.action(Press.DIGEST_SEE)(listeners.see)
    app.action(Press.CALL_ASK)(listeners.ask)
    app.view(Form.CALL)(listeners.asked)
    app.action(Press.CALL_TAKE_BACK)(listeners.take_back)


FEATURE = Feature(
    name="digest",
    register=register,
    ticks=(Tick("digest.weekly", digest.tick, digest.next_wake),),
    kinds=(
        DeliveryKind(digest.PICTURE, _picture, sent=_picture_sent, refused=_picture_refused),
        DeliveryKind(digest.NOTE, _note),
        DeliveryKind(calls.ASKED, _call_asked),
    ),
    home=_home,
)
