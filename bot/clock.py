"""The one place that knows what time it is; everything else is given `now` (architecture.md, Time)."""

import asyncio
import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.settings import is_loopback

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SIZE = 8
POLL_S = 0.005


class Clock(Protocol):
    """Domain time."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...

    async def sleep_until(self, moment: datetime) -> None:
        """Return once now() is at or past `moment` (aware)."""
        ...


class ClockRefused(Exception):
    """The file clock cannot be used here: its file is not 8 bytes, or Slack is a real one."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, moment: datetime) -> None:
        # asyncio sleeps by the monotonic clock; asking again at least each minute follows a corrected wall clock
        while (left := (moment - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - nothing announces an hour
            await asyncio.sleep(min(left, 60.0))


class FileClock:
    """Time set from outside: 8 bytes, a little-endian signed count of microseconds since 1970 in UTC.

    A rehearsal's driver writes it; each bot process reads it through a mapping, so that all share one time.
    Raises ClockRefused for a wrong file, and always unless `slack_api_url` is this machine.
    """

    def __init__(self, path: Path, *, slack_api_url: str) -> None:
        if not is_loopback(slack_api_url):
            raise ClockRefused("A file clock works only with a pretend Slack on this machine.")
        try:
            with path.open("rb") as file:
                self._bytes = mmap.mmap(file.fileno(), SIZE, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            raise ClockRefused("The file clock's file is missing or is not 8 bytes long.") from None

    def now(self) -> datetime:
        # the writer's 8 bytes may land one by one: two equal readings are a whole one
        seen = self._bytes[:SIZE]
        while (again := self._bytes[:SIZE]) != seen:
            seen = again
        return EPOCH + timedelta(microseconds=struct.unpack("<q", seen)[0])

    async def sleep_until(self, moment: datetime) -> None:
        while self.now() < moment:  # noqa: ASYNC110 - another process moves this clock; there is no event to wait for
            await asyncio.sleep(POLL_S)


def write_file_clock(path: Path, moment: datetime) -> None:
    """Set the time that FileClocks on `path` show, in place so that their mappings see it."""
    mode = "r+b" if path.exists() else "w+b"
    with path.open(mode) as file:
        file.write(struct.pack("<q", (moment - EPOCH) // timedelta(microseconds=1)))


def clock_for(file_clock: Path | None, slack_api_url: str) -> Clock:
    """The clock the settings ask for."""
    return SystemClock() if file_clock is None else FileClock(file_clock, slack_api_url=slack_api_url)
