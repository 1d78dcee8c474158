"""The clock and the driver: jumps to whatever is next, the same way each time."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.clock import FileClockWriter, SimClock, read_file_clock
from sandbox.driver import Driver
from tests.sandbox.world_kit import START, Outbox, Room, open_room


class TickingBot:
    """Posts a message every `gap`, as a bot with a timetable would."""

    def __init__(self, room: Room, gap: timedelta) -> None:
        self._room = room
        self._gap = gap
        self._next = START + gap
        self.ticks: list[datetime] = []

    async def run_due(self, now: datetime) -> None:
        self.ticks.append(now)
        self._next = now + self._gap
        await self._room.call("chat.postMessage", channel=self._room.ana.id, text=f"tick {len(self.ticks)}")

    async def next_wake(self) -> datetime | None:
        return self._next

    async def delivered(self) -> None:
        await asyncio.sleep(0)

    async def settled(self) -> None:
        await asyncio.sleep(0)


async def test_a_week_is_a_few_jumps(room: Room) -> None:
    bot = TickingBot(room, timedelta(days=1))
    driver = Driver(room.slack, bot)
    driver.at(START + timedelta(hours=30), lambda: room.ana.say("in between"))
    room.slack.world.after_act = driver.settle
    await driver.run_until(START + timedelta(days=7))
    assert bot.ticks == [START + timedelta(days=n) for n in range(1, 8)]
    assert room.clock.now() == START + timedelta(days=7)
    assert [m.text for m in room.ana.sees().direct][:3] == ["tick 1", "in between", "tick 2"]


async def test_plans_of_one_moment_keep_their_order_and_sleepers_wake(room: Room) -> None:
    driver = Driver(room.slack)
    seen: list[str] = []

    async def sleeper() -> None:
        await room.clock.sleep_until(START + timedelta(hours=1))
        seen.append("slept")

    async def note(word: str) -> None:
        seen.append(word)

    task = asyncio.create_task(sleeper())
    await asyncio.sleep(0)
    for word in ("one", "two", "three"):
        driver.at(START + timedelta(hours=1), lambda word=word: note(word))  # type: ignore[misc]
    driver.at(START - timedelta(hours=1), lambda: note("past"))
    await driver.run_until(START + timedelta(hours=2))
    await task
    assert seen == ["past", "slept", "one", "two", "three"]


async def test_retries_are_lived_through(room: Room) -> None:
    driver = Driver(room.slack)
    await room.ana.say("nobody is there")
    await driver.run_until(START + timedelta(hours=1))
    assert [r.at - START for r in room.slack.log.of("delivery")] == [
        timedelta(0),
        timedelta(0),
        timedelta(minutes=1),
        timedelta(minutes=6),
    ]


async def test_a_moment_without_end_is_told(room: Room) -> None:
    class Restless(TickingBot):
        async def next_wake(self) -> datetime | None:
            return START

    with pytest.raises(RuntimeError, match="does not come to an end"):
        await Driver(room.slack, Restless(room, timedelta(0)), most_rounds=5).run_until(START + timedelta(days=1))


async def test_settling_gives_up_in_words() -> None:
    room = await open_room(settle_timeout_s=0.1, ack_timeout_s=1.0)
    bot = Outbox()
    await bot.start()
    await room.slack.connect_http(bot.url)
    bot.answers = [0.5]
    await room.ana.say("hello")
    with pytest.raises(TimeoutError, match="1 deliveries in flight"):
        await room.slack.settled()
    await bot.close()
    await room.close()


async def test_one_seed_one_story() -> None:
    logs = []
    for _ in range(2):
        room = await open_room()
        driver = Driver(room.slack, TickingBot(room, timedelta(hours=5)))
        driver.at(START + timedelta(hours=7), lambda room=room: room.ana.say("hello"))  # type: ignore[misc]
        await driver.run_until(START + timedelta(days=2))
        logs.append(list(room.slack.log.records))
        await room.close()
    assert logs[0] == logs[1]


def test_the_clock_only_runs_forwards() -> None:
    clock = SimClock(START)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance_to(START - timedelta(seconds=1))
    with pytest.raises(ValueError, match="aware"):
        SimClock(datetime(2026, 5, 14))  # noqa: DTZ001 - naive on purpose


async def test_a_cancelled_sleeper_does_not_count() -> None:
    clock = SimClock(START)
    task = asyncio.create_task(clock.sleep_until(START + timedelta(hours=1)))
    await asyncio.sleep(0)
    assert clock.next_sleeper() == START + timedelta(hours=1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert clock.next_sleeper() is None
    await clock.sleep_until(START)


def test_the_file_clock_shows_eight_bytes_of_microseconds(tmp_path: Path) -> None:
    clock = SimClock(START)
    path = tmp_path / "now"
    writer = FileClockWriter(path, clock.now())
    clock.on_advance.append(writer.write)
    moment = datetime(2026, 5, 14, 9, 0, 0, 123457, tzinfo=UTC)
    clock.advance_to(moment)
    assert path.stat().st_size == 8
    assert int.from_bytes(path.read_bytes(), "little", signed=True) == 1778749200123457
    assert read_file_clock(path) == moment
    writer.close()
