"""Days away: kept, listed, taken back; and what comes on the day somebody is back. On both databases."""

from datetime import date, timedelta
from random import Random

import pytest

from sets import away
from sets.errors import Problem, Refused
from sets.hours import local_date
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_person
from tests.handlers.action_kit import texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain

TODAY = NOW.date()
SOON = TODAY + timedelta(days=3), TODAY + timedelta(days=9)
LATER = TODAY + timedelta(days=40), TODAY + timedelta(days=40)


async def kept(store: WorkspaceStore, user: str = "UAMINA") -> list[tuple[date, date]]:
    found = await away.listed(store, user, NOW)
    return [(one.first_day, one.last_day) for one in found.stretches] if found else []


async def test_several_stretches_are_kept_the_soonest_first(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA")
    await away.save(store, "UAMINA", *LATER, "view:1", NOW)
    person, stretch = await away.save(store, "UAMINA", *SOON, "view:2", NOW)
    assert stretch is not None
    assert (person.slack_user_id, stretch.first_day, stretch.last_day) == ("UAMINA", *SOON)
    assert await kept(store) == [SOON, LATER]


async def test_the_same_form_or_the_same_days_twice_are_kept_once(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA")
    _, first = await away.save(store, "UAMINA", *SOON, "view:1", NOW)
    _, again = await away.save(store, "UAMINA", *SOON, "view:1", NOW)
    _, other_form = await away.save(store, "UAMINA", *SOON, "view:2", NOW)
    assert first == again == other_form
    assert await kept(store) == [SOON]


async def test_a_form_that_comes_again_after_undo_brings_nothing_back(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA")
    _, stretch = await away.save(store, "UAMINA", *SOON, "view:1", NOW)
    assert stretch is not None
    await away.remove(store, "UAMINA", stretch.id, "press:1", NOW)
    assert (await away.save(store, "UAMINA", *SOON, "view:1", NOW))[1] is None
    assert await kept(store) == []


@pytest.mark.parametrize(
    ("first", "last", "problem", "field"),
    [
        (SOON[1], SOON[0], Problem.BAD_DATES, "last"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), Problem.DATE_PAST, "last"),
        (TODAY, TODAY + timedelta(days=732), Problem.DATE_TOO_FAR, "last"),
        (date.max, date.max, Problem.DATE_TOO_FAR, "last"),
        (None, SOON[1], Problem.DATE_UNREADABLE, "first"),
        (SOON[0], None, Problem.DATE_UNREADABLE, "last"),
    ],
)
async def test_days_that_make_no_sense_are_refused(
    sqlite_store: WorkspaceStore, first: date | None, last: date | None, problem: Problem, field: str
) -> None:
    await add_person(sqlite_store, "UAMINA")
    with pytest.raises(Refused) as refused:
        await away.save(sqlite_store, "UAMINA", first, last, "view:1", NOW)
    assert (refused.value.problem, refused.value.field) == (problem, field)
    assert await kept(sqlite_store) == []


async def test_in_the_middle_of_it_one_may_still_say_so(sqlite_store: WorkspaceStore) -> None:
    await add_person(sqlite_store, "UAMINA")
    days = TODAY - timedelta(days=2), TODAY
    await away.save(sqlite_store, "UAMINA", *days, "view:1", NOW)
    assert await kept(sqlite_store) == [days]


async def test_no_more_than_a_window_holds(sqlite_store: WorkspaceStore) -> None:
    await add_person(sqlite_store, "UAMINA")
    for number in range(away.MOST):
        day = TODAY + timedelta(days=number)
        await away.save(sqlite_store, "UAMINA", day, day, f"view:{number}", NOW)
    with pytest.raises(Refused) as refused:
        await away.save(sqlite_store, "UAMINA", *LATER, "view:more", NOW)
    assert refused.value.problem is Problem.TOO_MANY


async def test_what_is_over_is_not_listed(sqlite_store: WorkspaceStore) -> None:
    await add_person(sqlite_store, "UAMINA")
    await away.save(sqlite_store, "UAMINA", *SOON, "view:1", NOW)
    found = await away.listed(sqlite_store, "UAMINA", NOW + timedelta(days=10))
    assert found is not None
    assert found.stretches == []
    assert await away.listed(sqlite_store, "UNOBODY", NOW) is None


async def test_only_its_owner_takes_it_back(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA")
    await add_person(store, "UBEN")
    _, stretch = await away.save(store, "UAMINA", *SOON, "view:1", NOW)
    assert stretch is not None
    for user in ("UBEN", "UNOBODY"):
        with pytest.raises(Refused) as refused:
            await away.remove(store, user, stretch.id, f"press:{user}", NOW)
        assert refused.value.problem is Problem.NOT_YOUR_SET
    left = await away.remove(store, "UAMINA", stretch.id, "press:1", NOW)
    assert left.stretches == []
    assert (await away.remove(store, "UAMINA", stretch.id, "press:1", NOW)).stretches == []  # the same press again
    with pytest.raises(Refused) as refused:
        await away.remove(store, "UAMINA", stretch.id, "press:2", NOW)
    assert refused.value.problem is Problem.ALREADY_DONE


async def test_back_from_two_weeks_there_is_one_message(store: WorkspaceStore) -> None:
    """Seven actions fell due in the meantime: nothing while away, all in one message on the day back, then nothing."""
    world: World = await make_world(store, london(5, 4, 14))
    for number in range(7):
        await world.commit(f"Step {number}", f"{6 + number} May")
    await away.save(store, "UAMINA", date(2026, 5, 5), date(2026, 5, 17), "view:1", world.now)
    await world.quiet_until(london(5, 18, 8, 30))
    back = await world.ask(london(5, 18, 8, 30))
    assert back.call.arguments["text"] == "You have 7 short check-ins."
    await world.quiet_until(london(5, 21, 9))


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_fell_due_there_is_one_catch_up_message(sqlite_store: WorkspaceStore, seed: int) -> None:
    """Any number of actions on any days: nothing while away, then one message with each once; none in three days."""
    random = Random(seed)
    world, count, last = await make_world(sqlite_store, london(5, 4, 14)), random.randint(1, 12), random.randint(20, 60)
    for number in range(count):
        due = date(2026, 5, 5) + timedelta(days=random.randint(0, 12))
        await world.commit(f"Step {number}", f"{due.day} {due:%B}")
    back = date(2026, 5, 4) + timedelta(days=last)
    await away.save(world.store, "UAMINA", date(2026, 5, 5), back, "view:1", world.now)
    sent: list[tuple[date, str]] = []
    for day in range(1, last + 10):
        for hour in (9, 16):
            await world.tick(london(5, 4, hour) + timedelta(days=day))
            today = local_date(world.now, "Europe/London")
            sent += [(today, message.call.arguments["text"]) for message in await world.deliver()]
    first = sent[0][0]
    assert back < first <= back + timedelta(days=3)
    assert sent[0][1] == f"You have {count} short check-in{'s' if count > 1 else ''}."
    assert all(day >= first + timedelta(days=3) for day, _ in sent[1:])


async def test_back_from_days_away_nothing_sounds_late(store: WorkspaceStore) -> None:
    world = await make_world(store, london(5, 4, 14))
    await world.commit("Ring three wards", "Friday")
    await away.save(store, "UAMINA", date(2026, 5, 8), date(2026, 5, 10), "view:1", world.now)
    back = plain(texts_of((await world.ask(london(5, 11, 8, 30))).call.arguments))
    assert '"Ring three wards" was planned for Friday 8 May, while you were away. How are you getting on?' in back
    again = plain(texts_of((await world.ask(london(5, 15, 9))).call.arguments))
    assert "while you were away. New date, smaller step, or stop? If you press nothing" in again


async def test_coming_back_early_is_being_back(store: WorkspaceStore) -> None:
    world = await make_world(store, london(5, 4, 14))
    await world.commit("Ring three wards", "Friday")
    _, stretch = await away.save(store, "UAMINA", date(2026, 5, 5), date(2026, 5, 17), "view:1", world.now)
    await world.quiet_until(london(5, 11, 10))
    assert stretch is not None
    await away.remove(store, "UAMINA", stretch.id, "press:1", world.now)
    message = await world.ask(london(5, 11, 10))
    assert "Ring three wards" in plain(texts_of(message.call.arguments))
