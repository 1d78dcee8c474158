"""Statements before the ack: the rota."""

from handlers.ids import Press, handle
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.handlers.rotation_kit import SESSION
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import opens, pressed


async def rota(world: Scenes) -> Json:
    await add_session(world.store, world.set_id, SESSION)
    return pressed("UAMINA", Press.ROTA_OPEN, handle(world.set_id))


LINES = (opens(Press.ROTA_OPEN, rota),)
