"""From an action that is due to one message a day inside the person's hours; on both databases."""

import asyncio
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from sets import joining, nudges
from sets.actions import get, record
from sets.bundles import REFRESH_KIND
from sets.checkins import ask_moment, slots
from storage.models import Away, Nudge, Person
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_membership
from tests.handlers.action_kit import texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain
from tests.statements import statements

MONDAY = london(5, 4, 14)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


@pytest.mark.parametrize(
    ("committed", "due", "expected"),
    [
        (date(2026, 5, 4), date(2026, 5, 8), [("due", 8), ("after", 15)]),
        (date(2026, 5, 4), date(2026, 5, 14), [("due", 14), ("after", 21)]),  # ten days: on its day
        (date(2026, 5, 4), date(2026, 5, 15), [("before", 12), ("due", 15), ("after", 22)]),
        (date(2026, 5, 1), date(2026, 5, 18), [("before", 13), ("due", 18), ("after", 25)]),  # over a weekend
        (date(2026, 5, 1), date(2026, 5, 17), [("before", 13), ("due", 17), ("after", 24)]),  # due on a Sunday
    ],
)
def test_slots(committed: date, due: date, expected: list[tuple[str, int]]) -> None:
    assert [(slot, day.day) for slot, day in slots(committed, due)] == expected


def test_asked_at_nine_by_the_wall_clock() -> None:
    assert ask_moment(date(2026, 5, 4), "Europe/London") == london(5, 4, 9)
    assert ask_moment(date(2026, 12, 4), "Europe/London") == london(12, 4, 9)


async def test_an_action_is_asked_about_on_its_day_and_once_more(world: World) -> None:
    await world.commit("Ring three wards", "Friday")
    await world.quiet_until(london(5, 8, 9))
    message = await world.ask(london(5, 8, 9))
    assert message.call.arguments["text"] == "You have 1 short check-in."
    assert '"Ring three wards" is for Friday 8 May.' in plain(texts_of(message.call.arguments))
    await world.quiet_until(london(5, 15, 9))
    again = await world.ask(london(5, 15, 9))
    assert "If you press nothing, I will not ask about it again." in texts_of(again.call.arguments)
    await world.quiet_until(london(5, 30))
    assert await world.states() == [("due", "sent", None), ("after", "sent", None)]


async def test_a_tick_may_run_twice(world: World) -> None:
    await world.commit("Ring three wards", "Friday")
    for _ in range(3):
        await world.tick(london(5, 8, 9))
    assert len(await world.deliver()) == 1
    for _ in range(3):
        await world.tick(london(5, 8, 9))
    assert await world.deliver() == []
    assert len(await world.states()) == 1


async def test_everything_due_goes_out_together_five_at_most(world: World) -> None:
    for number in range(7):
        await world.commit(f"Step {number}", "Friday")
    message = await world.ask(london(5, 8, 9))
    assert message.call.arguments["text"] == "You have 5 short check-ins."
    await world.quiet_until(london(5, 11, 8, 30))
    rest = await world.ask(london(5, 11, 8, 30))
    assert rest.call.arguments["text"] == "You have 2 short check-ins."


async def test_outside_hours_it_waits_and_stays_true(light: World) -> None:
    await light.settings(days=frozenset({1}), window_start=time(20), window_end=time(22))
    await light.commit("Ring three wards", "Friday")
    await light.quiet_until(london(5, 11, 20))
    message = await light.ask(london(5, 11, 20))
    assert "was for Friday 8 May" in texts_of(message.call.arguments)


async def test_the_tick_wakes_at_the_right_moments(light: World) -> None:
    assert await nudges.next_wake(light.store, light.now) is None
    await light.commit("Ring three wards", "Friday")
    assert await nudges.next_wake(light.store, light.now) == london(5, 8, 9)
    await light.settings(days=frozenset({1}))
    await light.tick(london(5, 8, 9))
    assert await nudges.next_wake(light.store, light.now) == london(5, 11, 8, 30)


