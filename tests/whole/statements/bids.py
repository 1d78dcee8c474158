"""Statements before the ack: asking for time, and choosing who presents."""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, opens, submitted
from tests.whole.statements.sessions import PANEL, ben, in_slot, opened, press, sent


async def chosen(world: Scenes) -> Json:
    session_id = await opened(world)
    presenter = {"type": "static_select", "selected_option": {"value": handle(await ben(world))}}
    return submitted("UAMINA", Form.BID_CHOOSE, handle(session_id), {f"{Field.SLOT_PRESENTER}_1": presenter})


LINES = (
    opens(Press.BID_ASK, press(Press.BID_ASK, in_slot, "UBEN")),
    form(Form.BID, sent(Form.BID, values={Field.BID_LINE: "My team and I"}, user="UBEN"), both=True),
    action(Press.BID_UNDO, press(Press.BID_UNDO, in_slot, "UBEN")),
    # Who is here, the slots, the bids, and when each of those people presented last.
    opens(Press.BID_CHOOSE, press(Press.BID_CHOOSE, in_slot, view=PANEL), 5, both=True),
    form(Form.BID_CHOOSE, chosen),
)
