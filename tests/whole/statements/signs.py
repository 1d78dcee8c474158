"""Statements before the ack: who is here, and small signs in a running session."""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, opens, submitted
from tests.whole.statements.sessions import PANEL, ben, opened, press


async def ticks(world: Scenes) -> Json:
    session_id, other = await opened(world), await ben(world)
    here = {"type": "checkboxes", "selected_options": [{"value": handle(other)}, {"value": handle(world.amina.id)}]}
    return submitted("UAMINA", Form.SESSION_WHO, handle(session_id), {f"{Field.SESSION_HERE}_0": here})


LINES = (
    opens(Press.SESSION_WHO, press(Press.SESSION_WHO, view=PANEL)),
    form(Form.SESSION_WHO, ticks),
    action(Press.SIGN_HERE, press(Press.SIGN_HERE, user="UBEN")),
    action(Press.SESSION_PASSING, press(Press.SESSION_PASSING, user="UBEN")),
    action(Press.SESSION_PASSING_UNDO, press(Press.SESSION_PASSING_UNDO, user="UBEN")),
    # The sign, and a note for who facilitates with its sealed references.
    action(Press.SESSION_PLEASE, press(Press.SESSION_PLEASE, user="UBEN"), 6),
    action(Press.SESSION_PLEASE_UNDO, press(Press.SESSION_PLEASE_UNDO, user="UBEN")),
)
