"""The story "self-run", person by person: what came when, what each made of it, and that it is always the same."""

import asyncio
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import combinations, zip_longest
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from sandbox.forms import initial_values
from sandbox.log import LogRecord
from sandbox.mrkdwn import Viewer
from sandbox.page.blocks import Shown, blocks_html
from sandbox.residents import Entry
from sandbox.stories.self_run.people import AWAY_FIRST, AWAY_LAST
from sandbox.story import Stage
from tests.conftest import TEMPLATE
from tests.postgres import Server
from tests.whole.canonical import canonical_log
from tests.whole.test_day_one import ROOT

pytestmark = pytest.mark.xdist_group("self-run")  # one process tells the story, once
CHECK_IN = re.compile(r"^(You have \d+ (short check-in|choice)|A last note)")
MEMBERS = ("Amina", "Ben", "Chloe", "Dev", "Esi", "Femi")
SILENT_FROM = date(2026, 9, 9)


@dataclass(frozen=True)
class Reminder:
    """A message that counts against the budget. `local`: when it came, by the clock of the person it came to."""

    who: str
    local: datetime


def counts(record: LogRecord) -> bool:
    """Whatever may wait can be put off: it has a button for that."""
    return "Not until ..." in str(record.shown)


@pytest.fixture
def stage(self_run: Stage) -> Stage:
    """The story."""
    return self_run


def posts(stage: Stage, who: str) -> list[LogRecord]:
    """Every message of the bot in one person's direct messages, oldest first."""
    person = stage.slack.people[who]
    direct = stage.slack.ws.direct(person.id).id
    return [each for each in stage.slack.log.of("message") if each.channel == direct and each.actor == "app"]


@pytest.fixture
def reminders(stage: Stage) -> list[Reminder]:
    return [
        Reminder(who, each.at.astimezone(ZoneInfo(stage.slack.people[who].user.tz)))
        for who in MEMBERS
        for each in posts(stage, who)
        if counts(each)
    ]


def answers(stage: Stage, who: str) -> Iterator[Entry]:
    """What somebody pressed after they had joined."""
    for entry in stage.residents[who].diary:
        if entry.deed == "presses" and entry.at.date() > SILENT_FROM:
            yield entry


def test_slack_had_nothing_to_complain_about(stage: Stage) -> None:
    assert stage.slack.refusals == []
    assert [each.text for each in stage.slack.visible_errors] == []
    assert [(each.kind, each.mentions) for each in stage.slack.log.records if each.mentions] == []


def test_at_most_one_reminder_a_day_and_three_a_week(reminders: list[Reminder]) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for reminder in reminders:
        # A night's messages belong to the day it began on.
        night = timedelta(days=1) if reminder.who == "Esi" and reminder.local.hour < 12 else timedelta()
        days[reminder.who].append((reminder.local - night).date())
    assert set(days) == set(MEMBERS)
    for who, found in days.items():
        assert len(found) == len(set(found)), who
        for day in found:
            assert len([each for each in found if day <= each < day + timedelta(days=7)]) <= 3, who


def test_nobody_is_reminded_outside_their_hours(reminders: list[Reminder]) -> None:
    for reminder in reminders:
        clock = reminder.local.time()
        if reminder.who == "Esi":
            assert clock >= time(19) or clock < time(7), reminder
        else:
            assert time(8, 30) <= clock < time(17, 30), reminder
            assert reminder.local.isoweekday() <= 5, reminder


def test_nobody_is_reminded_while_away(reminders: list[Reminder]) -> None:
    found = [reminder.local.date() for reminder in reminders if reminder.who == "Femi"]
    assert found
    assert not [day for day in found if AWAY_FIRST <= day <= AWAY_LAST]


def test_no_two_messages_to_one_person_say_the_same_within_a_week(stage: Stage) -> None:
    """Button labels apart: the sentences of a message, as the person reads them."""
    for who in MEMBERS:
        said = [(each.at, _sentences(each)) for each in posts(stage, who)]
        for (first, one), (second, other) in combinations(said, 2):
            if second - first < timedelta(days=7):
                assert one & other <= NEWS, who


