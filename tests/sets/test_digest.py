"""The weekly note: frozen once, calendar facts by set, figures only pooled, one line even in a quiet week."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from sets import calls, digest
from sets.errors import Problem, Refused
from storage.models import CallRequest, SnapshotPerson
from storage.queries import digest as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_person
from tests.sets.digest_kit import MONDAY, programme

NINE = datetime(2026, 5, 18, 8, 0, tzinfo=UTC)  # Monday 09:00 in London


async def test_four_sets_of_seven_show_bands(store: WorkspaceStore) -> None:
    town = await programme(store, 4, 7)
    for number, name in enumerate(town.sets):
        await town.met(name, NINE - timedelta(days=2), came=6 if number else 7)
        await town.booked(name, NINE + timedelta(days=20))
    await town.asked(NINE - timedelta(days=1), answered=20)
    await town.reflected(NINE - timedelta(days=3), answered=3)
    found = await town.week(NINE)
    assert found is not None
    week = found.snapshot
    assert week.answers_band == 2  # 12 of 28
    assert (week.week, week.shown, week.pooled_sets, week.pooled_people) == (date(2026, 5, 18), "shown", 4, 28)
    assert (week.actions_band, week.sessions_band) == (3, 4)  # 20 of 28, 25 of 28
    assert [(one.name, one.met, one.booked, one.dormant, one.asks) for one in found.sets] == [
        (f"Set {number}", True, True, False, False) for number in range(1, 5)
    ]
    assert await town.deliveries() == [digest.PICTURE]


async def test_nine_people_are_too_few(store: WorkspaceStore) -> None:
    town = await programme(store, 1, 9)
    await town.asked(NINE - timedelta(days=1), answered=9)
    found = await town.week(NINE)
    assert found is not None
    assert (found.snapshot.shown, found.snapshot.pooled_people, found.snapshot.actions_band) == ("too_few", 0, None)


async def test_a_leaver_does_not_let_two_weeks_be_subtracted(store: WorkspaceStore) -> None:
    town = await programme(store, 4, 7)
    first = await town.week(NINE)
    await town.leaves("Set 2")
    second = await town.week(NINE + timedelta(days=7))
    third = await town.week(NINE + timedelta(days=14))
    assert first is not None
    assert second is not None
    assert third is not None
    assert (second.snapshot.shown, second.snapshot.pooled_people) == ("shown", 14)  # two whole sets, fourteen fewer
    assert third.snapshot.group_id == second.snapshot.id  # the same people: counted, not written down again
    async with store.read() as uow:
        assert (await uow.rows(select(func.count()).select_from(SnapshotPerson))).scalar_one() == 28 + 14


async def test_a_figure_about_few_is_not_shown_though_the_group_is_large(store: WorkspaceStore) -> None:
    town = await programme(store, 2, 7)
    await town.met("Set 1", NINE - timedelta(days=2), came=1)
    found = await town.week(NINE)
    assert found is not None
    assert (found.snapshot.shown, found.snapshot.sessions_band, found.snapshot.actions_band) == ("shown", None, None)


async def test_a_week_is_frozen_once_and_told_once(store: WorkspaceStore) -> None:
    town = await programme(store, 2, 7)
    before = await town.week(NINE - timedelta(minutes=1))
    assert before is None
    found = await town.week(NINE)
    await town.leaves("Set 1")
    assert await town.week(NINE + timedelta(minutes=1)) == found
    assert await town.deliveries() == [digest.PICTURE]
    assert await digest.next_wake(store, NINE) == NINE + timedelta(days=7)


async def test_after_a_long_silence_old_weeks_are_not_told(store: WorkspaceStore) -> None:
    town = await programme(store, 2, 7)
    assert await town.week(NINE + timedelta(days=4)) is None
    assert await town.deliveries() == []
    assert await digest.next_wake(store, NINE) == NINE + timedelta(days=7)


async def test_no_set_no_note(store: WorkspaceStore) -> None:
    town = await programme(store, 0, 0)
    assert await town.week(NINE) is None
    assert await town.deliveries() == []


async def test_dormant_after_one_and_a_half_cadences(store: WorkspaceStore) -> None:
    town = await programme(store, 1, 5)  # every four weeks
    await town.met("Set 1", NINE - timedelta(days=20), came=5)
    found = await town.week(NINE)
    later = await town.week(NINE + timedelta(days=21))
    last = await town.week(NINE + timedelta(days=28))
    assert found is not None
    assert later is not None
    assert last is not None
    assert [week.sets[0].dormant for week in (found, later, last)] == [False, False, True]


async def test_a_call_is_asked_for_once_taken_back_and_told_at_the_weekly_tick(store: WorkspaceStore) -> None:
    town = await programme(store, 2, 5)
    set_id = town.sets["Set 2"]
    await calls.ask(store, "U1X0", set_id, "view:1", NOW)
    assert (await calls.ask(store, "U1X1", set_id, "view:2", NOW)).asked
    await calls.take_back(store, "U1X2", set_id, "press:1", NOW)
    with pytest.raises(Refused) as refused:
        await calls.take_back(store, "U1X2", set_id, "press:2", NOW)
    assert refused.value.problem is Problem.ALREADY_DONE
    await calls.ask(store, "U1X3", set_id, "view:3", NOW)
    found = await town.week(NINE)
    assert found is not None
    assert [one.asks for one in found.sets] == [False, True]
    async with store.read() as uow:
        columns = {column.name for column in CallRequest.__table__.c}
        assert (await uow.rows(select(CallRequest.id))).first() is None  # told: it is gone
    assert columns == {"workspace_id", "id", "set_id"}  # who pressed is not stored
    following = await town.week(NINE + timedelta(days=7))
    assert following is not None
    assert [one.asks for one in following.sets] == [False, False]


@pytest.mark.parametrize(
    ("user", "problem"), [("U0X0", "not_your_set"), ("UOUT", "not_your_set"), ("UCORA", "not_your_set")]
)
async def test_only_a_member_asks_for_a_call(sqlite_store: WorkspaceStore, user: str, problem: str) -> None:
    town = await programme(sqlite_store, 2, 4)
    await add_person(sqlite_store, "UOUT")
    with pytest.raises(Refused) as refused:
        await calls.ask(sqlite_store, user, town.sets["Set 2"], "view:1", NOW)
    assert refused.value.problem.value == problem


@pytest.mark.parametrize(
    ("moment", "day", "at", "zone", "due"),
    [
        (NOW, 1, "09:00", "Europe/London", NINE),
        (NINE, 1, "09:00", "Europe/London", NINE + timedelta(days=7)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), 1, "09:00", "Europe/London", datetime(2026, 10, 26, 9, tzinfo=UTC)),
        (NINE, 7, "23:30", "Pacific/Auckland", datetime(2026, 5, 24, 11, 30, tzinfo=UTC)),
    ],
)
def test_when_a_note_is_due(moment: datetime, day: int, at: str, zone: str, due: datetime) -> None:
    assert digest.due_after(moment, day, at, zone) == due


def test_mondays() -> None:
    assert digest.monday_of(NINE, "Europe/London") == date(2026, 5, 18)
    assert digest.monday_of(datetime(2026, 5, 17, 23, 30, tzinfo=UTC), "Europe/London") == date(2026, 5, 18)
    assert MONDAY.date() == date(2026, 5, 18)


async def test_what_was_said_last_week_is_not_said_again(store: WorkspaceStore) -> None:
    town = await programme(store, 1, 9)
    await town.met("Set 1", NINE - timedelta(days=2), came=8)
    await town.booked("Set 1", NINE + timedelta(days=60))

    async def news(weeks: int) -> digest.News:
        found = await town.week(NINE + timedelta(days=7 * weeks))
        assert found is not None
        async with store.read() as uow:
            post = await queries.post_of(uow, town.coordinator.slack_user_id)
            assert post is not None
            return await digest.news(uow, found, post)

    first = await news(0)
    assert (first.figures, first.calendar, first.unstated) == (True, True, first.unstated)
    assert "theme_audience" in first.unstated[0][2]
    second, third = await news(1), await news(2)
    assert (second.figures, second.calendar) == (third.figures, third.calendar) == (False, False)
    assert await town.deliveries() == [digest.NOTE, digest.NOTE, digest.PICTURE]
    await town.met("Set 1", NINE + timedelta(days=20), came=8, ordinal=3)
    assert (await news(3)).calendar
