"""Numbers in a reply are those that people see in the message that asked, whatever of it is answered already."""

from uuid import UUID

import pytest

from handlers.ids import Press
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import texts_of
from tests.handlers.checkin_kit import Message, World, london, make_world
from tests.handlers.test_replies import FRIDAY, MONDAY, answer, notes, press, write
from tests.handlers.test_reply_answers import later, standing

LABELS = ("Ring three wards", "Sort the rota", "Draft the sheet")
WHICH = "Which action is this about? I have not saved it yet."


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def three(world: World) -> tuple[list[UUID], Message]:
    """Three actions, asked about in one message, in this order."""
    ids = [await world.commit(label, "Friday") for label in LABELS]
    return ids, await world.ask(FRIDAY)


async def press_item(world: World, message: Message, number: int, button: str) -> None:
    """Press a button of one question of a message; numbers from 1."""
    values = [
        element["value"]
        for block in message.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == button
    ]
    await press(world, message, button, values[number - 1])


async def closed(world: World, ids: list[UUID]) -> list[bool]:
    return [(await standing(world, each))[0] == "closed" for each in ids]


@pytest.mark.parametrize("threaded", [False, True])
async def test_one_of_three_is_answered_and_two_is_still_the_second(world: World, threaded: bool) -> None:
    ids, message = await three(world)
    await press_item(world, message, 1, Press.CHECKIN_STILL)
    await write(world, "2 done", thread_ts=message.ts if threaded else None)
    await answer(world)
    assert await closed(world, ids) == [False, True, False]


@pytest.mark.parametrize("number", [1, 2])
async def test_two_of_three_are_answered_and_their_numbers_are_still_theirs(light: World, number: int) -> None:
    ids, message = await three(light)
    await press_item(light, message, 1, Press.CHECKIN_STILL)
    await press_item(light, message, 2, Press.CHECKIN_STILL)
    await write(light, f"{number} done")
    await answer(light)
    assert await closed(light, ids) == [number == 1, number == 2, False]


async def test_in_the_thread_of_what_is_answered_it_asks_first(light: World) -> None:
    ids, message = await three(light)
    await press_item(light, message, 1, Press.CHECKIN_STILL)
    await write(light, "1 done", thread_ts=message.ts)
    said = await answer(light)
    assert WHICH in texts_of(said.call.arguments)
    assert await closed(light, ids) == [False, False, False]


async def test_numbers_are_those_of_the_latest_message_and_older_questions_have_none(light: World) -> None:
    old = [await light.commit(label, "5 May") for label in ("Call the vet", "Read the plan")]
    await light.ask(london(5, 5, 9))
    new = [await light.commit(label, "Friday") for label in LABELS[:2]]
    await light.ask(FRIDAY)
    await write(light, "2 done")
    await answer(light)
    assert await closed(light, [*old, *new]) == [False, False, False, True]
    await write(light, "3 done", number=2)
    assert WHICH in texts_of((await answer(light)).call.arguments)
    assert await closed(light, [*old, *new]) == [False, False, False, True]


async def test_an_edit_keeps_the_numbers_of_the_message(world: World) -> None:
    ids, _ = await three(world)
    await write(world, "3 done")
    await answer(world)
    assert await closed(world, ids) == [False, False, True]
    await later(world, "message_changed", "3 done", "2 done")
    assert await closed(world, ids) == [False, True, False]
    assert await notes(world, ids[1]) == ["2 done"]
    assert await notes(world, ids[2]) == []
    await later(world, "message_changed", "2 done", "1 and 3 done", number=51)
    assert await closed(world, ids) == [True, False, True]


async def test_an_edit_may_make_clear_what_was_not(light: World) -> None:
    ids, _ = await three(light)
    await write(light, "doen")
    assert WHICH in texts_of((await answer(light)).call.arguments)
    await later(light, "message_changed", "doen", "2 done")
    assert await closed(light, ids) == [False, True, False]


async def test_an_edit_in_the_thread_of_an_older_message_keeps_its_numbers(light: World) -> None:
    ids, message = await three(light)
    newer = [await light.commit(label, "15 May") for label in ("Call the vet", "Read the plan")]
    await light.ask(london(5, 15, 9))
    await write(light, "3 done", thread_ts=message.ts)
    await answer(light)
    await later(light, "message_changed", "3 done", "2 done", thread_ts=message.ts)
    assert await closed(light, [*ids, *newer]) == [False, True, False, False, False]


async def test_an_edit_once_a_newer_message_asks_keeps_its_numbers(light: World) -> None:
    ids, _ = await three(light)
    await write(light, "3 done")
    await answer(light)
    newer = [await light.commit(label, "15 May") for label in ("Call the vet", "Read the plan")]
    await light.ask(london(5, 15, 9))
    await later(light, "message_changed", "3 done", "2 done")
    assert await closed(light, [*ids, *newer]) == [False, True, False, False, False]
