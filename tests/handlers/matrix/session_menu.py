"""The matrix: /als-session, and the [Session] button. A set's calendar is its members' and its coach's."""

from handlers.ids import Command, Press, handle
from tests.handlers.matrix.core import Ids, Json, Room, Things, action, command

MENU = ("Tuesday set",)  # a session of the set is open in this world: its panel has rows of its own
HERE = "SSozzzzzSz"  # typed in somebody else's channel it is about one's own set
HERE_CLOSED = "zzozzzzzzz"
OWN = ("Other set",)


def of_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def typed_there(_user: str, _ids: Ids, _things: Things) -> Json:
    return {"channel_id": "CSET"}


def pressed_there(_user: str, _ids: Ids, _things: Things) -> Json:
    return {"channel": {"id": "CSET"}}


ROOM = Room(
    rows=(
        command(Command.ALS_SESSION, HERE, closed=HERE_CLOSED, shown=MENU, own=OWN, sent=typed_there),
        action(Press.SESSION_HERE, HERE, closed=HERE_CLOSED, shown=MENU, own=OWN, sent=pressed_there),
        action(Press.SESSION_MENU, "SSNFNNNFSF", closed="GGNFNNNFGF", shown=MENU, value=of_set),
    ),
)
