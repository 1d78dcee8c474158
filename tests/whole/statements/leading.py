"""Statements before the ack: handing over, taking over, taking back."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import leading
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, opens, submitted
from tests.whole.statements.sessions import PANEL, ben, opened, press, sent


async def to_ben(world: Scenes) -> Json:
    session_id = await opened(world)
    chosen = {"type": "radio_buttons", "selected_option": {"value": handle(await ben(world))}}
    return submitted("UAMINA", Form.LEADING_HAND_OVER, handle(session_id), {Field.LEADING_PERSON: chosen})


async def handed(world: Scenes) -> UUID:
    session_id = await opened(world)
    await leading.hand_over(world.store, "UAMINA", session_id, await ben(world), key="h", now=world.now)
    return session_id


LINES = (
    opens(Press.LEADING_HAND_OVER, press(Press.LEADING_HAND_OVER, view=PANEL)),
    # Who leads, the board, who is here, and the line for the channel with its sealed references.
    form(Form.LEADING_HAND_OVER, to_ben, 11),
    opens(Press.LEADING_TAKE_OVER, press(Press.LEADING_TAKE_OVER, user="UBEN")),
    form(Form.LEADING_TAKE_OVER, sent(Form.LEADING_TAKE_OVER, user="UBEN")),
    # The same, by a press: what taking over takes.
    action(Press.LEADING_TAKE_BACK, press(Press.LEADING_TAKE_BACK, handed), 10),
)
