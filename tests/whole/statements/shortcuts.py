"""Statements before the ack: shortcuts. Who chooses one may be somebody the bot has not met."""

from handlers.ids import Shortcut
from tests.handlers.action_kit import Json
from tests.whole.statements.core import Line, still

WHO: Json = {"user": {"id": "UAMINA"}, "team": {"id": "T0001"}, "trigger_id": "t"}
MESSAGE: Json = {"type": "message", "user": "UAMINA", "text": "Ring three wards", "ts": "9.9"}
MAKE: Json = {**WHO, "type": "message_action", "callback_id": Shortcut.MAKE_ACTION, "message": MESSAGE}
SHARE: Json = {**WHO, "type": "shortcut", "callback_id": Shortcut.SHARE_UPDATE}

LINES = (
    # Who it is, whom they know already, and the form: its sets, the people in them, their issues.
    Line("shortcut", Shortcut.MAKE_ACTION, still(MAKE), 5, reads_only=True),
    Line("shortcut", Shortcut.SHARE_UPDATE, still(SHARE), 5, reads_only=True),
)
