"""The matrix: handing over, taking over, taking back. Anyone of the set may take over, after a confirmation."""

from handlers.ids import Form, Press
from tests.handlers.matrix.core import WROTE, Room, action, view
from tests.handlers.matrix.sessions import LEADER_CLOSED, anyone, leader, leaders_form, runs, to_coach

ROOM = Room(
    rows=(
        leader(Press.LEADING_HAND_OVER, Form.LEADING_HAND_OVER),
        leaders_form(Form.LEADING_HAND_OVER, WROTE, sent=to_coach),
        anyone(Press.LEADING_TAKE_OVER, Form.LEADING_TAKE_OVER),
        view(
            Form.LEADING_TAKE_OVER,
            "SINFNNNFSF",  # Ben presents now: nobody facilitates their own issue
            closed=LEADER_CLOSED,
            shown=("You facilitate from here.",),
            value=runs,
        ),
        action(
            Press.LEADING_TAKE_BACK,
            "OONFNNNFSF",  # only who facilitated before: the coach
            closed=LEADER_CLOSED,
            shown=("You facilitate from here.", WROTE),
            value=runs,
        ),
    ),
    needs=("sessions",),
)
