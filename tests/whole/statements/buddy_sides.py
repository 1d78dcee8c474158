"""Statements before the ack: pairs across roles."""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import form, opens, pressed, submitted
from tests.whole.statements.setup import failed_set


async def opening(world: Scenes) -> Json:
    return pressed("UPRIYA", Press.BUDDY_SIDES, handle(await failed_set(world)))


async def saving(world: Scenes) -> Json:
    chosen = {"type": "multi_static_select", "selected_options": [{"value": handle(world.amina.id)}]}
    return submitted("UPRIYA", Form.BUDDY_SIDES, handle(await failed_set(world)), {Field.BUDDY_SIDE: chosen})


LINES = (
    opens(Press.BUDDY_SIDES, opening),
    form(Form.BUDDY_SIDES, saving, both=True),
)
