"""Leaving a set, in Slack, and coming back while that is possible."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.home import home_soon
from handlers.ids import Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import leaving as messages
from handlers.people import reader_of
from handlers.places import HomePart, Place
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import joining, leaving
from sets.home import Standing
from storage.unit_of_work import UnitOfWork


class Listeners:
    """Leave the set, and Undo."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        async with store.read() as uow:
            found = await leaving.may_leave(uow, user_of(body), wanted.row_id)
        await ack()
        show(self._desk, body, messages.sure(reader_of(found.person), found.row))

    async def leave(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(body["view"]["private_metadata"]), await self._desk.store_of(body)
        now = self._desk.clock.now()
        erase, key = messages.wants_erasing(body["view"]), submission_key(body)
        found = await leaving.leave(store, user_of(body), wanted.row_id, key, now, erase=erase)
        until = found.back_until or now
        said = messages.left(reader_of(found.person), found.row, until, found.erasure)
        await ack(response_action="update", view=said)
        home_soon(self._desk, store, found.person.id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now = press_key(body), self._desk.clock.now()
        found = await joining.come_back(store, user_of(body), wanted.row_id, wanted.revision, key=key, now=now)
        await ack()
        show(self._desk, body, messages.back(reader_of(found.person), found.invitation), in_place=True)
        home_soon(self._desk, store, found.person.id)


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    return [HomePart(Place.SETS, sets=tuple(messages.about_set(reader, each.id, each.name) for each in standing.sets))]


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.LEAVE)(listeners.open)
    app.view(Form.LEAVE)(listeners.leave)
    app.action(Press.LEAVE_UNDO)(listeners.undo)


FEATURE = Feature(name="leaving", register=register, home=_home)
