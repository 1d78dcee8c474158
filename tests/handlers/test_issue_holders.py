"""Holding an issue together, over the real listeners: asked in the daily message, yes or no, stepping out."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sandbox.blocks import problems_in_view
from sets import issue_holders, leaving
from sets.errors import Problem, Refused
from storage.models import IssueHolder, Person
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_issue
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain
from tests.handlers.checkin_screen import Screen

MONDAY = london(5, 4, 14)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def ben_of(world: World) -> UUID:
    async with world.store.read() as uow:
        return (await uow.rows(select(Person.id).where(Person.slack_user_id == "UBEN"))).scalar_one()


class Window:
    """Amina's window of her issue."""

    def __init__(self, world: World, issue_id: UUID) -> None:
        self.world, self.issue_id, self.view, self.ts = world, issue_id, Json(), 0
        self.bot: Bot = world.bot

    @property
    def text(self) -> str:
        return plain(texts_of(self.view))

    async def open(self) -> str:
        self.view = {}
        return await self.press(Press.ISSUE_OPEN, handle(self.issue_id))

    async def press(self, press: str, value: str | None = None, user: str = "UAMINA") -> str:
        self.ts += 1
        value = buttons_of(self.view)[press]["value"] if value is None else value
        view = shown(self.view) if self.view else None
        await self.bot.press(user, press, value, view, ts=str(self.ts))
        return self._look()

    async def ask(self, person: UUID | None) -> Json:
        """Fill in whom to ask, over the window."""
        form = shown(self.view, "V2", previous_view_id="V1", hash=str(self.ts))
        if person is not None:
            chosen = {"type": "static_select", "selected_option": {"value": handle(person)}}
            form["state"]["values"][Field.ISSUE_PERSON] = {Field.VALUE: chosen}
        answer = await self.bot.submit("UAMINA", form)
        self._look()
        return answer

    def _look(self) -> str:
        views = [sent["view"] for method, sent in self.bot.client.calls if method.startswith("views.")]
        self.view = views[-1]
        assert problems_in_view(self.view) == []
        return self.text


async def asked(world: World) -> tuple[Window, Screen]:
    """Amina's window, and Ben's message."""
    issue_id = await add_issue(world.store, world.set_id, world.amina.id, "Rotas", MONDAY)
    window = Window(world, issue_id)
    await window.open()
    await window.press(Press.ISSUE_ASK)
    assert "Who could hold it too?" in str(window.view)
    assert await window.ask(await ben_of(world)) == {}
    assert "I ask them in their next message." in window.text
    assert "I asked Ben to hold it too. They need not answer." in window.text
    message = await world.ask(world.now + timedelta(minutes=5))
    return window, Screen(world, message)


async def told(world: World) -> list[str]:
    world.now += timedelta(minutes=2)
    return [plain(texts_of(each.call.arguments)) for each in await world.deliver(issue_holders.ANSWER_KIND)]


async def states(world: World) -> list[str]:
    async with world.store.read() as uow:
        return sorted((await uow.rows(select(IssueHolder.state))).scalars())


async def test_asked_without_a_word_of_the_issue_read_first_and_yes(world: World) -> None:
    window, ben = await asked(world)
    assert plain(texts_of(ben.message)).startswith("Would you like to hold an issue together with Amina?")
    assert ben.message["text"] == "Someone in your set has a short question for you."
    assert "Rotas" not in str(ben.message)
    await ben.press(Press.ISSUE_OPEN, user="UBEN")
    assert "Rotas" in plain(texts_of(ben.window))
    assert "Saved. You hold it together with Amina now." in await ben.press(Press.HOLD_YES, user="UBEN")
    assert await told(world) == ["Ben holds an issue together with you now."]
    assert "Held together by Amina, Ben." in await window.open()
    assert Press.ISSUE_REMOVE not in buttons_of(window.view)
    await ben.press(Press.ISSUE_OPEN, user="UBEN")
    assert Press.ISSUE_SETTLE in buttons_of(ben.window)
    assert "I have told Amina already. You can step out." in await ben.press(Press.HOLD_UNDO, user="UBEN")


