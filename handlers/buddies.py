"""Buddies in Slack: on Home, in the windows of a check-in, and in two people's direct messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, NudgeKind, Numbers, Tick
from handlers.ids import Press, parse_handle
from handlers.messages import buddies as messages
from handlers.messages.bundles import Item, Part
from handlers.places import HomePart, Place
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import buddies
from sets.buddies import OnHome
from sets.home import Standing
from storage.outbox import Delivery
from storage.queries.buddies import BuddyRow, place
from storage.queries.nudges import NudgeRow
from storage.queries.recipients import recipient
from storage.unit_of_work import UnitOfWork


def _reader(row: BuddyRow) -> Reader:
    return Reader(row.locale, row.tz)


class Listeners:
    """Asking one's buddy, taking it back, and a buddy's answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        asked = await buddies.ask(store, user_of(body), action_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.asked_view(_reader(asked.place), asked), in_place=True)

    async def unask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        place_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        asked = await buddies.take_back(store, user_of(body), place_id)
        await ack()
        reader = _reader(asked.place)
        view = messages.asked_view(reader, asked) if asked.taken_back else messages.too_late_view(reader)
        show(self._desk, body, view, in_place=True)

    async def yes(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._reply(ack, body, yes=True)

    async def no(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._reply(ack, body, yes=False)

    async def _reply(self, ack: AsyncAck, body: dict[str, Any], *, yes: bool) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        now, times = self._desk.clock.now(), pressed.revision
        said = await buddies.reply(store, user_of(body), pressed.row_id, times, _ts(body), now, yes=yes)
        await ack()
        edit_pressed(self._desk, body, messages.replied_message(_reader(said.buddy), said, times, yes=yes))

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        said = await buddies.unreply(store, user_of(body), pressed.row_id, pressed.revision, _ts(body))
        await ack()
        reader = _reader(said.buddy)
        again = messages.request_again(reader, said.asker, pressed.revision + 1)
        edit_pressed(self._desk, body, messages.told_message(reader, said) if said.too_late else again)


def _ts(body: dict[str, Any]) -> str:
    """Of the message that was pressed."""
    return str((body.get("container") or {}).get("message_ts") or "")


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    """A request goes out in a message of its own: one row, and it is gone once it was sent."""
    asker = await place(uow, rows[0].subject_id)
    if asker is None:
        return None
    item = Item(rows[0].id, rows[0].revision, messages.request_blocks(reader, asker, 0), waiting=True)
    return Part([item], messages.request_notice(reader))


async def _answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """What the buddy said; nothing once they are no pair any more."""
    buddy = await place(uow, UUID(delivery.args["buddy"]))
    person = await recipient(uow, delivery.recipient_id) if delivery.recipient_id else None
    if buddy is None or person is None:
        return None
    reader = Reader(person.locale, person.tz)
    return Call("chat.postMessage", messages.answer_message(reader, buddy, yes=delivery.args["yes"] == "yes"))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    """Who one's buddy is, with each set."""
    found = await buddies.on_home(uow, standing.person_id, now) if standing.sets else {}
    mine = [one for one in standing.sets if one.role == "member"]
    about = tuple(messages.about_set(reader, one.id, one.name, found.get(one.id, OnHome())) for one in mine)
    return [HomePart(Place.SETS, sets=about)] if about else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.STUCK_BUDDY)(listeners.ask)
    app.action(Press.BUDDY_UNASK)(listeners.unask)
    app.action(Press.BUDDY_YES)(listeners.yes)
    app.action(Press.BUDDY_NO)(listeners.no)
    app.action(Press.BUDDY_UNDO)(listeners.undo)


FEATURE = Feature(
    name="buddies",
    register=register,
    ticks=(Tick("buddies.pair", buddies.pair_up, buddies.next_pairing),),
    kinds=(DeliveryKind(buddies.ANSWER_KIND, _answer),),
    home=_home,
    nudges=(NudgeKind(buddies.RULES, _part),),
)
