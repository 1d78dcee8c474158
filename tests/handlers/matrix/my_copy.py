"""The matrix: a copy is of the presser's own, for the presser alone."""

from handlers.ids import Form, Press
from tests.handlers.matrix.core import KNOWN, WROTE, Room, action, view

ROOM = Room(
    rows=(
        action(Press.COPY, KNOWN, shown=(Form.COPY,), any_value=True),
        view(Form.COPY, KNOWN, shown=("This is your password.", WROTE), any_value=True),
    )
)