# News of something that happened twice within the week is told twice, in the same words.
NEWS = {"There are answers to an update of yours."}


def _sentences(record: LogRecord) -> set[str]:
    blocks = record.shown.get("blocks") or []
    texts = [str(block["text"]["text"]) for block in blocks if block.get("type") in ("section", "header")]
    split = (text.replace("?", "?\n").replace(". ", ".\n").split("\n") for text in texts)
    return {sentence.strip() for sentences in split for sentence in sentences} - {""}


def pressed(stage: Stage, who: str, *words: str) -> list[Entry]:
    """What somebody pressed of these buttons after they had joined."""
    return [entry for entry in answers(stage, who) if entry.what in words]


def asked(stage: Stage, who: str) -> list[datetime]:
    """When each check-in came to somebody."""
    return [each.at for each in posts(stage, who) if CHECK_IN.match(each.text)]


def test_amina_answers_at_once(stage: Stage) -> None:
    done = [entry.at for entry in pressed(stage, "Amina", "Done")]
    assert len(done) == len(asked(stage, "Amina")) > 0
    assert all(at - came <= timedelta(minutes=3) for at, came in zip(done, asked(stage, "Amina"), strict=True))


def test_ben_reads_and_answers_nothing_and_is_then_left_in_peace(stage: Stage) -> None:
    assert list(answers(stage, "Ben")) == []
    assert len(stage.residents["Ben"].did("reads")) >= len(asked(stage, "Ben")) > 0
    assert len(asked(stage, "Ben")) <= 4


def test_chloe_gets_stuck_and_finds_two_ways_out(stage: Stage) -> None:
    stuck = [entry.what for entry in answers(stage, "Chloe")]
    assert stuck.count("Stuck") == 2
    assert "Ask my set for questions" in stuck
    assert "Read privately" in stuck
    assert "Ask my buddy" in stuck
    assert pressed(stage, "Femi", "Yes, I can")
    assert stage.slack.people["Chloe"].sees().modal is None


def test_dev_answers_later_in_new_york(stage: Stage) -> None:
    done = pressed(stage, "Dev", "Done")[0].at
    assert timedelta(hours=5) <= done - asked(stage, "Dev")[0] <= timedelta(days=3)
    for entry in answers(stage, "Dev"):
        assert 8 <= entry.at.astimezone(ZoneInfo("America/New_York")).hour < 21


def test_esi_answers_by_night(stage: Stage) -> None:
    hours = {entry.at.astimezone(ZoneInfo("Europe/London")).hour for entry in answers(stage, "Esi")}
    assert pressed(stage, "Esi", "Done")
    assert hours <= {19, 20, 21, 22, 23, 0, 1, 2, 3, 4, 5, 6, 7}


def test_femi_answers_after_coming_back(stage: Stage) -> None:
    days = [entry.at.date() for entry in answers(stage, "Femi")]
    assert pressed(stage, "Femi", "Done")
    assert not [day for day in days if AWAY_FIRST <= day <= AWAY_LAST]


def test_every_member_agrees_to_the_ground_rules(stage: Stage) -> None:
    for who in MEMBERS:
        assert "I agree" in stage.residents[who].did("presses"), who


def test_three_sessions_are_held_and_the_last_is_led_by_a_member(stage: Stage) -> None:
    told = [record for record in channel_posts(stage) if "is closed." in str(record.shown)]
    numbers = [number for number in (1, 2, 3) if any(f"Session {number} is closed" in str(each.shown) for each in told)]
    assert numbers == [1, 2, 3]
    assert "Hanna" not in who_sees(stage, told[-1])


