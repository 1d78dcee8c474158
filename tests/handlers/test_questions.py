"""Asking one's set for open questions, from the form to reading them: words in windows only, undo on both sides."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.ids import Field, Form, Press
from sets import leaving, question_calls, questions
from sets.errors import Problem, Refused
from sets.people import Person, known
from storage.cipher import Scope
from storage.fields import Field as Sealed
from storage.models import Action, OpenQuestion, QuestionCall
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_membership, add_person
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import Message, World, london, make_world, plain

MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)
HOUR = timedelta(hours=1)
ABOUT, QUESTION = "How to ring three wards", "What would the wards say?"


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


def view_of(bot: Bot) -> Json:
    """The window shown last."""
    view: Json = next(sent["view"] for method, sent in reversed(bot.client.calls) if method.startswith("views."))
    return view


async def _drafted(world: World) -> tuple[Bot, Json]:
    """Amina's form, sent; the check that stands over it."""
    action_id, bot = await world.commit("Ring three wards", "Friday"), world.bot
    stuck: Json = {"id": "V1", "type": "modal", "callback_id": Form.CHECKIN_STUCK, "blocks": []}
    await bot.press("UAMINA", Press.STUCK_SET, f"v1:{action_id}:0", stuck)
    answer = await bot.submit("UAMINA", shown(view_of(bot), "V1", {Field.CALL_ABOUT: ABOUT}))
    assert answer["response_action"] == "push"
    return bot, answer["view"]


async def _posted(world: World) -> tuple[Bot, Message, UUID]:
    """It stands in the channel."""
    bot, check = await _drafted(world)
    assert (await bot.submit("UAMINA", shown(check, "V2")))["response_action"] == "clear"
    (message,) = await world.deliver(question_calls.POST_KIND)
    (call_id,) = [UUID(element["value"].split(":")[1]) for element in buttons_of(message.call.arguments).values()]
    return bot, message, call_id


async def _asked(world: World, bot: Bot, call_id: UUID, view_id: str = "V3", words: str = QUESTION) -> Json:
    """Ben reads and asks; the window afterwards."""
    await bot.press("UBEN", Press.QUESTION_CALL_READ, f"v1:{call_id}:0")
    answer: Json = await bot.submit("UBEN", shown(view_of(bot), view_id, {Field.OPEN_QUESTION: words}))
    view: Json = answer["view"]
    return view


async def test_from_the_form_to_reading_the_questions(world: World) -> None:
    bot, message, call_id = await _posted(world)
    said = message.call.arguments
    assert "Amina would like open questions." in plain(texts_of(said))
    assert "Monday 11 May" in texts_of(said)
    assert ABOUT not in str(said)
    await bot.press("UBEN", Press.QUESTION_CALL_READ, f"v1:{call_id}:0")
    assert ABOUT in texts_of(view_of(bot))
    assert "I show this only to Amina, with your name." in plain(texts_of(view_of(bot)))
    sent = await _asked(world, bot, call_id)
    assert "You can take it back until Amina reads it." in plain(texts_of(sent))
    await _asked(world, bot, call_id, "V4", "How would it feel?")
    note = await world.ask(world.now)
    assert note.call.arguments["text"] == "Your set has sent you questions."
    assert "You have 2 questions to read," in texts_of(note.call.arguments)
    assert QUESTION not in str(note.call.arguments)
    await bot.press("UAMINA", Press.QUESTIONS_OPEN, f"v1:{call_id}:0")
    shown_to_her = plain(texts_of(view_of(bot)))
    assert f"*Ben asks*\n{QUESTION}" in shown_to_her
    assert "How would it feel?" in shown_to_her
    assert Press.JOURNAL_WRITE in buttons_of(view_of(bot))
    (edited,) = await world.deliver("checkins.refresh")
    assert "You have read your questions." in texts_of(edited.call.arguments)
    await world.quiet_until(london(5, 7))


async def test_one_note_until_they_are_read_then_another(light: World) -> None:
    bot, _, call_id = await _posted(light)
    await _asked(light, bot, call_id)
    await light.ask(light.now)
    await _asked(light, bot, call_id, "V4")
    await light.quiet_until(london(5, 6, 10))
    await questions.mark_read(light.store, "UAMINA", call_id, light.now)
    bot.clock.moment = light.now
    await _asked(light, bot, call_id, "V5")
    again = await light.ask(light.now)
    assert "You have 1 question to read," in texts_of(again.call.arguments)


async def test_a_question_is_taken_back_until_it_is_read(world: World) -> None:
    bot, _, call_id = await _posted(world)
    sent = await _asked(world, bot, call_id)
    undo = buttons_of(sent)[Press.QUESTION_UNDO]["value"]
    await bot.press("UBEN", Press.QUESTION_UNDO, undo, shown(sent, "V3"))
    assert "Undone." in texts_of(view_of(bot))
    async with world.store.read() as uow:
        assert list((await uow.rows(select(OpenQuestion.id))).scalars()) == []
    await world.tick()
    assert await world.deliver() == []  # a note about nothing is not sent
    sent = await _asked(world, bot, call_id, "V4")
    await questions.mark_read(world.store, "UAMINA", call_id, world.now)
    undo = buttons_of(sent)[Press.QUESTION_UNDO]["value"]
    await bot.press("UBEN", Press.QUESTION_UNDO, undo, shown(sent, "V4"))
    assert "has read it already" in texts_of(view_of(bot))


