"""Canaries: secrets put where people write, and the search for them, in every disguise, where words must not stand.

All canaries of a run begin with the same stem, so that one search finds any of them; what follows says which it was.
"""

import base64
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

from sandbox.log import Traffic

SHOWN = 40  # bytes of a finding that tell which canary it was


@dataclass(frozen=True)
class Found:
    """One leak: where, in which disguise, and what stands there."""

    place: str
    disguise: str
    bytes_there: bytes


class Canaries:
    """The secrets of one run. `stem` is new each time: what an earlier run left behind is not found."""

    def __init__(self) -> None:
        # An accent and a space, so that each disguise differs from the plain words.
        self.stem = f"kanár {secrets.token_hex(6)}"
        self._needles = disguises(self.stem)

    def __getitem__(self, name: str) -> str:
        """The secret for one field; `name` in letters."""
        return f"{self.stem}{name}"

    def search(self, place: str, data: bytes) -> list[Found]:
        """Every disguise of the stem that stands in these bytes, at its first position."""
        found = []
        for disguise, needle in self._needles.items():
            at = data.find(needle)
            if at >= 0:
                found.append(Found(place, disguise, data[at : at + len(needle) + SHOWN]))
        return found

    def search_files(self, folder: Path) -> list[Found]:
        """Every file below a folder, also the ones a running program holds open."""
        found = []
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                found += self.search(str(path.relative_to(folder)), path.read_bytes())
        return found

    def search_traffic(self, traffic: Sequence[Traffic], allowed: Mapping[str, Sequence[str]]) -> list[Found]:
        """What the bot told Slack outside windows.

        allowed  name of a canary -> channels in whose messages it may stand by design; any other place is a leak
        """
        found = []
        for name, said in told(traffic):
            kept = said
            if name.startswith("chat."):
                for canary, channels in allowed.items():
                    if any(channel in said for channel in channels):
                        kept = self._without(kept, canary)
            found += self.search(name, kept.encode())
        return found

    def _without(self, text: str, name: str) -> str:
        """The text without one canary, in all its disguises."""
        for needle in disguises(self[name], whole=True).values():
            text = text.replace(needle.decode("utf-8"), "")
        return text


def told(traffic: Sequence[Traffic]) -> Iterator[tuple[str, str]]:
    """Name and body of all that the bot said to Slack: its calls but for views.*, its answers but for windows'."""
    for one in traffic:
        if one.direction == "in" and not one.name.startswith("views."):
            yield one.name, one.request
        elif one.direction == "out" and json.loads(one.request or "{}").get("type") != "view_submission":
            yield f"answer to {one.name}", one.answer


def disguises(words: str, *, whole: bool = False) -> dict[str, bytes]:
    """The words as bytes: plain, JSON-escaped, percent-encoded, base64 at each of its three alignments, and hex.

    whole  only disguises that stand for all the words and nothing beside them: base64 shares its ends with what is
           around, so it is left out
    """
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in words)
    ascii_only = json.dumps(words)[1:-1]
    found = {
        "plain": words,
        "JSON": ascii_only,
        "JSON in JSON": ascii_only.replace("\\", "\\\\"),
        "JSON, capitals": ascii_only.replace("\\u00e1", "\\u00E1"),
        "JSON, every letter": escaped,
        "JSON, every letter, capitals": escaped.upper().replace("\\U", "\\u"),
        "percent": quote(words, safe=""),
        "percent, plus": quote_plus(words),
        "percent, small": quote(words, safe="").replace("%C3%A1", "%c3%a1"),
        "percent, plus, JSON": quote_plus(ascii_only),
        "percent, JSON": quote(ascii_only, safe=""),
        "percent twice": quote(quote(words, safe=""), safe=""),
        "hex": words.encode().hex(),
        "hex, capitals": words.encode().hex().upper(),
    }
    needles = {name: text.encode() for name, text in found.items()}
    needles["UTF-16"] = words.encode("utf-16-le")
    if whole:
        del needles["UTF-16"]
        return needles
    for offset in range(3):
        needles[f"base64 at {offset}"] = _inside_base64(words.encode(), offset)
    return needles


def _inside_base64(data: bytes, offset: int) -> bytes:
    """What base64 of these bytes always holds when they begin `offset` bytes after a multiple of three."""
    encoded = base64.b64encode(bytes(offset) + data)
    first = -(-offset * 8 // 6)
    last = (offset + len(data)) * 8 // 6
    return encoded[first:last]
