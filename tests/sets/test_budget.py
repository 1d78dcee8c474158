"""The nudge budget (product.md) as a table: everything at once, in two sets, over three weeks."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from sets import nudges
from sets.hours import local_date
from storage.models import Away
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_set
from tests.handlers.bundle_kit import MixedWorld, mixed
from tests.handlers.checkin_kit import Message, london, make_world

MONDAY = london(5, 4, 8)
WEEKS = 3
ZONE = "Europe/London"


@dataclass(frozen=True)
class Life:
    """How somebody wants to hear from the bot. first, last: of hours; away: their first and last day away."""

    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    away: tuple[date, date] | None = None
    most_a_week: int = 3
    nights: bool = False
    quiet_before: datetime | None = None


LIVES = [
    Life("as it comes"),
    Life("one a week", {"weekly_limit": 1}, most_a_week=1),
    Life("two a week, Tuesdays and Thursdays", {"weekly_limit": 2, "days": frozenset({2, 4})}, most_a_week=2),
    Life(
        "nights",
        {"days": frozenset(range(1, 8)), "window_start": time(22), "window_end": time(6)},
        nights=True,
    ),
    Life("away in the second week", away=(date(2026, 5, 11), date(2026, 5, 17))),
    Life("paused for ten days", {"paused_until": date(2026, 5, 14)}, quiet_before=london(5, 14, 0)),
    Life("not until", {"not_until": london(5, 13, 12)}, quiet_before=london(5, 13, 12)),
]


async def _everything(store: WorkspaceStore, life: Life) -> MixedWorld:
    """Amina in two sets, with an action due every other day in each, and a question of another kind every day."""
    world = await mixed(await make_world(store, MONDAY, ZONE))
    other = await add_set(store, world.amina, members=[world.amina], name="Second set", channel_id="C2")
    for day in range(1, 20, 2):
        due = f"{(date(2026, 5, 4) + timedelta(days=day)):%d %B}"
        for set_id in (world.set_id, other):
            world.set_id = set_id
            await world.commit(f"Step for {due}", due)
    for day in range(WEEKS * 7):
        await world.plan(MONDAY + timedelta(days=day, hours=1), timedelta(days=4))
    await world.settings(**life.settings)
    if life.away:
        async with store.write() as uow:
            days = {"first_day": life.away[0], "last_day": life.away[1]}
            await uow.insert(Away, id=uow.new_id(), person_id=world.amina.id, **days)
    return world


async def _three_weeks(world: MixedWorld) -> list[tuple[datetime, Message]]:
    """Every message with its moment; the clock goes from one thing to do to the next."""
    heard: list[tuple[datetime, Message]] = []
    world.now, end = MONDAY, MONDAY + timedelta(weeks=WEEKS)
    while world.now < end:
        await world.tick()
        heard += [(world.now, message) for message in await world.deliver()]
        upcoming = await nudges.next_wake(world.store, world.now)
        later = max(upcoming or end, world.now + timedelta(minutes=1))
        world.now = min(later, end)
    return heard


def _window_day(at: datetime, life: Life) -> date:
    """The day a message counts for: a night belongs to the day on which it began."""
    local = at.astimezone(london(5, 4).tzinfo or UTC)
    return local_date(local - timedelta(hours=6 if life.nights else 0), ZONE)


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
async def test_the_budget_holds_whatever_comes(sqlite_store: WorkspaceStore, life: Life) -> None:
    world = await _everything(sqlite_store, life)
    heard = await _three_weeks(world)
    days = [_window_day(at, life) for at, _ in heard]
    assert max(Counter(days).values()) == 1, "one bundle a day"
    for day in days:
        assert len([one for one in days if day <= one < day + timedelta(days=7)]) <= life.most_a_week
    calendar_weeks = Counter(day.isocalendar().week for day in days)
    assert max(calendar_weeks.values()) <= life.most_a_week
    for at, message in heard:
        assert _inside(at, life), at
        back = life.away is not None and life.away[1] < local_date(at, ZONE) <= life.away[1] + timedelta(days=1)
        things = 15 if back else 5  # everything that waited is in one message
        assert len(message.blocks) <= 1 + 2 * things + 1 + 1  # each words and a row, and the frame
    assert len(days) >= life.most_a_week, "it is a limit, not silence"


def _inside(at: datetime, life: Life) -> bool:
    """Within days and hours, not while away, paused or held back."""
    hour = int(at.astimezone(UTC).strftime("%H")) + 1  # London in May
    chosen = life.settings.get("days", frozenset({1, 2, 3, 4, 5}))
    in_hours = hour >= 22 or hour < 6 if life.nights else 8 <= hour < 18
    away = life.away is not None and life.away[0] <= local_date(at, ZONE) <= life.away[1]
    held = life.quiet_before is not None and at < life.quiet_before
    return in_hours and _window_day(at, life).isoweekday() in chosen and not away and not held


async def test_nothing_is_asked_after_its_time_is_over(sqlite_store: WorkspaceStore) -> None:
    """With one message a week most of it never goes out: it expires, and nothing old is left waiting."""
    world = await _everything(sqlite_store, LIVES[1])
    await _three_weeks(world)
    states = await world.states()
    polls = Counter((state, reason) for slot, state, reason in states if slot == "ask")
    assert polls[("dropped", "expired")] > polls[("sent", None)]
    world.now += timedelta(weeks=5)
    await world.tick()
    await world.deliver()
    assert [state for slot, state, _ in await world.states() if slot == "ask" and state == "planned"] == []
