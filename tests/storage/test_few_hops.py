"""SQLite in few trips to its thread: the same answers and errors as before, and the trips counted."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.engine import Database


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    """A SQLite file with one small table."""
    database = Database.connect(f"sqlite:///{tmp_path / 'small.db'}", pool_size=2)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"))
        await connection.execute(text("INSERT INTO thing (name) VALUES (:name)"), [{"name": n} for n in "abcde"])
    yield database
    await database.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every trip to a connection's thread."""
    made: list[Any] = []
    real = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, work: Any, *given: Any, **more: Any) -> Any:  # noqa: ANN401
        made.append(work)
        return await real(self, work, *given, **more)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return made


async def test_a_read_is_one_trip_a_statement_and_one_to_end(file: Database, trips: list[Any]) -> None:
    async with file.read() as connection:
        await connection.execute(text("SELECT 1"))  # the pool's first connection is made ready
    trips.clear()
    async with file.read() as connection:
        names = (await connection.execute(text("SELECT name FROM thing ORDER BY id"))).scalars().all()
        first = (await connection.execute(text("SELECT id FROM thing"))).first()
    assert (names, first) == (list("abcde"), (1,))
    assert len(trips) == 3


async def test_a_transaction_that_did_nothing_makes_no_trip(file: Database, trips: list[Any]) -> None:
    async with file.read() as connection:
        await connection.execute(text("SELECT 1"))
    trips.clear()
    async with file.read():
        pass
    assert trips == []


async def test_a_reader_keeps_to_what_it_saw_first(file: Database) -> None:
    """The deferred BEGIN goes along with the first statement, and holds from then on."""
    count = text("SELECT count(*) FROM thing")
    async with file.read() as reader:
        before = (await reader.execute(count)).scalar_one()
        async with file.write() as writer:
            await writer.execute(text("INSERT INTO thing (name) VALUES ('f')"))
        assert (await reader.execute(count)).scalar_one() == before == 5
    async with file.read() as reader:
        assert (await reader.execute(count)).scalar_one() == 6


async def test_what_went_wrong_is_rolled_back_and_the_connection_goes_on(file: Database) -> None:
    with pytest.raises(IntegrityError):
        async with file.write() as connection:
            await connection.execute(text("INSERT INTO thing (name) VALUES ('g')"))
            await connection.execute(text("INSERT INTO thing (name) VALUES ('a')"))
    with pytest.raises(OperationalError):
        async with file.read() as connection:
            await connection.execute(text("SELECT * FROM nothing"))
    async with file.read() as connection:
        names = (await connection.execute(text("SELECT name FROM thing"))).scalars().all()
    assert "g" not in names
    with pytest.raises(OperationalError, match="readonly"):
        async with file.read() as connection:
            await connection.execute(text("DELETE FROM thing"))


async def test_what_a_statement_changed_is_known_after_it(file: Database) -> None:
    async with file.write() as connection:
        changed = await connection.execute(text("UPDATE thing SET name = name || '!' WHERE id > 2"))
        assert changed.rowcount == 3
        added = await connection.execute(text("INSERT INTO thing (name) VALUES ('h') RETURNING id"))
        assert added.scalar_one() == 6
        many = await connection.execute(text("INSERT INTO thing (name) VALUES (:name)"), [{"name": "x"}, {"name": "y"}])
        assert many.rowcount == 2
