"""Statements before the ack: /als, and what needs no answer."""

from handlers.ids import Command, Press
from tests.whole.statements.core import command, commanded, opens, pressed, still

LINES = (
    command(Command.ALS, still(commanded("UAMINA", Command.ALS, ""))),
    opens(Press.NOTHING, still(pressed("UAMINA", Press.NOTHING)), 0),
)
