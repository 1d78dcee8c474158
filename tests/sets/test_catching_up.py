"""Back from days away: what was shared meanwhile is offered once; the window has what somebody has not opened."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from sets import away, catching_up, nudges, update_changing, update_news, updates
from sets.catching_up import Absence, absences
from sets.errors import Problem, Refused
from storage.models import Nudge
from storage.queries.away import Stretch
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_membership, add_person, add_set
from tests.sets.update_kit import Circle, circle

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = NOW.date()  # a Thursday; ten o'clock in London
RULES = [update_news.SHARED_RULES, update_news.ANSWERED_RULES, catching_up.RULES]


def stretch(first: int, last: int) -> Stretch:
    some = UUID(int=first)
    return Stretch(some, some, date(2026, 5, first), date(2026, 5, last))


def absent(first: int, back: int) -> Absence:
    return Absence(date(2026, 5, first), date(2026, 5, back))


@pytest.mark.parametrize(
    ("stretches", "found"),
    [
        ([], []),
        ([stretch(4, 4)], [absent(4, 5)]),
        ([stretch(4, 8), stretch(9, 10)], [absent(4, 11)]),
        ([stretch(9, 10), stretch(4, 12)], [absent(4, 13)]),
        ([stretch(4, 8), stretch(4, 8), stretch(10, 11)], [absent(4, 9), absent(10, 12)]),
    ],
)
def test_stretches_that_touch_are_one_absence(stretches: list[Stretch], found: list[Absence]) -> None:
    assert absences(stretches) == found


async def go_away(town: Circle, user: str, first: int, last: int, now: datetime = NOW) -> UUID:
    """Days from today on; the stretch's id."""
    days = TODAY + first * DAY, TODAY + last * DAY
    _, kept = await away.save(town.store, user, *days, f"away:{user}:{first}:{last}", now)
    assert kept is not None
    return kept.id


async def offers(town: Circle, name: str, at: datetime) -> list[tuple[str, str | None]]:
    """The clock ticks; what became of each offer to this person."""
    await catching_up.tick(town.store, at)
    await catching_up.tick(town.store, at)
    await nudges.tick(town.store, at, RULES)
    async with town.store.read() as uow:
        wanted = select(Nudge.state, Nudge.reason).where(
            Nudge.kind == catching_up.MISSED, Nudge.person_id == town.people[name].id
        )
        return [(row[0], row[1]) for row in await uow.rows(wanted.order_by(Nudge.subject_revision))]


async def unread(town: Circle, user: str, at: datetime, after: UUID | None = None) -> list[UUID]:
    found = await catching_up.missed(town.store, user, after, at)
    return [row.update.id for row in found.updates]


async def test_it_is_offered_once_on_the_day_back(store: WorkspaceStore) -> None:
    town = await circle(store)
    await go_away(town, "UCARA", 1, 12)
    await town.sharing("set", at=NOW + 3 * DAY)
    back = datetime.combine(TODAY + 13 * DAY, NOW.timetz())
    assert await catching_up.next_wake(store, NOW) == back.replace(hour=0, minute=0) - HOUR  # midnight in London
    assert await offers(town, "CARA", back - DAY) == []
    assert await offers(town, "CARA", back) == [("composed", None)]
    assert await offers(town, "CARA", back + DAY) == [("composed", None)]
    assert await catching_up.next_wake(store, back) is None


async def test_it_waits_for_the_end_of_all_days_away_that_touch(store: WorkspaceStore) -> None:
    town = await circle(store)
    await go_away(town, "UCARA", 0, 4)
    await go_away(town, "UCARA", 5, 11)
    await town.sharing("set", at=NOW + DAY)
    assert await offers(town, "CARA", NOW + 5 * DAY) == []
    assert await offers(town, "CARA", NOW + 12 * DAY) == [("composed", None)]


