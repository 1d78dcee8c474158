"""Bring it to the session, and not now until before it: offered when there is a session, for the holder's eyes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from handlers.ids import Press
from sets import opening, own_lists, panel, running
from sets.errors import Problem, Refused
from storage.models import OwnList, Session
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_session
from tests.handlers.action_kit import buttons_of, texts_of
from tests.handlers.checkin_kit import LONDON, World, london, make_world
from tests.handlers.checkin_screen import asked

MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)
WEDNESDAY = datetime(2026, 5, 20, 14)  # noqa: DTZ001 - wall time


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def test_it_is_on_the_holders_own_list_until_taken_off(world: World) -> None:
    session = await add_session(world.store, world.set_id, WEDNESDAY)
    screen, (action_id,) = await asked(world)
    await screen.press(Press.CHECKIN_STUCK)
    said = texts_of(await screen.in_window(Press.STUCK_SESSION))
    assert said == "It is on your own list for Wednesday 20 May. Only you see the list. You decide then."
    async with world.store.read() as uow:
        assert await own_lists.for_session(uow, world.amina.id, session) == [action_id]
        assert await own_lists.days(uow, world.amina.id, "Europe/London") == {action_id: WEDNESDAY.date()}
        (body,) = (await uow.rows(select(OwnList.body))).scalars().all()
    assert action_id.hex not in body.hex()
    assert str(action_id).encode() not in body
    assert "not on your list" in texts_of(await screen.in_window(Press.STUCK_SESSION_UNDO))
    async with world.store.read() as uow:
        assert await own_lists.for_session(uow, world.amina.id, session) == []
        (emptied,) = (await uow.rows(select(OwnList.body))).scalars().all()
    assert len(emptied) == len(body)  # an empty list looks like any other


async def test_two_actions_in_their_order_and_twice_is_once(light: World) -> None:
    session = await add_session(light.store, light.set_id, WEDNESDAY)
    first, second = await light.commit("One", "Friday"), await light.commit("Two", "Friday")
    for action_id in (second, first, second):
        await own_lists.bring(light.store, "UAMINA", action_id, light.now)
    async with light.store.read() as uow:
        assert await own_lists.for_session(uow, light.amina.id, session) == [second, first]


async def test_it_stands_in_their_own_window_of_the_progress_round_alone(light: World) -> None:
    today = light.now.astimezone(LONDON).replace(tzinfo=None, hour=16, minute=0, second=0)
    session = await add_session(light.store, light.set_id, today, ordinal=2)
    brought, _ = await light.commit("Ring three wards", "Friday"), await light.commit("Two", "Friday")
    await own_lists.bring(light.store, "UAMINA", brought, light.now)
    await opening.begin(light.store, "UBEN", session, [], together=False, phones=False, key="o", now=light.now)
    labels = {}
    for stage in ("open", "opening_round", "progress_round", "bids"):
        mine, bens = [await panel.look(light.store, user, session, light.now) for user in ("UAMINA", "UBEN")]
        assert mine.stage.kind == stage
        assert bens.leads
        assert list(bens.brought) == []
        labels[stage] = [one.reveal() for one in mine.brought]
        await running.forward(light.store, "UBEN", session, mine.revision, light.now)
    assert labels == {"open": [], "opening_round": [], "progress_round": ["Ring three wards"], "bids": []}


async def test_without_a_session_it_is_not_offered(light: World) -> None:
    screen, (action_id,) = await asked(light)
    await screen.press(Press.CHECKIN_NOT_NOW)
    assert Press.CHECKIN_BEFORE_SESSION not in buttons_of(screen.message)
    await screen.press(Press.CHECKIN_UNDO)
    await screen.press(Press.CHECKIN_STUCK)
    assert Press.STUCK_SESSION not in buttons_of(screen.window)
    with pytest.raises(Refused) as refused:
        await own_lists.bring(light.store, "UAMINA", action_id, light.now)
    assert refused.value.problem is Problem.NO_SESSION


async def test_nobody_else_brings_it(light: World) -> None:
    await add_session(light.store, light.set_id, WEDNESDAY)
    action_id = await light.commit("One", "Friday")
    for doing in (own_lists.bring(light.store, "UBEN", action_id, light.now),):
        with pytest.raises(Refused) as refused:
            await doing
        assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_not_now_until_the_day_before_the_session(world: World) -> None:
    await add_session(world.store, world.set_id, WEDNESDAY)
    screen, _ = await asked(world)
    await screen.press(Press.CHECKIN_NOT_NOW)
    assert "Saved:" in await screen.press(Press.CHECKIN_BEFORE_SESSION)
    await world.quiet_until(london(5, 19, 9))
    again = await world.ask(london(5, 19, 9))
    assert "Ring three wards" in texts_of(again.call.arguments)


async def test_a_session_that_is_too_close_is_no_choice(light: World) -> None:
    await add_session(light.store, light.set_id, datetime(2026, 5, 9, 14))  # noqa: DTZ001 - wall time
    screen, _ = await asked(light)
    await screen.press(Press.CHECKIN_NOT_NOW)
    assert Press.CHECKIN_BEFORE_SESSION not in buttons_of(screen.message)


async def test_a_session_that_is_cancelled_meanwhile_leaves_the_choice_open(light: World) -> None:
    await add_session(light.store, light.set_id, WEDNESDAY)
    screen, _ = await asked(light)
    await screen.press(Press.CHECKIN_NOT_NOW)
    async with light.store.write() as uow:
        await uow.execute(update(Session).values(state="cancelled"))
    await screen.press(Press.CHECKIN_BEFORE_SESSION)
    refused = screen.bot.errors[-1]
    assert isinstance(refused, Refused)
    assert refused.problem is Problem.NO_SESSION
    light.now += timedelta(minutes=1)
    assert "Saved:" in await screen.press(Press.CHECKIN_TOMORROW)
