"""Words that answer a check-in: recorded as its buttons would be, taken back whole, and edits of them followed."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from handlers.ids import Press
from sets import changing, leaving, my_actions, replies
from sets.reply_edits import CHANGED_KIND
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Json, texts_of
from tests.handlers.checkin_kit import World, make_world, plain
from tests.handlers.test_replies import FRIDAY, MONDAY, answer, notes, press, write


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def standing(world: World, action_id: UUID) -> tuple[str, str | None, date]:
    """Whether it is open, what its holder said last, and its date."""
    whole = await my_actions.whole(world.store, "UAMINA", action_id)
    return whole.action.standing, whole.outcome, whole.action.due_date


async def stop(world: World, action_id: UUID) -> None:
    """In the action's own window."""
    revision = (await my_actions.whole(world.store, "UAMINA", action_id)).action.revision
    assert await changing.stop(world.store, "UAMINA", action_id, revision, "stop", world.now)


async def later(world: World, subtype: str, before: str, after: str = "", number: int = 50, **more: str) -> None:
    """Slack tells that a message was edited or deleted. more: fields of that message."""
    previous = {"user": "UAMINA", "ts": "9.1", "text": before, **more}
    happened: Json = {"type": "message", "subtype": subtype, "channel_type": "im", "channel": "D1", "ts": "9.2"}
    happened["previous_message"] = previous
    if subtype == "message_changed":
        happened["message"] = {**previous, "text": after}
    await world.bot.send({"type": "event_callback", "event_id": f"Ev{number}", "team_id": "T0001", "event": happened})


async def test_done_in_words_is_done(world: World) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.ask(FRIDAY)
    await write(world, "done! the clerk was kind")
    await write(world, "done! the clerk was kind")  # Slack sends it again
    message = await answer(world)
    said = plain(texts_of(message.call.arguments))
    assert 'I saved your words with "Ring three wards", for you only, as an answer.' in said
    assert "I will not ask about it again." in said
    assert "clerk" not in str(message.call)
    assert await standing(world, action_id) == ("closed", "done", date(2026, 5, 8))
    assert await notes(world, action_id) == ["done! the clerk was kind"]
    undone = await press(world, message, Press.REPLY_UNDO)
    assert undone["text"].startswith("Undone.")
    assert await standing(world, action_id) == ("open", None, date(2026, 5, 8))
    assert await notes(world, action_id) == []


async def test_the_check_in_itself_says_that_it_is_answered(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "not yet")
    reply = await answer(light)
    redrawn = next(each for each in light.sent if each.kind == "checkins.refresh")
    assert 'Saved: "Ring three wards".' in plain(texts_of(redrawn.call.arguments))
    await press(light, reply, Press.REPLY_UNDO)
    (redrawn,) = await light.deliver("checkins.refresh")
    assert Press.CHECKIN_DONE in str(redrawn.call.arguments)


async def test_another_day_is_echoed_and_asked_about_then(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "sorry not yet, Tues?")
    said = plain(texts_of((await answer(light)).call.arguments))
    assert "I will ask again on Tuesday 12 May." in said
    assert await standing(light, action_id) == ("open", "still_on_it", date(2026, 5, 12))


async def test_a_bundle_is_answered_in_one_message_and_taken_back_in_one(world: World) -> None:
    first = await world.commit("Ring three wards", "Friday")
    second = await world.commit("Sort the rota", "Friday")
    await world.ask(FRIDAY)
    await write(world, "sorted the rota thing, other one no")
    message = await answer(world)
    said = plain(texts_of(message.call.arguments))
    assert "took them as answers to these" in said
    assert '"Ring three wards", for Friday 8 May. I will ask again on' in said
    assert '"Sort the rota", for Friday 8 May. I will not ask about it again.' in said
    assert (await standing(world, first))[:2] == ("open", "still_on_it")
    assert (await standing(world, second))[:2] == ("closed", "done")
    await press(world, message, Press.REPLY_UNDO)
    assert (await standing(world, first))[:2] == ("open", None)
    assert (await standing(world, second))[:2] == ("open", None)
    assert await notes(world, first) == await notes(world, second) == []


async def test_numbers_are_those_of_the_message(light: World) -> None:
    later_one = await light.commit("Ring three wards", "Friday")
    sooner = await light.commit("Sort the rota", "Friday")
    await light.ask(FRIDAY)
    await write(light, "2 done")
    await answer(light)
    assert (await standing(light, later_one))[0] == "open"
    assert (await standing(light, sooner))[0] == "closed"


async def test_unclear_of_two_does_nothing_and_asks(light: World) -> None:
    ids = [await light.commit(label, "Friday") for label in ("Ring three wards", "Sort the rota")]
    await light.ask(FRIDAY)
    await write(light, "done")
    message = await answer(light)
    assert "Which action is this about? I have not saved it yet." in texts_of(message.call.arguments)
    assert [(await standing(light, each))[:2] for each in ids] == [("open", None)] * 2
    edited = await press(light, message, Press.REPLY_CHOOSE)
    assert "as an answer." in texts_of(edited)
    assert sorted([(await standing(light, each))[0] for each in ids]) == ["closed", "open"]


