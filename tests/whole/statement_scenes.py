"""What each listener is sent, after what has to have happened first."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from handlers.ids import Field, Form, Press, handle
from storage.models import Action
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import (
    ACTION_FORM,
    FRIDAY,
    SET_FORM,
    CountingBot,
    Scenes,
    happened,
    home_tab,
    pressed,
    submitted,
    window,
    written,
)

Scene = Callable[[Scenes], Awaitable[Json]]


def still(payload: Json) -> Scene:
    async def scene(_: Scenes) -> Json:
        return payload

    return scene


def answer(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(*await world.asked()))

    return scene


def of_action(press: str, view: Json | None = None) -> Scene:
    async def scene(world: Scenes) -> Json:
        action_id = await world.action()
        shown = {**view, "private_metadata": handle(action_id)} if view else None
        return pressed("UAMINA", press, handle(action_id, await world.one(Action.revision)), view=shown)

    return scene


def joining(press: str, state: str = "asked", view: Json | None = None) -> Scene:
    async def scene(world: Scenes) -> Json:
        buttons = await world.invited(state)
        value = buttons.get(press) or handle(uuid4())
        if press == Press.JOIN_LOOK:
            value = buttons[Press.JOIN_NEXT]
        return pressed("UNIA", press, value, view=view)

    return scene


async def question(world: Scenes) -> Json:
    buttons = await world.invited()
    return submitted("UNIA", Form.JOIN_QUESTION, buttons[Press.JOIN_ASK], {Field.QUESTION: "How long is it?"})


def setup(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UPRIYA", press, handle(await world.failed_set()))

    return scene


async def set_form(world: Scenes) -> Json:
    await world.failed_set()
    return pressed("UPRIYA", Press.SET_NEW, view=home_tab())


async def new_set(world: Scenes) -> Json:
    await world.failed_set()
    return submitted("UPRIYA", Form.SET_NEW, "", SET_FORM)


async def stop_asked(world: Scenes) -> Json:
    action_id = await world.action()
    await world.ask(FRIDAY)
    return pressed("UAMINA", Press.ACTION_STOP, handle(action_id, await world.one(Action.revision)))


async def undo_action(world: Scenes) -> Json:
    await world.action()
    return pressed("UAMINA", Press.ACTION_UNDO, handle(await world.last_event()))


async def undo_in_window(world: Scenes) -> Json:
    action_id = await world.action()
    view = window(Form.ACTION_VIEW, handle(action_id))
    return pressed("UAMINA", Press.ACTION_UNDO, handle(await world.last_event()), view=view)


async def undo_answer(world: Scenes) -> Json:
    return pressed("UAMINA", Press.CHECKIN_UNDO, await world.answered())


async def open_answer(world: Scenes) -> Json:
    return pressed("UAMINA", Press.CHECKIN_OPEN, await world.answered())


def of_form(form: str, values: dict[str, Json | str]) -> Scene:
    async def scene(world: Scenes) -> Json:
        action_id = await world.action()
        metadata = handle(action_id, await world.one(Action.revision))
        return submitted("UAMINA", form, metadata, values)

    return scene


async def draft(world: Scenes) -> Json:
    await world.action()
    return submitted("UAMINA", Form.ACTION, "", ACTION_FORM)


async def confirmed(world: Scenes) -> Json:
    await world.action()
    await CountingBot(world.store, world.now).send(submitted("UAMINA", Form.ACTION, "", ACTION_FORM))
    draft_id = await world.one(Action.id, standing="draft")
    return submitted("UAMINA", Form.ACTION_DATE, handle(draft_id, 1))


def reply(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        reply_id, _ = await world.replied(clear=press != Press.REPLY_NONE)
        return pressed("UAMINA", press, handle(reply_id), ts=world.sent[-1].ts)

    return scene


async def choose(world: Scenes) -> Json:
    _, action_id = await world.replied(clear=False)
    return pressed("UAMINA", Press.REPLY_CHOOSE, handle(action_id), ts=world.sent[-1].ts)


async def words(world: Scenes) -> Json:
    await world.asked(1)
    return written("Two of three rung")


async def words_unclear(world: Scenes) -> Json:
    await world.asked(2)
    return written("Two of three rung")


async def lift(world: Scenes) -> Json:
    view = window(Form.CHECKIN_NOT_UNTIL)
    return pressed("UAMINA", Press.CHECKIN_LIFT, handle(world.amina.id), view=view)


async def arrived(world: Scenes) -> Json:
    await world.invited()
    return happened("member_joined_channel", user="UAMINA", channel="CTWO")


STUCK = window(Form.CHECKIN_STUCK)
DAY: dict[str, Json | str] = {Field.NOT_UNTIL: {"type": "datepicker", "selected_date": "2026-05-20"}}
NOTE: dict[str, Json | str] = {Field.NOTE: "Two of three rung"}
ACTION: dict[str, Json | str] = {**ACTION_FORM}
USER = {"id": "UAMINA", "real_name": "Amina", "tz": "Europe/Paris", "profile": {}}
