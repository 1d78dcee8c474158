"""The matrix: shortcuts. Each opens the form that a command opens too."""

from handlers.ids import Form, Shortcut
from tests.handlers.matrix.actions import COACH
from tests.handlers.matrix.core import Ids, Json, Room, Things, shortcut


def own_message(user: str, _ids: Ids, _things: Things) -> Json:
    return {"type": "message_action", "message": {"type": "message", "user": user, "text": "Ring them", "ts": "1.1"}}


ROOM = Room(
    rows=(
        shortcut(
            Shortcut.MAKE_ACTION,
            "SSSzzzzzoz",
            closed="zzSzzzzzzz",
            shown=(Form.ACTION, "Ring them"),
            own=COACH,
            sent=own_message,
        ),
        shortcut(Shortcut.SHARE_UPDATE, "ooozzzzzzz", closed="zzozzzzzzz", shown=(Form.UPDATE,)),
    )
)
