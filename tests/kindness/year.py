"""Months in the life of many sets: the real bot, the pretend Slack, and people who answer by themselves."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from bot import operator
from bot.simulate import Town, town
from sandbox.errors import CannotDo
from sandbox.story import Stage
from tests.kindness import deeds
from tests.kindness.cast import IN_A_SET, Member, at, cast
from tests.kindness.holder import Holder
from tests.kindness.measure import Figures

BEGINS = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)  # a Monday; London's clocks change in March and October
SETTLING = timedelta(days=3)  # until everybody has joined
FIRST_SESSION = datetime(2026, 1, 15, 13, 30, tzinfo=UTC)
EVERY = timedelta(weeks=6)  # a session
MOST_DAYS = 45  # between committing and the day
ACTIONS_A_YEAR = (6, 12, 12, 25, 60)  # some have a step for every day of the week
STOPPED = 0.15  # of them are stopped unasked, some days after
_VERBS = ("ring", "ask", "thank", "write to", "sit with", "draw", "read", "try", "visit", "shadow", "book", "plan")
_THINGS = ("ward", "team", "porter", "rota", "library", "garden", "handover", "clinic", "room", "letter", "form", "map")


@dataclass
class Year:
    """What was lived. mishaps: what people could not do that they meant to, by kind."""

    place: Town
    stage: Stage
    ends: datetime
    holders: list[Holder] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    sessions: int = 0

    def plan(self, moment: datetime, deed: Callable[..., Awaitable[None]], *what: Any) -> None:  # noqa: ANN401 - as the deed takes it
        """Somebody will do this then. What they cannot do is counted, and life goes on."""
        if self.stage.now < moment < self.ends:
            self.stage.driver.at(moment, partial(self._try, deed, *what))

    async def _try(self, deed: Callable[..., Awaitable[None]], *what: Any) -> None:  # noqa: ANN401 - as in plan
        try:
            await deed(self.stage, *what)
        except CannotDo as error:
            self.mishaps[str(error)[:60]] += 1
        else:
            self.sessions += deed is deeds.meet

    def figures(self) -> Figures:
        """What it was like for its people."""
        figures = Figures(mishaps=Counter(self.mishaps), counts=Counter({"sessions": self.sessions}))
        for holder in self.holders:
            figures.add(holder.lived())
        slack = self.stage.slack
        figures.problems += [str(each) for each in slack.refusals]
        figures.problems += [each.text for each in slack.visible_errors]
        return figures


def house(folder: Path, seed: int) -> AbstractAsyncContextManager[Town]:
    """The bot and the pretend Slack that the year happens in."""
    return town(folder, BEGINS, seed=seed)


async def live(place: Town, sets: int, days: int, seed: int) -> Year:
    """Everything, from the first set to the last day."""
    stage = Stage(place.slack, place.driver)
    year = Year(place, stage, BEGINS + timedelta(days=days))
    coordinator = stage.cast("Coordinator", "Coordinator")
    await operator.coordinator_add(place.settings, coordinator.id, stage.slack.clock)
    for number, members in enumerate(cast(sets, BEGINS.date(), days, seed)):
        await _found(year, number, members, seed)
    await stage.at(BEGINS + SETTLING)
    random = Random(f"year {seed}")
    for holder in year.holders:
        await _choose_hours(year, holder)
        _plan(year, holder, random)
    for number in range(0, sets, 2):  # half of the sets never meet
        _meet(year, year.holders[number * IN_A_SET : (number + 1) * IN_A_SET], random)
    await stage.at(year.ends)
    return year


async def _found(year: Year, number: int, members: Sequence[Member], seed: int) -> None:
    """One set, by its coordinator; its members have joined when the days of settling are over."""
    stage, coordinator = year.stage, year.stage.slack.people["Coordinator"]
    holders = [Holder(stage, member, seed) for member in members]
    year.holders += holders
    asked = holders if number == 0 else [*holders, year.holders[number * IN_A_SET - 1]]  # somebody is in two sets
    await stage.command(coordinator, "/als")
    await stage.press(coordinator, "New set")
    form = {
        "set_name": f"Set {number + 1}",
        "set_people": [holder.person for holder in asked],
        "set_cadence": "6",
        "set_zone": "Europe/London",
        "set_confidentiality": "chatham_house",
        "set_contacts": "Rosa Diaz, wellbeing lead, ext. 2040",
    }
    await stage.fill(coordinator, form)
    await stage.fill(coordinator, {"set_weekday": "Thursday", "set_time": "13:30", "set_length": "210"})
    await stage.close(coordinator)


async def _choose_hours(year: Year, holder: Holder) -> None:
    member = holder.member
    chosen: dict[str, object] = {"weekly_limit": str(member.weekly)}
    if member.window is not None:
        chosen |= {"window_start": f"{member.window[0]:%H:%M}", "window_end": f"{member.window[1]:%H:%M}"}
        chosen |= {"days": [str(day) for day in sorted(member.days)]}
    await deeds.command(year.stage, holder.person, "settings", chosen)
    holder.draw()


def _plan(year: Year, holder: Holder, random: Random) -> None:
    """When they commit to what, when they are away, and when they want a pause."""
    member, begins = holder.member, BEGINS.date()
    days = (year.ends.date() - begins).days

    def on(day: date, hour: int) -> datetime:
        return at(member, day, hour, random.randrange(60))

    for number in range(max(1, round(random.choice(ACTIONS_A_YEAR) * days / 365))):
        day = begins + timedelta(days=4 + random.randrange(max(1, days - 6)))
        label = f"{random.choice(_VERBS)} {random.choice(_THINGS)} {member.name[3:].replace('Person', '-')}-{number}"
        due = day + timedelta(days=random.choice((random.randint(1, 10), random.randint(11, MOST_DAYS))))
        year.plan(on(day, random.randint(9, 19)), deeds.commit, holder, label, due)
        year.plan(at(member, due + timedelta(days=1), 12), deeds.wonder, holder, label, due)
        if random.random() < STOPPED:
            year.plan(on(day + timedelta(days=random.randint(1, MOST_DAYS)), 7), deeds.let_go, holder, label)
    for first, last in member.away:
        year.plan(on(first - timedelta(days=random.randint(0, 6)), 12), deeds.go_away, holder, first, last)
    for day, until in member.pauses:
        year.plan(on(day, 8), deeds.pause, holder, until)


def _meet(year: Year, holders: Sequence[Holder], random: Random) -> None:
    """A session every six weeks, booked by one of them."""
    people = [holder.person for holder in holders]
    meeting = FIRST_SESSION + timedelta(weeks=random.randrange(4))
    while meeting < year.ends:
        booked = max(meeting - EVERY, BEGINS) + timedelta(days=5)
        year.plan(booked, deeds.book, people[0], meeting.date())
        year.plan(meeting, deeds.meet, people)
        meeting += EVERY
