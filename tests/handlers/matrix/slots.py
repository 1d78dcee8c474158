"""The matrix: an issue slot is its leader's and its presenter's; Ben presents."""

from handlers.ids import Field, Form, Press
from tests.handlers.matrix.core import WROTE, Room, action, view
from tests.handlers.matrix.sessions import LEADER_CLOSED, NOT_LEADING, runs

BOTH = "SSNFNNNFoF"

ROOM = Room(
    rows=(
        action(
            Press.SLOT_ISSUE,
            BOTH,
            closed=LEADER_CLOSED,
            shown=(Form.SLOT_ISSUE, "BEN-HEADLINE"),
            own=NOT_LEADING,
            value=runs,
        ),
        view(Form.SLOT_ISSUE, BOTH, closed=LEADER_CLOSED, shown=(WROTE,), own=NOT_LEADING, value=runs),
        action(
            Press.SLOT_END,
            BOTH,
            closed=LEADER_CLOSED,
            shown=(Form.SLOT_END, "BEN-HEADLINE"),
            own=NOT_LEADING,
            value=runs,
        ),
        view(Form.SLOT_END, BOTH, closed=LEADER_CLOSED, shown=(WROTE,), own=NOT_LEADING, value=runs),
    ),
    fields={
        Field.SLOT_HEADLINE: {"value": "typed"},
        Field.SLOT_ENDING: {"selected_option": {"value": "settled"}},
    },
    needs=("sessions",),
)
