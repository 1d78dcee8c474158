"""Asking one more person into a set, in Slack: for its members, and for who looks after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import submission_key
from handlers.messages import inviting as messages
from handlers.people import learn, reader_of
from handlers.places import HomePart, Place
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import home, inviting
from sets.errors import Refused
from sets.home import Standing
from storage.unit_of_work import UnitOfWork


class Listeners:
    """The form, and sending it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        async with store.read() as uow:
            found = await inviting.may_ask(uow, user_of(body), wanted.row_id)
        await ack()
        show(self._desk, body, messages.form(reader_of(found.person), found))

    async def send(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        wanted = parse_handle(view["private_metadata"])
        chosen = (view["state"]["values"].get(Field.ONE_MORE) or {}).get(Field.VALUE, {}).get("selected_user") or ""
        try:
            found = await inviting.one_more(store, user_of(body), wanted.row_id, chosen, submission_key(body), now)
        except Refused as refused:
            if refused.field is None:
                raise
            await ack(response_action="errors", errors=messages.form_error(_plain(body), refused.problem))
            return
        await ack(response_action="update", view=messages.done(reader_of(found.person), found))
        self._desk.background.start(learn(self._desk, store, chosen), "people.learn")


def _plain(body: dict[str, Any]) -> Reader:
    """Under a field, where nobody was read from the database: Slack's own language of the person."""
    user = body.get("user") or {}
    return Reader(locale=str(user.get("locale") or "en-GB"))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    """A button in the line of each set the person is in, or looks after."""
    mine = [messages.about_set(reader, each.id, each.name) for each in standing.sets if each.role == "member"]
    others = await home.looked_after(uow, standing)
    looked_after = [messages.about_set(reader, each.id, each.name) for each in others]
    return [HomePart(Place.SETS, sets=(*mine, *looked_after))]


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.ONE_MORE)(listeners.open)
    app.view(Form.ONE_MORE)(listeners.send)


FEATURE = Feature(name="inviting", register=register, home=_home)
