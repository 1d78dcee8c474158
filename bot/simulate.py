"""Joining the bot to the pretend Slack: the only place besides the command line that knows both.

The bot is the unchanged one, over Socket Mode, with a real database file and real keys in a folder of its own; only the
clock is simulated. New row ids come from a seed, so that the same story is the same each time.
"""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from bot import operator, resources
from bot.build import SetkeeperBot, build
from bot.operator import NotDone
from bot.serve import Server
from bot.settings import Settings, given
from sandbox.clock import SimClock
from sandbox.driver import Driver
from sandbox.server import PretendSlack
from sandbox.settings import SandboxSettings
from sandbox.stories import STORIES
from sandbox.story import Stage
from sandbox.transcript import Scene, as_person, markdown_text, terminal_text, told_once
from storage.unit_of_work import IdFactory


def seeded_ids(seed: int) -> IdFactory:
    """Row ids that are the same each time; keys and nonces stay random."""
    random = Random(seed)  # noqa: S311 - a rehearsal's row ids are no secret

    def new_id() -> UUID:
        return UUID(int=random.getrandbits(128), version=4)

    return new_id


@dataclass
class Town:
    """A pretend workspace with the bot in it, and the driver of its time."""

    slack: PretendSlack
    bot: SetkeeperBot
    server: Server
    driver: Driver
    settings: Settings
    _looked: tuple[int, datetime] | None = None
    _wake: datetime | None = None

    async def run_due(self, now: datetime) -> None:
        await self.bot.run_due(now)

    async def next_wake(self) -> datetime | None:
        """Asked of the bot once for each state: only a transaction or the clock can change the answer."""
        state = (self.bot.commits.count, self.bot.clock.now())
        if self._looked != state:
            self._wake, self._looked = await self.bot.next_wake(), state
        return self._wake

    async def delivered(self) -> None:
        await self.server.delivered()

    async def settled(self) -> None:
        await self.server.settled()


@asynccontextmanager
async def town(
    folder: Path,
    begins: datetime,
    *,
    http: bool = False,
    database_url: str | None = None,
    keystore_url: str | None = None,
    seed: int = 0,
    sandbox: SandboxSettings | None = None,
    arrange: Callable[[PretendSlack], None] | None = None,
) -> AsyncIterator[Town]:
    """The bot and a pretend Slack together in this process, started at `begins` (aware UTC).

    arrange  puts a workspace back as it was kept; the folder then holds the bot's database of that time
    """
    clock = SimClock(begins)
    slack = PretendSlack(resources.manifest(), clock, seed, sandbox)
    if arrange is not None:
        arrange(slack)
    await slack.start()
    try:
        settings = settings_for(slack, folder, http=http, database_url=database_url, keystore_url=keystore_url)
        await (operator.keys_init(settings) if arrange is None else operator.db_upgrade(settings))
        # Row ids begin at the seed only where there are no rows yet.
        new_id = seeded_ids(seed) if arrange is None else uuid4
        bot = await build(settings, clock, driven=True, new_id=new_id)
        server = Server(bot, settings)
        try:
            await server.start()
            if http:
                await slack.connect_http(f"http://127.0.0.1:{server.ports['slack']}/slack/events")
            place = Town(slack, bot, server, Driver(slack), settings)
            place.driver.bot = place
            yield place
        finally:
            await server.stop()
    finally:
        await slack.stop()


def settings_for(
    slack: PretendSlack,
    folder: Path,
    *,
    http: bool = False,
    database_url: str | None = None,
    keystore_url: str | None = None,
) -> Settings:
    """What an operator would set to connect the bot to this pretend Slack."""
    connection = {"slack_signing_secret": slack.signing_secret} if http else {"slack_app_token": slack.app_token}
    return given(
        slack_bot_token=slack.bot_token,
        slack_api_url=slack.api_url,
        data_dir=folder,
        port=0,
        database_url=database_url,
        keystore_url=keystore_url,
        **connection,
    )


async def tell_story(name: str, *, seen_by: str | None = None, markdown: Path | None = None) -> int:
    """Play a story and print its transcript. Returns the exit code. Raises NotDone for an unknown name."""
    if name not in STORIES:
        raise NotDone(f"There is no story of that name. There is: {', '.join(sorted(STORIES))}")
    with tempfile.TemporaryDirectory(prefix="setkeeper-") as folder:
        stage = await play(name, Path(folder))
    people = sorted({line.who for line in stage.lines if line.who})
    if seen_by is not None and seen_by not in people:
        raise NotDone(f"Nobody in this story is called {seen_by}. There are {', '.join(people)}.")
    lines = told_once(stage.lines if seen_by is None else as_person(stage.lines, seen_by))
    scene = Scene(zones={person.user.real_name: person.user.tz for person in stage.slack.people.values()})
    if markdown is not None:
        _write(markdown, markdown_text(lines, scene, title=name))
    print(terminal_text(lines, scene))
    return 0


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


async def play(name: str, folder: Path, **options: object) -> Stage:
    """Play a story in a folder of its own; the stage then holds its lines and the pretend Slack's log."""
    entry = STORIES[name]
    async with town(folder, entry.begins, **options) as place:  # type: ignore[arg-type]
        stage = Stage(place.slack, place.driver)
        coordinator = stage.cast("Priya", "Priya")
        await operator.coordinator_add(place.settings, coordinator.id, place.slack.clock)
        await entry.tell(stage)
    return stage
