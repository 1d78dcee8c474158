"""/als: a menu of everything I may do, and the short ways to each."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from handlers.actions import commit_view
from handlers.feature import Desk, Feature
from handlers.ids import Command, Press
from handlers.messages import menu as messages
from handlers.people import meet_and_learn, reader_of, settings_view
from handlers.reply import open_modal, user_of
from sets.people import Person
from storage.queries import joining, setup
from storage.unit_of_work import WorkspaceStore


class Listeners:
    """What is typed after /als."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def als(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store = await self._desk.store_of(body)
        person = await meet_and_learn(self._desk, store, user_of(body))
        word, _, rest = str(body.get("text") or "").strip().partition(" ")
        if word.lower() == "action":
            view = await commit_view(store, user_of(body), rest.strip())
        elif word.lower() == "settings":
            view = await settings_view(store, user_of(body))
        else:
            view = await _menu(store, person)
        await ack()
        open_modal(self._desk, str(body.get("trigger_id", "")), view)


async def _menu(store: WorkspaceStore, person: Person) -> dict[str, Any]:
    async with store.read() as uow:
        in_a_set = await joining.is_member_anywhere(uow, person.id)
        coordinates = await setup.coordinates(uow, person.id)
        ask = None if in_a_set or coordinates else await setup.a_coordinator(uow)
    return messages.menu_view(reader_of(person), in_a_set=in_a_set, coordinates=coordinates, ask=ask)


async def _nothing(ack: AsyncAck) -> None:
    await ack()


def register(app: AsyncApp, desk: Desk) -> None:
    """Every listener of this feature."""
    app.command(Command.ALS)(Listeners(desk).als)
    app.action(Press.NOTHING)(_nothing)


FEATURE = Feature(name="menu", register=register)
