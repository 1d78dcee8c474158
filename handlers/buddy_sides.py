"""Pairs across two kinds of role in Slack: a coordinator says who is of one kind, from Home."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Form, Press, parse_handle
from handlers.intake import submission_key
from handlers.messages import buddy_sides as messages
from handlers.people import reader_of
from handlers.places import HomePart, Place
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import buddy_sides, home
from sets.home import Standing
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What a coordinator presses and sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        sides = await buddy_sides.look(store, user_of(body), wanted.row_id)
        await ack()
        show(self._desk, body, messages.form(reader_of(sides.person), sides))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        wanted, chosen = parse_handle(view["private_metadata"]), messages.chosen_of(view)
        sides = await buddy_sides.save(store, user_of(body), wanted.row_id, chosen, submission_key(body), now)
        await ack(response_action="update", view=messages.saved(reader_of(sides.person), sides))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    mine = await home.looked_after(uow, standing)
    about = tuple(messages.about_set(reader, one.id, one.name) for one in mine)
    return [HomePart(Place.COORDINATED, sets=about)] if about else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.BUDDY_SIDES)(listeners.open)
    app.view(Form.BUDDY_SIDES)(listeners.save)


FEATURE = Feature(name="buddy_sides", register=register, home=_home)
