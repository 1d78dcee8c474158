"""Statements before the ack: erasing all of one's own."""

from handlers.ids import Form, Press, handle
from sets import erasures
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, opens, pressed, still, submitted


async def choosing(world: Scenes) -> Json:
    return pressed("UAMINA", Press.ERASE_SURE, handle(world.set_id))


async def asking(world: Scenes) -> Json:
    return submitted("UAMINA", Form.ERASE, handle(world.set_id))


async def stopping(world: Scenes) -> Json:
    _, row = await erasures.ask(world.store, "UAMINA", world.set_id, "view:1", world.now)
    return pressed("UAMINA", Press.ERASE_STOP, handle(row.id))


LINES = (
    opens(Press.ERASE_CHOOSE, still(pressed("UAMINA", Press.ERASE_CHOOSE))),
    opens(Press.ERASE_SURE, choosing),
    form(Form.ERASE, asking),
    action(Press.ERASE_STOP, stopping),
)
