"""A week in the life of a set, told by the pretend Slack's log alone: whatever runs the bot, it must come out the same.

    python -m tests.whole.week --database URL --folder FOLDER --clock sim|file --dump FILE

writes the log down. Seven people in four zones: one works nights, one has paused reminders, one is away, one is
a guest. Actions fall due on different days, two on one day, one on a weekend in which London's clocks change.
"""

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import logs, operator
from bot.resources import manifest
from bot.settings import Settings
from bot.simulate import settings_for, town
from sandbox.clock import SimClock
from sandbox.driver import Driver
from sandbox.errors import CannotDo
from sandbox.people import Person
from sandbox.records import Message
from sandbox.server import PretendSlack
from tests.whole.canonical import canonical_log
from tests.whole.ports import free_port
from tests.whole.rehearsal import BotProcess

BEGINS = datetime(2026, 10, 21, 9, 0, tzinfo=UTC)  # a Wednesday; London's clocks go back on Sunday the 25th
ENDS = datetime(2026, 10, 29, 18, 0, tzinfo=UTC)
PAUSED_UNTIL = date(2026, 10, 27)
AWAY = (date(2026, 10, 22), date(2026, 10, 26))
NIGHTS = ("21:00", "06:00")

WHO: dict[str, dict[str, Any]] = {
    "Amina": {},
    "Ben": {"tz": "America/New_York"},
    "Chloe": {"is_restricted": True},
    "Noor": {},
    "Omar": {"tz": "Asia/Karachi"},
    "Kai": {"tz": "Pacific/Auckland"},
    "Dana": {},
}
# Who, what, by when as typed on Wednesday the 21st.
ACTIONS = (
    ("Amina", "ask the night team what they need", "tomorrow"),
    ("Amina", "write to the ward manager", "Friday"),
    ("Amina", "walk round the garden with a colleague", "Saturday"),
    ("Amina", "read one page of the plan aloud", "27 October"),  # her fourth in seven days: it has to wait
    ("Ben", "book the small room", "tomorrow"),
    ("Ben", "ring the library", "tomorrow"),
    ("Chloe", "shadow the discharge nurse", "Friday"),
    ("Chloe", "read the rota again", "Sunday"),
    ("Noor", "ask one open question at handover", "tomorrow"),
    ("Noor", "thank the porter", "25 October"),
    ("Omar", "draw the patient's path", "Friday"),
    ("Kai", "ask for an hour with the team lead", "tomorrow"),
    ("Dana", "try the shorter form", "Friday"),
)


@dataclass
class Life:
    """A running bot, the pretend Slack around it, and the people of the week."""

    slack: PretendSlack
    driver: Driver
    settings: Settings
    people: dict[str, Person] = field(default_factory=dict)

    async def wait(self, **time: float) -> None:
        await self.driver.run_until(self.slack.clock.now() + timedelta(**time))

    async def form(self, name: str, values: dict[str, Any]) -> None:
        """Fill in the open window and send it. Raises CannotDo when the bot refuses it."""
        person = self.people[name]
        await person.fill(None, values)
        problems = await person.submit()
        await self.driver.settle()
        if problems:
            raise CannotDo(f"{name} was refused: {problems}")

    async def command(self, name: str, text: str = "") -> None:
        await self.people[name].command("/als", text)
        await self.driver.settle()

    async def press(self, name: str, action_id: str, item: int = 1) -> None:
        """Press a button in the newest direct message that has it."""
        person = self.people[name]
        found = [message for message in person.sees().direct if _buttons(message, action_id)]
        if not found:
            raise CannotDo(f"{name} sees no {action_id}")
        button = _buttons(found[-1], action_id)[item - 1]
        await person.press(found[-1], action_id, value=button.get("value"))
        await self.driver.settle()


def _buttons(message: Message, action_id: str) -> list[dict[str, Any]]:
    elements = [each for block in message.blocks or [] for each in block.get("elements", [])]
    return [each for each in elements if each.get("action_id") == action_id]


@asynccontextmanager
async def in_process(url: str, folder: Path) -> AsyncIterator[Life]:
    """The bot in this process, with a simulated clock."""
    async with town(folder, BEGINS, database_url=url, keystore_url=_keystore(folder)) as place:
        yield Life(place.slack, place.driver, place.settings)


@asynccontextmanager
async def as_process(url: str, folder: Path) -> AsyncIterator[Life]:
    """The bot as a process of its own, with a clock in a file."""
    slack = PretendSlack(manifest(), SimClock(BEGINS), 0)
    await slack.start()
    settings = settings_for(slack, folder, database_url=url, keystore_url=_keystore(folder))
    await operator.keys_init(settings)
    bot = BotProcess(slack, settings, folder, free_port())
    try:
        await bot.start()
        yield Life(slack, Driver(slack, bot), settings)
    finally:
        await bot.stop()
        await slack.stop()


def _keystore(folder: Path) -> str:
    return f"sqlite:///{folder / 'keys.db'}"


