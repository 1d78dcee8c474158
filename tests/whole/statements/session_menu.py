"""Statements before the ack: /als-session and the [Session] button."""

from datetime import datetime

from handlers.ids import Command, Press, handle
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import command, commanded, home_tab, opens, pressed, still

THURSDAY = datetime(2026, 5, 14, 14, 0)  # noqa: DTZ001 - a wall time


async def booked(world: Scenes) -> Json:
    await add_session(world.store, world.set_id, THURSDAY, facilitator=world.amina, host=world.amina)
    return commanded("UAMINA", Command.ALS_SESSION, "")


async def button(world: Scenes) -> Json:
    await add_session(world.store, world.set_id, THURSDAY)
    return pressed("UAMINA", Press.SESSION_MENU, handle(world.set_id), view=home_tab())


async def here(world: Scenes) -> Json:
    await add_session(world.store, world.set_id, THURSDAY)
    return pressed("UAMINA", Press.SESSION_HERE) | {"channel": {"id": "CSET"}}


LINES = (
    command(Command.ALS_SESSION, still(commanded("UAMINA", Command.ALS_SESSION, "")), note="nothing booked"),
    command(Command.ALS_SESSION, booked, note="booked"),
    opens(Press.SESSION_MENU, button, both=True),
    opens(Press.SESSION_HERE, here),
)
