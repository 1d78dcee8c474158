"""The matrix: settings, and what Slack says about people."""

from handlers.ids import Field, Form, Press
from tests.handlers.matrix.core import EVERYONE, Ids, Json, Room, Things, action, event, happened, view, word


def described(user: str, _ids: Ids, _things: Things) -> Json:
    return happened("user_change", user, user={"id": user, "name": user.lower(), "profile": {"display_name": user}})


ROOM = Room(
    rows=(
        event("user_change", sent=described),
        action(Press.SETTINGS, EVERYONE, shown=(Form.SETTINGS,)),
        word("settings", EVERYONE, shown=(Form.SETTINGS,)),
        view(Form.SETTINGS, EVERYONE, shown=("Saved. You can change this",)),
    ),
    fields={
        Field.DAYS: {"selected_options": [{"value": "1"}]},
        Field.WINDOW_START: {"selected_time": "09:00"},
        Field.WINDOW_END: {"selected_time": "16:00"},
    },
)
