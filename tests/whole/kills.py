"""The kill run: a bot that keeps dying while a set lives on, and the pretend Slack's own log as the judge.

Each life of the process ends at a named failpoint, at the moment Slack accepts a message, or at a seeded random moment.
People do what people do: when Slack says that the app did not answer, they try again.
"""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot import operator
from bot.failpoints import Failpoint
from bot.resources import manifest
from bot.simulate import settings_for
from sandbox.clock import SimClock
from sandbox.driver import Driver
from sandbox.errors import CannotDo
from sandbox.people import Person
from sandbox.server import PretendSlack
from sandbox.settings import SandboxSettings
from tests.conftest import NOW
from tests.whole.rehearsal import BotProcess, Program, run
from tests.whole.verdict import Verdict, judge

MORNING = timedelta(days=1)


class KillRun:
    """One run of so many kills on one database."""

    def __init__(self, folder: Path, port: int, seed: int, *, url: str | None = None, program: Program = run) -> None:
        self._random = Random(seed)
        self._folder = folder
        self._url = url
        self.clock = SimClock(NOW)
        self.slack = PretendSlack(manifest(), self.clock, seed, SandboxSettings(ack_timeout_s=2.0))
        self._port = port
        self._program = program
        self.saved: Counter[str] = Counter()
        self.people: list[Person] = []
        self.only_when_accepted = False

    async def run(self, kills: int) -> Verdict:
        """Live until the process has died so often, then let everything come to rest and judge."""
        await self.slack.start()
        keystore = f"sqlite:///{self._folder / 'keys.db'}" if self._url else None
        settings = settings_for(self.slack, self._folder, database_url=self._url, keystore_url=keystore)
        await operator.keys_init(settings)
        self.coordinator = self.slack.add_person("Priya", "Priya")
        await operator.coordinator_add(settings, self.coordinator.id, self.clock)
        self.bot = BotProcess(self.slack, settings, self._folder, self._port, self._program)
        self.driver = Driver(self.slack, self.bot)
        try:
            await self.bot.start()
            await self._new_set()
            life = 0
            while self.bot.deaths < kills:
                await self._live_and_die(life)
                life += 1
            await self.driver.run_until(self.clock.now() + timedelta(days=3))
            return await judge(self.slack, settings.main_database, self.bot.deaths, self.saved)
        finally:
            await self.bot.stop()
            await self.slack.stop()

    async def _live_and_die(self, life: int) -> None:
        """One life: start with a way to die, do something worth interrupting, be dead at the end of it."""
        names = [point.value for point in Failpoint]
        way = len(names) if self.only_when_accepted else life % (len(names) + 3)
        self.bot.kill()
        await self.bot.buried()
        undo = None
        if way < len(names):
            await self.bot.start(f"{names[way]}:{self._random.randint(1, 6)}")
        else:
            await self.bot.start()
        if way == len(names):
            undo = self._die_when_accepted()
        dying = None
        if way > len(names):
            dying = asyncio.create_task(self._die_soon())
        before = self.bot.deaths
        await self._something_worth_interrupting(life)
        if undo is not None:
            undo()
        if dying is not None:
            await dying
        if self.bot.deaths == before and self.bot.alive:
            self.bot.kill()  # it outlived its failpoint: then it dies at rest

    def _die_when_accepted(self) -> Any:  # noqa: ANN401 - the fault's own handle
        left = self._random.randint(1, 3)

        def accepted(_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                self.bot.kill()

        return self.slack.faults.on_accept("chat.postMessage", accepted)

    async def _die_soon(self) -> None:
        await asyncio.sleep(self._random.uniform(0.0, 0.4))
        self.bot.kill()

    async def _something_worth_interrupting(self, life: int) -> None:
        if life % 6 == 5:
            await self._new_set()
        else:
            for person in self._random.sample(self.people, 2):
                await self._commit(person)
            await self.driver.run_until(self.clock.now() + MORNING)
            await self._answer(self._random.choice(self.people))

    async def _new_set(self) -> None:
        number = len(self.people)
        members = [self.slack.add_person(f"Member{number + each}", f"Member {number + each}") for each in range(4)]
        await self._through(self.coordinator, "/als", "")
        await self._press_until(self.coordinator, "setup.new")
        values = {
            "set_name": f"Set {number}",
            "set_people": [person.id for person in members],
            "set_cadence": "6",
            "set_zone": "Europe/London",
            "set_confidentiality": "full",
            "set_contacts": "Rosa Diaz",
        }
        if await self._send(self.coordinator, values):
            self.saved["setup.ready"] += 1
            self.saved["joining.ask"] += 4
        await self.driver.run_until(self.clock.now() + timedelta(minutes=10))
        for person in members:
            await self._join(person)
        await self.driver.run_until(self.clock.now() + timedelta(minutes=5))
        self.people += members

    async def _join(self, person: Person) -> None:
        for _ in range(6):
            shown = person.sees().direct
            ids = str(shown[-1].blocks) if shown else ""
            if "joining.undo" in ids:
                return
            await self._try(person.press(shown[-1], "joining.yes" if "joining.yes" in ids else "joining.next"))

    async def _commit(self, person: Person) -> None:
        await self._through(person, "/als", "action")
        if not await self._send(person, {"action_label": "ring the ward", "action_due": "tomorrow"}):
            return
        if await self._send(person, {}):
            self.saved["actions.saved"] += 1

    async def _answer(self, person: Person) -> None:
        found = [message for message in person.sees().direct if "checkins.done" in str(message.blocks)]
        if found:
            value = next(
                element["value"]
                for block in found[-1].blocks or []
                for element in block.get("elements", [])
                if element.get("action_id") == "checkins.done"
            )
            await self._try(person.press(found[-1], "checkins.done", value=value))

    async def _through(self, person: Person, command: str, text: str) -> None:
        """Type a command until its window is there, as someone would."""
        if person.sees().modal is not None:
            await person.close_view(everything=True)
        for _ in range(8):
            await self._try(person.command(command, text))
            if person.sees().modal is not None:
                return
        raise AssertionError("the window never came")

    async def _press_until(self, person: Person, action_id: str) -> None:
        before = person.modal().body["callback_id"]
        for _ in range(8):
            await self._try(person.press(None, action_id))
            if person.modal().body["callback_id"] != before:
                return
        raise AssertionError("the window did not change")

    async def _send(self, person: Person, values: dict[str, Any]) -> bool:
        """Fill in and send the open window until it goes through; True when the bot took it."""
        if values:
            await person.fill(None, values)
        view = person.modal().id
        for _ in range(8):
            try:
                problems = await person.submit()
            except CannotDo:
                return False
            await self.driver.settle()
            if not problems:
                return True
            modal = person.sees().modal
            if modal is None or modal.id != view:
                return False
        raise AssertionError("the window never went through")

    async def _try(self, act: Any) -> None:  # noqa: ANN401 - any act of a person
        try:
            await act
        except CannotDo:
            return
        finally:
            await self.driver.settle()