@pytest.mark.parametrize("case", ["nothing", "before", "own", "withdrawn", "not for them", "by name"])
async def test_it_is_not_offered_when_there_is_nothing(store: WorkspaceStore, case: str) -> None:
    """By name: who hears of an update in their daily message needs no second thing about it."""
    town = await circle(store)
    await go_away(town, "UBEN", 1, 3)
    if case == "before":
        await town.sharing("set", at=NOW)
    elif case == "own":
        await town.sharing("set", user="UBEN", at=NOW + 2 * DAY)
    elif case == "withdrawn":
        shared = await town.sharing("set", at=NOW + 2 * DAY)
        await update_changing.take_back(store, "UAMINA", shared.row.id, NOW + 2 * DAY)
    elif case == "not for them":
        await town.sharing("next", at=NOW + 2 * DAY)
    elif case == "by name":
        await town.sharing("buddy", at=NOW + 2 * DAY)
    assert await offers(town, "BEN", NOW + 4 * DAY) == [("dropped", "nothing_new")]


async def test_what_was_shared_by_name_so_long_ago_that_nobody_tells_of_it_any_more(store: WorkspaceStore) -> None:
    town = await circle(store)
    await go_away(town, "UBEN", 1, 12)
    await town.sharing("buddy", at=NOW + 2 * DAY)
    assert await offers(town, "BEN", NOW + 13 * DAY) == [("composed", None)]


async def test_whether_it_was_opened_makes_no_difference_to_the_offer(store: WorkspaceStore) -> None:
    """What goes out, and what is stored of it, would say who has read (privacy.md section 3)."""
    town = await circle(store)
    for user in ("UCARA", "UDAN"):
        await go_away(town, user, 1, 3)
    shared = await town.sharing("set", at=NOW + 2 * DAY)
    await town.read(shared.row.id, "UCARA", NOW + 2 * DAY)
    assert await offers(town, "CARA", NOW + 4 * DAY) == await offers(town, "DAN", NOW + 4 * DAY)


async def test_who_comes_back_sooner_is_offered_it_then(store: WorkspaceStore) -> None:
    town = await circle(store)
    away_id = await go_away(town, "UCARA", 0, 12)
    shared = await town.sharing("set", at=NOW + 2 * DAY)
    kept = await away.remove(store, "UCARA", away_id, "press:1", NOW + 4 * DAY)
    assert kept.stretches == []
    with pytest.raises(Refused) as refused:
        await away.remove(store, "UCARA", away_id, "press:2", NOW + 4 * DAY)
    assert refused.value.problem is Problem.ALREADY_DONE
    assert await offers(town, "CARA", NOW + 4 * DAY) == [("composed", None)]
    assert await unread(town, "UCARA", NOW + 4 * DAY) == [shared.row.id]


async def test_days_away_that_never_began_end_in_nothing(store: WorkspaceStore) -> None:
    town = await circle(store)
    for first in (0, 3):
        away_id = await go_away(town, "UCARA", first, 12)
        await away.remove(store, "UCARA", away_id, f"press:{first}", NOW)
    await town.sharing("set", at=NOW)
    assert await offers(town, "CARA", NOW + 13 * DAY) == []


async def test_who_has_left_meanwhile_is_offered_nothing(store: WorkspaceStore) -> None:
    town = await circle(store)
    await go_away(town, "UCARA", 1, 3)
    await town.sharing("set", at=NOW + 2 * DAY)
    await town.leave("UCARA", NOW + 3 * DAY)
    assert await offers(town, "CARA", NOW + 4 * DAY) == [("dropped", "nothing_new")]
    assert await unread(town, "UCARA", NOW + 4 * DAY) == []


async def test_away_again_at_once_the_later_offer_tells_of_both(store: WorkspaceStore) -> None:
    """Back on Saturday, with no day on which the bot may write before the next days away."""
    town = await circle(store)
    await go_away(town, "UCARA", 0, 1)
    await go_away(town, "UCARA", 3, 5)
    await town.sharing("set", at=NOW + HOUR)
    assert await offers(town, "CARA", NOW + 2 * DAY) == [("planned", None)]  # a Saturday
    assert await offers(town, "CARA", NOW + 6 * DAY) == [("dropped", "superseded"), ("composed", None)]


