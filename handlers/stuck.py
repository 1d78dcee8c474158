"""Stuck: the window that a check-in opens, and the ways on that need no other feature (voice.md 8)."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.action_parts import change_view, reader_for
from handlers.feature import Desk, Feature
from handlers.ids import Press, parse_handle
from handlers.messages import checkin_windows as windows
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from sets import my_actions, own_lists, stuck


class Listeners:
    """What is pressed in that window."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The window again, later than the check-in: from the action's own."""
        action_id = parse_handle(pressed_value(body)).row_id
        ways = await stuck.routes(await self._desk.store_of(body), user_of(body), action_id)
        await ack()
        show(self._desk, body, windows.stuck_view(reader_for(ways.holder), ways))

    async def smaller(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id = parse_handle(pressed_value(body)).row_id
        form = await my_actions.to_change(await self._desk.store_of(body), user_of(body), action_id)
        await ack()
        show(self._desk, body, change_view(reader_for(form.holder), form), in_place=True)

    async def keep_to_myself(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id = parse_handle(pressed_value(body)).row_id
        whole = await my_actions.whole(await self._desk.store_of(body), user_of(body), action_id)
        reader, moment = reader_for(whole.holder), whole.action.next_ask_at
        await ack()
        next_ask = reader.local_date(moment) if moment else None
        show(self._desk, body, windows.kept_view(reader, next_ask), in_place=True)

    async def bring(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        brought = await own_lists.bring(store, user_of(body), action_id, self._desk.clock.now())
        await ack()
        view = windows.brought_view(reader_for(brought.action.holder), action_id, brought.day)
        show(self._desk, body, view, in_place=True)

    async def take_off(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        brought = await own_lists.take_off(store, user_of(body), action_id)
        await ack()
        show(self._desk, body, windows.taken_off_view(reader_for(brought.action.holder)), in_place=True)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.STUCK_OPEN)(listeners.open)
    app.action(Press.STUCK_SMALLER)(listeners.smaller)
    app.action(Press.STUCK_KEEP)(listeners.keep_to_myself)
    app.action(Press.STUCK_SESSION)(listeners.bring)
    app.action(Press.STUCK_SESSION_UNDO)(listeners.take_off)


FEATURE = Feature(name="stuck", register=register)
