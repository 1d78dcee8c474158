"""When words were typed, what has moved on since, and what became of a message that is gone."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from handlers.ids import Press
from sets import changing, my_actions, replies
from sets.action_forms import Typed as Form
from sets.reply_edits import CHANGED_KIND
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Json, buttons_of, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain
from tests.handlers.test_replies import FRIDAY, MONDAY, answer, notes, press, write
from tests.handlers.test_reply_answers import later, standing
from tests.handlers.test_reply_numbers import closed, press_item, three

ASKS = "I was not sure how it is going. Press one if you like."


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def one(world: World) -> UUID:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.ask(FRIDAY)
    return action_id


async def test_tomorrow_is_counted_from_when_it_was_typed(light: World) -> None:
    action_id = await one(light)
    typed = london(5, 8, 23, 50)
    light.now = typed + timedelta(minutes=20)  # it came after midnight
    await write(light, "not yet, tomorrow", ts=f"{typed.timestamp():.6f}")
    said = plain(texts_of((await answer(light)).call.arguments))
    assert "I will ask again on Saturday 9 May." in said
    assert await standing(light, action_id) == ("open", "still_on_it", date(2026, 5, 9))


async def test_a_day_that_has_passed_on_the_way_is_no_new_date(light: World) -> None:
    action_id = await one(light)
    typed = light.now
    light.now = typed + timedelta(days=3)
    await write(light, "not yet, tomorrow", ts=f"{typed.timestamp():.6f}")
    await answer(light)
    assert await standing(light, action_id) == ("open", "still_on_it", date(2026, 5, 8))


async def test_the_new_date_is_said_beside_the_day_of_the_next_question(light: World) -> None:
    await one(light)
    await write(light, "not yet, 1 June")
    said = plain(texts_of((await answer(light)).call.arguments))
    assert "It is for Monday 1 June. I will ask again on Wednesday 27 May." in said


async def test_a_choice_made_later_counts_from_when_it_was_typed(light: World) -> None:
    ids, _ = await three(light)
    typed = light.now
    await write(light, "tomorrow", ts=f"{typed.timestamp():.6f}")
    asking = await answer(light)
    light.now += timedelta(hours=18)
    await press(light, asking, Press.REPLY_CHOOSE)
    assert date(2026, 5, 9) in [(await standing(light, each))[2] for each in ids]


async def test_in_an_old_thread_what_has_moved_on_stays_until_it_is_said_again(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    asked = await light.ask(FRIDAY)
    await press(light, asked, Press.CHECKIN_STILL)
    light.now = london(5, 20, 14)
    await write(light, "done!", thread_ts=asked.ts)
    message = await answer(light)
    assert ASKS in texts_of(message.call.arguments)
    assert (await standing(light, action_id))[:2] == ("open", "still_on_it")
    assert await notes(light, action_id) == ["done!"]
    said = await press(light, message, Press.REPLY_DONE)
    assert "I will not ask about it again." in texts_of(said)
    assert (await standing(light, action_id))[:2] == ("closed", "done")


async def test_what_was_moved_to_another_day_has_moved_on(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    asked = await light.ask(FRIDAY)
    revision = (await my_actions.whole(light.store, "UAMINA", action_id)).action.revision
    form = Form("Ring three wards", "1 June")
    assert await changing.change(light.store, "UAMINA", action_id, revision, form, "view:1", light.now)
    await write(light, "done", thread_ts=asked.ts)
    await answer(light)
    assert await standing(light, action_id) == ("open", "changed", date(2026, 6, 1))


async def test_an_answer_to_a_later_message_moves_on_what_an_earlier_one_asked(light: World) -> None:
    action_id = await light.commit("Ring three wards", "22 May")  # far off: it is asked about before, and on its day
    first = await light.ask(london(5, 19, 9))
    second = await light.ask(london(5, 22, 9))
    await press(light, second, Press.CHECKIN_STILL)
    await write(light, "done", thread_ts=first.ts)
    assert ASKS in texts_of((await answer(light)).call.arguments)
    assert (await standing(light, action_id))[0] == "open"


@pytest.mark.parametrize(
    ("button", "outcome"),
    [
        (Press.REPLY_DONE, ("closed", "done")),
        (Press.REPLY_STILL, ("open", "still_on_it")),
        (Press.REPLY_STUCK, ("open", "stuck")),
        (Press.REPLY_NOT_NOW, ("open", "not_now")),
    ],
)
async def test_a_note_that_was_an_answer(world: World, button: str, outcome: tuple[str, str]) -> None:
    action_id = await one(world)
    await write(world, "well done to the team")
    message = await answer(world)
    assert ASKS in texts_of(message.call.arguments)
    assert (await standing(world, action_id))[:2] == ("open", None)
    said = await press(world, message, button)
    assert "as an answer." in texts_of(said)
    assert ASKS not in texts_of(said)
    assert (await standing(world, action_id))[:2] == outcome
    assert await notes(world, action_id) == ["well done to the team"]
    await press(world, message, button)  # again
    await press(world, message, Press.REPLY_UNDO)
    assert (await standing(world, action_id))[:2] == ("open", None)
    assert await notes(world, action_id) == []


async def test_what_speaks_of_no_answer_is_not_asked_about(light: World) -> None:
    await one(light)
    await write(light, "My mum died on Tuesday")
    message = await answer(light)
    assert ASKS not in texts_of(message.call.arguments)
    assert Press.REPLY_DONE not in buttons_of(message.call.arguments)


async def test_too_late_to_say_what_a_note_was(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    asked = await light.ask(FRIDAY)
    await write(light, "well done to the team")
    message = await answer(light)
    await press(light, asked, Press.CHECKIN_STILL)
    said = await press(light, message, Press.REPLY_DONE)
    assert "I cannot undo this any more" in texts_of(said)
    assert (await standing(light, action_id))[:2] == ("open", "still_on_it")


async def test_another_action_that_is_named_is_meant(light: World) -> None:
    wards, rota = await light.commit("Ring three wards", "Friday"), await light.commit("Sort the rota", "20 May")
    await light.ask(FRIDAY)
    await write(light, "the rota is sorted")
    await answer(light)
    assert await closed(light, [wards, rota]) == [False, True]
    await write(light, "rota was a pain, done", number=2)
    await answer(light)
    assert await closed(light, [wards, rota]) == [False, True]


async def test_nobody_asked_so_done_alone_is_asked_about(light: World) -> None:
    action_id = await light.commit("Ring three wards", "20 May")
    await write(light, "done")
    assert "Which action is this about?" in texts_of((await answer(light)).call.arguments)
    assert (await standing(light, action_id))[0] == "open"


async def test_no_number_and_one_question_left_is_about_that_one(light: World) -> None:
    ids, message = await three(light)
    await press_item(light, message, 1, Press.CHECKIN_DONE)
    await press_item(light, message, 3, Press.CHECKIN_STILL)
    await write(light, "done")
    await answer(light)
    assert await closed(light, ids) == [True, True, False]


async def test_all_answered_and_nothing_open(light: World) -> None:
    _, message = await three(light)
    for number in (1, 2, 3):
        await press_item(light, message, number, Press.CHECKIN_DONE)
    await write(light, "thanks")
    assert "nothing open" in texts_of((await answer(light, replies.NOTHING_KIND)).call.arguments)


async def test_a_tombstone_is_a_deletion(world: World) -> None:
    action_id = await one(world)
    await write(world, "done")
    await answer(world)
    gone: Json = {"subtype": "tombstone", "user": "USLACKBOT", "ts": "9.1", "text": "This message was deleted."}
    previous = {"user": "UAMINA", "ts": "9.1", "text": "done"}
    event: Json = {"type": "message", "subtype": "message_changed", "channel_type": "im", "channel": "D1", "ts": "9.2"}
    event |= {"message": gone, "previous_message": previous}
    await world.bot.send({"type": "event_callback", "event_id": "Ev60", "team_id": "T0001", "event": event})
    (redrawn,) = await world.deliver(CHANGED_KIND)
    assert "I no longer hold what it said." in texts_of(redrawn.call.arguments)
    assert (await standing(world, action_id))[:2] == ("open", None)
    assert await notes(world, action_id) == []


async def test_a_deleted_reply_that_waited_is_forgotten(light: World) -> None:
    ids, _ = await three(light)
    await write(light, "done")
    await answer(light)
    await later(light, "message_deleted", "done")
    (redrawn,) = await light.deliver(CHANGED_KIND)
    assert "I no longer hold what it said." in texts_of(redrawn.call.arguments)
    assert await closed(light, ids) == [False, False, False]
