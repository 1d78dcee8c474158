"""Statements before the ack: a set's own questions."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import prompts
from storage.confidential import Confidential
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, opens, pressed, submitted


async def added(world: Scenes) -> UUID:
    """A question of Amina's."""
    typed = Confidential("What helped?")
    _, prompt_id = await prompts.add(world.store, "UAMINA", world.set_id, typed, "view:1", world.now)
    assert prompt_id is not None
    return prompt_id


async def opening(world: Scenes) -> Json:
    await added(world)
    return pressed("UBEN", Press.PROMPTS, handle(world.set_id))


async def blank(world: Scenes) -> Json:
    return pressed("UBEN", Press.PROMPT_ADD, handle(world.set_id))


async def adding(world: Scenes) -> Json:
    await added(world)
    return submitted("UBEN", Form.PROMPT_ADD, handle(world.set_id), {Field.PROMPT: "What else?"})


async def taking_off(world: Scenes) -> Json:
    return pressed("UBEN", Press.PROMPT_OFF, handle(await added(world)))


async def undoing(world: Scenes) -> Json:
    prompt_id = await added(world)
    await prompts.take_off(world.store, "UBEN", prompt_id, "press:1", world.now)
    return pressed("UBEN", Press.PROMPT_UNDO, handle(prompt_id))


LINES = (
    opens(Press.PROMPTS, opening),
    opens(Press.PROMPT_ADD, blank),
    form(Form.PROMPT_ADD, adding, both=True),
    action(Press.PROMPT_OFF, taking_off),
    action(Press.PROMPT_UNDO, undoing),
)
