"""Check-ins pressed twice, too late, by somebody else, at once; what may be shown; how many statements."""

import asyncio
from uuid import UUID

import pytest

from handlers.ids import Field, Press, handle, parse_handle
from sets import answering
from sets.actions import get
from sets.answering import Answer, Happened
from sets.errors import Problem, Refused
from sets.joining import leave_everything
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import buttons_of, shown, texts_of
from tests.handlers.checkin_kit import World, london, make_world
from tests.handlers.checkin_screen import action, asked
from tests.statements import statements

MONDAY = london(5, 4, 14)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def test_the_same_press_twice_changes_nothing(world: World) -> None:
    screen, (action_id,) = await asked(world)
    value = buttons_of(screen.message)[Press.CHECKIN_STILL]["value"]
    first = await screen.press(Press.CHECKIN_STILL, value=value)
    revision = (await action(world, action_id)).action.revision
    assert await screen.press(Press.CHECKIN_STILL, value=value) == first
    assert await screen.press(Press.CHECKIN_DONE, value=value) == first  # another button of the old screen
    assert (await action(world, action_id)).action.revision == revision


async def test_an_old_screen_is_brought_up_to_date(light: World) -> None:
    screen, (action_id,) = await asked(light)
    old = buttons_of(screen.message)[Press.CHECKIN_DONE]["value"]
    await screen.press(Press.CHECKIN_STILL)
    await screen.press(Press.CHECKIN_UNDO)
    said = await screen.press(Press.CHECKIN_DONE, value=old)
    assert said.startswith("This button is from an older message, so I did nothing. Here is the latest.\n")
    await screen.press(Press.CHECKIN_DONE)
    said = await screen.press(Press.CHECKIN_STILL, value=old)
    assert said.startswith("This is already done. Nothing has changed.\n")
    assert (await action(light, action_id)).outcome == "done"


async def test_an_action_closed_elsewhere(light: World) -> None:
    screen, (action_id,) = await asked(light)
    found = await action(light, action_id)
    await screen.bot.press("UAMINA", Press.ACTION_STOP, handle(action_id, found.action.revision), ts="elsewhere")
    said = await screen.press(Press.CHECKIN_DONE)
    assert 'Saved: "Ring three wards".' in said
    assert (await action(light, action_id)).outcome == "stopped"
    await screen.press(Press.CHECKIN_OPEN)
    assert "You stopped it." in texts_of(screen.window)


async def test_somebody_else_cannot_press(light: World) -> None:
    screen, (action_id,) = await asked(light)
    before = screen.message
    await screen.press(Press.CHECKIN_DONE, user="UBEN")
    await screen.press(Press.CHECKIN_OPEN, user="UBEN", value=buttons_of(before)[Press.CHECKIN_DONE]["value"])
    assert [error.problem for error in screen.bot.errors if isinstance(error, Refused)] == [Problem.NOT_YOUR_SET] * 2
    assert screen.message == before
    assert (await action(light, action_id)).outcome is None


async def test_a_button_of_nothing(light: World) -> None:
    screen, _ = await asked(light)
    await screen.press(Press.CHECKIN_DONE, value=handle(UUID(int=5)))
    await screen.press(Press.CHECKIN_DONE, value="v1:forged")
    assert [type(error).__name__ for error in screen.bot.errors] == ["Refused", "BadHandle"]


async def test_not_until(light: World) -> None:
    screen, _ = await asked(light)
    await screen.press(Press.CHECKIN_NOT_UNTIL)
    picked = {Field.NOT_UNTIL: {Field.VALUE: {"type": "datepicker", "selected_date": "2026-05-18"}}}
    form = {**shown(screen.window, "V3"), "state": {"values": picked}}
    answer = await screen.bot.submit("UAMINA", form)
    assert texts_of(answer["view"]) == "That's fine. I will not write until Monday 18 May."
    await light.quiet_until(london(5, 18, 8, 30))
    screen.window = answer["view"]
    await screen.in_window(Press.CHECKIN_LIFT)
    assert texts_of(screen.window) == "Undone. I can write to you in your usual hours."


@pytest.mark.parametrize("picked", ["2026-05-08", "2020-01-01", "2090-01-01", "soon", None])
async def test_not_until_some_impossible_day(light: World, picked: str | None) -> None:
    screen, _ = await asked(light)
    await screen.press(Press.CHECKIN_NOT_UNTIL)
    values = {Field.NOT_UNTIL: {Field.VALUE: {"type": "datepicker", "selected_date": picked}}}
    answer = await screen.bot.submit("UAMINA", {**shown(screen.window, "V3"), "state": {"values": values}})
    assert answer["errors"].keys() == {Field.NOT_UNTIL}


async def test_hidden_labels(light: World) -> None:
    await light.settings(show_labels=False)
    screen, _ = await asked(light, "Ring three wards", "Ask Ola")
    said = await screen.press(Press.CHECKIN_DONE)
    everything = str(light.sent) + str(screen.message)
    assert "wards" not in everything
    assert "Ola" not in everything
    assert "One of your actions is for Friday 8 May." in said
    assert "*1.* Saved." in said


async def test_statements_of_a_press(light: World) -> None:
    screen, _ = await asked(light)
    most = {Press.CHECKIN_STILL: 8, Press.CHECKIN_UNDO: 10, Press.CHECKIN_NOT_NOW: 3, Press.CHECKIN_TOMORROW: 11}
    for press, limit in most.items():
        with statements(light.store) as seen:
            await screen.press(press)
        writes = [one for one in seen if not one.startswith("SELECT")]
        assert len(writes) <= 4, writes  # event, action, nudge, Home
        assert len(seen) <= limit, seen


async def test_a_window_writes_nothing(light: World) -> None:
    screen, _ = await asked(light)
    for press in (Press.CHECKIN_CHANGE, Press.CHECKIN_NOT_UNTIL):
        with statements(light.store) as seen:
            await screen.press(press)
        assert [one for one in seen if not one.startswith("SELECT")] == []


async def test_somebody_who_left_cannot_answer(light: World) -> None:
    screen, (action_id,) = await asked(light)
    async with light.store.write() as uow:
        await leave_everything(uow, light.amina.id, light.now)
    await screen.press(Press.CHECKIN_DONE)
    assert [error.problem for error in screen.bot.errors if isinstance(error, Refused)] == [Problem.FORMER_MEMBER]
    async with light.store.read() as uow:
        found = await get(uow, action_id)
    assert found is not None
    assert found.standing == "open"


async def test_two_presses_at_once_record_one_answer(world: World) -> None:
    screen, (action_id,) = await asked(world)
    pressed = parse_handle(buttons_of(screen.message)[Press.CHECKIN_STILL]["value"])
    answers = [
        answering.answer(world.store, "UAMINA", pressed.row_id, pressed.revision, said, world.now)
        for said in (Answer.STILL_ON_IT, Answer.DONE, Answer.STILL_ON_IT)
    ]
    happened = [each.happened for each in await asyncio.gather(*answers)]
    assert happened.count(Happened.SAVED) == 1
    found = await action(world, action_id)
    assert found.action.revision == 2 + (found.outcome is not None)
