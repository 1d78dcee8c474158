"""The matrix: the progress round. Who facilitates marks what the owner says; the owner may do so for themselves.

The actions are Amina's, and she facilitates: marking somebody else's is shown in tests/whole/test_session.py.
"""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.matrix.actions import first_now, last_change
from tests.handlers.matrix.core import WROTE, Ids, Json, Room, Row, Things, action, view
from tests.handlers.matrix.sessions import LEADER, LEADER_CLOSED, NOT_LEADING, Running, window


def in_round(_user: str, ids: Ids, _things: Things) -> Json:
    """Pressed in the round's window."""
    view = {
        "id": "V77",
        "type": "modal",
        "callback_id": Form.PROGRESS,
        "private_metadata": handle(ids.get(Running).session),
    }
    return {"view": view, "container": {"type": "view", "view_id": "V77"}}


def later(_user: str, ids: Ids, things: Things) -> Json:
    """The form of a new date, filled in."""
    return window(Form.PROGRESS_DATE, first_now(ids, things), {Field.ACTION_DUE: {"selected_date": "2026-05-29"}})


def mark(press: str, *shown: str) -> Row:
    return action(
        press,
        LEADER,
        closed=LEADER_CLOSED,
        shown=(*shown, WROTE),
        own=NOT_LEADING,
        value=first_now,
        sent=in_round,
    )


def first_turn(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Running).session, 0)


ROOM = Room(
    rows=(
        action(
            Press.PROGRESS,
            LEADER,
            closed=LEADER_CLOSED,
            shown=(Form.PROGRESS, "{name}-LABEL-0"),
            own=NOT_LEADING,
            value=first_turn,
        ),
        mark(Press.PROGRESS_DONE, "Marked as done."),
        mark(Press.PROGRESS_STILL, "Marked as still on it.", "{name}-LABEL-0"),
        mark(Press.PROGRESS_STOP, "Marked as stopped."),
        action(
            Press.PROGRESS_DATE,
            "SLNFNNNFLF",
            closed=LEADER_CLOSED,
            shown=(Form.PROGRESS_DATE, "{name}-LABEL-0"),
            value=first_now,
        ),
        view(
            Form.PROGRESS_DATE,
            "SLNFNNNFLF",
            closed=LEADER_CLOSED,
            shown=(WROTE,),
            value=first_now,
            sent=later,
        ),
        action(
            Press.PROGRESS_UNDO,
            LEADER,
            closed=LEADER_CLOSED,
            shown=("Undone.", WROTE),
            own=NOT_LEADING,
            value=last_change,
            sent=in_round,
        ),
    ),
    needs=("actions", "sessions"),
)
