"""The matrix: what is kept of a person is theirs alone to see, whatever became of their sets."""

from handlers.ids import Form, Press
from tests.handlers.matrix.core import Room, action, word

OWN = "SoooooNooo"  # everyone their own; there is nothing of somebody the bot has not met

ROOM = Room(
    rows=(
        action(Press.DATA, "ooooooNooo", shown=(Form.DATA,), any_value=True),
        # A page of one's own, whatever the value says: without one, of one's actions.
        action(Press.DATA_PAGE, OWN, shown=(Form.DATA, "{name}-LABEL-0"), own=(Form.DATA,), any_value=True),
        word("data", "oooooooooo", shown=(Form.DATA,), any_value=True),
    )
)
