"""What Slack's own client checks when a person submits a modal, before the app hears of it."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.forms import STATEFUL, places
from sandbox.records import JSON, View

EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
URL = re.compile(r"^https?://\S+$")


def problems_of(view: View) -> dict[str, str]:
    """block_id -> the sentence shown under the field; empty when the form may go out."""
    found: dict[str, str] = {}
    for place in places(view.body["blocks"]):
        if place.block.get("type") != "input" or place.element["type"] not in STATEFUL:
            continue
        kind = str(place.element["type"])
        entered = view.values[place.block_id][place.action_id][STATEFUL[kind][0]]
        problem = _problem(kind, place.block, place.element, entered)
        if problem:
            found[place.block_id] = problem
    return found


def _problem(kind: str, block: JSON, element: JSON, entered: Any) -> str | None:  # noqa: ANN401
    if _empty(entered):
        return None if block.get("optional") else "Please complete this required field."
    if kind == "plain_text_input":
        return _length(element, str(entered))
    if kind == "number_input":
        return _number(element, str(entered))
    if kind == "email_text_input" and not EMAIL.match(entered):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not URL.match(entered):
        return "Please enter a valid URL."
    most = element.get("max_selected_items")
    if most is not None and isinstance(entered, list) and len(entered) > most:
        return f"Please select at most {most} items."
    return None


def _empty(entered: Any) -> bool:  # noqa: ANN401
    # Slack takes blanks alone for nothing.
    return entered in (None, [], "") or (isinstance(entered, str) and not entered.strip())


def _length(element: JSON, text: str) -> str | None:
    longest = min(int(element.get("max_length", 3000)), 3000)
    shortest = int(element.get("min_length", 0))
    if len(text) > longest:
        return f"Please enter no more than {longest} characters."
    if len(text) < shortest:
        return f"Please enter at least {shortest} characters."
    if "\n" in text and not element.get("multiline"):
        return "This field takes a single line."
    return None


def _number(element: JSON, text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and number != int(number):
        return "Please enter a whole number."
    # number_input's limits are strings.
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None
