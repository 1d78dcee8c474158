"""No reader outside the audience reaches anybody's words: by no listener that opens any, with no id or revision, not by
joining later or coming back, and not from an old Home, message or window after leaving."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from handlers.ids import Form, Press, handle, parse_handle
from sets.errors import Refused
from storage.fields import Field as Sealed
from storage.unit_of_work import UnitOfWork
from tests.handlers import matrix_world as world
from tests.handlers import readers_world as readers
from tests.handlers.matrix.core import HOLDERS, USERS, Ids, Json, Listener
from tests.handlers.matrix_presses import payload, press, window
from tests.handlers.matrix_table import LISTED, ROWS
from tests.handlers.matrix_world import WholeBot
from tests.handlers.readers_table import OPENS

pytestmark = pytest.mark.xdist_group("readers")  # its worlds take a while to make, and are made once
# What goes out is sealed while it waits, and Slack's token is no words.
NO_WORDS = frozenset({Sealed.DELIVERY_ARGS, Sealed.WORKSPACE_TOKEN})
ATTACKS = [(place, user) for place in readers.PLACES for user in readers.attackers(place)]
LEAVING = ("view", Form.LEAVE)
ERASING = (("action", Press.DATA_ERASE), ("action", Press.JOURNAL_ERASE))
Way = tuple[Listener, str]


@dataclass(frozen=True)
class Held:
    """What somebody had before: ways in, and words that they read."""

    ways: Sequence[Way]
    read: set[str]


@dataclass(frozen=True)
class Worlds:
    """Before, joined, left and back; what Amina and Ben held before."""

    folder: Path
    ids: Ids
    held: Mapping[str, Held]


@pytest.fixture(scope="module")
def worlds(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    base = tmp_path_factory.mktemp("readers")

    async def made() -> Worlds:
        ids = await readers.make(base / "worlds", sqlite_template)
        people = (readers.AMINA, readers.BEN)
        held = {user: await held_by(base / "worlds", base / user, ids, user) for user in people}
        return Worlds(base / "worlds", ids, held)

    return asyncio.run(made())


@contextmanager
def opened() -> Iterator[set[Sealed]]:
    """Every field of which something was opened meanwhile."""
    found: set[Sealed] = set()
    unseal = UnitOfWork.unseal

    async def noted(self: UnitOfWork, field: Sealed, *where: Any) -> Any:  # noqa: ANN401 - as it is called
        found.add(field)
        return await unseal(self, field, *where)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(UnitOfWork, "unseal", noted)
        yield found


class Slack:
    """Sends payloads to a bot: what everybody is told, and what was opened for it."""

    def __init__(self, bot: WholeBot, ids: Ids) -> None:
        self.bot, self.ids, self.number = bot, ids, 0
        self.told: list[Json] = []
        call = bot.client.api_call

        async def api_call(api_method: str, **arguments: Any) -> Any:  # noqa: ANN401
            found = await call(api_method, **arguments)
            return found | {"user": {"id": "U0", "name": "somebody"}} if api_method == "users.info" else found

        bot.client.api_call = api_call  # type: ignore[method-assign]

    async def send(self, sent: Json) -> tuple[str, frozenset[Sealed]]:
        """All that Slack was told, in one text; refusals say nothing, and anything else is a fault of ours."""
        with opened() as found:
            try:
                ack = await self.bot.send(sent)
            except Refused:  # after the answer, where a window was to be shown
                ack = {}
                self.bot.tasks.waiting.clear()
        self.told = [ack, *(arguments for _, arguments in self.bot.client.calls)]
        self.bot.client.calls.clear()
        self.bot.errors.clear()
        return json.dumps(self.told, ensure_ascii=False), frozenset(found - NO_WORDS)

    def usual(self, listener: Listener, user: str, holder: str) -> Json:
        """As the matrix sends it, about this holder's things."""
        self.number += 1
        return payload(listener, user, self.ids, self.ids.things[holder], self.number)

    def made(self, way: Way, user: str) -> Json:
        """A button or a window with this value, and every field filled in."""
        (kind, name), value = way
        sent = self.usual((kind, name), user, HOLDERS[0])
        if kind == "action":
            return {**sent, "actions": press(name, value, self.number)["actions"]}
        return {**sent, "view": window(name, value, self.number)}


def ways_in(told: Sequence[Any]) -> Iterator[Way]:
    """Every button and every window that somebody has in front of them."""
    for each in told:
        if isinstance(each, dict):
            if "action_id" in each and isinstance(each.get("value"), str):
                yield ("action", each["action_id"]), each["value"]
            if "callback_id" in each:
                yield ("view", each["callback_id"]), str(each.get("private_metadata") or "")
            yield from ways_in(list(each.values()))
        elif isinstance(each, list):
            yield from ways_in(each)


