"""The matrix: /als, and what needs no answer."""

from handlers.ids import Command, Form, Press
from tests.handlers.matrix.core import EVERYONE, QUIET, Room, action, command

ROOM = Room(
    rows=(
        command(Command.ALS, EVERYONE, shown=(Form.MENU,)),
        action(Press.NOTHING, QUIET),
    )
)
