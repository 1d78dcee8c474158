"""Statements before the ack: the questions of a check-in."""

from datetime import datetime
from uuid import uuid4

from handlers.ids import Field, Form, Press, handle
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import CountingBot, Scenes
from tests.whole.statements.actions import of_action, of_form
from tests.whole.statements.core import Scene, action, form, opens, pressed, still, submitted, window

SESSION = datetime(2026, 5, 20, 14)  # noqa: DTZ001 - wall time
DAY: dict[str, Json | str] = {Field.NOT_UNTIL: {"type": "datepicker", "selected_date": "2026-05-20"}}
NOTE: dict[str, Json | str] = {Field.NOTE: "Two of three rung"}


def answer(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(*await world.asked()))

    return scene


async def answered(world: Scenes) -> str:
    """A question that was answered with Done; the value of its Undo."""
    nudge_id, revision = await world.asked()
    bot = CountingBot(world.store, world.now)
    await bot.press("UAMINA", Press.CHECKIN_DONE, handle(nudge_id, revision), ts="0")
    return handle(nudge_id, revision + 1)


async def undo_answer(world: Scenes) -> Json:
    return pressed("UAMINA", Press.CHECKIN_UNDO, await answered(world))


async def open_answer(world: Scenes) -> Json:
    return pressed("UAMINA", Press.CHECKIN_OPEN, await answered(world))


async def before_session(world: Scenes) -> Json:
    await add_session(world.store, world.set_id, SESSION)
    return pressed("UAMINA", Press.CHECKIN_BEFORE_SESSION, handle(*await world.asked()))


async def lift(world: Scenes) -> Json:
    view = window(Form.CHECKIN_NOT_UNTIL)
    return pressed("UAMINA", Press.CHECKIN_LIFT, handle(world.amina.id), view=view)


LINES = (
    # The action and its notes; what was not asked, a supporter, their words, each from a table of its own.
    opens(Press.ACTION_LINE, of_action(Press.ACTION_LINE), most=5),
    action(Press.CHECKIN_DONE, answer(Press.CHECKIN_DONE), both=True),
    action(Press.CHECKIN_STILL, answer(Press.CHECKIN_STILL)),
    action(Press.CHECKIN_KEEP, answer(Press.CHECKIN_KEEP)),
    action(Press.CHECKIN_STUCK, answer(Press.CHECKIN_STUCK)),
    action(Press.CHECKIN_TOMORROW, answer(Press.CHECKIN_TOMORROW), both=True),
    action(Press.CHECKIN_NEXT_WEEK, answer(Press.CHECKIN_NEXT_WEEK)),
    # The check-in that it passes over is noted as not asked, and why.
    action(Press.CHECKIN_BEFORE_SESSION, before_session, 5),
    action(Press.CHECKIN_STOP, answer(Press.CHECKIN_STOP)),
    action(Press.CHECKIN_NOT_NOW, answer(Press.CHECKIN_NOT_NOW)),
    # Of Done: the questions that were dropped meanwhile are planned again.
    action(Press.CHECKIN_UNDO, undo_answer, 5, both=True),
    # What was asked; then the action, who backs it up, and the people and issues that its form can choose from.
    opens(Press.CHECKIN_CHANGE, answer(Press.CHECKIN_CHANGE), most=5),
    opens(Press.CHECKIN_SMALLER, answer(Press.CHECKIN_SMALLER), most=5),
    opens(Press.CHECKIN_OPEN, open_answer, most=7),
    opens(Press.CHECKIN_NOT_UNTIL, answer(Press.CHECKIN_NOT_UNTIL)),
    action(Press.CHECKIN_LIFT, lift),
    form(Form.CHECKIN_NOTE, of_form(Form.CHECKIN_NOTE, NOTE)),
    form(Form.REPLY_FORM, of_form(Form.REPLY_FORM, NOTE)),
    form(Form.CHECKIN_NOT_UNTIL, still(submitted("UAMINA", Form.CHECKIN_NOT_UNTIL, handle(uuid4()), DAY))),
)
