"""Both databases keep the same promises: what is read is not written, what raises is not kept, what waits is served."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from storage.engine import Database, UnsupportedDatabase
from storage.models import Receipt
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW


async def count(database: Database) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(Receipt))).scalar_one())


async def test_a_transaction_that_raises_leaves_nothing(database: Database, store: WorkspaceStore) -> None:
    with pytest.raises(RuntimeError):
        async with store.write() as uow:
            await uow.insert(Receipt, key="a", answer="", expires_at=NOW)
            raise RuntimeError
    assert await count(database) == 0
    async with store.write() as uow:
        await uow.insert(Receipt, key="a", answer="", expires_at=NOW)
    assert await count(database) == 1


async def test_what_is_written_while_reading_is_not_kept(database: Database, store: WorkspaceStore) -> None:
    try:
        async with store.read() as uow:
            await uow.insert(Receipt, key="a", answer="", expires_at=NOW)
    except DBAPIError:
        pass  # SQLite refuses at once; PostgreSQL rolls back
    assert await count(database) == 0


async def test_readers_then_writers_do_not_fail_as_busy(store: WorkspaceStore) -> None:
    async def read_then_write(number: int) -> None:
        async with store.write() as uow:
            await uow.rows(select(Receipt.key))
            await uow.insert(Receipt, key=str(number), answer="", expires_at=NOW)

    await asyncio.gather(*(read_then_write(number) for number in range(40)))
    async with store.read() as uow:
        assert len((await uow.rows(select(Receipt.key))).all()) == 40


async def test_sqlite_pragmas(sqlite_url: str) -> None:
    database = Database.connect(sqlite_url)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 2000}
    for door in (database.read, database.write):
        async with door() as connection:
            found = {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one() for name in expected}
            assert found == expected
    await database.close()


async def test_errors_hide_what_was_bound(store: WorkspaceStore) -> None:
    with pytest.raises(DBAPIError, match="SQL parameters hidden"):
        async with store.write() as uow:
            await uow.insert(Receipt, key="a", answer="", expires_at=NOW)
            await uow.insert(Receipt, key="a", answer="", expires_at=NOW)


def test_other_databases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedDatabase):
        Database.connect("mysql://somewhere/else")
