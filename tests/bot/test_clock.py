"""The two clocks."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import ClockRefused, FileClock, SystemClock, clock_for, write_file_clock

NINE = datetime(2026, 5, 14, 9, 0, 0, 123_456, tzinfo=UTC)
PRETEND = "http://127.0.0.1:1/api/"


def test_the_file_is_eight_little_endian_bytes(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    path.write_bytes((-1).to_bytes(8, "little", signed=True))
    assert FileClock(path, slack_api_url=PRETEND).now() == datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


async def test_moving_the_file_wakes_a_sleeper(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    write_file_clock(path, NINE)
    clock = clock_for(path, PRETEND)
    assert clock.now() == NINE
    later = NINE + timedelta(days=1)
    sleeper = asyncio.create_task(clock.sleep_until(later))
    await asyncio.sleep(0.02)
    assert not sleeper.done()
    write_file_clock(path, later)
    await asyncio.wait_for(sleeper, 1)
    assert clock.now() == later


@pytest.mark.parametrize("contents", [None, b"", b"1234567"])
def test_a_wrong_file_is_refused(tmp_path: Path, contents: bytes | None) -> None:
    if contents is not None:
        (tmp_path / "clock").write_bytes(contents)
    with pytest.raises(ClockRefused, match="8 bytes"):
        FileClock(tmp_path / "clock", slack_api_url=PRETEND)


def test_a_real_slack_is_refused(tmp_path: Path) -> None:
    write_file_clock(tmp_path / "clock", NINE)
    with pytest.raises(ClockRefused, match="pretend Slack"):
        FileClock(tmp_path / "clock", slack_api_url="https://slack.com/api/")


async def test_the_system_clock_is_aware_and_sleeps() -> None:
    clock = clock_for(None, "https://slack.com/api/")
    assert isinstance(clock, SystemClock)
    until = clock.now() + timedelta(milliseconds=20)
    await clock.sleep_until(until)
    assert clock.now() >= until
    assert clock.now().tzinfo is UTC
    await clock.sleep_until(until)
