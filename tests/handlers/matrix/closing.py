"""The matrix: closing a session, and opening it again."""

from handlers.ids import Form, Press, handle
from tests.handlers.matrix.core import WROTE, Ids, Room, Things, action
from tests.handlers.matrix.sessions import Running, leader, leaders_form


def closed(ids: Ids, _things: Things) -> str:
    """A session of Olu's set that is closed."""
    return handle(ids.get(Running).closed)


ROOM = Room(
    rows=(
        leader(Press.CLOSING, Form.CLOSING, "How did we work together?"),
        leaders_form(Form.CLOSING, "The session is closed.", WROTE),
        action(
            Press.CLOSING_REOPEN,
            "NNSNNNNNNN",
            shown=("The session is open again.", WROTE),
            value=closed,
        ),
        leader(Press.CLOSING_BOOK, Form.CLOSING_BOOK, "On which day?"),
        leaders_form(Form.CLOSING_BOOK, "It is booked.", WROTE),
    ),
    # The fields of a date are filled in as in calendar.py.
    needs=("sessions",),
)
