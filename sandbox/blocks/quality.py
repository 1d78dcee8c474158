"""What Slack allows and we do not: accessibility and manners of a message."""

from collections.abc import Iterator, Mapping

from sandbox.blocks.surfaces import objects_in

SHOWN_BUTTON_TEXT = 30  # Slack cuts a button's words at about this many characters on a phone
_PRESSABLE = frozenset(
    {"button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker"}
)


def _said(button: Mapping[str, object]) -> str:
    """A button's visible words, or an empty string."""
    text = button.get("text")
    words = text.get("text") if isinstance(text, dict) else text
    return words if isinstance(words, str) else ""


def _buttons(blocks: object) -> list[tuple[dict[str, object], str]]:
    return [(value, where) for value, where in objects_in(blocks, "blocks") if value.get("type") == "button"]


def _twins(buttons: list[tuple[dict[str, object], str]]) -> Iterator[str]:
    """Buttons with the same words must be told apart by a screen reader."""
    heard: dict[tuple[str, str], str] = {}
    for button, where in buttons:
        words = _said(button)
        label = button.get("accessibility_label")
        key = (words, label if isinstance(label, str) else words)
        if key in heard:
            yield f"button {words!r} sounds like the one at {heard[key]}: set accessibility_label, at {where}"
        heard.setdefault(key, where)


def quality_of_message(payload: Mapping[str, object]) -> list[str]:
    """Warnings about a message that Slack would take: each says what to better and where. Never raises.

    Looked at: a top-level text wherever there are blocks (it is what screen readers and lock screens get), alt text on
    pictures, buttons that sound alike, button words that are cut short, elements without an action_id to answer to.
    """
    if not isinstance(payload, dict):
        return ["must be an object at message"]
    blocks = payload.get("blocks")
    text = payload.get("text")
    warnings: list[str] = []
    if blocks and not (isinstance(text, str) and text.strip()):
        warnings.append("no top-level text for screen readers and notifications, at text")
    for value, where in objects_in(blocks, "blocks"):
        alt = value.get("alt_text")
        if value.get("type") == "image" and not (isinstance(alt, str) and alt.strip()):
            warnings.append(f"a picture without alt text at {where}")
        kind = value.get("type")
        if isinstance(kind, str) and (kind in _PRESSABLE or kind.endswith("_select")) and not value.get("action_id"):
            warnings.append(f"{kind} has no action_id, so nothing can answer it, at {where}")
    buttons = _buttons(blocks)
    for button, where in buttons:
        if len(_said(button)) > SHOWN_BUTTON_TEXT:
            warnings.append(f"button words longer than {SHOWN_BUTTON_TEXT} characters are cut short, at {where}.text")
    return warnings + list(_twins(buttons))