async def test_the_window_has_what_they_may_read_and_have_not_opened_the_oldest_first(store: WorkspaceStore) -> None:
    town = await circle(store)
    made = [(await town.sharing(audience, at=NOW + number * HOUR)).row.id for number, audience in enumerate(
        ["set", "coach", "buddy", "next", "set"]
    )]  # fmt: skip
    own = (await town.sharing("set", user="UDAN", at=NOW)).row.id
    later = NOW + DAY
    await town.read(made[1], "UDAN", later)
    assert await unread(town, "UDAN", later) == [made[0], made[3], made[4]]
    assert await unread(town, "UROSA", later) == [made[1]]
    assert await unread(town, "UOTTO", later) == []
    assert await unread(town, "UAMINA", later) == [own]
    assert (await catching_up.missed(store, "UDAN", None, later)).count == 3
    await update_changing.take_back(store, "UAMINA", made[4], later)
    assert await unread(town, "UDAN", later) == [made[0], made[3]]
    with pytest.raises(Refused) as refused:
        await catching_up.missed(store, "UNOBODY", None, later)
    assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_pages_go_on_after_what_was_opened_meanwhile(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    made = [(await town.sharing("set", at=NOW + number * HOUR)).row.id for number in range(updates.PAGE * 2 + 3)]
    later = NOW + 4 * DAY
    first = await catching_up.missed(sqlite_store, "UBEN", None, later)
    assert [row.update.id for row in first.updates] == made[: updates.PAGE]
    assert (first.count, first.earlier, first.later) == (len(made), False, True)
    last = first.updates[-1].update.id
    for opened in (made[0], last):
        await town.read(opened, "UBEN", later)
    second = await catching_up.missed(sqlite_store, "UBEN", last, later)
    assert [row.update.id for row in second.updates] == made[updates.PAGE : 2 * updates.PAGE]
    assert (second.count, second.earlier, second.later) == (len(made) - 2, True, True)
    third = await catching_up.missed(sqlite_store, "UBEN", second.updates[-1].update.id, later)
    assert [row.update.id for row in third.updates] == made[2 * updates.PAGE :]
    assert (third.earlier, third.later) == (True, False)
    for nowhere in (made[-1], town.set_id):  # nothing is behind it; it is no update of theirs
        again = await catching_up.missed(sqlite_store, "UBEN", nowhere, later)
        assert again.updates[0].update.id == made[1]


async def test_another_sets_update_says_nothing_of_when_it_was_shared(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    mine = (await town.sharing("set", at=NOW)).row.id
    foreign = (await town.sharing("buddy", at=NOW + HOUR)).row.id
    await town.sharing("set", at=NOW + 2 * HOUR)
    found = await catching_up.missed(sqlite_store, "UCARA", foreign, NOW + DAY)
    assert found.updates[0].update.id == mine


async def test_in_two_sets_each_says_which(sqlite_store: WorkspaceStore) -> None:
    town = await circle(sqlite_store)
    cora, cara = await add_person(sqlite_store, "UCORIN"), town.people["CARA"]
    other = await add_set(sqlite_store, cora, members=[town.people["AMINA"]], name="Third", channel_id="CTHIRD")
    async with sqlite_store.write() as uow:
        await add_membership(uow, other, cara, EARLIER)
    await town.sharing("set")
    assert not (await catching_up.missed(sqlite_store, "UCARA", None, NOW)).several
    third = Circle(sqlite_store, other, town.session_id, town.people, shared=50)
    await third.sharing("set", at=NOW + HOUR)
    found = await catching_up.missed(sqlite_store, "UCARA", None, NOW + HOUR)
    assert found.several
    assert [row.set_name for row in found.updates] == ["Tuesday set", "Third"]
