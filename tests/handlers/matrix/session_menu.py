"""The matrix: /als-session, and the [Session] button. A set's calendar is its members' and its coach's."""

from handlers.ids import Command, Press, handle
from tests.handlers.matrix.core import Ids, Json, Room, Things, action, command

SET = "SSNFNNNFSF"
SET_CLOSED = "GGNFNNNFGF"  # it has ended
ABOUT = ("This is about", "Tuesday set")


def of_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def in_its_channel(_user: str, _ids: Ids, _things: Things) -> Json:
    return {"channel_id": "CSET"}


ROOM = Room(
    rows=(
        # Typed in somebody else's channel it is about one's own set.
        command(
            Command.ALS_SESSION,
            "SSozzzzzSz",
            shown=ABOUT,
            own=("This is about", "Other set"),
            closed="zzozzzzzzz",
            sent=in_its_channel,
        ),
        action(Press.SESSION_MENU, SET, closed=SET_CLOSED, shown=ABOUT, value=of_set, may_be_bare=True),
    )
)
