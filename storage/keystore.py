"""The key store: a database of its own that holds wrapped data keys, and what was destroyed.

It lives apart from the main database and from its backups (a file of its own, or a PostgreSQL address of its own), so
that a stolen backup of the main database opens nothing, and destroying a key here destroys it everywhere.

Bytes that no row of the main database points to are first marked with the moment they were noticed, and removed once
that is an hour ago: a transaction that was about to add the row has long ended by then.
"""

import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Uuid

from storage import cipher
from storage.engine import Database
from storage.keyring import MasterKey
from storage.models.base import NAMING
from storage.types import UtcDateTime
from storage.vault_errors import DatabaseNotEmpty, KeyStoreEmpty, KeyStoreNewer

VERSION: Final = 1
"""The schema this program reads and writes."""

_CREATING: Final = 0x5E7_0001  # the number of the advisory lock that one creator of the tables holds
_CHUNK: Final = 500  # ids in one statement; SQLite's oldest limit is 999 parameters

metadata = MetaData(naming_convention=NAMING)
wrapped_key = Table(
    "wrapped_key",
    metadata,
    Column("key_id", Uuid(), primary_key=True),
    Column("master_key_id", String(32), nullable=False),
    Column("wrapped", LargeBinary(), nullable=False),
    Column("orphan_since", UtcDateTime(), nullable=True),
)
tombstone = Table("tombstone", metadata, Column("key_id", Uuid(), primary_key=True))
keystore_check = Table(
    "keystore_check",
    metadata,
    Column("master_key_id", String(32), primary_key=True),
    Column("value", LargeBinary(), nullable=False),
)
keystore_version = Table(
    "keystore_version", metadata, Column("version", Integer(), primary_key=True, autoincrement=False)
)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key's bytes as stored, and the id of the master key that wrapped them."""

    master_key_id: str
    wrapped: bytes


