"""The matrix: what a set was not told yet. Who looks after it states it; nobody else."""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.matrix.core import COORDINATOR, WROTE, Ids, Room, Things, action, view

_IT_IS_GONE = "CCCCCGCCCC"


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


ROOM = Room(
    rows=(
        action(Press.SET_FACTS, COORDINATOR, closed=_IT_IS_GONE, shown=(Form.SET_FACTS,), value=the_set),
        view(
            Form.SET_FACTS, COORDINATOR, closed=_IT_IS_GONE, shown=("Saved. Not filled in yet:", WROTE), value=the_set
        ),
    ),
    fields={
        Field.SET_LENGTH: {"selected_option": {"value": "90"}},
        Field.SET_WEEKDAY: {"selected_option": {"value": "unknown"}},
    },
)
