"""The matrix: the weekly note is its coordinator's; what it says of a set its members see; members ask for a call."""

from handlers.ids import Field, Form, Press, handle
from sets import calls
from tests.handlers.matrix.core import COORDINATOR, MONDAY, WROTE, Ids, Room, Things, Town, action, view

# A member of the set; to everyone else it is not theirs, and a coach is no member.
MEMBER = "SSNFNNNFMF"
ENDED = "GGNFNNNFMF"


def of_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


async def make(town: Town) -> None:
    """A call that was asked for."""
    await calls.ask(town.store, "UBEN", town.ids.set_id, "view:call", MONDAY)


ROOM = Room(
    rows=(
        action(Press.DIGEST_TIME, COORDINATOR, shown=(Form.DIGEST_TIME,)),
        view(Form.DIGEST_TIME, COORDINATOR, shown=("Saved. Your next note comes on", WROTE)),
        action(Press.DIGEST_FIGURES, COORDINATOR, shown=(Form.DIGEST_FIGURES,)),
        action(
            Press.DIGEST_SEE,
            MEMBER,
            closed=ENDED,
            shown=("There has been no note about your set yet.", "Cora"),
            value=of_set,
        ),
        action(Press.CALL_ASK, MEMBER, closed=ENDED, shown=(Form.CALL, "has asked for a call already"), value=of_set),
        view(Form.CALL, MEMBER, closed=ENDED, shown=("will read it in the next weekly note", WROTE), value=of_set),
        action(Press.CALL_TAKE_BACK, MEMBER, closed=ENDED, shown=("taken back", WROTE), value=of_set),
    ),
    fields={
        Field.DIGEST_DAY: {"selected_option": {"value": "2"}},
        Field.DIGEST_TIME: {"selected_time": "08:00"},
    },
    make=make,
)