async def test_not_this_time(world: World) -> None:
    window, ben = await asked(world)
    assert "That's fine." in await ben.press(Press.HOLD_NO, user="UBEN")
    assert "Undone. You can choose again." in await ben.press(Press.HOLD_UNDO, user="UBEN")
    await ben.press(Press.HOLD_NO, user="UBEN")
    assert await told(world) == ["Ben cannot hold it with you this time. You can ask someone else when you like."]
    assert await states(world) == ["yes"]
    assert "Ben" not in await window.open()


async def test_taken_back_before_it_is_answered(light: World) -> None:
    window, ben = await asked(light)
    assert "I took it back." in await window.press(Press.ISSUE_UNASK)
    assert "I asked Ben" not in window.text
    before = ben.message
    await ben.press(Press.HOLD_YES, user="UBEN")
    assert ben.bot.errors == [] or ben.message == before
    assert await states(light) == ["yes"]


async def test_a_form_with_nobody_chosen_or_somebody_forged(light: World) -> None:
    issue_id = await add_issue(light.store, light.set_id, light.amina.id, "Rotas", MONDAY)
    window = Window(light, issue_id)
    await window.open()
    await window.press(Press.ISSUE_ASK)
    form = window.view
    assert (await window.ask(None))["errors"] == {Field.ISSUE_PERSON: "Choose someone."}
    for forged in (light.amina.id, UUID(int=5)):
        window.view = form
        answer = await window.ask(forged)
        assert answer["errors"] == {Field.ISSUE_PERSON: "Choose someone who is in that set."}
    assert await states(light) == ["yes"]


async def test_stepping_out_undo_and_the_last_one(light: World) -> None:
    window, ben = await asked(light)
    await ben.press(Press.HOLD_YES, user="UBEN")
    await window.open()
    assert "It is no more your issue." in await window.press(Press.ISSUE_STEP_OUT)
    undo = window.view
    await window.press(Press.ISSUE_OPEN)
    assert Press.ISSUE_SETTLE not in buttons_of(window.view)
    window.view = undo
    assert "Undone." in await window.press(Press.ISSUE_STEP_IN)
    assert Press.ISSUE_SETTLE in buttons_of(window.view)
    old = window.view
    await window.press(Press.ISSUE_STEP_OUT)
    last = Window(light, window.issue_id)
    await last.press(Press.ISSUE_OPEN, handle(window.issue_id), user="UBEN")
    assert Press.ISSUE_STEP_OUT not in buttons_of(last.view)
    window.view = old
    window.bot.errors.clear()
    await window.press(Press.ISSUE_MOVING)
    assert problems(window.bot) == [Problem.NOT_HOLDER]


def problems(bot: Bot) -> list[Any]:
    return [error.problem for error in bot.errors if isinstance(error, Refused)]


async def test_who_left_answers_nothing_from_an_old_message(light: World) -> None:
    _, ben = await asked(light)
    await leaving.leave(light.store, "UBEN", light.set_id, "leave", light.now)
    await ben.press(Press.HOLD_YES, user="UBEN")
    assert await states(light) == ["yes"]


async def test_it_travels_with_a_check_in(light: World) -> None:
    """One message a day."""
    issue_id = await add_issue(light.store, light.set_id, light.amina.id, "Rotas", MONDAY)
    ben = await ben_of(light)
    await issue_holders.ask(light.store, "UAMINA", issue_id, ben, "k", light.now)
    await light.commit("One", "15 May", supporter_id=ben)
    message = await light.ask(light.now + timedelta(minutes=5))
    pressed = {
        each["action_id"] for block in message.blocks for each in block.get("elements", []) if "action_id" in each
    }
    assert {Press.HOLD_YES, Press.SUPPORT_YES} <= pressed
    assert Form.ISSUE_ASK not in pressed
