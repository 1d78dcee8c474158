"""The matrix: ways on when stuck that need nobody else."""

from handlers.ids import Press
from tests.handlers.matrix.actions import FORM, first
from tests.handlers.matrix.core import HOLDER, WROTE, Room, action

ROOM = Room(
    rows=(
        action(Press.STUCK_OPEN, HOLDER, left="F", shown=("What would help?",), value=first),
        action(Press.STUCK_SMALLER, HOLDER, left="S", shown=FORM, value=first),
        action(Press.STUCK_KEEP, HOLDER, left="S", shown=("That's fine.",), value=first),
        action(Press.STUCK_SESSION, HOLDER, left="F", shown=("on your own list", WROTE), value=first),
        action(Press.STUCK_SESSION_UNDO, HOLDER, left="F", shown=("not on your list",), value=first),
    ),
    needs=("actions", "calendar"),
    tables=("own_list",),
)
