"""Every listener's payload as Slack would send it."""

from handlers.ids import Command, Field
from tests.handlers.matrix.core import Ids, Json, Listener, Things, happened, in_message
from tests.handlers.matrix_table import ROWS, fields


def payload(listener: Listener, user: str, ids: Ids, things: Things, number: int = 0) -> Json:
    """What Slack sends when `user` does this to these things. `number` makes each delivery its own."""
    kind, name = listener
    row = ROWS[listener]
    common: Json = {"team": {"id": "T0001"}, "team_id": "T0001", "user": {"id": user, "team_id": "T0001"}}
    common["trigger_id"] = f"trigger{number}"
    more = row.sent(user, ids, things)
    if kind == "action":
        return common | press(name, row.value(ids, things), number) | more
    if kind == "view":
        window_sent = window(name, row.value(ids, things), number)
        return common | {"type": "view_submission", "view": window_sent} | more
    if kind == "shortcut":
        return {**common, "type": "shortcut", "callback_id": name, **more}
    if kind in ("command", "word"):
        typed = {"command": name, "text": ""} if kind == "command" else {"command": Command.ALS, "text": name}
        return {**common, **typed, "user_id": user, "user": user, **more}
    return {"type": "event_callback", "team_id": "T0001", "event_id": f"Ev{number}"} | happened(name, user) | more


def press(name: str, value: str, number: int = 0) -> Json:
    """A button in a direct message."""
    button = {"type": "button", "action_id": name, "block_id": "b", "value": value, "action_ts": str(number)}
    return {"type": "block_actions", **in_message("1.1"), "actions": [button]}


def window(name: str, metadata: str, number: int = 0, chosen: Json | None = None) -> Json:
    """A window with every field of ours filled in: each form reads its own. `chosen`: other fields, by block_id."""
    values = {**fields(), **(chosen or {})}
    state = {"values": {block: {Field.VALUE: value} for block, value in values.items()}}
    shown = {"id": f"V{number}", "type": "modal", "callback_id": name, "private_metadata": metadata}
    return {**shown, "state": state, "blocks": []}
