"""The operator's eyes: the database rows behind a screen, what a thief of the file would learn, and the traffic.

The page knows no database. Whoever made the scene gives an `Archive`; without one the bot keeps its own elsewhere.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sandbox.log import Traffic
from sandbox.page.seat import HOME
from sandbox.people import Person
from sandbox.records import JSON, Message, View

HANDLE = re.compile(r"v\d+:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
LATEST = 150  # requests and deliveries shown
BODY = 4000  # characters of a request or an answer
_TOKENS = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+")


@dataclass(frozen=True)
class Column:
    """One column of one row. `privacy`: plain, confidential or anonymous; `why`: the declared reason of a plain one."""

    name: str
    privacy: str
    why: str
    text: str


@dataclass(frozen=True)
class Record:
    """One row of the bot's database, as it lies there. `about`: ids of rows that it points at."""

    table: str
    id: str
    columns: Sequence[Column]
    about: Sequence[str] = ()

    def text(self, name: str) -> str:
        """What lies in a column of this name; empty when there is none."""
        return next((each.text for each in self.columns if each.name == name), "")


class Archive(Protocol):
    """The bot's database, looked at without a key."""

    async def counts(self) -> Sequence[tuple[str, int]]:
        """Every table and its number of rows."""

    async def behind(self, ids: Collection[UUID]) -> Sequence[Record]:
        """The rows with these ids, and those that they are about."""

    async def latest(self, table: str) -> Sequence[Record]:
        """Some rows of a table, the newest first. Raises KeyError for a name that is none."""

    def declared(self) -> Sequence[tuple[str, str, str, str]]:
        """Every column of the schema: table, column, class, and why it is readable."""


@dataclass(frozen=True)
class Behind:
    """A message or window in sight, in a few words, and the rows behind it."""

    what: str
    records: Sequence[Record]


async def rows_behind(person: Person, place: str, archive: Archive) -> list[Behind]:
    """What stands behind everything this person has on their screen, the newest first; what has nothing is left out.

    A row that stands behind several is shown with the newest of them.
    """
    seen = list(_in_sight(person, place))
    left = {each.id: each for each in await archive.behind({row_id for _, ids in seen for row_id in ids})}
    found: list[Behind] = []
    for what, ids in seen:
        wanted = {str(each) for each in ids}
        wanted |= {other for each in wanted & left.keys() for other in left[each].about}
        records = [left.pop(each) for each in list(left) if each in wanted]
        if records:
            found.append(Behind(what, records))
    return found


def _in_sight(person: Person, place: str) -> Iterator[tuple[str, set[UUID]]]:
    window = person.top_window()
    if window is not None:
        yield f"The window “{window.body['title']['text']}”", _ids_in_view(window)
    seen = person.sees()
    if place == HOME and seen.home is not None:
        yield "The Home tab", _ids_in_view(seen.home)
    for message in reversed(person.places().get(place, [])[-12:]):
        words = " ".join(message.text.split())
        yield (f"“{words[:70]}…”" if len(words) > 70 else f"“{words}”"), _ids_of(message)


def _ids_in_view(view: View) -> set[UUID]:
    return set(_handles([view.body.get("blocks"), view.body.get("private_metadata")]))


def _ids_of(message: Message) -> set[UUID]:
    payload = (message.metadata or {}).get("event_payload", {})
    ids = set(_handles(message.blocks))
    for key in ("delivery_id", "id"):
        if isinstance(payload.get(key), str):
            ids |= set(_uuids(payload[key]))
    return ids


def _handles(inside: object) -> Iterator[UUID]:
    """Every random handle that the app put behind something to press."""
    if isinstance(inside, str):
        yield from (UUID(found) for found in HANDLE.findall(inside))
    elif isinstance(inside, dict):
        for each in inside.values():
            yield from _handles(each)
    elif isinstance(inside, list):
        for each in inside:
            yield from _handles(each)


def _uuids(text: str) -> Iterator[UUID]:
    try:
        yield UUID(text)
    except ValueError:
        return


def traffic_shown(traffic: Sequence[Traffic]) -> list[JSON]:
    """The latest requests and deliveries, the newest first, without what was said in them (see `exchange`)."""
    first = max(0, len(traffic) - LATEST)
    return [
        {
            "number": number,
            "at": f"{each.at:%d %b %H:%M:%S}",
            "way": "bot → Slack" if each.direction == "in" else "Slack → bot",
            "name": each.name,
            "status": each.status,
            "took": f"{each.latency_s * 1000:.1f} ms",
        }
        for number, each in reversed(list(enumerate(traffic))[first:])
    ]


def exchange(traffic: Sequence[Traffic], number: int) -> JSON:
    """What was asked and answered in one of them; tokens are masked. Raises IndexError for a number that is none."""
    if number < 0:
        raise IndexError(number)
    return {"request": _masked(traffic[number].request), "answer": _masked(traffic[number].answer)}


def _masked(body: str) -> str:
    shown = _TOKENS.sub("(token)", body)
    return shown if len(shown) <= BODY else f"{shown[:BODY]} …"
