"""Statements before the ack: ways on when stuck."""

from handlers.ids import Form, Press, handle
from sets import own_lists
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.actions import of_action
from tests.whole.statements.checkins import SESSION
from tests.whole.statements.core import action, opens, pressed, window

STUCK = window(Form.CHECKIN_STUCK)


async def bring(world: Scenes) -> Json:
    await add_session(world.store, world.set_id, SESSION)
    return pressed("UAMINA", Press.STUCK_SESSION, handle(await world.action()), view=STUCK)


async def take_off(world: Scenes) -> Json:
    await add_session(world.store, world.set_id, SESSION)
    action_id = await world.action()
    await own_lists.bring(world.store, "UAMINA", action_id, world.now)
    return pressed("UAMINA", Press.STUCK_SESSION_UNDO, handle(action_id), view=STUCK)


LINES = (
    opens(Press.STUCK_OPEN, of_action(Press.STUCK_OPEN)),
    opens(Press.STUCK_SMALLER, of_action(Press.STUCK_SMALLER, STUCK)),
    opens(Press.STUCK_KEEP, of_action(Press.STUCK_KEEP, STUCK)),
    action(Press.STUCK_SESSION, bring, both=True),
    action(Press.STUCK_SESSION_UNDO, take_off),
)
