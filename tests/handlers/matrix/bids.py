"""The matrix: asking for time is a member's; choosing who presents is done by who facilitates, with the set."""

from handlers.ids import Field, Form, Press
from tests.handlers.matrix.core import WROTE, Room, action, view
from tests.handlers.matrix.sessions import MEMBERS, MEMBERS_CLOSED, leader, leaders_form, runs

ROOM = Room(
    rows=(
        action(Press.BID_ASK, MEMBERS, closed=MEMBERS_CLOSED, shown=(Form.BID, "Priya, on 555 0100"), value=runs),
        view(Form.BID, MEMBERS, closed=MEMBERS_CLOSED, shown=("You have asked for time.", WROTE), value=runs),
        action(Press.BID_UNDO, MEMBERS, closed=MEMBERS_CLOSED, shown=("Undone.",), value=runs),
        leader(Press.BID_CHOOSE, Form.BID_CHOOSE, "BEN-LINE"),
        leaders_form(Form.BID_CHOOSE, WROTE),
    ),
    fields={Field.BID_LINE: {"value": "typed"}, Field.BID_WHY: {"value": ""}},
    needs=("sessions",),
)