def rows_like(path: Path, row_id: UUID) -> list[tuple[UUID, int]]:
    """Every row of the table that has this one, with its revision (0: it has none)."""
    table = world.table_of(path, row_id)
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))]
        wanted = "id, revision" if "revision" in names else "id, 0"
        rows = connection.execute(f'SELECT {wanted} FROM "{table}" LIMIT 40').fetchall() if names else []  # noqa: S608
    connection.close()
    return [(UUID(row[0]), row[1]) for row in rows]


def forged(ids: Ids, path: Path) -> list[Way]:
    """Every listener that opens words, with each row of the kind that it names, as it stands where that is asked."""
    ways: list[Way] = []
    for listener in OPENS:
        if listener == LEAVING:
            continue
        row = ROWS[listener]
        value = row.value(ids, ids.things[HOLDERS[0]])
        if listener[0] not in ("action", "view") or not value:
            continue
        asked = parse_handle(value)
        for row_id, revision in rows_like(path, asked.row_id):
            ways.append((listener, handle(row_id, revision if asked.revision else 0)))
    return ways


async def held_by(folder: Path, into: Path, ids: Ids, user: str) -> Held:
    """What a member has in front of them once they have pressed everything that opens words."""
    ways: dict[Way, None] = {}
    read: set[str] = set()
    async with readers.copy(folder / "before", into, ids) as bot:
        slack = Slack(bot, ids)
        for listener in _in_order():
            if listener != LEAVING:
                said, _ = await slack.send(slack.usual(listener, user, HOLDERS[0]))
                read |= readers.words_in(said)
                ways |= dict.fromkeys(ways_in(slack.told))
    return Held([way for way in ways if way[0] in OPENS and way[0] != LEAVING], read)


def test_the_table_has_no_line_for_what_is_not_there() -> None:
    assert set(OPENS) <= set(ROWS)


async def test_every_listener_that_opens_words_stands_in_the_table(worlds: Worlds, tmp_path: Path) -> None:
    """And opens no others: pressed by everybody, before anything changed."""
    found: dict[Listener, set[Sealed]] = {}
    for number, row in enumerate(LISTED):
        async with readers.copy(worlds.folder / "before", tmp_path / str(number), worlds.ids) as bot:
            slack = Slack(bot, worlds.ids)
            every = [await slack.send(slack.usual(row.listener, user, HOLDERS[0])) for user in USERS.values()]
            found[row.listener] = {field for _, opens in every for field in opens}
    missing = {listener: sorted(field.name for field in opens - of(listener)) for listener, opens in found.items()}
    lines = [f"{' '.join(listener)}: {', '.join(names)}" for listener, names in missing.items() if names]
    assert lines == [], "not in readers_table.py:\n" + "\n".join(lines)
    assert [listener for listener in OPENS if not found[listener]] == [], "a line in readers_table.py opens nothing"


def test_members_read_what_the_others_are_kept_from(worlds: Worlds) -> None:
    """Or the attacks below would prove nothing."""
    ben, amina = worlds.held[readers.BEN].read, worlds.held[readers.AMINA].read
    kept_from_joiners = {"AMINA-UPDATE", "AMINA-REFLECTION", "AMINA-SHARED", "AMINA-ASKS", "AMINA-CLOSED"}
    assert kept_from_joiners <= ben, kept_from_joiners - ben
    own = {"AMINA-NOTE", "AMINA-DETAIL", "AMINA-JOURNAL", "AMINA-LABEL-0"}
    assert own <= amina, own - amina
    assert len(worlds.held[readers.BEN].ways) > 20


@pytest.mark.parametrize(("place", "user"), ATTACKS)
async def test_nobody_outside_the_audience_reads_anything(
    place: str, user: str, worlds: Worlds, tmp_path: Path
) -> None:
    held = worlds.held.get(user, worlds.held[readers.BEN])
    ways = dict.fromkeys([*held.ways, *forged(worlds.ids, worlds.folder / place / "main.db")])
    async with readers.copy(worlds.folder / place, tmp_path / "attack", worlds.ids) as bot:
        slack = Slack(bot, worlds.ids)
        attacks = [(way[0], slack.made(way, user)) for way in ways]
        attacks += [(each, slack.usual(each, user, holder)) for each in _in_order() for holder in HOLDERS]
        read: set[str] = set()
        for listener, sent in attacks:
            said, opens = await slack.send(sent)
            read |= readers.words_in(said)
            outside = {words for words in read if not readers.may_read(user, place, words)}
            assert outside == set(), (user, sent, outside)
            assert not opens or listener in OPENS, (listener, opens)
    if user == readers.JO:
        assert {"AMINA-LATE-0", "AMINA-LATE-1", "AMINA-LATE-LINE", "AMINA-LABEL-0"} <= read, "what is theirs, they read"


def of(listener: Listener) -> frozenset[Sealed]:
    """What the table says that it opens."""
    return OPENS.get(listener, frozenset())


def _in_order() -> list[Listener]:
    """What takes words away comes last, and then leaving: who has left tries nothing more."""
    return sorted(OPENS, key=lambda listener: (listener == LEAVING, listener in ERASING))
