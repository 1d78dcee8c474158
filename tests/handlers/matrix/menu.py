"""The matrix: /als, and what needs no answer."""

from handlers.ids import Command, Form, Press
from tests.handlers.matrix.core import EVERYONE, QUIET, Room, action, command

ROOM = Room(
    rows=(
        command(Command.ALS, EVERYONE, shown=(Form.MENU,)),
        action(Press.WHAT_IS_A_SET, EVERYONE, shown=("A set is a group of",)),
        action(Press.NOTHING, QUIET),
    )
)
