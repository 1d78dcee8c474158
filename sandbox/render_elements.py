"""Interactive elements as words: `[Done]`, `[Choose a day v]`, `( ) One`. Pure functions on checked Block Kit JSON.

What does not fit is shown as `[its type]`, never as a crash: a renderer is used on failing tests too.
"""

from collections.abc import Mapping
from datetime import date

from sandbox.mrkdwn import Viewer, day_of, moment_words, plain_words

BLANK = "____"


def text_of(value: object, viewer: Viewer) -> str:
    """The words of a text object (plain_text as it stands, mrkdwn resolved); an empty string for anything else."""
    if not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
        return ""
    words: str = value["text"]
    return plain_words(words, viewer) if value.get("type") == "mrkdwn" else words


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _option(value: object, viewer: Viewer) -> str:
    return text_of(value.get("text"), viewer) if isinstance(value, Mapping) else ""


def _day(value: object) -> str:
    try:
        return day_of(date.fromisoformat(str(value)), year=True)
    except ValueError:
        return str(value)


def chosen(element: Mapping[str, object], viewer: Viewer) -> str:
    """What the element holds when it is shown, in words; an empty string if it is still empty."""
    for key, value in element.items():
        if key == "initial_option":
            return _option(value, viewer)
        if key == "initial_options":
            return ", ".join(_option(entry, viewer) for entry in _list(value))
        if key == "initial_date":
            return _day(value)
        if key == "initial_date_time" and isinstance(value, int):
            return moment_words(value, viewer)
        if key in ("initial_user", "initial_channel", "initial_conversation"):
            return viewer.name_of(str(value))
        if key in ("initial_users", "initial_channels", "initial_conversations"):
            return ", ".join(viewer.name_of(str(entry)) for entry in _list(value))
        if key in ("initial_time", "initial_value"):
            return value if isinstance(value, str) else ""
    return ""


def is_choice_list(element: object) -> bool:
    """Radio buttons and checkboxes stand on a line for each option; everything else fits into one line."""
    return isinstance(element, Mapping) and element.get("type") in ("radio_buttons", "checkboxes")


def choice_lines(element: Mapping[str, object], viewer: Viewer) -> list[str]:
    """`(o) One`, `( ) Two` for radio buttons; `[x] One`, `[ ] Two` for checkboxes; descriptions in brackets."""
    on, off = ("(o)", "( )") if element.get("type") == "radio_buttons" else ("[x]", "[ ]")
    first = [element.get("initial_option"), *_list(element.get("initial_options"))]
    lines = []
    for entry in _list(element.get("options")):
        more = text_of(entry.get("description"), viewer) if isinstance(entry, Mapping) else ""
        words = _option(entry, viewer) + (f" ({more})" if more else "")
        lines.append(f"{on if entry in first else off} {words}")
    return lines


def element_words(element: object, viewer: Viewer) -> str:
    """One element in one line, as it would stand in an actions block."""
    if not isinstance(element, Mapping):
        return "[?]"
    kind = str(element.get("type"))
    if kind == "button":
        return f"[{text_of(element.get('text'), viewer)}]"
    if kind == "image":
        return f"[Picture: {element.get('alt_text')}]"
    if kind == "overflow":
        return f"[... {' / '.join(_option(entry, viewer) for entry in _list(element.get('options')))}]"
    if is_choice_list(element):
        return "  ".join(choice_lines(element, viewer))
    if kind.endswith(("_select", "picker")):
        shown = chosen(element, viewer) or text_of(element.get("placeholder"), viewer) or "Choose"
        return f"[{shown} v]"
    return field_words(element, viewer)


def field_words(element: object, viewer: Viewer) -> str:
    """What stands after the label of an input: what it holds, a menu's words in `[... v]`, or a blank to write on."""
    if not isinstance(element, Mapping):
        return "[?]"
    kind = str(element.get("type"))
    if kind.endswith(("_select", "picker")):
        return element_words(element, viewer)
    if kind == "file_input":
        return "[Add a file]"
    held = chosen(element, viewer)
    if held:
        return held
    placeholder = text_of(element.get("placeholder"), viewer)
    return f"{BLANK} ({placeholder})" if placeholder else BLANK
