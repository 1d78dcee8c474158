"""Small builders of Block Kit JSON for the tests of this folder."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "Words") -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "Words", **more: object) -> Json:
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": text, **more}


def section(text: str = "Words", **more: object) -> Json:
    """A section block with mrkdwn text."""
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Done", action_id: str = "done", **more: object) -> Json:
    """A button element."""
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: Json, **more: object) -> Json:
    """An actions block."""
    return {"type": "actions", "elements": list(elements), **more}


def option(text: str = "One", value: str = "one") -> Json:
    """An option with a plain text."""
    return {"text": plain(text), "value": value}


def element(kind: str, **more: object) -> Json:
    """Any element, with an action_id."""
    return {"type": kind, "action_id": kind, **more}


def field(inside: Json, label: str = "Label", **more: object) -> Json:
    """An input block around one element."""
    return {"type": "input", "label": plain(label), "element": inside, **more}


def message(*blocks: Json, text: str = "Words") -> Json:
    """The content of a message."""
    return {"text": text, "blocks": list(blocks)}


def modal(*blocks: Json, **more: object) -> Json:
    """A modal view with a submit button."""
    return {"type": "modal", "title": plain("A form"), "submit": plain("Save"), "blocks": list(blocks), **more}


def home(*blocks: Json, **more: object) -> Json:
    """A Home view."""
    return {"type": "home", "blocks": list(blocks), **more}
