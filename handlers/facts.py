"""What a set was not told yet, in Slack: a coordinator fills it in, from Home or right after making the set."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Form, Press, parse_handle
from handlers.intake import submission_key
from handlers.messages import facts as messages
from handlers.people import learn, reader_of
from handlers.places import HomePart, Place
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import facts
from sets.facts import FactsRefused, FactsRow
from sets.home import Standing
from sets.people import Person
from storage.unit_of_work import UnitOfWork


def of_set(person: Person, row: FactsRow) -> Reader:
    """The coordinator's language, with the zone of the set: its times are said in that."""
    return Reader(reader_of(person).locale, row.zone)


class Listeners:
    """What a coordinator presses and sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        async with store.read() as uow:
            person, row = await facts.look(uow, user_of(body), wanted.row_id)
        await ack()
        show(self._desk, body, messages.form(of_set(person, row), row))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(body["view"]["private_metadata"]), await self._desk.store_of(body)
        stated, now = messages.read_form(body["view"]), self._desk.clock.now()
        try:
            person, row = await facts.save(store, user_of(body), wanted.row_id, stated, submission_key(body), now)
        except FactsRefused as refused:
            await ack(
                response_action="errors", errors=messages.form_errors(reader_of(refused.person), refused.problems)
            )
            return
        await ack(response_action="update", view=messages.saved(of_set(person, row), row))
        if stated.coach is not None:
            self._desk.background.start(learn(self._desk, store, stated.coach), "people.learn")


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    """Under each set somebody looks after: what was not stated yet."""
    if not standing.coordinates:
        return []
    found = [messages.on_home(reader, row) for row in await facts.coordinated(uow, standing.person_id)]
    return [HomePart(Place.COORDINATED, sets=tuple(each for each in found if each is not None))]


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SET_FACTS)(listeners.open)
    app.view(Form.SET_FACTS)(listeners.save)


FEATURE = Feature(name="facts", register=register, home=_home)
