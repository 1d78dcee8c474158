"""The clock ticks: every feature's tick, for every workspace, once a UTC minute.

Production uses APScheduler as that one minute tick and nothing else: no job a nudge, no cron in local zones (01:30 in
London comes twice on the October night). With a file clock nothing runs on its own: a rehearsal's driver asks for
each run. Ticks are idempotent; each may run twice, on every replica and after a restart.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]  # ships no types
from apscheduler.triggers.cron import CronTrigger  # type: ignore[import-untyped]  # ships no types

from bot import logs
from handlers.feature import Tick
from storage.unit_of_work import WorkspaceStore


async def run_all(ticks: Sequence[Tick], stores: Iterable[WorkspaceStore], now: datetime) -> int:
    """Run every tick for every workspace. One that fails is logged; the others run. Returns how many failed."""
    failed = 0
    for store in stores:
        for tick in ticks:
            try:
                await tick.run(store, now)
            except Exception as error:
                failed += 1
                logs.failure("tick.failed", error, tick=tick.name, workspace=str(store.workspace_id))
    return failed


async def next_wake(ticks: Sequence[Tick], stores: Iterable[WorkspaceStore], now: datetime) -> datetime | None:
    """The earliest moment at which any tick has work, or None. Errors rise: a rehearsal must not jump past work."""
    moments = [await tick.next_wake(store, now) for store in stores for tick in ticks]
    return min((moment for moment in moments if moment is not None), default=None)


class TickLoop:
    """Calls `run_due(now)` at the start of each UTC minute; a run longer than a minute skips beats, never overlaps."""

    def __init__(self, run_due: Callable[[datetime], Awaitable[object]], now: Callable[[], datetime]) -> None:
        self._run_due = run_due
        self._now = now
        self._running = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.add_job(
            self.beat, CronTrigger(minute="*", timezone=UTC), misfire_grace_time=None, coalesce=True, max_instances=1
        )
        self._scheduler.start()

    def jobs(self) -> list[Any]:
        """What the scheduler holds: one job, the minute."""
        return list(self._scheduler.get_jobs())

    async def beat(self) -> None:
        """One run; an error is logged and the next minute tries again."""
        async with self._running:
            try:
                await self._run_due(self._now())
            except Exception as error:
                logs.failure("tick.run_failed", error)

    async def stop(self, timeout: float) -> None:
        """No more beats; wait up to `timeout` seconds for one under way, then cut it off: it rolls back."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        try:
            async with asyncio.timeout(timeout), self._running:
                pass
        except TimeoutError:
            logs.get_logger().warning("tick.cut_off")
        self._scheduler.shutdown(wait=False)
