"""Drives a simulated story: settles, jumps the clock to whatever comes next, and wakes who is due."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from sandbox.server import PretendSlack

Act = Callable[[], Awaitable[object]]


class Steppable(Protocol):
    """A bot as the driver sees it. Times are aware and in UTC."""

    async def run_due(self, now: datetime) -> None:
        """Do everything that is due at `now`."""

    async def next_wake(self) -> datetime | None:
        """When there is something to do next; None when there is nothing. May lie in the past."""

    async def delivered(self) -> None:
        """Until no background work is going on and nothing that is due to be sent waits."""

    async def settled(self) -> None:
        """As `delivered`, and nothing at all is due."""


class Driver:
    """Jumps from one due moment to the next, never minute by minute.

    Order at one moment: Slack's own deliveries and woken sleepers, then people, then the bot's ticks; each
    followed by `calm`. People's plans of one moment go in the order they were made.
    """

    def __init__(self, slack: PretendSlack, bot: Steppable | None = None, *, most_rounds: int = 1000) -> None:
        self._slack = slack
        self.bot = bot
        self._most_rounds = most_rounds
        self._order = itertools.count()
        self._plans: list[tuple[datetime, int, Act]] = []
        self.watchers: list[Callable[[], None]] = []  # told whenever all is quiet; they may plan, not act

    @property
    def now(self) -> datetime:
        return self._slack.clock.now()

    def at(self, when: datetime, act: Act) -> None:
        """Somebody will do this then; a time in the past means now."""
        heapq.heappush(self._plans, (when, next(self._order), act))

    async def settle(self) -> None:
        """Until neither Slack nor the bot has anything going on or due. Raises TimeoutError from Slack's side."""
        await self._until(self.bot.settled if self.bot is not None else _nothing)

    async def calm(self) -> None:
        """As `settle`, but what is due by the bot's clock alone waits until time moves, as it does for real."""
        await self._until(self.bot.delivered if self.bot is not None else _nothing)

    async def _until(self, bot_is_quiet: Act) -> None:
        for _ in range(self._most_rounds):
            await self._slack.settled()
            await bot_is_quiet()
            await asyncio.sleep(0)
            if not self._slack.busy():
                for watcher in self.watchers:
                    watcher()
                return
        raise RuntimeError("bot and pretend Slack keep each other busy at one moment: something answers itself")

    async def next_moment(self) -> datetime | None:
        """The earliest time at which anybody has something to do."""
        wakes = [self._slack.next_wake(), self._slack.clock.next_sleeper()]
        if self._plans:
            wakes.append(self._plans[0][0])
        if self.bot is not None:
            wakes.append(await self.bot.next_wake())
        return min((w for w in wakes if w is not None), default=None)

    async def run_until(self, end: datetime) -> None:
        """Live through everything up to and including `end`; the clock then shows `end`.

        Raises RuntimeError when one moment does not come to an end.
        """
        await self.calm()
        rounds = 0
        while True:
            moment = await self.next_moment()
            if moment is None or moment > end:
                break
            rounds = 0 if moment > self._slack.clock.now() else rounds + 1
            if rounds > self._most_rounds:
                raise RuntimeError(f"the moment {moment.isoformat()} does not come to an end")
            await self._live(max(moment, self._slack.clock.now()))
        self._slack.clock.advance_to(max(end, self._slack.clock.now()))
        await self.calm()

    async def _live(self, moment: datetime) -> None:
        """One moment: deliveries and sleepers wake with the clock, then people act, then the bot ticks."""
        self._slack.clock.advance_to(moment)
        await self.calm()
        while self._plans and self._plans[0][0] <= moment:
            await heapq.heappop(self._plans)[2]()
            await self.calm()
        if self.bot is not None:
            wake = await self.bot.next_wake()
            if wake is not None and wake <= moment:
                await self.bot.run_due(moment)
                await self.calm()


async def _nothing() -> None:
    return None
