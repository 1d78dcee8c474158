"""Day one: a simulated week is the same on every database, with every clock and hash seed, and it is kind."""

import asyncio
import json
import os
import re
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import TEMPLATE
from tests.postgres import Server
from tests.whole.week import ACTIONS, AWAY, NIGHTS, PAUSED_UNTIL, WHO

pytestmark = pytest.mark.xdist_group("day-one")  # one process lives the week, once
ROOT = Path(__file__).parents[2]
CHECK_IN = re.compile(r"^(You have \d+ (short check-in|choice)|A last note)")
BUDDIES = re.compile(r"Your budd(?:y is|ies are) [^.]+\.")
Log = list[dict[str, Any]]


@dataclass(frozen=True)
class Bundle:
    """One check-in message. `local`: when it came, by the clock of the person it came to."""

    who: str
    local: datetime
    words: str


async def live(url: str, folder: Path, clock: str, hash_seed: int) -> Log:
    """The log of a week in a fresh Python with this hash seed."""
    folder.mkdir()  # noqa: ASYNC240 - nothing else runs in this test
    dump = folder / "log.jsonl"
    asked = ["--database", url, "--folder", str(folder), "--clock", clock, "--dump", str(dump)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.whole.week", *asked),
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, problems = await process.communicate()
    assert process.returncode == 0, problems.decode()[-2000:]
    return [json.loads(line) for line in dump.read_text(encoding="utf-8").splitlines()]


def fresh_sqlite(template: Path, folder: Path, name: str) -> str:
    shutil.copy(template, folder / f"{name}.db")
    return f"sqlite:///{folder / name}.db"


def fresh_postgres(server: Server) -> str:
    return server.create_database(f"week_{uuid4().hex}", TEMPLATE)


@pytest.fixture(scope="module")
def week(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Log:
    """The week on SQLite, in one process."""
    folder = tmp_path_factory.mktemp("week")
    return asyncio.run(live(fresh_sqlite(sqlite_template, folder, "week"), folder / "bot", "sim", 1))


@pytest.fixture(scope="module")
def bundles(week: Log) -> list[Bundle]:
    """Every check-in message of the week."""
    return [
        Bundle(entry["who"], _local(entry), "\n".join(entry["lines"]))
        for entry in week
        if entry["kind"] == "message" and entry["where"] == "direct" and CHECK_IN.match(entry["notice"])
    ]


def _local(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["at"]).astimezone(ZoneInfo(WHO[entry["who"]].get("tz", "Europe/London")))


async def test_the_same_week_on_another_database(week: Log, postgres: Server, tmp_path: Path) -> None:
    assert len(week) > 250
    assert await live(fresh_postgres(postgres), tmp_path / "bot", "sim", 2) == week


async def test_the_same_week_in_a_process_of_its_own(week: Log, sqlite_template: Path, tmp_path: Path) -> None:
    """By a clock in a file. Its ids are made at random there, so another lot falls on who is whose buddy."""
    log = await live(fresh_sqlite(sqlite_template, tmp_path, "own"), tmp_path / "bot", "file", 2)
    assert _but_buddies(log) == _but_buddies(week)


def _but_buddies(log: Log) -> Log:
    """Without the names of buddies; how many somebody has is a lot too. Sorted anew, as names order one instant."""
    hidden = [json.loads(BUDDIES.sub("Your buddies.", json.dumps(entry, ensure_ascii=False))) for entry in log]
    return sorted(hidden, key=lambda entry: (entry["at"], json.dumps(entry, sort_keys=True)))


def test_at_most_one_check_in_message_a_day_and_three_a_week(bundles: list[Bundle]) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for bundle in bundles:
        days[bundle.who].append(bundle.local.date())
    for who, found in days.items():
        assert len(found) == len(set(found)), who
        for day in found:
            assert len([each for each in found if day <= each < day + timedelta(days=7)]) <= 3, who
    assert days["Amina"][:4] == [date(2026, 10, each) for each in (22, 23, 26, 29)]  # the one of the 27th waited


def test_nobody_is_written_to_outside_their_hours(bundles: list[Bundle]) -> None:
    start, end = (time.fromisoformat(each) for each in NIGHTS)
    for bundle in bundles:
        clock = bundle.local.time()
        if bundle.who == "Noor":
            assert clock >= start or clock < end, bundle
        else:
            assert time(8, 30) <= clock < time(17, 30), bundle


def test_nobody_is_written_to_at_the_weekend(bundles: list[Bundle]) -> None:
    for bundle in bundles:
        night = timedelta(days=1) if bundle.who == "Noor" and bundle.local.time() < time(12) else timedelta()
        assert (bundle.local - night).isoweekday() <= 5, bundle


def test_a_pause_and_days_away_are_kept(bundles: list[Bundle]) -> None:
    by_person = {who: [bundle.local.date() for bundle in bundles if bundle.who == who] for who in WHO}
    assert by_person["Omar"]
    assert min(by_person["Omar"]) >= PAUSED_UNTIL
    assert by_person["Dana"]
    assert not [day for day in by_person["Dana"] if AWAY[0] <= day <= AWAY[1]]


@pytest.mark.parametrize(("who", "label"), [(who, label) for who, label, _ in ACTIONS])
def test_every_due_action_is_asked_about(bundles: list[Bundle], who: str, label: str) -> None:
    assert [bundle for bundle in bundles if bundle.who == who and label in bundle.words]


def test_two_actions_of_one_day_come_in_one_message(bundles: list[Bundle]) -> None:
    (first, *_) = [bundle for bundle in bundles if bundle.who == "Ben"]
    assert "book the small room" in first.words
    assert "ring the library" in first.words


def test_the_working_day_follows_the_wall_clock_when_the_clocks_change(bundles: list[Bundle]) -> None:
    asked = [bundle.local for bundle in bundles if bundle.who == "Chloe"]
    before, after = asked[0], asked[-1]
    assert before.utcoffset() != after.utcoffset()
    assert (before.hour, after.hour) == (9, 9)
