"""/als: a menu of everything I may do, and the short ways to each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature, Line, MenuParts, View, Word
from handlers.ids import Command, Press
from handlers.messages.menu import menu_view, set_view
from handlers.people import meet_and_learn, reader_of_user
from handlers.reply import open_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import show
from handlers.words import Reader
from sets import home
from storage.queries import setup
from storage.unit_of_work import WorkspaceStore


def composed(features: Sequence[Feature]) -> Feature:
    """The menu, put together from the parts of these features, and what may be typed after /als."""
    makers = [feature.menu for feature in features if feature.menu is not None]
    words: dict[str, Word] = {word: view for feature in features for word, view in feature.words.items()}

    def register(app: Routes, desk: Desk) -> None:
        async def als(ack: AsyncAck, body: dict[str, Any]) -> None:
            store, user, now = await desk.store_of(body), user_of(body), desk.clock.now()
            word, _, rest = str(body.get("text") or "").strip().partition(" ")
            if found := words.get(word.lower()):
                await meet_and_learn(desk, store, user)
                view = await found(store, Line(user, rest.strip(), str(body.get("channel_id") or ""), now))
            else:
                view = await _menu(desk, store, user, makers, now, unknown=word.lower() not in ("", "help"))
            await ack()
            open_modal(desk, str(body.get("trigger_id", "")), view)

        app.command(Command.ALS)(als)

        async def what_is_a_set(ack: AsyncAck, body: dict[str, Any]) -> None:
            view = set_view(await reader_of_user(await desk.store_of(body), user_of(body)))
            await ack()
            show(desk, body, view)

        app.action(Press.WHAT_IS_A_SET)(what_is_a_set)
        app.action(Press.NOTHING)(_nothing)

    return Feature(name="menu", register=register)


async def _menu(
    desk: Desk, store: WorkspaceStore, user: str, makers: Sequence[MenuParts], now: datetime, *, unknown: bool
) -> View:
    """The menu. unknown: a word was typed that opens nothing."""
    async with store.read() as uow:
        standing = await home.of_user(uow, user)
    if standing is None or not standing.name:
        await meet_and_learn(desk, store, user)
    async with store.read() as uow:
        standing = standing or await home.of_user(uow, user)
        if standing is None:
            raise RuntimeError("a person vanished while the bot met them")
        reader = Reader(standing.locale, standing.tz)
        parts = [part for make in makers for part in await make(uow, standing, reader, now)]
        ask = None if standing.in_a_set or standing.coordinates else await setup.a_coordinator(uow)
    return menu_view(reader, standing, parts, ask=ask, unknown=unknown)


async def _nothing(ack: AsyncAck, body: dict[str, Any]) -> None:
    await ack()
