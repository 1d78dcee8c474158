"""The matrix: closing a session, and opening it again."""

from handlers.ids import Field, Form, Press, handle
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
    fields={
        Field.SESSION_DAY: {"selected_date": "2026-07-09"},
        Field.SESSION_TIME: {"selected_time": "14:00"},
        Field.SESSION_LENGTH: {"selected_option": {"value": "90"}},
        Field.SESSION_PLACE: {"value": "typed anew"},
    },
    needs=("sessions",),
)
