"""Rules of Block Kit that look at several keys of one object at once."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from sandbox.blocks.checks import Rule

Fields = Mapping[str, object]


def exactly_one(first: str, second: str) -> Rule:
    """One of two keys, not both and not neither."""

    def rule(value: Fields, where: str) -> Iterator[str]:
        if (first in value) == (second in value):
            yield f"needs exactly one of {first!r} and {second!r} at {where}"

    return rule


def at_least_one(first: str, second: str) -> Rule:
    """One of two keys, or both."""

    def rule(value: Fields, where: str) -> Iterator[str]:
        if first not in value and second not in value:
            yield f"needs {first!r} or {second!r} at {where}"

    return rule


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _all_options(value: Fields) -> list[object]:
    """The options of an element, those inside its groups included."""
    groups = [_items(group.get("options")) for group in _items(value.get("option_groups")) if isinstance(group, dict)]
    return _items(value.get("options")) + [entry for group in groups for entry in group]


def initial_among_options(value: Fields, where: str) -> Iterator[str]:
    """What is chosen at first must be the same object as one of the options, key by key."""
    offered = _all_options(value)
    if "initial_option" in value and value["initial_option"] not in offered:
        yield f"must be among the options at {where}.initial_option"
    for position, chosen in enumerate(_items(value.get("initial_options"))):
        if chosen not in offered:
            yield f"must be among the options at {where}.initial_options[{position}]"


def some_initial(value: Fields, where: str) -> Iterator[str]:
    """An array of first choices is left out rather than empty."""
    if value.get("initial_options") == []:
        yield f"must have at least 1 item at {where}.initial_options"


def unique_values(value: Fields, where: str) -> Iterator[str]:
    """No two options of one element may carry the same value: the answer would be ambiguous."""
    seen: set[str] = set()
    for entry in _all_options(value):
        own = entry.get("value") if isinstance(entry, dict) else None
        if isinstance(own, str) and own in seen:
            yield f"option value {own!r} is there twice at {where}"
        elif isinstance(own, str):
            seen.add(own)


def within_most_selected(*keys: str) -> Rule:
    """No more first choices than `max_selected_items`."""

    def rule(value: Fields, where: str) -> Iterator[str]:
        most = value.get("max_selected_items")
        for key in keys:
            if isinstance(most, int) and len(_items(value.get(key))) > most:
                yield f"more items than max_selected_items at {where}.{key}"

    return rule


def text_bounds(value: Fields, where: str) -> Iterator[str]:
    """min_length <= max_length, and the first text lies between them."""
    low, high, first = value.get("min_length", 0), value.get("max_length", 3000), value.get("initial_value")
    if not isinstance(low, int) or not isinstance(high, int):
        return
    if low > high:
        yield f"min_length is greater than max_length at {where}"
    elif isinstance(first, str) and first and not low <= len(first) <= high:
        yield f"must have {low} to {high} characters at {where}.initial_value"


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def number_bounds(value: Fields, where: str) -> Iterator[str]:
    """min_value <= initial_value <= max_value, and no decimals unless they are allowed."""
    low, high, first = (_number(value.get(key)) for key in ("min_value", "max_value", "initial_value"))
    if low is not None and high is not None and low > high:
        yield f"min_value is greater than max_value at {where}"
    if first is not None and ((low is not None and first < low) or (high is not None and first > high)):
        yield f"must lie between min_value and max_value at {where}.initial_value"
    if value.get("is_decimal_allowed") is False:
        for key, number in (("min_value", low), ("max_value", high), ("initial_value", first)):
            if number is not None and number.is_finite() and number != number.to_integral_value():
                yield f"must be a whole number at {where}.{key}"


def no_file_dispatch(value: Fields, where: str) -> Iterator[str]:
    """Slack refuses dispatch_action on an input block that holds a file_input."""
    element = value.get("element")
    if isinstance(element, dict) and element.get("type") == "file_input" and value.get("dispatch_action") is True:
        yield f"dispatch_action is not supported with file_input at {where}"


def unique_action_ids(key: str) -> Rule:
    """No two elements of one block may share an action_id."""

    def rule(value: Fields, where: str) -> Iterator[str]:
        seen: set[str] = set()
        for position, element in enumerate(_items(value.get(key))):
            own = element.get("action_id") if isinstance(element, dict) else None
            if isinstance(own, str) and own in seen:
                yield f"action_id {own!r} already exists in this block at {where}.{key}[{position}].action_id"
            elif isinstance(own, str):
                seen.add(own)

    return rule
