"""A whole story told while the bot keeps dying: at its failpoints, and at rest, all along the story's months.

People do what people do: what did not work they try again.
"""

from collections import Counter
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
from sandbox.faults import Accepted
from sandbox.server import PretendSlack
from sandbox.settings import SandboxSettings
from sandbox.stories import STORIES
from sandbox.story import Stage
from tests.whole.ports import free_port
from tests.whole.rehearsal import BotProcess, Program, run
from tests.whole.verdict import Verdict, judge

POINTS = list(Failpoint)
TRIES = 6
FURTHEST = 6  # arrivals at a failpoint until it kills
RARE = (Failpoint.AFTER_UPLOAD_URL,)  # reached once in weeks: the first arrival kills


class StoryKills:
    """One story on the database at `url`, with at least so many kills between its first and its last moment."""

    def __init__(self, folder: Path, url: str, kills: int, *, seed: int, program: Program = run) -> None:
        self._folder = folder
        self._url = url
        self._kills = kills
        self._random = Random(seed)
        self._program = program
        self.causes: Counter[str] = Counter()  # what the bot died of, and how often
        self._named = ""  # the failpoint that the present life is to end at
        self._before = 0  # deaths when it began

    async def tell(self, name: str, last: datetime) -> tuple[Stage, Verdict]:
        """The stage at the story's end, and what its log says. `last`: when the story ends, aware UTC."""
        entry = STORIES[name]
        slack = PretendSlack(manifest(), SimClock(entry.begins), 0, SandboxSettings(ack_timeout_s=2.0))
        await slack.start()
        keys = f"sqlite:///{self._folder / 'keys.db'}"
        settings = settings_for(slack, self._folder, database_url=self._url, keystore_url=keys)
        await operator.keys_init(settings)
        bot = BotProcess(slack, settings, self._folder, free_port(), self._program)
        stage = Stage(slack, Driver(slack, bot), tries=TRIES)
        coordinator = stage.cast("Priya", "Priya")
        await operator.coordinator_add(settings, coordinator.id, slack.clock)
        try:
            await bot.start()
            for number, moment in enumerate(self._moments(entry.begins, last)):
                stage.driver.at(moment, partial(self._die, slack, bot, number))
            await entry.tell(stage)
            await stage.at(stage.now + timedelta(hours=1))
            self._note_the_last(bot)
            return stage, await judge(slack, settings.main_database, bot.deaths, {})
        finally:
            await bot.stop()
            await slack.stop()

    def _moments(self, begins: datetime, last: datetime) -> Sequence[datetime]:
        """Two deaths each: one at rest, and the next life's own, which a quiet week may spare it."""
        many = ceil(self._kills * 0.6)
        apart = (last - begins) / many
        return [begins + apart * number + apart * self._random.random() for number in range(many)]

    async def _die(self, slack: PretendSlack, bot: BotProcess, number: int) -> None:
        """The bot dies at rest; its next life dies when Slack has accepted a message, or at a failpoint, in turn."""
        self._note_the_last(bot)
        bot.kill()
        await bot.buried()
        self.causes["at rest"] += 1
        if number % 2:
            point = POINTS[number // 2 % len(POINTS)]
            self._named = point.value
            await bot.start(f"{point.value}:{1 if point in RARE else self._random.randint(1, FURTHEST)}")
        else:
            await bot.start()
            self._die_when_accepted(slack, bot)
        self._before = bot.deaths

    def _note_the_last(self, bot: BotProcess) -> None:
        """Whether the life that was to end at a failpoint has done so."""
        if self._named and bot.deaths > self._before:
            self.causes[self._named] += 1
        self._named = ""

    def _die_when_accepted(self, slack: PretendSlack, bot: BotProcess) -> None:
        """Slack has the next message to one person, and the bot never hears of it."""

        def accepted(call: Accepted) -> None:
            if str(call.answer["channel"]).startswith("D"):
                take_off()
                self.causes["when Slack had accepted it"] += 1
                bot.kill()

        take_off = slack.faults.on_accept("chat.postMessage", accepted)
