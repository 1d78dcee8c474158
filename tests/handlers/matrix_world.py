"""One small world for the matrix: every role, and all of a holder's that can be pressed. Copied for each test."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from bot.features import FEATURES
from sets import joining
from storage.engine import Database
from storage.keystore import KeyStore
from storage.unit_of_work import Storage, WorkspaceStore
from storage.vault import Vault
from tests.conftest import make_storage, make_workspace
from tests.factory import EARLIER, add_coordinator, add_membership, add_person, add_set
from tests.handlers.action_kit import Bot
from tests.handlers.checkin_kit import World
from tests.handlers.matrix.core import FRIDAY, HOLDERS, LATER, USERS, Ids, Things, Town
from tests.handlers.matrix_table import ROOMS, in_order


async def make(folder: Path, sqlite_template: Path) -> Ids:
    """Everything that has happened before a press, in a set that is running."""
    os.mkdir(folder)
    shutil.copy(sqlite_template, folder / "main.db")
    database, keys = (Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db"))
    town = await _founded(await make_storage(database, keys))
    for room in in_order():
        if room.make is not None:
            await room.make(town)
    await _leave(town)
    for room in in_order():
        if room.after_leaving is not None:
            await room.after_leaving(town)
    await database.close()
    await keys.close()
    return town.ids


def in_state(template: Path, folder: Path, ids: Ids, state: str) -> Path:
    """A copy in which the holder's set is in another state."""
    shutil.copytree(template, folder)
    connection = sqlite3.connect(folder / "main.db")
    with connection:
        connection.execute("UPDATE learning_set SET state = ? WHERE id = ?", (state, ids.set_id.hex))
    connection.close()
    return folder


async def _founded(storage: Storage) -> Town:
    """People and their sets. Nobody has left yet."""
    store = await make_workspace(storage)
    cora = await add_coordinator(store)
    people = {user: await add_person(store, user) for user in USERS.values() if user not in ("UCORA", "UNOBODY")}
    people["UCORA"] = cora
    members = [people[user] for user in ("UAMINA", "UBEN", "UFAY", "UDEE")]
    set_id = await add_set(store, cora, members=members, asked=[people["UJO"]])
    other_set = await add_set(store, cora, members=[people["UOLU"]], name="Other set", channel_id="COTHER")
    async with store.write() as uow:
        await add_membership(uow, set_id, people["UCOACH"], EARLIER, role="coach")
        await add_membership(uow, set_id, people["UPAST"], EARLIER, FRIDAY, role="coach")
    ids = Ids(store.workspace_id, storage.vault._ring, set_id, other_set)
    ids.things = {user: Things(user, people[user].id) for user in HOLDERS}
    return Town(store, ids, people, World(store, people["UAMINA"], set_id, FRIDAY))


async def _leave(town: Town) -> None:
    """Fay leaves the channel; Dee's account is closed."""
    async with town.store.write() as uow:
        assert await joining.left_channel(uow, "UFAY", "CSET", FRIDAY, FRIDAY)
    closed = {"id": "UDEE", "name": "dee", "deleted": True, "profile": {"display_name": "Dee"}}
    event = {"type": "user_change", "user": closed}
    bot = Bot(town.store, FRIDAY, *FEATURES)
    await bot.send({"type": "event_callback", "event_id": "EvDee", "team_id": "T0001", "event": event})


class Rows:
    """Every row of every table of a database as it is stored; receipts too. Read again only after a commit."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._version, self._found = -1, dict[str, list[str]]()

    def dump(self) -> dict[str, list[str]]:
        """By table, sorted."""
        execute = self._connection.execute
        (version,) = execute("PRAGMA data_version").fetchone()  # changes with every commit of another connection
        if version != self._version:
            names = [name for (name,) in execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            self._found = {name: sorted(map(repr, execute(f'SELECT * FROM "{name}"'))) for name in names}  # noqa: S608
            self._version = version
        return self._found

    def close(self) -> None:
        self._connection.close()


class WholeBot(Bot):
    """A bot with every feature, an hour after the check-ins. rows: what its database holds."""

    def __init__(self, store: WorkspaceStore, rows: Rows) -> None:
        super().__init__(store, LATER, *FEATURES)
        self.store = store
        self.rows = rows


@asynccontextmanager
async def copy(template: Path, folder: Path, ids: Ids) -> AsyncIterator[WholeBot]:
    """A bot with every feature on a copy of a world; `folder`/main.db is its database."""
    os.mkdir(folder)
    for name in ("main.db", "keys.db"):
        shutil.copy(template / name, folder / name)
    database, keys = (Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db"))
    vault = Vault(KeyStore(keys), ids.ring)
    await vault.open_store()
    rows = Rows(folder / "main.db")
    try:
        yield WholeBot(Storage(database, vault).workspace(ids.workspace_id), rows)
    finally:
        rows.close()
        await database.close()
        await keys.close()


def table_of(path: Path, row_id: UUID) -> str:
    """The one table that has a row of this id; for the id of a moment, such as an Undo, the id alone."""
    tables = "SELECT t.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.name = 'id'"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        names = [name for (name,) in connection.execute(tables)]
        counts = {name: f'SELECT count(*) FROM "{name}" WHERE id = ?' for name in names}  # noqa: S608
        found = [str(name) for name in names if connection.execute(counts[name], (row_id.hex,)).fetchone()[0]]
    connection.close()
    (table,) = found or [row_id.hex]
    return table


def rows_of(dumped: dict[str, list[str]], things: Things) -> list[str]:
    """The rows that are a holder's own, or hang on what is theirs."""
    wanted = {things.person_id.hex, *(each.hex for room in ROOMS.values() for each in room.own_ids(things))}
    own = [name for room in ROOMS.values() for name in room.tables]
    return [row for name in own for row in dumped[name] if any(each in row for each in wanted)]
