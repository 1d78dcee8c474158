"""The matrix: who is here, and small signs in a running session."""

from handlers.ids import Form, Press
from tests.handlers.matrix.core import WROTE, Room
from tests.handlers.matrix.sessions import anyone, leader, leaders_form

ROOM = Room(
    rows=(
        leader(Press.SESSION_WHO, Form.SESSION_WHO, "Who is here?"),
        leaders_form(Form.SESSION_WHO, WROTE),
        anyone(Press.SIGN_HERE, "Good to have you here."),
        anyone(Press.SESSION_PASSING, "You passed.", WROTE),
        anyone(Press.SESSION_PASSING_UNDO, "Undone."),
        anyone(Press.SESSION_PLEASE, "Undo: Open question please", WROTE),
        anyone(Press.SESSION_PLEASE_UNDO, "Undone."),
    ),
    needs=("sessions",),
)
