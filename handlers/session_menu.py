"""/als-session, and the [Session] button for those who have no slash commands: everything about the session."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers import sessions
from handlers.feature import Desk, Feature, SessionButtons, View
from handlers.ids import Command, Press, parse_handle
from handlers.messages import session_menu as messages
from handlers.messages.parts import Button
from handlers.people import meet_and_learn, reader_of
from handlers.reply import open_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets.session_menu import Looked, State, WhichSet, look
from storage.unit_of_work import UnitOfWork, WorkspaceStore


class Menu:
    """The window, put together from what the features offer for the state the session is in."""

    def __init__(self, makers: Sequence[SessionButtons]) -> None:
        self._makers = makers

    async def view(
        self,
        store: WorkspaceStore,
        slack_user_id: str,
        now: datetime,
        *,
        set_id: UUID | None = None,
        channel_id: str = "",
    ) -> View | None:
        """The window for this person; None when the bot has not met them. Raises Refused, as `look`."""
        async with store.read() as uow:
            found = await look(uow, slack_user_id, now, set_id=set_id, channel_id=channel_id)
            if found is None:
                return None
            reader = reader_of(found.person)
            if isinstance(found, WhichSet):
                return messages.which_set_view(reader, found.seats) if found.seats else messages.no_set_view(reader)
            return await self.of(uow, found, reader, now)

    async def of(self, uow: UnitOfWork, looked: Looked, reader: Reader, now: datetime, flash: str = "") -> View:
        """The window for a set whose session was looked at. `flash`: what was just done."""
        if looked.state is State.OPEN:
            return await sessions.open_view(uow, looked, reader, now)
        return messages.menu_view(reader, looked, self._row(looked, reader, now), now, flash)

    def _row(self, looked: Looked, reader: Reader, now: datetime) -> list[Button]:
        parts = [part for make in self._makers for part in make(looked, reader, now)]
        return [part.button for part in sorted(parts, key=lambda part: part.place)]


def composed(features: Sequence[Feature]) -> Feature:
    """The session menu, put together from the buttons of these features."""
    menu = Menu([feature.session for feature in features if feature.session is not None])

    def register(app: Routes, desk: Desk) -> None:
        async def typed(ack: AsyncAck, body: dict[str, Any]) -> None:
            store, user, now = await desk.store_of(body), user_of(body), desk.clock.now()
            channel = str(body.get("channel_id") or "")
            view = await menu.view(store, user, now, channel_id=channel) or await _stranger(desk, store, user)
            await ack()
            open_modal(desk, str(body.get("trigger_id", "")), view)

        async def pressed(ack: AsyncAck, body: dict[str, Any]) -> None:
            """[Session] of one set."""
            store, user, now = await desk.store_of(body), user_of(body), desk.clock.now()
            view = await menu.view(store, user, now, set_id=parse_handle(pressed_value(body)).row_id)
            view = view or await _stranger(desk, store, user)
            await ack()
            show(desk, body, view, in_place=True)

        async def here(ack: AsyncAck, body: dict[str, Any]) -> None:
            """[Session] in a channel: its set's, as if typed there."""
            store, user, now = await desk.store_of(body), user_of(body), desk.clock.now()
            channel = str((body.get("channel") or {}).get("id") or "")
            view = await menu.view(store, user, now, channel_id=channel) or await _stranger(desk, store, user)
            await ack()
            show(desk, body, view, in_place=True)

        app.command(Command.ALS_SESSION)(typed)
        app.action(Press.SESSION_MENU)(pressed)
        app.action(Press.SESSION_HERE)(here)

    return Feature(name="session_menu", register=register)


async def _stranger(desk: Desk, store: WorkspaceStore, slack_user_id: str) -> View:
    """For someone the bot meets for the first time."""
    return messages.no_set_view(reader_of(await meet_and_learn(desk, store, slack_user_id)))
