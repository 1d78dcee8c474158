"""The matrix: one more person. A member asks for the set; who looks after it suggests."""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.matrix.core import WROTE, Ids, Room, Things, action, view

ASKS, IT_IS_GONE = "SSNFNSNFMF", "GGNFNGNFMF"


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


ROOM = Room(
    rows=(
        action(Press.ONE_MORE, ASKS, closed=IT_IS_GONE, shown=(Form.ONE_MORE,), value=the_set),
        view(Form.ONE_MORE, ASKS, closed=IT_IS_GONE, shown=("One more person", "I am asking", WROTE), value=the_set),
    ),
    fields={Field.ONE_MORE: {"selected_user": "UNEW"}},
)
