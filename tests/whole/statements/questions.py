"""Statements before the ack: asking one's set, and the questions that come."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import question_calls, questions
from storage.confidential import Confidential
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import MONDAY, Scenes
from tests.whole.statements.actions import of_action
from tests.whole.statements.core import action, form, opens, pressed, submitted, window
from tests.whole.statements.stuck import STUCK

ABOUT, QUESTION = "How to ring three wards", Confidential("What would the wards say?")


async def _draft(world: Scenes) -> UUID:
    made = await question_calls.draft(world.store, "UAMINA", await world.action(), "F", Confidential(ABOUT), MONDAY)
    return made.row.id


async def _call(world: Scenes) -> UUID:
    call_id = await _draft(world)
    await question_calls.post(world.store, "UAMINA", call_id, 1, "view:post", MONDAY)
    return call_id


async def _question(world: Scenes) -> tuple[UUID, UUID]:
    call_id = await _call(world)
    _, _, question_id = await questions.ask(world.store, "UBEN", call_id, QUESTION, "view:ask", MONDAY)
    assert question_id is not None
    return call_id, question_id


async def preview(world: Scenes) -> Json:
    return submitted("UAMINA", Form.QUESTION_CALL, handle(await world.action()), {Field.CALL_ABOUT: ABOUT})


async def post(world: Scenes) -> Json:
    return submitted("UAMINA", Form.QUESTION_CALL_CHECK, handle(await _draft(world), 1))


async def undo(world: Scenes) -> Json:
    return pressed("UAMINA", Press.QUESTION_CALL_UNDO, handle(await _call(world)))


async def read(world: Scenes) -> Json:
    return pressed("UBEN", Press.QUESTION_CALL_READ, handle(await _call(world)))


async def ask(world: Scenes) -> Json:
    call_id, _ = await _question(world)
    return submitted("UBEN", Form.OPEN_QUESTION, handle(call_id), {Field.OPEN_QUESTION: "How would it feel?"})


async def take_back(world: Scenes) -> Json:
    _, question_id = await _question(world)
    return pressed("UBEN", Press.QUESTION_UNDO, handle(question_id), view=window(Form.OPEN_QUESTION))


async def open_them(world: Scenes) -> Json:
    call_id, _ = await _question(world)
    return pressed("UAMINA", Press.QUESTIONS_OPEN, handle(call_id))


LINES = (
    opens(Press.STUCK_SET, of_action(Press.STUCK_SET, STUCK)),
    form(Form.QUESTION_CALL, preview, both=True),
    form(Form.QUESTION_CALL_CHECK, post, both=True),
    action(Press.QUESTION_CALL_UNDO, undo, both=True),
    opens(Press.QUESTION_CALL_READ, read),
    form(Form.OPEN_QUESTION, ask, both=True),
    action(Press.QUESTION_UNDO, take_back),
    opens(Press.QUESTIONS_OPEN, open_them),
)