async def test_the_asker_takes_it_back(world: World) -> None:
    bot, message, call_id = await _posted(world)
    await bot.press("UAMINA", Press.QUESTION_CALL_UNDO, f"v1:{call_id}:0")
    assert "Undone." in str(bot.client.calls[-1][1])
    (edited,) = await world.deliver(question_calls.EDIT_KIND)
    assert edited.call.method == "chat.update"
    assert edited.call.arguments["ts"] == message.ts
    assert "Amina asked for open questions, and has taken it back." in plain(texts_of(edited.call.arguments))
    await _refused(bot, "UBEN", call_id, Problem.CALL_CLOSED)
    async with world.store.read() as uow:
        about = (await uow.rows(select(QuestionCall.about, QuestionCall.set_id))).one()
        words = await uow.unseal(Sealed.QUESTION_CALL, Scope("set", about.set_id), call_id, about.about)
    assert words.reveal() == ""


async def _refused(bot: Bot, user: str, call_id: UUID, problem: Problem) -> None:
    before = len(bot.errors)
    await bot.press(user, Press.QUESTION_CALL_READ, f"v1:{call_id}:0", ts=f"{user}{before}")
    refused: Any = bot.errors[before]
    assert isinstance(refused, Refused)
    assert refused.problem is problem


async def test_who_joins_or_comes_back_later_does_not_read_it(world: World) -> None:
    """It was written for those who were in the set when it was posted; the table names nobody else."""
    bot, _, call_id = await _posted(world)
    joiner, ben = await add_person(world.store, "UNEW"), await _person(world, "UBEN")
    async with world.store.write() as uow:
        await add_membership(uow, world.set_id, joiner, world.now + HOUR)
        await leaving.end(uow, ben.id, world.set_id, world.now + HOUR)
        await add_membership(uow, world.set_id, ben, world.now + 2 * HOUR)
    for user in ("UNEW", "UBEN"):
        await _refused(bot, user, call_id, Problem.BEFORE_YOU_JOINED)


async def _person(world: World, user: str) -> Person:
    async with world.store.read() as uow:
        found = await known(uow, user)
    assert found is not None
    return found


async def test_it_closes_after_seven_days(light: World) -> None:
    bot, _, call_id = await _posted(light)
    closes = await question_calls.next_closing(light.store, light.now)
    assert closes == bot.clock.moment + question_calls.KEPT
    await question_calls.close_due(light.store, closes - timedelta(seconds=1))
    assert await light.deliver(question_calls.EDIT_KIND) == []
    await question_calls.close_due(light.store, closes)
    light.now = closes
    (edited,) = await light.deliver(question_calls.EDIT_KIND)
    assert plain(texts_of(edited.call.arguments)) == "Amina asked for open questions. This is closed now. Thank you."
    await _refused(bot, "UBEN", call_id, Problem.CALL_CLOSED)


async def test_a_leavers_call_closes_and_its_note_is_not_sent(light: World) -> None:
    bot, _, call_id = await _posted(light)
    await _asked(light, bot, call_id)
    async with light.store.write() as uow:
        await leaving.end(uow, light.amina.id, light.set_id, light.now)
    assert len(await light.deliver(question_calls.EDIT_KIND)) == 1
    await light.tick()
    assert await light.deliver() == []
    await _refused(bot, "UBEN", call_id, Problem.CALL_CLOSED)
    await _refused(bot, "UAMINA", call_id, Problem.FORMER_MEMBER)


async def test_back_to_the_form_changes_the_same_draft(light: World) -> None:
    bot, check = await _drafted(light)
    form = shown(
        {"type": "modal", "callback_id": Form.QUESTION_CALL, "blocks": []}, "V1", {Field.CALL_ABOUT: "Other words"}
    )
    metadata = await _action_handle(light)
    again = await bot.submit("UAMINA", {**form, "private_metadata": metadata})
    assert "Other words" in texts_of(again["view"])
    stale = await bot.submit("UAMINA", shown(check, "V2"))  # the older check shows other words: it posts nothing
    assert stale == {}
    assert isinstance(bot.errors[-1], Refused)
    assert (await bot.submit("UAMINA", shown(again["view"], "V5")))["response_action"] == "clear"


async def _action_handle(world: World) -> str:
    async with world.store.read() as uow:
        return f"v1:{(await uow.rows(select(Action.id))).scalars().one()}:0"


async def test_a_draft_nobody_posts_is_forgotten(light: World) -> None:
    await _drafted(light)
    await question_calls.close_due(light.store, light.now + timedelta(days=1, minutes=5))
    async with light.store.read() as uow:
        assert (await uow.rows(select(QuestionCall.id))).scalars().all() == []
    assert await question_calls.next_closing(light.store, light.now) is None


async def test_empty_words_and_too_many_are_said_at_their_box(light: World) -> None:
    bot, _, call_id = await _posted(light)
    await bot.press("UBEN", Press.QUESTION_CALL_READ, f"v1:{call_id}:0")
    for words in ("", "   ", "x" * 501):
        answer = await bot.submit("UBEN", shown(view_of(bot), f"V{len(words)}", {Field.OPEN_QUESTION: words}))
        assert list(answer["errors"]) == [Field.OPEN_QUESTION]


async def test_a_form_sent_twice_asks_once(light: World) -> None:
    bot, _, call_id = await _posted(light)
    for _ in range(2):
        await _asked(light, bot, call_id)
    async with light.store.read() as uow:
        assert len((await uow.rows(select(OpenQuestion.id))).scalars().all()) == 1


async def test_the_set_cannot_read_the_questions(light: World) -> None:
    bot, _, call_id = await _posted(light)
    await _asked(light, bot, call_id)
    await bot.press("UBEN", Press.QUESTIONS_OPEN, f"v1:{call_id}:0")
    assert isinstance(bot.errors[-1], Refused)
