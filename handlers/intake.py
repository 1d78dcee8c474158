"""What Slack sent, as keys of receipts: the same thing sent again has the same key (architecture.md rule 7)."""

from collections.abc import Mapping
from typing import Any


def press_key(body: Mapping[str, Any]) -> str:
    """One press: who, when in Slack's own time, and what. Two presses differ in action_ts."""
    action = (body.get("actions") or [{}])[0]
    user = (body.get("user") or {}).get("id", "")
    return f"press:{user}:{action.get('action_ts', '')}:{action.get('action_id', '')}"


def submission_key(body: Mapping[str, Any]) -> str:
    """One form sent. A window that is pushed on top of another has an id of its own; the same window shown anew, and
    sent again, has another hash."""
    view = body.get("view") or {}
    return f"view:{view.get('id', '')}:{view.get('callback_id', '')}:{view.get('hash', '')}"


def event_key(body: Mapping[str, Any]) -> str:
    """One event of the Events API; a retry bears the same id."""
    return f"event:{body.get('event_id', '')}"


def command_key(body: Mapping[str, Any]) -> str:
    """One slash command or shortcut."""
    return f"trigger:{body.get('trigger_id', '')}"
