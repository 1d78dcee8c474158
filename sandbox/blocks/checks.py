"""Small checks of which the Block Kit tables are made.

A check is called with a value parsed from JSON and the place where it stands (`blocks[2].text`), and yields one
sentence for each problem: what is wrong, then ` at ` and the place. Checks never raise, whatever the value is: the
pretend Slack must answer nonsense with an error code, not with a traceback.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import available_timezones

type_names = {str: "a string", bool: "true or false", int: "a whole number", dict: "an object", list: "an array"}

Check = Callable[[object, str], Iterator[str]]
Rule = Callable[[Mapping[str, object], str], Iterator[str]]


@dataclass(frozen=True)
class Spec:
    """What one object may hold: a check for each key, the keys it must have, and rules over several keys at once."""

    keys: Mapping[str, Check]
    required: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = field(default=())


def obey(spec: Spec, value: Mapping[str, object], where: str) -> Iterator[str]:
    """Yield every problem of an object: unknown keys, missing keys, what each key's check says, then the rules."""
    for key in value:
        if key not in spec.keys:
            yield f"unknown key {key!r} at {where}"
    for key in spec.required:
        if key not in value:
            yield f"missing key {key!r} at {where}"
    for key, check in spec.keys.items():
        if key in value:
            yield from check(value[key], f"{where}.{key}" if where else key)
    for rule in spec.rules:
        yield from rule(value, where)


def _is(value: object, kind: type) -> bool:
    """True if `value` is of this JSON kind; JSON's true and false are no numbers, although Python's bool is an int."""
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def typed(kind: type) -> Check:
    """A value of this kind (str, bool, int, dict or list)."""

    def check(value: object, where: str) -> Iterator[str]:
        if not _is(value, kind):
            yield f"must be {type_names[kind]} at {where}"

    return check


boolean = typed(bool)
any_object = typed(dict)


def string(high: int, low: int = 1) -> Check:
    """A string of `low` to `high` characters, both included."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"must be a string at {where}"
        elif len(value) < low:
            yield f"must have at least {low} character{'s' if low > 1 else ''} at {where}"
        elif len(value) > high:
            yield f"must be {high} characters or fewer, has {len(value)}, at {where}"

    return check


def integer(low: int, high: int) -> Check:
    """A whole number from `low` to `high`, both included."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield f"must be a whole number at {where}"
        elif not low <= value <= high:
            yield f"must be from {low} to {high} at {where}"

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str) or value not in allowed:
            yield f"must be one of {', '.join(allowed)} at {where}"

    return check


def matching(pattern: str, what: str) -> Check:
    """A string that fits a pattern from end to end; `what` says so in words."""
    compiled = re.compile(pattern)

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield f"must be {what} at {where}"

    return check


def listed(item: Check, low: int, high: int) -> Check:
    """An array of `low` to `high` items, each of which passes `item`."""

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"must be an array at {where}"
            return
        if len(value) < low:
            yield f"must have at least {low} item{'s' if low > 1 else ''} at {where}"
        if len(value) > high:
            yield f"must have {high} items or fewer, has {len(value)}, at {where}"
        for position, entry in enumerate(value):
            yield from item(entry, f"{where}[{position}]")

    return check


def shaped(spec: Spec) -> Check:
    """An object that obeys one spec."""

    def check(value: object, where: str) -> Iterator[str]:
        if isinstance(value, dict):
            yield from obey(spec, value, where)
        else:
            yield f"must be an object at {where}"

    return check


def kind_of(table: Mapping[str, Spec], allowed: tuple[str, ...], noun: str, not_modelled: frozenset[str]) -> Check:
    """An object whose `type` is one of `allowed`, checked by its spec in `table`.

    A type that Slack knows and the pretend Slack does not is refused by name: a quiet pass would prove nothing.
    """

    def check(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"must be an object at {where}"
            return
        kind = value.get("type")
        if not isinstance(kind, str):
            yield f"missing key 'type' at {where}"
        elif kind in not_modelled:
            yield f"{noun} type {kind!r} is not modelled by the pretend Slack, at {where}"
        elif kind not in table:
            yield f"unknown {noun} type {kind!r} at {where}"
        elif kind not in allowed:
            yield f"{noun} type {kind!r} is not allowed here, at {where}"
        else:
            yield from obey(table[kind], value, where)

    return check


def calendar_date(value: object, where: str) -> Iterator[str]:
    """YYYY-MM-DD, and a day that exists."""
    try:
        good = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        good = False
    if not good:
        yield f"must be a date as YYYY-MM-DD at {where}"


clock_time = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm, 24 hours,")


def zone_name(value: object, where: str) -> Iterator[str]:
    """An IANA time zone that this machine knows."""
    if not isinstance(value, str) or value not in available_timezones():
        yield f"must be an IANA time zone at {where}"


def number_string(value: object, where: str) -> Iterator[str]:
    """A number written as a string, as number_input wants its initial, least and greatest value."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value, re.ASCII):
        yield f"must be a number written as a string at {where}"


def web_address(high: int) -> Check:
    """An http or https address of at most `high` characters."""
    length = string(high)

    def check(value: object, where: str) -> Iterator[str]:
        yield from length(value, where)
        if isinstance(value, str) and not re.match(r"https?://[^\s/]", value):
            yield f"must be an http or https address at {where}"

    return check
