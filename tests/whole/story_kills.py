"""A whole story told while the bot keeps dying: at its failpoints, and at rest, all along the story's months.

People do what people do: what did not work they try again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from random import Random

from bot import operator
from bot.failpoints import Failpoint
from bot.resources import manifest
from bot.simulate import settings_for
from sandbox.clock import SimClock
from sandbox.driver import Driver
from sandbox.server import PretendSlack
from sandbox.settings import SandboxSettings
from sandbox.stories import STORIES
from sandbox.story import Stage
from tests.whole.ports import free_port
from tests.whole.rehearsal import BotProcess
from tests.whole.verdict import Verdict, judge

TRIES = 6
FURTHEST = 6  # arrivals at a failpoint until it kills


class StoryKills:
    """One story on the database at `url`, with at least so many kills between its first and its last moment."""

    def __init__(self, folder: Path, url: str, kills: int, *, seed: int) -> None:
        self._folder = folder
        self._url = url
        self._kills = kills
        self._random = Random(seed)

    async def tell(self, name: str, last: datetime) -> tuple[Stage, Verdict]:
        """The stage at the story's end, and what its log says. `last`: when the story ends, aware UTC."""
        entry = STORIES[name]
        slack = PretendSlack(manifest(), SimClock(entry.begins), 0, SandboxSettings(ack_timeout_s=2.0))
        await slack.start()
        keys = f"sqlite:///{self._folder / 'keys.db'}"
        settings = settings_for(slack, self._folder, database_url=self._url, keystore_url=keys)
        await operator.keys_init(settings)
        bot = BotProcess(slack, settings, self._folder, free_port())
        stage = Stage(slack, Driver(slack, bot), tries=TRIES)
        coordinator = stage.cast("Priya", "Priya")
        await operator.coordinator_add(settings, coordinator.id, slack.clock)
        try:
            await bot.start()
            for number, moment in enumerate(self._moments(entry.begins, last)):
                stage.driver.at(moment, partial(self._die, bot, number))
            await entry.tell(stage)
            await stage.at(stage.now + timedelta(hours=1))
            return stage, await judge(slack, settings.main_database, bot.deaths, {})
        finally:
            await bot.stop()
            await slack.stop()

    def _moments(self, begins: datetime, last: datetime) -> Sequence[datetime]:
        """Two deaths each: one at rest, and the next life's own, which a quiet week may spare it."""
        many = ceil(self._kills * 0.6)
        apart = (last - begins) / many
        return [begins + apart * number + apart * self._random.random() for number in range(many)]

    async def _die(self, bot: BotProcess, number: int) -> None:
        """The bot dies at rest; its next life dies at a failpoint, each in turn."""
        points = list(Failpoint)
        bot.kill()
        await bot.buried()
        await bot.start(f"{points[number % len(points)].value}:{self._random.randint(1, FURTHEST)}")
