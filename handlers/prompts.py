"""A set's own questions between sessions in Slack: its members read the list, add one, take one off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature, Tick
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import prompts as messages
from handlers.places import HomePart, Place
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import prompts
from sets.errors import Problem, Refused
from sets.home import Standing
from storage.confidential import Confidential
from storage.queries.prompts import PlaceRow
from storage.unit_of_work import UnitOfWork

_SAID_IN_THE_FORM = frozenset({Problem.EMPTY, Problem.TOO_LONG, Problem.TOO_MANY})


def _reader(place: PlaceRow) -> Reader:
    return Reader(place.person.locale, place.person.tz)


class Listeners:
    """What a member presses and writes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        set_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        listed = await prompts.read(store, user_of(body), set_id)
        await ack()
        show(self._desk, body, messages.list_view(_reader(listed.place), listed), in_place=in_modal(body))

    async def add(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        set_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        place = (await prompts.read(store, user_of(body), set_id)).place
        await ack()
        show(self._desk, body, messages.add_form(_reader(place), place), in_place=in_modal(body))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        set_id, typed, key = parse_handle(view["private_metadata"]).row_id, _typed(view), submission_key(body)
        try:
            place, prompt_id = await prompts.add(store, user_of(body), set_id, typed, key, now)
        except Refused as refused:
            if refused.problem not in _SAID_IN_THE_FORM:
                raise
            place = (await prompts.read(store, user_of(body), set_id)).place
            said = messages.problem_words(_reader(place), refused.problem)
            await ack(response_action="errors", errors={Field.PROMPT: said})
            return
        await ack(response_action="update", view=messages.added(_reader(place), place, prompt_id))

    async def take_off(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        prompt_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        place = await prompts.take_off(store, user_of(body), prompt_id, press_key(body), self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.taken_off(_reader(place), place, prompt_id), in_place=True)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        prompt_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        place = await prompts.put_back(store, user_of(body), prompt_id, press_key(body), self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.undone(_reader(place), place), in_place=True)


def _typed(view: dict[str, Any]) -> Confidential:
    values = (view.get("state") or {}).get("values") or {}
    words = (values.get(Field.PROMPT) or {}).get(Field.VALUE) or {}
    return Confidential(str(words.get("value") or ""))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    mine = tuple(messages.about_set(reader, one.id, one.name) for one in standing.sets if one.role == "member")
    return [HomePart(Place.REFLECTIONS, sets=mine)] if mine else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.PROMPTS)(listeners.open)
    app.action(Press.PROMPT_ADD)(listeners.add)
    app.action(Press.PROMPT_OFF)(listeners.take_off)
    app.action(Press.PROMPT_UNDO)(listeners.undo)
    app.view(Form.PROMPT_ADD)(listeners.save)


FEATURE = Feature(
    name="prompts",
    register=register,
    ticks=(Tick("prompts.forget", prompts.forget, prompts.next_wake),),
    home=_home,
)
