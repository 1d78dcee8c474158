"""Chats with one's buddy in Slack: in the daily message, and in the window behind "My buddy" on Home."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature, NudgeKind, Numbers, Tick
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import buddy_calls as messages
from handlers.messages.bundles import Item, Part
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import buddy_calls, buddy_nudges
from sets.buddy_nudges import Pair
from sets.errors import Problem, Refused
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_UNDER = {
    Problem.DATE_UNREADABLE: Field.BUDDY_DAY,
    Problem.DATE_PAST: Field.BUDDY_DAY,
    Problem.DATE_TOO_FAR: Field.BUDDY_DAY,
    Problem.EMPTY: Field.BUDDY_AT,
    Problem.TIME_PAST: Field.BUDDY_AT,
}


def _reader(pair: Pair) -> Reader:
    return Reader(pair.me.locale, pair.me.tz)


class Listeners:
    """What one of a pair presses and sends. "Not this time" and its Undo: handlers/reflections.py."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        set_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        pair = await buddy_calls.look(store, user_of(body), set_id)
        await ack()
        show(self._desk, body, messages.window(_reader(pair), pair), in_place=in_modal(body))

    async def pick(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        place_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        pair = await buddy_calls.to_pick(store, user_of(body), place_id)
        await ack()
        show(self._desk, body, messages.form(_reader(pair), pair, self._desk.clock.now()), in_place=in_modal(body))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        place = parse_handle(view["private_metadata"])
        picked, key = messages.picked_of(view, place.revision), submission_key(body)
        try:
            pair = await buddy_calls.pick(store, user_of(body), place.row_id, picked, key, now)
        except Refused as refused:
            if refused.problem not in _UNDER:
                raise
            pair = await buddy_calls.to_pick(store, user_of(body), place.row_id)
            said = messages.problem_words(_reader(pair), refused.problem)
            await ack(response_action="errors", errors={_UNDER[refused.problem]: said})
            return
        await ack(response_action="update", view=messages.picked(_reader(pair), pair))
        home_soon(self._desk, store, pair.me.person_id)

    async def talked(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def change(store: WorkspaceStore, user: str, now: datetime) -> Pair:
            place_id = parse_handle(pressed_value(body)).row_id
            return await buddy_calls.talked(store, user, place_id, press_key(body), now)

        await self._change(ack, body, change)

    async def met(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def change(store: WorkspaceStore, user: str, now: datetime) -> Pair:
            return await buddy_calls.met(store, user, parse_handle(pressed_value(body)).row_id, now)

        await self._change(ack, body, change)

    async def call_off(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def change(store: WorkspaceStore, user: str, now: datetime) -> Pair:
            return await buddy_calls.call_off(store, user, parse_handle(pressed_value(body)).row_id, now)

        await self._change(ack, body, change)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def change(store: WorkspaceStore, user: str, now: datetime) -> Pair:
            meeting = parse_handle(pressed_value(body))
            return await buddy_calls.undo(store, user, meeting.row_id, meeting.revision, now)

        await self._change(ack, body, change, said=True)

    async def _change(
        self,
        ack: AsyncAck,
        body: dict[str, Any],
        change: Callable[[WorkspaceStore, str, datetime], Awaitable[Pair]],
        *,
        said: bool = False,
    ) -> None:
        """The daily message is brought up to date by the outbox; a window is shown anew here."""
        store = await self._desk.store_of(body)
        pair = await change(store, user_of(body), self._desk.clock.now())
        await ack()
        if in_modal(body):
            reader = _reader(pair)
            view = messages.undone(reader, pair) if said else messages.window(reader, pair)
            show(self._desk, body, view, in_place=True)
        home_soon(self._desk, store, pair.me.person_id)


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    items = []
    for row in rows:
        pair = await buddy_nudges.pair_of(uow, row)
        if pair is not None:
            talked = await buddy_nudges.talked_since(uow, pair)
            blocks, waiting = messages.item(reader, row, pair, numbers.get(row.id, 0), talked=talked)
            items.append(Item(row.id, row.revision, blocks, waiting=waiting))
    return Part(items, messages.notice(reader)) if items else None


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.BUDDY_OPEN)(listeners.open)
    app.action(Press.BUDDY_TIME)(listeners.pick)
    app.action(Press.BUDDY_TALKED)(listeners.talked)
    app.action(Press.BUDDY_MET)(listeners.met)
    app.action(Press.BUDDY_OFF)(listeners.call_off)
    app.action(Press.BUDDY_MEETING_UNDO)(listeners.undo)
    app.view(Form.BUDDY_TIME)(listeners.save)


FEATURE = Feature(
    name="buddy_calls",
    register=register,
    ticks=(Tick("buddy_calls.remind", buddy_nudges.tick, buddy_nudges.next_wake),),
    nudges=(NudgeKind(buddy_nudges.CALL_RULES, _part), NudgeKind(buddy_nudges.MEETING_RULES, _part)),
)
