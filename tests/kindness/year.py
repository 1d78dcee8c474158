"""Months in the life of many sets: the real bot, the pretend Slack, and people who answer by themselves."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from bot import operator
from bot.simulate import Town, town
from sandbox.errors import CannotDo
from sandbox.forms import options_of, places
from sandbox.people import Person
from sandbox.story import Stage
from tests.kindness.cast import IN_A_SET, Member, at, cast
from tests.kindness.holder import Holder, plain
from tests.kindness.measure import Figures, Window, Wish

BEGINS = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)  # a Monday; London's clocks change in March and October
SETS_OF_ONE = 10  # sets that one coordinator looks after
SETTLING = timedelta(days=3)  # until everybody has joined
EVERY = timedelta(weeks=6)  # a session
MOST_DAYS = 45  # between committing and the day
ACTIONS_A_YEAR = 13
FIRST_SESSION = datetime(2026, 1, 15, 13, 30, tzinfo=UTC)
_VERBS = ("ring", "ask", "thank", "write to", "sit with", "draw", "read", "try", "visit", "shadow", "book", "plan")
_THINGS = ("ward", "team", "porter", "rota", "library", "garden", "handover", "clinic", "room", "letter", "form", "map")


@dataclass
class Year:
    """What was lived. mishaps: what people could not do that they meant to, by kind."""

    place: Town
    stage: Stage
    begins: datetime
    ends: datetime
    holders: list[Holder] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    sessions: int = 0

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
    year = Year(place, stage, BEGINS, BEGINS + timedelta(days=days))
    people = cast(sets, BEGINS.date(), days, seed)
    for number, members in enumerate(people):
        await _found(year, number, members, seed)
    await stage.at(BEGINS + SETTLING)
    random = Random(f"year {seed}")
    for number in range(sets):
        holders = year.holders[number * IN_A_SET : (number + 1) * IN_A_SET]
        for holder in holders:
            await _choose_hours(year, holder)
            _plan(year, holder, random)
        if number % 2 == 0:
            _meet(year, holders, random)
    await stage.at(year.ends)
    return year


async def _found(year: Year, number: int, members: Sequence[Member], seed: int) -> None:
    """One set, by its coordinator; its members have joined when the days of settling are over."""
    stage = year.stage
    name = f"Coordinator{number // SETS_OF_ONE + 1}"
    coordinator = stage.cast(name, name)
    if number % SETS_OF_ONE == 0:
        await operator.coordinator_add(year.place.settings, coordinator.id, stage.slack.clock)
    holders = [Holder(stage, member, seed) for member in members]
    year.holders += holders
    await stage.command(coordinator, "/als")
    await stage.press(coordinator, "New set")
    asked = holders if number == 0 else [*holders, year.holders[number * IN_A_SET - 1]]  # somebody is in two sets
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
    await _window(year, holder.person, "settings", chosen)
    holder.draw()


def _plan(year: Year, holder: Holder, random: Random) -> None:
    """When they commit to what, when they are away, and when they want a pause."""
    member, days = holder.member, (year.ends - year.begins).days

    def on(day: date, hour: int, act: Callable[[], Awaitable[object]]) -> None:
        moment = at(member, day, hour, random.randrange(60))
        if year.stage.now < moment < year.ends:
            year.stage.driver.at(moment, partial(_try, year, act))

    for number in range(round(ACTIONS_A_YEAR * days / 365) or 1):
        day = year.begins.date() + timedelta(days=4 + random.randrange(max(1, days - 6)))
        label = f"{random.choice(_VERBS)} {random.choice(_THINGS)} {member.name[3:].replace('Person', '-')}-{number}"
        due = day + timedelta(days=random.choice((random.randint(1, 10), random.randint(11, MOST_DAYS))))
        on(day, random.randint(9, 19), partial(_commit, year, holder, label, due))
    for first, last in member.away:
        on(first - timedelta(days=random.randint(0, 6)), 12, partial(_go_away, year, holder, first, last))
    for begins, until in member.pauses:
        on(begins, 8, partial(_pause, year, holder, until))


async def _go_away(year: Year, holder: Holder, first: date, last: date) -> None:
    await _window(year, holder.person, "away", {"away_first": first.isoformat(), "away_last": last.isoformat()})
    holder.wishes.append(Wish(year.stage.now, first, last, "while they were away"))


async def _pause(year: Year, holder: Holder, until: date) -> None:
    await _window(year, holder.person, "settings", {"paused_until": until.isoformat()})
    now = year.stage.now
    today = now.astimezone(holder.member.tz).date()
    holder.wishes.append(Wish(now, today, until - timedelta(days=1), "while they had a pause", by_night=False))


async def _try(year: Year, act: Callable[[], Awaitable[object]]) -> None:
    """People meet closed doors too: that is counted, and life goes on."""
    try:
        await act()
    except CannotDo as error:
        year.mishaps[str(error)[:60]] += 1


async def _window(year: Year, person: Person, word: str, values: dict[str, object]) -> None:
    stage = year.stage
    await stage.close(person)
    await stage.command(person, "/als", word)
    await stage.fill(person, values)
    await stage.close(person)


async def _commit(year: Year, holder: Holder, label: str, due: date) -> None:
    stage, person = year.stage, holder.person
    await stage.close(person)
    await stage.command(person, "/als", "action")
    form = {"action_label": label, "action_due": f"{due:%-d %B %Y}"}
    await stage.fill(person, form | _set_of(person))
    holder.notebook.committed(label, due, stage.now)
    await stage.submit(person)
    await stage.close(person)
    later = at(holder.member, due + timedelta(days=1), 12)
    if later < year.ends:
        stage.driver.at(later, partial(_try, year, partial(_wonder, year, holder, label, due)))


def _set_of(person: Person) -> dict[str, str]:
    """Which set it is for, when the form asks: the newest of theirs."""
    for place in places(person.modal().body["blocks"]):
        if place.block_id == "action_set":
            return {"action_set": str(options_of(place.element)[-1]["value"])}
    return {}


async def _wonder(year: Year, holder: Holder, label: str, due: date) -> None:
    """The day after: somebody whose action was open all that day looks into its window."""
    page, stage, person = holder.notebook.pages[label], year.stage, holder.person
    if page.now.ended or page.now.due != due:
        return
    await stage.close(person)
    await stage.command(person, "/als")
    await stage.press(person, "My actions")
    opening = [
        each
        for block in person.modal().body["blocks"]
        if (each := block.get("accessory")) and label in str(each.get("accessibility_label"))
    ]
    if not opening:
        raise CannotDo("an open action is not in the list")
    await person.press(None, opening[0]["action_id"], value=opening[0]["value"])
    await stage.driver.calm()
    holder.windows.append(Window(label, due, stage.now, plain("\n".join(person.reads(person.modal())))))
    await stage.close(person)


def _meet(year: Year, holders: Sequence[Holder], random: Random) -> None:
    """A session every six weeks, booked by one, opened and closed by whoever has the turn. Half the sets never meet."""
    person, stage = holders[0].person, year.stage

    async def book(day: date) -> None:
        await stage.close(person)
        await stage.command(person, "/als-session")
        await stage.press(person, "Pick a date")
        values = {"session_day": day.isoformat(), "session_time": "13:30", "session_length": "90"}
        await stage.fill(person, values)
        await stage.close(person)

    async def hold() -> None:
        leader = await _leader(year, holders)
        await stage.press(leader, "Open the session")
        await stage.fill(leader, {})
        await stage.press(leader, "Close session")
        await stage.submit(leader)
        await stage.close(leader)
        year.sessions += 1

    meeting = FIRST_SESSION + timedelta(weeks=random.randrange(4))
    while meeting < year.ends:
        stage.driver.at(meeting - EVERY + timedelta(days=5), partial(_try, year, partial(book, meeting.date())))
        stage.driver.at(meeting, partial(_try, year, hold))
        meeting += EVERY


async def _leader(year: Year, holders: Sequence[Holder]) -> Person:
    """Who is offered to open the session; their window shows it then. Raises CannotDo when nobody is."""
    stage = year.stage
    for person in (holder.person for holder in holders):
        await stage.close(person)
        await stage.command(person, "/als-session")
        if "Open the session" in str(person.modal().body):
            return person
        await stage.close(person)
    raise CannotDo("nobody may open the session")