async def test_stop_stops_nothing_and_says_how(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "STOP")
    message = await answer(light, replies.STOP_KIND)
    assert "I have changed nothing yet." in texts_of(message.call.arguments)
    assert await standing(light, action_id) == ("open", None, date(2026, 5, 8))
    assert await notes(light, action_id) == []


async def test_words_nobody_asked_for_answer_only_what_they_name(light: World) -> None:
    wards = await light.commit("Ring three wards", "Friday")
    rota = await light.commit("Sort the rota", "20 May")
    await write(light, "the rota is sorted")
    await answer(light)
    assert (await standing(light, rota))[0] == "closed"
    await write(light, "good morning", number=2)
    assert "Which action" in texts_of((await answer(light)).call.arguments)
    assert (await standing(light, wards))[:2] == ("open", None)


async def test_an_edit_is_read_anew(world: World) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.ask(FRIDAY)
    await write(world, "done")
    await answer(world)
    await later(world, "message_changed", "done", "not done, sorry")
    await later(world, "message_changed", "done", "not done, sorry")  # Slack tells again
    (redrawn,) = await world.deliver(CHANGED_KIND)
    assert "I will ask again on" in texts_of(redrawn.call.arguments)
    assert (await standing(world, action_id))[:2] == ("open", "still_on_it")
    assert await notes(world, action_id) == ["not done, sorry"]


async def test_a_deletion_undoes_what_the_words_did(world: World) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.ask(FRIDAY)
    await write(world, "done")
    await answer(world)
    await later(world, "message_deleted", "done")
    (redrawn,) = await world.deliver(CHANGED_KIND)
    assert "I no longer hold what it said." in texts_of(redrawn.call.arguments)
    assert (await standing(world, action_id))[:2] == ("open", None)
    assert await notes(world, action_id) == []


async def test_too_late_to_undo_an_edit_changes_the_words_only(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "not yet")
    await answer(light)
    await stop(light, action_id)
    await later(light, "message_changed", "not yet", "done after all")
    assert await notes(light, action_id) == ["done after all"]
    assert (await standing(light, action_id))[:2] == ("closed", "stopped")
    await later(light, "message_deleted", "done after all", number=51)
    assert await notes(light, action_id) == []


@pytest.mark.parametrize("told", [{"bot_id": "B1"}, {"user": "UBEN"}, {"ts": "8.8"}])
async def test_other_peoples_messages_and_unfurled_links_change_nothing(light: World, told: dict[str, Any]) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "done")
    previous = {"user": "UAMINA", "ts": "9.1", "text": "done", **told}
    event = {"type": "message", "subtype": "message_deleted", "channel_type": "im", "channel": "D1", "ts": "9.2"}
    event["previous_message"] = previous  # type: ignore[assignment]
    await light.bot.send({"type": "event_callback", "event_id": "Ev9", "team_id": "T0001", "event": event})
    await later(light, "message_changed", "done", "done", number=52)
    assert (await standing(light, action_id))[0] == "closed"
    assert await notes(light, action_id) == ["done"]


async def test_last_months_thread_keeps_the_words_and_acts_on_nothing(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    asked = await light.ask(FRIDAY)
    await stop(light, action_id)
    await write(light, "done!", thread_ts=asked.ts)
    said = plain(texts_of((await answer(light)).call.arguments))
    assert 'I saved your note with "Ring three wards", for you only.' in said
    assert (await standing(light, action_id))[:2] == ("closed", "stopped")


async def test_who_has_left_takes_their_words_back_and_changes_nothing(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "The line was bad")
    await answer(light)
    await leaving.leave(light.store, "UAMINA", light.set_id, "press:leave", light.now)
    await later(light, "message_changed", "The line was bad", "done")
    assert await notes(light, action_id) == ["The line was bad"]
    await later(light, "message_deleted", "The line was bad", number=51)
    assert await notes(light, action_id) == []


NO_ANSWERS = (
    "well done to the team",
    "it can't be done",
    "Ben has done it",
    "don't stop this action",
    "2 out of 3 done",
    "try again tomorrow",
    "dun",
    "hopefully done soon?",
    "if I get time it will be done",
    "Should be done by now",
)


@pytest.mark.parametrize("words", NO_ANSWERS)
async def test_what_is_no_answer_changes_nothing(light: World, words: str) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, words)
    assert "I saved your note with" in texts_of((await answer(light)).call.arguments)
    assert await standing(light, action_id) == ("open", None, date(2026, 5, 8))
    assert await notes(light, action_id) == [words]
