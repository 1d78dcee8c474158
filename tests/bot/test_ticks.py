"""Ticks: each for every workspace, none stopping another; the minute beat."""

import asyncio
import io
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from bot.ticks import TickLoop, next_wake, run_all
from handlers.feature import Tick
from storage.unit_of_work import WorkspaceStore

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
STORES = [cast(WorkspaceStore, SimpleNamespace(workspace_id=UUID(int=number))) for number in (1, 2)]


class Work:
    """A tick that keeps what it was asked."""

    def __init__(self, name: str, wakes: datetime | None = None, error: Exception | None = None) -> None:
        self.asked: list[tuple[int, datetime]] = []
        self.tick = Tick(name, self.run, self.next_wake)
        self._wakes = wakes
        self._error = error

    async def run(self, store: WorkspaceStore, now: datetime) -> None:
        self.asked.append((store.workspace_id.int, now))
        if self._error and store.workspace_id.int == 1:
            raise self._error

    async def next_wake(self, store: WorkspaceStore, now: datetime) -> datetime | None:
        return self._wakes


async def test_one_failing_tick_stops_no_other(out: io.StringIO) -> None:
    breaks, works = Work("breaks", error=KeyError("secret")), Work("works")
    assert await run_all([breaks.tick, works.tick], STORES, NOW) == 1
    assert breaks.asked == works.asked == [(1, NOW), (2, NOW)]
    line: dict[str, Any] = json.loads(out.getvalue())
    assert (line["event"], line["tick"], line["error"]) == ("tick.failed", "breaks", "KeyError")
    assert line["workspace"] == str(UUID(int=1))


async def test_the_earliest_wake_counts() -> None:
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(days=1)
    ticks = [Work("a", late).tick, Work("b", None).tick, Work("c", soon).tick]
    assert await next_wake(ticks, STORES, NOW) == soon
    assert await next_wake([Work("b").tick], STORES, NOW) is None
    assert await next_wake(ticks, [], NOW) is None


async def test_a_beat_survives_an_error(out: io.StringIO) -> None:
    beats: list[datetime] = []

    async def run_due(now: datetime) -> None:
        beats.append(now)
        raise KeyError("secret")

    loop = TickLoop(run_due, lambda: NOW)
    await loop.beat()
    await loop.beat()
    assert beats == [NOW, NOW]
    assert json.loads(out.getvalue().splitlines()[0])["event"] == "tick.run_failed"


async def test_stopping_waits_for_the_beat_under_way() -> None:
    done: list[str] = []

    async def run_due(_: datetime) -> None:
        await asyncio.sleep(0.05)
        done.append("beat")

    loop = TickLoop(run_due, lambda: NOW)
    loop.start()
    beat = asyncio.create_task(loop.beat())
    await asyncio.sleep(0)
    await loop.stop(timeout=5)
    assert done == ["beat"]
    await beat
    await loop.stop(timeout=5)


@pytest.mark.parametrize("started", [True, False])
async def test_the_scheduler_beats_once_a_utc_minute(started: bool) -> None:
    async def run_due(_: datetime) -> None: ...

    loop = TickLoop(run_due, lambda: NOW)
    if started:
        loop.start()
        (job,) = loop.jobs()
        assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
        first = job.trigger.get_next_fire_time(None, NOW + timedelta(seconds=1))
        assert first == NOW + timedelta(minutes=1)
        assert first.utcoffset() == timedelta(0)
    await loop.stop(timeout=1)
