"""A set of seven in the pretend Slack on the day of its second session, and what people do in it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from bot.build import build
from bot.serve import Server
from handlers.ids import Field, Form, Press
from sandbox.people import Person
from sandbox.records import Message
from sandbox.render import Viewer, render_view
from sets.people import known
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_session
from tests.handlers.checkin_kit import plain
from tests.whole.village import Village, village

SEVEN = ("Amina", "Ben", "Chloe", "Dev", "Efe", "Fay", "Gus")
LONDON = ZoneInfo("Europe/London")


@dataclass
class SessionRoom:
    """The village, and the session of its set."""

    village: Village
    store: WorkspaceStore
    session_id: UUID
    board_ts: str = ""

    def person(self, name: str) -> Person:
        return self.village.members[SEVEN.index(name)]

    async def settle(self) -> None:
        """Two messages to a channel keep a second apart, and the set is told of its session at the same moment."""
        await self.village.later(seconds=2)

    async def restart(self) -> Server:
        """The bot stops and another process takes over its files; the new one, to be stopped at the end."""
        town = self.village.place
        await town.server.stop()
        town.bot = await build(town.settings, self.village.slack.clock, driven=True)
        town.server = Server(town.bot, town.settings)
        await town.server.start()
        self.store = await town.bot.store_of({})
        return town.server

    async def opens_menu(self, who: Person) -> None:
        assert await who.command("/als-session", "", self.village.channel)
        await self.settle()

    async def press(self, who: Person, action_id: str, value: str | None = None) -> None:
        """A button in the window on top."""
        assert await who.press(None, action_id, value=value)
        await self.settle()

    async def send(self, who: Person, values: dict[str, Any] | None = None) -> dict[str, str]:
        problems = await self.village.send(who, values or {})
        await self.settle()
        return problems

    async def begin(self, who: Person, values: dict[str, Any] | None = None) -> None:
        """From the menu to the open session's panel."""
        await self.opens_menu(who)
        await self.press(who, Press.SESSION_START)
        assert await self.send(who, values) == {}
        assert who.modal().body["callback_id"] == Form.SESSION_PANEL

    def reads(self, who: Person) -> str:
        """The window on top, in plain lines."""
        viewer = Viewer(who.user.tz, lambda each: each, self.village.slack.clock.now())
        return plain("\n".join(render_view(who.modal().body, viewer)))

    def board(self) -> Message:
        """The one message that shows the stages."""
        if not self.board_ts:
            self.board_ts = self.village.members[0].latest("Our session is open.", channel=self.village.channel).ts
        found = self.village.members[0].find(self.village.channel.id, self.board_ts)
        assert found is not None
        return found

    def board_words(self) -> str:
        return plain(json.dumps(self.board().blocks, ensure_ascii=False))

    async def press_board(self, who: Person, action_id: str) -> None:
        assert await who.press(self.board(), action_id)
        await self.settle()

    def hears(self, who: Person) -> str:
        """The newest message in the channel that this person sees, perhaps alone."""
        return plain(json.dumps(who.latest(channel=self.village.channel).blocks, ensure_ascii=False))

    def posts(self) -> list[str]:
        """What the bot posted in the channel for everybody, in order; edits are not counted."""
        log = self.village.slack.log.of("message")
        return [each.text for each in log if each.channel == self.village.channel.id and each.actor == "app"]

    def direct(self, who: Person) -> list[str]:
        """What the bot wrote to this person alone."""
        return [each.text for each in self.village.posts(who)]

    def option_of(self, who: Person, block_id: str, name: str) -> str:
        """The value of an option by what it says."""
        for block in who.modal().body["blocks"]:
            if block.get("block_id") == block_id:
                for each in block["element"]["options"]:
                    if plain(each["text"]["text"]) == name:
                        return str(each["value"])
        raise AssertionError(f"no option {name} in {block_id}")

    async def presents(self, leader: Person, name: str) -> None:
        """The set has chosen who has the first slot."""
        await self.press(leader, Press.BID_CHOOSE)
        block = f"{Field.SLOT_PRESENTER}_1"
        assert await self.send(leader, {block: self.option_of(leader, block, name)}) == {}


@asynccontextmanager
async def session_room(
    folder: Path, template: Path, *, length: int = 90, facilitator: str = "Amina", ordinal: int = 2
) -> AsyncIterator[SessionRoom]:
    async with village(folder, template, names=SEVEN) as place:
        store = await place.place.bot.store_of({})
        async with store.read() as uow:
            leader = await known(uow, place.members[SEVEN.index(facilitator)].id) if facilitator else None
        local: datetime = NOW.astimezone(LONDON).replace(tzinfo=None, hour=11)
        session_id = await add_session(
            store, place.set_id, local, length_minutes=length, ordinal=ordinal, facilitator=leader
        )
        yield SessionRoom(place, store, session_id)
        place.check()
