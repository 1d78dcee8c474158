"""Statements before the ack: /als, and what needs no answer."""

from handlers.ids import Command, Press
from tests.whole.statements.core import command, commanded, home_tab, opens, pressed, still

LINES = (
    command(Command.ALS, still(commanded("UAMINA", Command.ALS, ""))),
    opens(Press.WHAT_IS_A_SET, still(pressed("UAMINA", Press.WHAT_IS_A_SET, view=home_tab()))),
    opens(Press.NOTHING, still(pressed("UAMINA", Press.NOTHING)), 0),
)
