"""The matrix: what is kept of a person is theirs alone to see, whatever became of their sets."""

from handlers.ids import Field, Form, Press, handle
from sets.my_data import Kind
from tests.handlers.matrix.actions import Actions
from tests.handlers.matrix.core import WROTE, Ids, Room, Things, action, view, word
from tests.handlers.matrix.journal import Wrote

OWN = "SoooooNooo"  # everyone their own; there is nothing of somebody the bot has not met


def the_action(_ids: Ids, things: Things) -> str:
    """Which kind it is stands where a revision would."""
    return handle(things.get(Actions).ids[0], Kind.ACTION)


def the_entry(_ids: Ids, things: Things) -> str:
    return handle(things.get(Wrote).id, Kind.REFLECTION)


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
        # An entry of the journal: of a set's own words a leaver changes none (tests/sets/test_correcting.py).
        action(
            Press.DATA_CORRECT, "SGGGGGNGGG", left="S", shown=(Form.DATA_CORRECT, "{name}-JOURNAL"), value=the_entry
        ),
        view(Form.DATA_CORRECT, "SGGGGGNGGG", left="S", shown=("These are your words now.", WROTE), value=the_entry),
        word("data", "oooooooooo", shown=(Form.DATA,), any_value=True),
    ),
    fields={Field.DATA_WORDS: {"value": "other words"}},
    needs=("actions", "journal"),
)