async def live(life: Life) -> None:
    """The whole week."""
    life.people["Priya"] = life.slack.add_person("Priya", "Priya")
    await operator.coordinator_add(life.settings, life.people["Priya"].id, life.slack.clock)
    for name, fields in WHO.items():
        life.people[name] = life.slack.add_person(name, name, **fields)
    await _begin(life)
    await _hours(life)
    for name, label, due in ACTIONS:
        await life.command(name, "action")
        await life.form(name, {"action_label": label, "action_due": due})
        await life.form(name, {})
        await life.wait(seconds=20)
    _plan(life)
    await life.driver.run_until(ENDS)


async def _begin(life: Life) -> None:
    """Priya asks everyone to join a set, and everyone does."""
    await life.command("Priya")
    await life.people["Priya"].press(None, "setup.new")
    await life.driver.settle()
    values = {
        "set_name": "Thursday set",
        "set_people": [life.people[name].id for name in WHO],
        "set_cadence": "6",
        "set_zone": "Europe/London",
        "set_confidentiality": "full",
        "set_contacts": "Rosa Diaz, wellbeing lead",
    }
    await life.form("Priya", values)
    await life.wait(minutes=3)
    for name in WHO:
        await life.press(name, "joining.next")
        await life.press(name, "joining.next")
        await life.press(name, "joining.yes")
        await life.wait(seconds=30)


async def _hours(life: Life) -> None:
    """Noor works nights, Omar wants a pause, and Dana is away for some days."""
    await life.command("Noor", "settings")
    await life.form("Noor", {"window_start": NIGHTS[0], "window_end": NIGHTS[1]})
    await life.command("Omar", "settings")
    await life.form("Omar", {"paused_until": PAUSED_UNTIL.isoformat()})
    await life.command("Dana", "away")
    await life.form("Dana", {"away_first": AWAY[0].isoformat(), "away_last": AWAY[1].isoformat()})


def _plan(life: Life) -> None:
    """What people do, and when: simulated UTC."""

    def press(day: int, clock: str, name: str, action_id: str, item: int = 1) -> None:
        life.driver.at(_moment(day, clock), lambda: life.press(name, action_id, item))

    def say(day: int, clock: str, name: str, words: str) -> None:
        life.driver.at(_moment(day, clock), lambda: life.people[name].say(words))

    press(21, "20:10", "Kai", "checkins.done")
    press(21, "20:11", "Kai", "checkins.undo")
    say(21, "20:12", "Kai", "We spoke for an hour, and she said yes")
    press(22, "08:10", "Amina", "checkins.done")
    press(22, "08:11", "Amina", "checkins.undo")
    press(22, "08:12", "Amina", "checkins.still_on_it")
    press(22, "14:00", "Ben", "checkins.done")
    press(22, "14:01", "Ben", "checkins.not_now")
    press(22, "14:02", "Ben", "checkins.tomorrow")
    say(22, "21:00", "Noor", "I asked it and everybody had a view")
    press(22, "21:05", "Noor", "replies.undo")
    press(23, "09:30", "Amina", "checkins.done")
    say(23, "09:31", "Amina", "The letter is sent")
    press(23, "10:00", "Chloe", "checkins.stuck")
    life.driver.at(_moment(23, "10:01"), lambda: life.people["Chloe"].press(None, "checkins.stuck_keep"))
    life.driver.at(_moment(26, "10:00"), lambda: _change(life, "Chloe"))
    life.driver.at(_moment(26, "11:00"), life.people["Amina"].open_home)
    press(27, "09:30", "Dana", "checkins.done")
    press(27, "09:31", "Omar", "checkins.stuck")


async def _change(life: Life, name: str) -> None:
    """Pick another date for an action."""
    await life.press(name, "checkins.change")
    await life.form(name, {"action_due": "28 October"})


def _moment(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 10, day, int(hour), int(minute), tzinfo=UTC)


async def week_log(url: str, folder: Path, clock: str) -> list[dict[str, Any]]:
    """Live the week on this database; its canonical log. clock: sim (in this process) or file (a process apart)."""
    how = in_process if clock == "sim" else as_process
    async with how(url, folder) as life:
        await live(life)
        if life.slack.refusals or life.slack.visible_errors:
            raise CannotDo(f"{life.slack.refusals} {life.slack.visible_errors}")
        return canonical_log(life.slack)


def main() -> None:
    """From the command line."""
    parser = argparse.ArgumentParser(description="A simulated week; writes down what people saw.")
    parser.add_argument("--database", required=True, help="the address of a migrated database")
    parser.add_argument("--folder", required=True, type=Path, help="an empty folder for keys and logs")
    parser.add_argument("--clock", choices=("sim", "file"), default="sim")
    parser.add_argument("--dump", type=Path, required=True, help="write the log here, one JSON object a line")
    asked = parser.parse_args()
    logs.configure("WARNING")
    log = asyncio.run(week_log(asked.database, asked.folder, asked.clock))
    asked.dump.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in log), encoding="utf-8")


if __name__ == "__main__":
    main()
