"""What each tick waits for, remembered, so that a rehearsal with many jumps in time asks only what may have changed.

A tick's next_wake is a promise: there is nothing to do before. It holds until that moment comes or a table that it
looked at is written to. Production keeps no such memory: there every tick runs every minute.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.delivery import Deliverer
from handlers.feature import Tick
from storage.unit_of_work import WorkspaceStore
from storage.watching import Watch, stamp_of

EVERYTHING = timedelta(days=7)
OUTBOX = "outbox"  # no tick is called so, and it belongs to no workspace


@dataclass(frozen=True)
class _Promise:
    wake: datetime | None
    tables: frozenset[str]
    stamp: tuple[int, ...]


class Waiting:
    """The ticks' promises, over one database that no other process writes to."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._promises: dict[tuple[str, UUID | None], _Promise] = {}
        self._everything_at: datetime | None = None

    async def next_wake(
        self, ticks: Sequence[Tick], stores: Sequence[WorkspaceStore], now: datetime
    ) -> datetime | None:
        """As bot.ticks.next_wake."""
        moments = [await self._wake(tick, store, now) for store in stores for tick in ticks]
        return min((moment for moment in moments if moment is not None), default=None)

    async def due(self, ticks: Sequence[Tick], stores: Sequence[WorkspaceStore], now: datetime) -> list[Tick]:
        """The ticks with something to do at `now`; once a week all of them, also those that nobody waits for."""
        if self._everything_at is None or now - self._everything_at >= EVERYTHING:
            self._everything_at = now
            return list(ticks)
        found = []
        for tick in ticks:
            wakes = [await self._wake(tick, store, now) for store in stores]
            if any(wake is not None and wake <= now for wake in wakes):
                found.append(tick)
        return found

    def _holds(self, known: _Promise) -> bool:
        return stamp_of(self._watch.counts(), known.tables) == known.stamp

    async def next_sending(self, deliverer: Deliverer, now: datetime) -> datetime | None:
        """As Deliverer.next_at."""
        return await self._remembered((OUTBOX, None), deliverer.next_at, now)

    async def _wake(self, tick: Tick, store: WorkspaceStore, now: datetime) -> datetime | None:
        return await self._remembered((tick.name, store.workspace_id), lambda: tick.next_wake(store, now), now)

    async def _remembered(
        self, key: tuple[str, UUID | None], ask: Callable[[], Awaitable[datetime | None]], now: datetime
    ) -> datetime | None:
        known = self._promises.get(key)
        if known is not None and (known.wake is None or known.wake > now) and self._holds(known):
            return known.wake
        # Counted before it is asked: what is committed meanwhile may be in the answer or not, and is asked for again.
        before = self._watch.counts()
        with self._watch.reading() as tables:
            wake = await ask()
        self._promises[key] = _Promise(wake, frozenset(tables), stamp_of(before, tables))
        return wake
