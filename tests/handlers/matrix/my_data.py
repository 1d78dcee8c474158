"""The matrix: what is kept of a person is theirs alone to see, whatever became of their sets."""

from handlers.ids import Form, Press, handle
from sets.my_data import Kind
from tests.handlers.matrix.actions import Actions
from tests.handlers.matrix.core import WROTE, Ids, Room, Things, action, word

OWN = "SoooooNooo"  # everyone their own; there is nothing of somebody the bot has not met


def the_action(_ids: Ids, things: Things) -> str:
    """Which kind it is stands where a revision would."""
    return handle(things.get(Actions).ids[0], Kind.ACTION)


ROOM = Room(
    rows=(
        action(Press.DATA, "ooooooNooo", shown=(Form.DATA,), any_value=True),
        # A page of one's own, whatever the value says: without one, of one's actions.
        action(Press.DATA_PAGE, OWN, shown=(Form.DATA, "{name}-LABEL-0"), own=(Form.DATA,), any_value=True),
        # Of anybody else's there is none: the row is looked for among the presser's own.
        action(
            Press.DATA_ERASE,
            "SGGGGGNGGG",
            left="S",
            shown=("Erased. I no longer hold it.", WROTE),
            value=the_action,
        ),
        word("data", "oooooooooo", shown=(Form.DATA,), any_value=True),
    ),
    needs=("actions",),
)
