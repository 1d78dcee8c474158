"""The matrix: pairs across roles. Who looks after the set says who is of one kind; nobody else."""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.matrix.core import COORDINATOR, WROTE, Ids, Room, Things, action, view

_GONE = "CCCCCGCCCC"


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


ROOM = Room(
    rows=(
        action(Press.BUDDY_SIDES, COORDINATOR, closed=_GONE, shown=("Pairs across roles",), value=the_set),
        view(
            Form.BUDDY_SIDES, COORDINATOR, closed=_GONE, shown=("Saved. Pairs can be of any two.", WROTE), value=the_set
        ),
    ),
    fields={Field.BUDDY_SIDE: {"selected_options": []}},
)
