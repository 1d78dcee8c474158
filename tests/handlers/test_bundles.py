"""Things of several features in one message a day: order, budget, presses, and what happens when a session opens."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from handlers.ids import Press
from storage.models import Nudge, Session
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_session
from tests.handlers.action_kit import texts_of
from tests.handlers.bundle_kit import ANSWER, MixedWorld, mixed
from tests.handlers.checkin_kit import london, make_world, plain
from tests.handlers.checkin_screen import Screen, action

IN_SESSION = """"Ring three wards" comes up in your session. You need not answer here.
That was all, thanks."""
MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)


@pytest.fixture
async def world(store: WorkspaceStore) -> MixedWorld:
    return await mixed(await make_world(store, MONDAY))


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> MixedWorld:
    return await mixed(await make_world(sqlite_store, MONDAY))


async def test_everything_travels_in_one_message(world: MixedWorld) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.plan(FRIDAY - timedelta(hours=3))
    screen = Screen(world, await world.ask(FRIDAY))
    assert screen.message["text"] == "You have 2 short things waiting."
    text = plain(texts_of(screen.message))
    assert text.startswith('Answer one, some or none.\n*1.* "Ring three wards" is for Friday 8 May.')
    assert "*2.* Which day suits you?" in text
    text = await screen.press(ANSWER)
    assert '*1.* "Ring three wards" is for' in text
    assert "Thank you.\n*2.* Saved." in text
    text = await screen.press(Press.CHECKIN_DONE)
    assert '*1.* Saved: "Ring three wards".' in text
    assert "*2.* Saved." in text
    assert text.endswith("That was all, thanks.")
    assert (await action(world, action_id)).outcome == "done"


async def test_a_thing_alone_has_its_own_notice(light: MixedWorld) -> None:
    await light.plan(FRIDAY)
    message = await light.ask(FRIDAY)
    assert message.call.arguments["text"] == "I have a question for you."
    assert "*1.*" not in texts_of(message.call.arguments)


async def test_what_is_due_that_day_goes_first_then_the_oldest_five_at_most(light: MixedWorld) -> None:
    for hours in range(6):
        await light.plan(london(5, 6) + timedelta(hours=hours))
    await light.settings(not_until=FRIDAY)
    await light.commit("Ring three wards", "Friday")
    message = await light.ask(FRIDAY)
    assert message.call.arguments["text"] == "You have 5 short things waiting."
    assert '*1.* "Ring three wards"' in plain(texts_of(message.call.arguments))
    assert texts_of(message.call.arguments).count("Which day suits you?") == 4
    await light.quiet_until(london(5, 11, 8, 30))
    rest = await light.ask(london(5, 11, 8, 30))
    assert texts_of(rest.call.arguments).count("Which day suits you?") == 2


async def test_what_is_no_longer_true_is_not_asked(light: MixedWorld) -> None:
    subject = await light.plan(FRIDAY)
    light.poll.closed[subject] = "closed"
    await light.tick(FRIDAY)
    assert await light.deliver() == []
    assert await light.states() == [("ask", "dropped", "closed")]


async def test_read_again_just_before_sending(light: MixedWorld) -> None:
    subject = await light.plan(FRIDAY)
    await light.tick(FRIDAY)
    light.poll.closed[subject] = "closed"
    assert await light.deliver() == []
    await light.tick()
    assert await light.states() == [("ask", "dropped", "closed")]


async def test_it_expires_while_it_waits(light: MixedWorld) -> None:
    await light.settings(not_until=london(5, 20))
    await light.plan(FRIDAY, timedelta(days=7))
    await light.quiet_until(london(5, 20, 9))
    await light.tick(london(5, 20, 9))
    assert await light.deliver() == []
    assert await light.states() == [("ask", "dropped", "expired")]


async def test_a_kind_that_nobody_knows_is_dropped(light: MixedWorld) -> None:
    await light.plan(FRIDAY)
    light.poll.name = "another"
    await light.tick(FRIDAY)
    assert await light.states() == [("ask", "dropped", "unknown_kind")]


async def test_planned_twice_is_asked_once(light: MixedWorld) -> None:
    subject = await light.plan(FRIDAY)
    await light.plan(FRIDAY, subject=subject)
    assert len(await light.states()) == 1


async def test_a_traceless_thing_goes_alone_and_leaves_no_row(world: MixedWorld) -> None:
    world.poll.traceless = True
    await world.plan(FRIDAY - timedelta(days=1))
    await world.settings(not_until=FRIDAY)
    await world.commit("Ring three wards", "Friday")
    first = await world.ask(FRIDAY)
    assert first.call.arguments["text"] == "You have 1 short check-in."
    await world.quiet_until(london(5, 11, 8, 30))
    second = await world.ask(london(5, 11, 8, 30))
    assert second.call.arguments["text"] == "I have a question for you."
    async with world.store.read() as uow:
        assert list((await uow.rows(select(Nudge.kind))).scalars()) == ["checkin"]


async def test_a_traceless_thing_that_is_dropped_leaves_no_row_either(light: MixedWorld) -> None:
    light.poll.traceless = True
    subject = await light.plan(FRIDAY)
    light.poll.closed[subject] = "closed"
    await light.tick(FRIDAY)
    assert await light.states() == []


async def _open_session(world: MixedWorld, at: datetime) -> None:
    await add_session(world.store, world.set_id, datetime(2026, 5, 8, at.hour + 1))  # noqa: DTZ001 - wall time
    async with world.store.write() as uow:
        await uow.execute(update(Session).values(state="open", opened_at=at))


async def test_what_waits_is_left_to_the_session(world: MixedWorld) -> None:
    await world.settings(not_until=london(5, 8, 12))
    await world.commit("Ring three wards", "Friday")
    await world.tick(FRIDAY)
    await _open_session(world, london(5, 8, 10))
    await world.tick(london(5, 8, 12))
    assert await world.deliver() == []
    assert await world.states() == [("due", "dropped", "session")]


async def test_what_was_asked_says_that_it_comes_up_in_the_session(world: MixedWorld) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    screen = Screen(world, await world.ask(FRIDAY))
    await _open_session(world, london(5, 8, 10))
    await world.tick(london(5, 8, 10))
    await world.tick()
    (edited,) = await world.deliver("checkins.refresh")
    assert plain(texts_of(edited.call.arguments)) == IN_SESSION
    assert await screen.press(Press.CHECKIN_DONE) == IN_SESSION
    assert (await action(world, action_id)).outcome is None
    assert await world.states() == [("due", "answered", "session")]
