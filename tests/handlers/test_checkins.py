"""A check-in from the message to its answer and Undo, as Slack sends it."""

from datetime import date

import pytest

from handlers.ids import Field, Form, Press
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import buttons_of, shown, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain
from tests.handlers.checkin_screen import Screen, action, asked

MONDAY = london(5, 4, 14)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def test_done_undone_and_done_again(world: World) -> None:
    screen, (action_id,) = await asked(world)
    said = await screen.press(Press.CHECKIN_DONE)
    assert said == 'Saved: "Ring three wards".\nThat was all, thanks.'
    found = await action(world, action_id)
    assert (found.outcome, found.action.standing, found.action.next_ask_at) == ("done", "closed", None)
    said = await screen.press(Press.CHECKIN_UNDO)
    assert said.startswith("Undone. You can choose again.\n")
    assert Press.CHECKIN_DONE in buttons_of(screen.message)
    found = await action(world, action_id)
    assert (found.outcome, found.action.standing) == (None, "open")
    assert found.action.next_ask_at == london(5, 15, 9)
    await screen.press(Press.CHECKIN_DONE)
    assert (await action(world, action_id)).outcome == "done"
    assert screen.bot.errors == []


async def test_no_answer_is_ever_written_into_the_message(light: World) -> None:
    screen, _ = await asked(light, "One", "Two", "Three", "Four")
    for press in (Press.CHECKIN_DONE, Press.CHECKIN_STILL, Press.CHECKIN_STUCK):
        await screen.press(press)
    await screen.press(Press.CHECKIN_NOT_NOW)
    await screen.press(Press.CHECKIN_TOMORROW)
    said = plain(texts_of(screen.message))
    assert said == (
        "Answer one, some or none. No need to write.\n"
        '*1.* Saved: "One".\n*2.* Saved: "Two".\n*3.* Saved: "Three".\n*4.* Saved: "Four".\n'
        "That was all, thanks."
    )
    assert screen.message["text"] == "You have 4 short check-ins."


async def test_still_on_it_is_asked_again_at_the_next_check_in(light: World) -> None:
    screen, (action_id,) = await asked(light)
    await screen.press(Press.CHECKIN_STILL)
    assert (await action(light, action_id)).action.next_ask_at == london(5, 15, 9)
    again = Screen(light, await light.ask(london(5, 15, 9)))
    await again.press(Press.CHECKIN_STILL)
    last = Screen(light, await light.ask(london(5, 22, 9)))
    assert last.message["text"] == "A last note about 1 action."
    assert plain(texts_of(last.message)) == (
        'I will not ask about "Ring three wards" again. I have not sent it to anyone. It stays in your list.'
    )
    assert Press.CHECKIN_STILL not in buttons_of(last.message)
    assert (await action(light, action_id)).action.next_ask_at is None
    await light.quiet_until(london(6, 30))


async def test_not_now_asks_when_and_the_third_time_asks_something_else(light: World) -> None:
    screen, (action_id,) = await asked(light)
    said = await screen.press(Press.CHECKIN_NOT_NOW)
    assert said.endswith("when shall I ask again?")
    assert Press.CHECKIN_DONE not in buttons_of(screen.message)
    assert (await screen.press(Press.CHECKIN_UNDO)).startswith("Undone. You can choose again.")
    await screen.press(Press.CHECKIN_NOT_NOW)
    await screen.press(Press.CHECKIN_TOMORROW)
    # Friday's tomorrow is a Saturday, so it is Monday.
    assert (await action(light, action_id)).action.next_ask_at == london(5, 11, 8, 30)
    screen = Screen(light, await light.ask(london(5, 11, 9)))
    await screen.press(Press.CHECKIN_NOT_NOW)
    await screen.press(Press.CHECKIN_TOMORROW)
    screen = Screen(light, await light.ask(london(5, 12, 9)))
    assert screen.message["text"] == "You have 1 choice to make, when you are ready."
    assert '"Ring three wards" has waited a while.' in plain(texts_of(screen.message))
    await screen.press(Press.CHECKIN_KEEP)
    assert (await action(light, action_id)).outcome == "still_on_it"


async def test_next_week(light: World) -> None:
    screen, (action_id,) = await asked(light)
    await screen.press(Press.CHECKIN_NOT_NOW)
    await screen.press(Press.CHECKIN_NEXT_WEEK)
    assert (await action(light, action_id)).action.next_ask_at == london(5, 15, 9)


async def test_stuck_tells_nobody_and_offers_help(light: World) -> None:
    screen, (action_id,) = await asked(light)
    said = await screen.press(Press.CHECKIN_STUCK)
    assert "Stuck" not in said
    assert texts_of(screen.window) == "Thanks. I have told nobody. What would help?"
    assert (await action(light, action_id)).outcome == "stuck"
    kept = await screen.in_window(Press.STUCK_KEEP)
    assert texts_of(kept) == "That's fine. I will ask again on Friday 15 May."


async def test_stuck_and_a_smaller_step(light: World) -> None:
    screen, (action_id,) = await asked(light)
    await screen.press(Press.CHECKIN_STUCK)
    form = await screen.in_window(Press.STUCK_SMALLER)
    typed = {Field.ACTION_LABEL: "Ring one ward", Field.ACTION_DUE: "12 May"}
    await screen.bot.submit("UAMINA", shown(form, "V9", typed))
    assert (await action(light, action_id)).action.label.reveal() == "Ring one ward"
    assert plain(texts_of(screen.message)).startswith("Saved")


async def test_change_opens_the_form_of_the_action(light: World) -> None:
    screen, (action_id,) = await asked(light)
    await screen.press(Press.CHECKIN_CHANGE)
    assert screen.window["callback_id"] == Form.ACTION_CHANGE
    typed = {Field.ACTION_LABEL: "Ring three wards", Field.ACTION_DUE: "12 May"}
    await screen.bot.submit("UAMINA", shown(screen.window, "V9", typed))
    assert (await action(light, action_id)).action.due_date == date(2026, 5, 12)


async def test_open_shows_the_answer_and_keeps_a_line(light: World) -> None:
    screen, (action_id,) = await asked(light)
    await screen.press(Press.CHECKIN_DONE)
    await screen.press(Press.CHECKIN_OPEN)
    assert "You said: done." in texts_of(screen.window)
    form = shown(screen.window, "V5", {Field.NOTE: "It was easier than I thought."})
    answer = await screen.bot.submit("UAMINA", form)
    assert texts_of(answer["view"]) == "Saved. I show it only to you."
    await screen.bot.submit("UAMINA", form)  # sent twice
    notes = (await action(light, action_id)).notes
    assert [note.words.reveal() for note in notes] == ["It was easier than I thought."]
    too_late = await screen.press(Press.CHECKIN_UNDO)
    assert too_late.startswith("I cannot undo this any more")


async def test_an_empty_line_and_a_long_one(light: World) -> None:
    screen, (action_id,) = await asked(light)
    await screen.press(Press.CHECKIN_DONE)
    await screen.press(Press.CHECKIN_OPEN)
    answer = await screen.bot.submit("UAMINA", shown(screen.window, "V5", {Field.NOTE: " "}))
    assert texts_of(answer["view"]) == "That is all. Thank you."
    answer = await screen.bot.submit("UAMINA", shown(screen.window, "V6", {Field.NOTE: "x" * 3001}))
    assert answer["errors"].keys() == {Field.NOTE}
    assert (await action(light, action_id)).notes == []
