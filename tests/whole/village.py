"""A pretend workspace with the whole bot in it and one set that has begun, for tests of what may go wrong."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from bot.simulate import Town, town
from sandbox.log import LogRecord
from sandbox.people import Person
from sandbox.records import Channel, Message
from sandbox.server import PretendSlack
from sandbox.settings import SandboxSettings
from storage.models import Delivery
from tests import factory
from tests.conftest import NOW

SETTINGS = SandboxSettings(hold_s=0.05)
NAMES = ("Amina", "Ben", "Chloe", "Dev")
MORNING = NOW + timedelta(days=1)  # a Friday, 09:00 UTC; everyone's hours have begun at 07:30 UTC


@dataclass
class Village:
    """The bot in its town, a coordinator, and a set whose members have joined and have its channel."""

    place: Town
    coordinator: Person
    members: Sequence[Person]
    channel: Channel
    set_id: UUID

    @property
    def slack(self) -> PretendSlack:
        return self.place.slack

    @property
    def amina(self) -> Person:
        return self.members[0]

    async def rest(self) -> None:
        """Until nobody has anything going on at this moment."""
        await self.place.driver.settle()

    async def until(self, moment: datetime) -> None:
        await self.place.driver.run_until(moment)

    async def later(self, **spans: float) -> None:
        """Let so much time pass, as timedelta takes it."""
        await self.until(self.slack.clock.now() + timedelta(**spans))

    async def command(self, person: Person, text: str = "action") -> None:
        assert await person.command("/als", text)
        await self.rest()

    async def send(self, person: Person, values: dict[str, Any]) -> dict[str, str]:
        """Fill in the open window and send it. Returns what it says is wrong, by field."""
        await person.fill(None, values)
        problems = await person.submit()
        await self.rest()
        return problems

    async def commit(self, person: Person, label: str = "ring the ward", due: str = "tomorrow", **more: str) -> None:
        """A new action from the command to the confirmed date."""
        await self.command(person)
        assert await self.send(person, {"action_label": label, "action_due": due, **more}) == {}
        assert await person.submit() == {}
        await self.rest()

    async def press(self, person: Person, action_id: str, containing: str = "", *, item: int = 1) -> None:
        """Press a button in the newest message that has it."""
        message = person.latest(containing or action_id)
        assert await person.press(message, action_id, value=value_of(message, action_id, item) or None)
        await self.rest()

    async def deliveries(self, *states: str) -> list[str]:
        """Kinds of the deliveries in these states, in order."""
        async with self.place.bot.storage.database.read() as connection:
            found = await connection.execute(select(Delivery.kind).where(Delivery.state.in_(states)))
            return sorted(found.scalars())

    def posts(self, person: Person) -> list[LogRecord]:
        """Every message of the bot that this person got directly."""
        direct = self.slack.ws.direct(person.id).id
        return [each for each in self.slack.log.of("message") if each.channel == direct and each.actor == "app"]

    def check(self, *, visible_errors: int = 0) -> None:
        """What always holds: no live mention, nothing that Slack refused by name, no unexpected warning of Slack's."""
        live = [(each.kind, each.mentions) for each in self.slack.log.records if each.mentions]
        assert live == []
        assert self.slack.refusals == []
        assert [each.text for each in self.slack.visible_errors][visible_errors:] == []


def value_of(message: Message, action_id: str, item: int = 1) -> str:
    """The value of a button in a message, the `item`-th of its kind."""
    elements = [each for block in message.blocks or [] for each in block.get("elements", [])]
    return str([each.get("value", "") for each in elements if each.get("action_id") == action_id][item - 1])


def _brief(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    """A line of the log without its traceback."""
    error = event.get("exc_info")
    return f"{event.get('event')} {type(error).__name__ if isinstance(error, BaseException) else ''}"


@asynccontextmanager
async def village(
    folder: Path,
    template: Path | None = None,
    *,
    names: Sequence[str] = NAMES,
    sandbox: SandboxSettings = SETTINGS,
    **options: Any,  # noqa: ANN401 - options of bot.simulate.town
) -> AsyncIterator[Village]:
    """A village at NOW. `template`: a migrated database file to copy. `names`: of the members, as Slack shows them."""
    if template is not None:
        shutil.copy(template, folder / "setkeeper.db")
    structlog.configure(processors=[_brief])  # the default draws every traceback, which takes seconds of Slack's three
    async with AsyncExitStack() as after, town(folder, NOW, sandbox=sandbox, **options) as place:
        after.callback(structlog.reset_defaults)
        slack, store = place.slack, await place.bot.store_of({})
        coordinator = slack.add_person("priya", "Priya")
        members = [slack.add_person(f"member{number}", name) for number, name in enumerate(names)]
        channel = slack.ws.add_channel("learning-set-1", slack.ws.bot_user, is_private=True)
        channel.members += [person.id for person in members]
        known = await factory.add_coordinator(store, coordinator.id, name="Priya")
        joined = [await factory.add_person(store, each.id, name=each.user.real_name) for each in members]
        set_id = await factory.add_set(store, known, members=joined, channel_id=channel.id)
        yield Village(place, coordinator, members, channel, set_id)
