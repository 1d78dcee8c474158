"""Where someone pressed, and showing a window that fits there."""

from collections.abc import Mapping
from typing import Any

from handlers.feature import Desk
from handlers.reply import open_modal, push_modal, update_modal


def in_modal(body: Mapping[str, Any]) -> bool:
    """Whether the press came from a window, rather than from a message or the Home tab."""
    return bool((body.get("view") or {}).get("type") == "modal")


def pressed_value(body: Mapping[str, Any]) -> str:
    """The value of the button that was pressed; "" when it has none."""
    actions = body.get("actions") or [{}]
    return str(actions[0].get("value") or "")


def show(desk: Desk, body: Mapping[str, Any], view: dict[str, Any], *, in_place: bool = False) -> None:
    """Show a window after a press: a new one over a message or Home, on top of a window, or `in_place` of it.

    Slack stacks three windows at most, so what leads further opens in place.
    """
    if not in_modal(body):
        open_modal(desk, str(body.get("trigger_id", "")), view)
    elif in_place:
        update_modal(desk, body["view"]["id"], view)
    else:
        push_modal(desk, str(body.get("trigger_id", "")), view)
