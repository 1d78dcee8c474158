"""The matrix: the rota. "Agreement, rota, calendar, attendance": members and the coach in post read it."""

from handlers.ids import Form, Press, handle
from tests.handlers.matrix.core import Ids, Room, Things, action

READ = "SSNFNNNFSF"
CLOSED = "GGNFNNNFGF"


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


ROOM = Room(rows=(action(Press.ROTA_OPEN, READ, closed=CLOSED, shown=(Form.ROTA, "facilitates it."), value=the_set),))
