"""What people type to the bot: kept as a sealed note, or asked about; nothing lost, nothing said again."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.ids import Field, Press, handle
from sandbox.blocks import problems_in_message, quality_of_message
from sets import my_actions, replies
from sets.errors import Problem, Refused
from storage.models import PendingReply
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import Message, World, london, make_world, plain
from tests.statements import statements

MONDAY = london(5, 4, 14)
FRIDAY = london(5, 8, 9)
WORDS = "The clerk was <kind> & the line was bad"


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def write(world: World, text: str, *, number: int = 1, user: str = "UAMINA", **more: Any) -> None:  # noqa: ANN401 - fields of Slack's event
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    happened = {"type": "message", "channel_type": "im", "channel": "D1", "user": user, "text": escaped, "ts": "9.1"}
    payload = {"type": "event_callback", "event_id": f"Ev{number}", "team_id": "T0001", "event": {**happened, **more}}
    await world.bot.send(payload)


async def answer(world: World, kind: str = replies.ANSWER_KIND) -> Message:
    (message,) = await world.deliver(kind)
    assert problems_in_message(message.call.arguments) == []
    assert quality_of_message(message.call.arguments) == []
    return message


async def press(world: World, message: Message, action_id: str, value: str = "", user: str = "UAMINA") -> Json:
    """Press a button of an answer; the message as it was edited, or the window that opened."""
    bot = world.bot
    found = value or buttons_of(message.call.arguments)[action_id]["value"]
    payload = {
        "type": "block_actions",
        "user": {"id": user, "team_id": "T0001"},
        "team": {"id": "T0001"},
        "trigger_id": "t",
        "container": {"type": "message", "channel_id": "D1", "message_ts": message.ts},
        "channel": {"id": "D1"},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": found, "action_ts": "1"}],
    }
    await bot.send(payload)
    if bot.errors:
        raise bot.errors[0]
    sent = bot.client.calls[-1][1]
    return sent.get("view", sent)  # type: ignore[no-any-return]


async def notes(world: World, action_id: UUID) -> list[str]:
    whole = await my_actions.whole(world.store, "UAMINA", action_id)
    return [note.words.reveal() for note in whole.notes]


async def waiting(world: World) -> list[bytes]:
    """The sealed words that wait for their action."""
    async with world.store.read() as uow:
        found = (await uow.rows(select(PendingReply.body))).scalars()
        return [body for body in found if body is not None]


async def test_words_are_kept_with_the_one_action_asked_about(world: World) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.commit("Not asked about", "20 May")
    await world.ask(FRIDAY)
    await write(world, WORDS)
    await write(world, WORDS)  # Slack sends it again
    message = await answer(world)
    assert message.call.arguments["text"] == "Thanks. I have saved your words."
    assert 'Thanks. I saved your note with "Ring three wards", for you only.' in plain(texts_of(message.call.arguments))
    assert "two wards" not in str(message.call)
    assert await notes(world, action_id) == [WORDS]
    assert await waiting(world) == []


async def test_the_first_time_it_says_what_slack_keeps(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "One")
    first = await answer(light)
    assert "Slack keeps a copy of what you type here" in texts_of(first.call.arguments)
    edited = await press(light, first, Press.REPLY_UNDERSTOOD)
    assert "Slack keeps a copy" not in texts_of(edited)
    form = await press(light, first, Press.REPLY_FORM)
    await light.bot.submit("UAMINA", shown(form, "V1", {Field.NOTE: "In a form"}))
    assert sorted(await notes(light, action_id)) == ["In a form", "One"]
    await write(light, "Two", number=2)
    assert "Slack keeps a copy" not in texts_of((await answer(light)).call.arguments)


async def test_undo(world: World) -> None:
    action_id = await world.commit("Ring three wards", "Friday")
    await world.ask(FRIDAY)
    await write(world, WORDS)
    message = await answer(world)
    undone = await press(world, message, Press.REPLY_UNDO)
    assert undone["text"] == "Undone. I no longer hold your note. Your own message stays here until you delete it."
    assert await notes(world, action_id) == []
    again = await press(world, message, Press.REPLY_UNDO)
    assert again["text"] == undone["text"]


async def test_too_late_to_undo(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    asked = await light.ask(FRIDAY)
    await write(light, WORDS)
    message = await answer(light)
    await press(light, asked, Press.CHECKIN_STILL)
    said = await press(light, message, Press.REPLY_UNDO)
    assert "I cannot undo this any more" in texts_of(said)
    assert await notes(light, action_id) == [WORDS]


async def test_two_asked_about_so_it_asks_and_loses_nothing(world: World) -> None:
    first, second = await world.commit("Ring three wards", "Friday"), await world.commit("Ask Ola", "Friday")
    await world.ask(FRIDAY)
    await write(world, WORDS)
    message = await answer(world)
    assert message.call.arguments["text"] == "Thanks. Which action is this about? I have not saved it yet."
    (body,) = await waiting(world)
    assert WORDS.encode() not in body
    said = await press(world, message, Press.REPLY_CHOOSE, handle(second))
    assert 'I saved your note with "Ask Ola"' in plain(texts_of(said))
    assert (await notes(world, first), await notes(world, second)) == ([], [WORDS])
    assert await waiting(world) == []
    # Pressed again: nothing more is saved.
    await press(world, message, Press.REPLY_CHOOSE, handle(first))
    assert (await notes(world, first), await notes(world, second)) == ([], [WORDS])


async def test_in_a_thread_it_is_about_that_message(light: World) -> None:
    first = await light.commit("Ring three wards", "5 May")
    await light.commit("Ask Ola", "6 May")
    message = await light.ask(london(5, 5, 9))
    await light.ask(london(5, 6, 9))
    await write(light, WORDS, thread_ts=message.ts)
    said = await answer(light)
    assert said.call.arguments["thread_ts"] == message.ts
    assert await notes(light, first) == [WORDS]


async def test_in_the_thread_of_an_action_that_is_done(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    message = await light.ask(FRIDAY)
    await press(light, message, Press.CHECKIN_DONE)
    await write(light, WORDS, thread_ts=message.ts)
    await answer(light)
    assert await notes(light, action_id) == [WORDS]


async def test_a_different_action(light: World) -> None:
    first, second = await light.commit("Ring three wards", "Friday"), await light.commit("Ask Ola", "20 May")
    await light.ask(FRIDAY)
    await write(light, WORDS)
    message = await answer(light)
    asking = await press(light, message, Press.REPLY_OTHER)
    assert "Which action is this about?" in texts_of(asking)
    assert await notes(light, first) == []
    await press(light, message, Press.REPLY_CHOOSE, handle(second))
    assert await notes(light, second) == [WORDS]


async def test_none_of_these(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await write(light, WORDS)  # nothing was asked yet
    message = await answer(light)
    said = await press(light, message, Press.REPLY_NONE)
    assert said["text"] == "That's fine. I have not saved it. Your own message stays here until you delete it."
    assert await waiting(light) == []


async def test_nobody_says_which_for_a_week(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await write(light, WORDS)
    due = await replies.next_forgetting(light.store, light.now)
    assert due == london(5, 11, 14)
    await replies.forget(light.store, light.now)
    assert len(await waiting(light)) == 1
    await replies.forget(light.store, due)
    assert await waiting(light) == []
    assert await replies.next_forgetting(light.store, due) is None


async def test_nothing_open(light: World) -> None:
    await write(light, WORDS)
    message = await answer(light, replies.NOTHING_KIND)
    assert "You have nothing open with me, so I have not saved this." in texts_of(message.call.arguments)
    assert buttons_of(message.call.arguments).keys() == {Press.ACTION_NEW, Press.UPDATE_NEW, Press.JOURNAL_WRITE}


async def test_somebody_new(light: World) -> None:
    await write(light, WORDS, user="UNEW")
    assert "nothing open" in texts_of((await answer(light, replies.NOTHING_KIND)).call.arguments)


async def test_the_longest_note_and_one_longer(light: World) -> None:
    action_id = await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, "é" * 3000)
    await answer(light)
    await write(light, "x" * 3001, number=2)
    message = await answer(light, replies.TOO_LONG_KIND)
    assert "I can keep up to 3000 letters" in message.call.arguments["text"]
    assert await notes(light, action_id) == ["é" * 3000]


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"user": ""},
        {"channel_type": "group"},
    ],
)
async def test_what_is_not_a_persons_message_is_left_alone(light: World, more: Json) -> None:
    await light.commit("Ring three wards", "Friday")
    await write(light, WORDS, **more)
    await write(light, "  ", number=2)
    assert light.sent == []
    assert await light.deliver(replies.ANSWER_KIND) == []


async def test_somebody_elses_answer(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    await write(light, WORDS)
    message = await answer(light)
    for button in (Press.REPLY_UNDO, Press.REPLY_OTHER, Press.REPLY_OPEN):
        with pytest.raises(Refused) as refused:
            await press(light, message, button, user="UBEN")
        assert refused.value.problem is Problem.NOT_YOUR_SET
    with pytest.raises(Refused):
        await press(light, message, Press.REPLY_CHOOSE, handle(UUID(int=3)), user="UBEN")


async def test_labels_are_hidden_when_they_are_to_be(light: World) -> None:
    await light.settings(show_labels=False)
    await light.commit("Ring three wards", "Friday")
    await light.commit("Ask Ola", "Friday")
    await write(light, WORDS)
    message = await answer(light)
    assert "wards" not in str(message.call)
    assert "1: for Friday 8 May" in str(message.call)


async def test_statements_of_an_event(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    await light.ask(FRIDAY)
    with statements(light.store) as seen:
        await write(light, WORDS)
    writes = [one for one in seen if not one.startswith("SELECT")]
    assert len(writes) <= 6, writes  # receipt, answer, action, event, reply, its part
    assert len(seen) <= 10, seen