def test_the_set_decides_and_the_coach_leaves(stage: Stage) -> None:
    hanna = stage.slack.people["Hanna"]
    left = next(each for each in stage.slack.log.of("member") if each.outcome == f"{hanna.id} left")
    assert sum("Run ourselves?" in fills(stage, who) for who in MEMBERS) > len(MEMBERS) / 2
    assert hanna.sees().channels == []
    told = next(each for each in posts(stage, "Hanna") if each.text == "News from a set you coach.")
    london = [each.at.astimezone(ZoneInfo("Europe/London")) for each in (told, left)]
    assert [each.hour for each in london] == [9, 9]
    assert all(each.isoweekday() <= 5 for each in london)
    assert london[0].date() < london[1].date(), "time to say goodbye"
    decided = [each for each in channel_posts(stage) if "You decided to run yourselves" in str(each.shown)]
    assert len(decided) == 1
    assert "have said yes" not in str([each.shown for each in stage.slack.log.records]), "no count, ever"
    later = [
        each for each in stage.slack.log.records if hanna.id in each.seen_by and each.at > left.at + timedelta(days=1)
    ]
    assert later == []


def test_a_close_brings_one_message_with_all_its_questions(stage: Stage) -> None:
    told = [record for record in channel_posts(stage) if "is closed." in str(record.shown)]
    asking = [record for record in channel_posts(stage) if "A word for" in str(record.shown)]
    assert len(told) == 3
    assert [each.ts for each in asking] == [each.ts for each in told[1:]], "nobody of the set guided the first"


def test_who_guided_hears_what_four_of_them_wrote(stage: Stage) -> None:
    wrote = [who for who in MEMBERS if who != "Amina" and "A word for \u2068Amina\u2069" in fills(stage, who)]
    assert len(wrote) >= 4
    assert [each.text for each in posts(stage, "Amina") if "a word for you" in each.text]
    assert "A word for you" not in fills(stage, "Amina")


def fills(stage: Stage, who: str) -> list[str]:
    return stage.residents[who].did("fills in")


def test_what_is_shared_opens_together(stage: Stage) -> None:
    opened = [each for each in stage.slack.log.records if "The answers are open." in str(each.shown)]
    assert len({each.ts for each in opened}) == 2, "one question a cycle"
    assert pressed(stage, "Amina", "Answer")


def channel_posts(stage: Stage) -> list[LogRecord]:
    """What the bot wrote into the set's channel, oldest first."""
    return [each for each in stage.slack.log.of("message") if each.actor == "app" and not each.channel.startswith("D")]


def who_sees(stage: Stage, record: LogRecord) -> set[str]:
    return {stage.slack.ws.users[each].real_name for each in record.seen_by}


async def told(url: str, folder: Path, hash_seed: int) -> list[str]:
    """The log of the story in a fresh Python with this hash seed, one line an entry."""
    folder.mkdir()  # noqa: ASYNC240 - nothing else runs in this test
    log = folder / "log.jsonl"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.whole.story_log", "self-run", "--database", url, "--folder", str(folder), "--dump", str(log)),
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, problems = await process.communicate()
    assert process.returncode == 0, problems.decode()[-2000:]
    return log.read_text().splitlines()


async def test_it_is_the_same_story_everywhere(stage: Stage, postgres: Server, tmp_path: Path) -> None:
    """On PostgreSQL and with a hash seed of its own, held against SQLite with the one that this Python drew."""
    ours = [json.dumps(each, ensure_ascii=False) for each in canonical_log(stage.slack)]
    theirs = await told(postgres.create_database(f"story_{uuid4().hex}", TEMPLATE), tmp_path / "run", 2)
    assert len(ours) > 1000
    unlike = [pair for pair in zip_longest(ours, theirs) if pair[0] != pair[1]]
    assert unlike[:3] == []


def test_the_sandboxes_page_can_show_all_of_it(stage: Stage) -> None:
    """Every message, window and Home of the whole story: nothing is beyond the page."""
    viewer = Viewer("Europe/London")
    shown = [each.shown["blocks"] for each in stage.slack.log.records if each.shown.get("blocks")]
    assert len(shown) > 400
    for blocks in shown:
        assert "placeholder-loud" not in blocks_html(Shown(blocks, {}, viewer, initial_values(blocks)))