async def test_three_a_week_at_most_then_it_waits_for_the_eighth_day(light: World) -> None:
    for typed in ("5 May", "6 May", "7 May", "8 May"):
        await light.commit(f"By {typed}", typed)
    for day in (5, 6, 7):
        await light.ask(london(5, day, 9))
    await light.quiet_until(london(5, 12, 8, 30))
    assert "By 8 May" in texts_of((await light.ask(london(5, 12, 8, 30))).call.arguments)


async def test_fewer_when_the_person_says_so(light: World) -> None:
    await light.settings(weekly_limit=1)
    await light.commit("One", "5 May")
    await light.commit("Two", "6 May")
    await light.ask(london(5, 5, 9))
    await light.quiet_until(london(5, 12, 8, 30))
    assert (await light.ask(london(5, 12, 8, 30))).call.arguments["text"] == "You have 1 short check-in."


async def test_a_night_is_one_day(light: World) -> None:
    await light.settings(days=frozenset(range(1, 8)), window_start=time(22), window_end=time(6))
    await light.commit("One", "5 May")
    await light.commit("Two", "6 May")
    await light.ask(london(5, 5, 22))
    await light.quiet_until(london(5, 6, 22))
    await light.ask(london(5, 6, 22))


async def test_never_twice_in_three_days(light: World) -> None:
    await light.settings(days=frozenset({4, 5}))  # Thursday and Friday
    light.now = london(4, 20, 14)
    await light.commit("Ring three wards", "8 May")  # asked before on Tuesday 5 May: it waits until Thursday
    await light.ask(london(5, 7, 8, 30))
    await light.quiet_until(london(5, 14, 8, 30))
    # Friday's question waits until three days have passed, and then for a working day.
    again = await light.ask(london(5, 14, 8, 30))
    assert "was for Friday 8 May. How has it gone?" in plain(texts_of(again.call.arguments))
    assert [state for _, state, _ in await light.states()] == ["sent", "sent"]


