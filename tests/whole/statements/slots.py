"""Statements before the ack: an issue slot."""

from handlers.ids import Field, Form, Press
from tests.whole.statements.core import form, opens
from tests.whole.statements.sessions import PANEL, in_slot, named, press, sent

LINES = (
    # Who presents, their issues, this one, and the line of their bid.
    opens(Press.SLOT_ISSUE, press(Press.SLOT_ISSUE, named, view=PANEL), 5),
    form(Form.SLOT_ISSUE, sent(Form.SLOT_ISSUE, in_slot, {Field.SLOT_HEADLINE: "My team and I"})),
    opens(Press.SLOT_END, press(Press.SLOT_END, named, view=PANEL), 5),
    form(Form.SLOT_END, sent(Form.SLOT_END, named)),
)
