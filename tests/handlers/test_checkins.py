"""A check-in from the message to Undo, as Slack sends it."""

import asyncio
from datetime import date
from uuid import UUID

import pytest

from handlers.ids import Field, Form, Press, handle, parse_handle
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sets import answering, my_actions
from sets.actions import get
from sets.answering import Answer, Happened
from sets.errors import Problem, Refused
from sets.joining import leave_everything
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import Message, World, london, make_world, plain, statements

MONDAY = london(5, 4, 14)
FRIDAY = london(5, 8, 9)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


class Screen:
    """What Amina sees of one message: pressed by her, edited by the bot."""

    def __init__(self, world: World, message: Message) -> None:
        self.world, self.message, self.bot = world, message.call.arguments, world.bot
        self.ts, self.presses = message.ts, 0
        self.window: Json = {}

    async def press(self, press: str, number: int = 1, user: str = "UAMINA", value: str | None = None) -> str:
        """Press the `number`th button of that kind; the message's text afterwards."""
        if value is None:
            found = [
                element["value"]
                for block in self.message["blocks"]
                for element in block.get("elements", [])
                if element.get("action_id") == press
            ]
            value = found[number - 1]
        self.bot.clock.moment = self.world.now
        self.presses += 1
        before = len(self.bot.client.calls)
        await self.bot.press(user, press, value, ts=f"{press}{self.presses}")
        for method, sent in self.bot.client.calls[before:]:
            if method == "chat.update":
                assert problems_in_message(sent) == []
                assert quality_of_message(sent) == []
                self.message = sent
            elif method.startswith("views."):
                assert problems_in_view(sent["view"]) == []
                self.window = sent["view"]
        return plain(texts_of(self.message))

    async def in_window(self, press: str) -> Json:
        """Press a button of the window; the window afterwards."""
        value = buttons_of(self.window)[press]["value"]
        await self.bot.press("UAMINA", press, value, shown(self.window))
        self.window = self.bot.client.calls[-1][1]["view"]
        assert problems_in_view(self.window) == []
        return self.window


async def asked(world: World, *labels: str) -> tuple[Screen, list[UUID]]:
    ids = [await world.commit(label, "Friday") for label in labels or ("Ring three wards",)]
    return Screen(world, await world.ask(FRIDAY)), ids


async def action(world: World, action_id: UUID) -> my_actions.Whole:
    return await my_actions.whole(world.store, "UAMINA", action_id)


async def test_done_undone_and_done_again(world: World) -> None:
    screen, (action_id,) = await asked(world)
    said = await screen.press(Press.CHECKIN_DONE)
    assert said == 'Saved: "Ring three wards".\nThat is all for now. Thank you.'
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
        "Answer one, some or none.\n"
        '*1.* Saved: "One".\n*2.* Saved: "Two".\n*3.* Saved: "Three".\n*4.* Saved: "Four".\n'
        "That is all for now. Thank you."
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
    assert said.endswith("\nWhen shall I ask?")
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
    assert "One of your actions was for Friday 8 May." in said
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
