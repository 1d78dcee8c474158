"""Statements before the ack: asking for one's own copy."""

from handlers.ids import Form, Press
from tests.whole.statements.core import form, home_tab, opens, pressed, still, submitted

LINES = (
    opens(Press.COPY, still(pressed("UAMINA", Press.COPY, view=home_tab()))),
    form(Form.COPY, still(submitted("UAMINA", Form.COPY, ""))),
)