async def test_the_later_question_takes_the_earlier_ones_place(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await light.settings(not_until=london(5, 16, 9))
    await light.quiet_until(london(5, 18, 8, 30))
    message = await light.ask(london(5, 18, 8, 30))
    assert "If you press nothing, I will not ask about it again." in texts_of(message.call.arguments)
    assert ("due", "dropped", "expired") in await light.states() or ("due", "dropped", "superseded") in (
        await light.states()
    )


async def test_away_and_paused_people_are_left_alone(light: World) -> None:
    async with light.store.write() as uow:
        away = {"first_day": date(2026, 5, 8), "last_day": date(2026, 5, 11)}
        await uow.insert(Away, id=uow.new_id(), person_id=light.amina.id, **away)
    await light.settings(paused_until=date(2026, 5, 13))
    await light.commit("Ring three wards", "Friday")
    await light.quiet_until(london(5, 13, 8, 30))
    await light.ask(london(5, 13, 8, 30))


async def test_a_closed_account_is_not_written_to(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    async with light.store.write() as uow:
        await uow.execute(update(Person).where(Person.id == light.amina.id).values(active=False))
    await light.tick(london(5, 8, 9))
    assert await light.deliver() == []
    assert await light.states() == [("due", "dropped", "gone")]


async def test_a_leaver_is_not_asked(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    async with light.store.write() as uow:
        await joining.leave_everything(uow, light.amina.id, light.now)
    await light.tick(london(5, 8, 9))
    assert await light.deliver() == []
    assert all(state == "dropped" for _, state, _ in await light.states())


async def test_a_member_who_comes_back_as_the_coach_is_not_asked(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    async with light.store.write() as uow:
        await joining.leave_everything(uow, light.amina.id, light.now)
        await add_membership(uow, light.set_id, light.amina, light.now, role="coach")
    await light.tick(london(5, 8, 9))
    assert await light.deliver() == []
    assert all(state == "dropped" for _, state, _ in await light.states())


@pytest.mark.parametrize("kind", ["stopped", "done"])
async def test_closed_between_writing_and_sending(world: World, kind: str) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.tick(london(5, 8, 9))
    async with world.store.write() as uow:
        action = await get(uow, action_id)
        assert action is not None
        await record(uow, action, kind, world.now, person_id=world.amina.id)
    assert await world.deliver() == []
    await world.tick()
    assert await world.states() == [("due", "dropped", "closed")]


async def test_moved_between_writing_and_sending(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.tick(london(5, 8, 9))
    async with light.store.write() as uow:
        action = await get(uow, action_id)
        assert action is not None
        changes = {"due_date": date(2026, 5, 12)}
        await record(uow, action, "changed", light.now, changes=changes, person_id=light.amina.id)
    assert await light.deliver() == []
    await light.quiet_until(london(5, 12, 9))
    assert "Tuesday 12 May" in texts_of((await light.ask(london(5, 12, 9))).call.arguments)
    assert ("due", "dropped", "moved") in await light.states()


async def test_a_message_that_came_too_late_is_planned_again(world: World) -> None:
    await world.commit("Ring three wards", "Friday")
    await world.tick(london(5, 8, 17))
    world.now = london(5, 8, 17, 30)  # Slack was away until the window shut
    assert await world.deliver() == []
    assert await nudges.next_wake(world.store, world.now) == world.now
    await world.quiet_until(london(5, 11, 8, 30))
    await world.ask(london(5, 11, 8, 30))


async def test_not_until_holds_back_a_message_that_is_on_its_way(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await light.tick(london(5, 8, 9))
    await light.settings(not_until=london(5, 12, 0))
    assert await light.deliver() == []
    await light.quiet_until(london(5, 12, 8, 30))
    await light.ask(london(5, 12, 8, 30))


async def test_a_change_of_hours_is_looked_at_again(light: World) -> None:
    await light.settings(not_until=london(7, 1))
    await light.commit("Ring three wards", "Friday")
    await light.tick(london(5, 8, 9))
    await light.settings()
    async with light.store.write() as uow:
        await nudges.reconsider(uow, light.amina.id, light.now)
    await light.ask(london(5, 8, 9, 30))


async def test_an_idle_tick_asks_one_question(world: World) -> None:
    await world.commit("Ring three wards", "Friday")
    with statements(world.store) as seen:
        await nudges.tick(world.store, world.now)
    assert len(seen) == 1
    with statements(world.store) as seen:
        assert await nudges.next_wake(world.store, world.now) == london(5, 8, 9)
    assert len(seen) == 1


async def test_every_nudge_knows_when_it_was_asked(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await light.ask(london(5, 8, 9, 5))
    async with light.store.read() as uow:
        moments: list[datetime] = list((await uow.rows(select(Nudge.due_at))).scalars())
    assert moments == [london(5, 8, 9, 5)]
    assert light.now - moments[0] < timedelta(minutes=1)


async def test_two_replicas_at_once_write_one_message(world: World) -> None:
    await world.commit("Ring three wards", "Friday")
    world.now = london(5, 8, 9)
    await asyncio.gather(*(nudges.tick(world.store, world.now) for _ in range(4)))
    assert len(await world.deliver()) == 1
    assert await world.states() == [("due", "sent", None)]


async def test_answered_elsewhere_brings_the_message_up_to_date(world: World) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    message = await world.ask(london(5, 8, 9))
    async with world.store.write() as uow:
        action = await get(uow, action_id)
        assert action is not None
        event_id = await record(uow, action, "done", world.now, person_id=world.amina.id)
        await nudges.settle(uow, action_id, event_id, world.now)
    (edited,) = await world.deliver(REFRESH_KIND)
    assert edited.call.method == "chat.update"
    assert (edited.call.arguments["channel"], edited.call.arguments["ts"]) == ("D1", message.ts)
    assert plain(texts_of(edited.call.arguments)).startswith('Saved: "Ring three wards".')
    assert await world.states() == [("due", "answered", None)]
