"""The simulated clock: the only time the pretend Slack knows, besides real input/output timeouts."""

import asyncio
import heapq
import itertools
import mmap
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """What both the bot and the pretend Slack ask of a clock. All datetimes are aware and in UTC."""

    def now(self) -> datetime: ...

    async def sleep_until(self, t: datetime) -> None: ...


def microseconds(t: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00Z, exact (no floats)."""
    return (t - EPOCH) // MICROSECOND


def epoch_seconds(t: datetime) -> int:
    """Whole seconds since 1970-01-01T00:00Z, as Slack writes `created`, `event_time` and the like."""
    return microseconds(t) // 1_000_000


class SimClock:
    """A clock that stands still until it is advanced.

    Sleepers wake in the order of their times, ties in the order they went to sleep. Listeners
    (`on_advance`) are called synchronously after every advance, with the new time.
    """

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("the simulated clock needs an aware datetime")
        self._now = start.astimezone(UTC)
        self._order = itertools.count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self.on_advance: list[Callable[[datetime], None]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep_until(self, t: datetime) -> None:
        """Wait until the clock shows `t` or later; returns at once when it already does."""
        if t <= self._now:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (t, next(self._order), waiter))
        await waiter

    def next_sleeper(self) -> datetime | None:
        """The earliest time somebody sleeps until; cancelled sleepers do not count."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        return self._sleepers[0][0] if self._sleepers else None

    def advance_to(self, t: datetime) -> None:
        """Move to `t` (never backwards), wake sleepers that are due, tell the listeners."""
        if t < self._now:
            raise ValueError("the simulated clock does not run backwards")
        self._now = t.astimezone(UTC)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            waiter = heapq.heappop(self._sleepers)[2]
            if not waiter.done():
                waiter.set_result(None)
        for listener in self.on_advance:
            listener(self._now)

    def advance(self, by: timedelta) -> None:
        """Move forward by `by`."""
        self.advance_to(self._now + by)


class FileClockWriter:
    """Shows a clock to other processes: 8 mapped bytes, little-endian signed int64 microseconds since the epoch.

    Register `write` with `SimClock.on_advance`, so that the file never lags behind the clock.
    """

    def __init__(self, path: Path, now: datetime) -> None:
        path.write_bytes(struct.pack("<q", microseconds(now)))
        self._file = path.open("r+b")
        self._map = mmap.mmap(self._file.fileno(), 8)

    def write(self, now: datetime) -> None:
        self._map[0:8] = struct.pack("<q", microseconds(now))

    def close(self) -> None:
        self._map.close()
        self._file.close()


def read_file_clock(path: Path) -> datetime:
    """The time a `FileClockWriter` wrote last."""
    value: int = struct.unpack("<q", path.read_bytes()[:8])[0]
    return EPOCH + value * MICROSECOND