class KeyStore:
    """Wrapped data keys by id. Each method is one transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_schema(self) -> None:
        """Create the tables where they are missing. Raises KeyStoreNewer and then changes nothing."""
        _close_to_others(self._database)
        async with self._database.write() as connection:
            if self._database.dialect == "postgresql":
                # Two programs that create the same table at once fail there; the lock ends with the transaction.
                await connection.execute(select(func.pg_advisory_xact_lock(_CREATING)))
            # The names are looked at first so that a newer store is left as it is.
            if "keystore_version" in await connection.run_sync(_table_names):
                await _check_version(connection)
            await connection.run_sync(metadata.create_all)
            await self._insert_once(connection, keystore_version, version=VERSION)

    async def check_version(self) -> None:
        """Raises KeyStoreEmpty where there is no schema, KeyStoreNewer where a newer program wrote it."""
        async with self._database.read() as connection:
            if "keystore_version" not in await connection.run_sync(_table_names):
                raise KeyStoreEmpty
            await _check_version(connection)

    @asynccontextmanager
    async def founding(self, master: MasterKey) -> AsyncIterator[None]:
        """Record the first master key of a new store; committed when the block ends, undone when it raises.

        Raises DatabaseNotEmpty if the store knows any key already. Two foundings at once: one waits, then is refused.
        """
        async with self._database.write() as connection:
            # An update that changes nothing, for its lock: on PostgreSQL the second founder waits here.
            await connection.execute(update(keystore_version).values(version=VERSION))
            for table in (keystore_check, wrapped_key, tombstone):
                if (await connection.execute(select(table.primary_key.columns[0]).limit(1))).first() is not None:
                    raise DatabaseNotEmpty
            await self._insert_once(connection, keystore_check, **_check_of(master))
            yield

    async def add_check(self, master: MasterKey) -> None:
        """Record a further master key, so that it is known again at the next start."""
        async with self._database.write() as connection:
            await self._insert_once(connection, keystore_check, **_check_of(master))

    async def checks(self) -> dict[str, bytes]:
        """The check value of every master key this store has known, by the key's id."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(keystore_check.c.master_key_id, keystore_check.c.value))
            return {row.master_key_id: row.value for row in rows}

    async def master_keys_in_use(self) -> set[str]:
        """The ids of the master keys that some stored data key is wrapped under."""
        async with self._database.read() as connection:
            return set((await connection.execute(select(wrapped_key.c.master_key_id).distinct())).scalars())

    async def put(self, key_id: UUID, master_key_id: str, wrapped: bytes) -> None:
        """Store a new data key's bytes. Raises IntegrityError for an id that is there already."""
        async with self._database.write() as connection:
            await connection.execute(
                wrapped_key.insert().values(key_id=key_id, master_key_id=master_key_id, wrapped=wrapped)
            )

    async def rewrap(self, key_id: UUID, master_key_id: str, wrapped: bytes) -> None:
        """Replace the bytes of a data key that is there; one destroyed meanwhile stays destroyed."""
        async with self._database.write() as connection:
            await connection.execute(
                update(wrapped_key)
                .where(wrapped_key.c.key_id == key_id)
                .values(master_key_id=master_key_id, wrapped=wrapped)
            )

    async def get(self, key_id: UUID) -> Wrapped | None:
        """A data key's bytes; None where there are none (destroyed, or lost)."""
        async with self._database.read() as connection:
            found = (await connection.execute(select(wrapped_key).where(wrapped_key.c.key_id == key_id))).first()
            return None if found is None else Wrapped(found.master_key_id, found.wrapped)

    async def destroy(self, key_ids: Collection[UUID]) -> None:
        """Delete the bytes and keep a tombstone each, then empty the write-ahead log. Safe to repeat."""
        async with self._database.write() as connection:
            for key_id in key_ids:
                await self._insert_once(connection, tombstone, key_id=key_id)
            for chunk in _chunks(key_ids):
                await connection.execute(delete(wrapped_key).where(wrapped_key.c.key_id.in_(chunk)))
        await self.empty_log()

    async def forget(self, key_ids: Collection[UUID]) -> None:
        """Delete bytes that nothing was ever sealed with: no tombstone."""
        async with self._database.write() as connection:
            for chunk in _chunks(key_ids):
                await connection.execute(delete(wrapped_key).where(wrapped_key.c.key_id.in_(chunk)))

    async def stored(self) -> dict[UUID, datetime | None]:
        """Every stored data key, with the moment it was first noticed to have no row (None: not noticed)."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(wrapped_key.c.key_id, wrapped_key.c.orphan_since))
            return {row.key_id: row.orphan_since for row in rows}

    async def mark_orphans(self, key_ids: Collection[UUID], since: datetime | None) -> None:
        """Note since when these keys have no row; None takes the note back."""
        async with self._database.write() as connection:
            for chunk in _chunks(key_ids):
                await connection.execute(
                    update(wrapped_key).where(wrapped_key.c.key_id.in_(chunk)).values(orphan_since=since)
                )

    async def tombstones(self) -> set[UUID]:
        """The ids of every data key ever destroyed."""
        async with self._database.read() as connection:
            return set((await connection.execute(select(tombstone.c.key_id))).scalars())

    async def is_destroyed(self, key_id: UUID) -> bool:
        """Whether this data key has a tombstone."""
        async with self._database.read() as connection:
            found = await connection.execute(select(tombstone.c.key_id).where(tombstone.c.key_id == key_id))
            return found.first() is not None

    async def empty_log(self) -> bool:
        """SQLite: move the write-ahead log into the file and cut it to nothing, so no deleted bytes stay in it.

        True when done; False when a reader was in the way for the whole busy timeout (the next reconciliation tries
        again). PostgreSQL recycles its log by itself: always True.
        """
        if self._database.dialect != "sqlite":
            return True
        async with self._database.writer.connect() as connection:
            # A checkpoint is refused inside a transaction, and the engine begins one before any statement: so the
            # driver's own connection is asked.
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is None:
                return False
            row = await (await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")).fetchone()
            return row is not None and row[0] == 0

    async def _insert_once(self, connection: AsyncConnection, table: Table, **values: object) -> None:
        insert = postgresql.insert if self._database.dialect == "postgresql" else sqlite.insert
        await connection.execute(insert(table).values(**values).on_conflict_do_nothing())


def _check_of(master: MasterKey) -> dict[str, object]:
    return {"master_key_id": master.id, "value": cipher.check_value(master.key, master.id)}


async def _check_version(connection: AsyncConnection) -> None:
    found = (await connection.execute(select(keystore_version.c.version))).scalars().all()
    if any(version > VERSION for version in found):
        raise KeyStoreNewer


def _table_names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _close_to_others(database: Database) -> None:
    """Make a new SQLite file readable by its owner alone; its log and index files take the same permissions."""
    path = database.url.database
    if database.dialect == "sqlite" and path and not os.path.exists(path):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _chunks(key_ids: Collection[UUID]) -> Iterator[list[UUID]]:
    ordered = list(key_ids)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
