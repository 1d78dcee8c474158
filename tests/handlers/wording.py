"""Everything a person reads or hears in a payload, and whether all of it went through the catalogue."""

import re
from collections.abc import Iterable, Iterator

_SPOKEN = ("accessibility_label", "alt_text")
# A sentence cut to Slack's limit has lost its end mark.
_MARKED = re.compile("⟦[^⟦⟧]*(?:⟧|…$)")
_ISOLATES = "\u2066\u2067\u2068\u2069"


def visible(payload: object) -> Iterator[str]:
    """Every text of a message or a view: shown, heard, or on a lock screen."""
    if isinstance(payload, dict):
        if isinstance(payload.get("text"), str):  # of a text object, or a message's own
            yield payload["text"]
        for key in _SPOKEN:
            if isinstance(payload.get(key), str):
                yield payload[key]
        for value in payload.values():
            yield from visible(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from visible(value)


def unmarked(payload: object, data: Iterable[str] = ()) -> list[str]:
    """Texts with letters that did not come from the catalogue, rendered for a reader of the pseudo-language.

    data  what may stand by itself because it is no sentence: names of zones, for instance
    """
    found = []
    for text in visible(payload):
        rest = _without_marked(text)
        for known in data:
            rest = rest.replace(known, "")
        if any(char.isalpha() for char in rest.strip(_ISOLATES)):
            found.append(text)
    return found


def _without_marked(text: str) -> str:
    """The text without marked sentences; a sentence may hold another as one of its values."""
    shorter = _MARKED.sub("", text)
    return shorter if shorter == text else _without_marked(shorter)
