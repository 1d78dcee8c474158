"""SQLite through aiosqlite with one trip to its thread a statement, where the library makes four.

A cursor is opened, run, read to its end and closed in one go, and a deferred BEGIN, which takes no lock, goes along
with the first statement after it. SQLAlchemy reads all rows at once in any case. See docs/decisions/0011.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

DEFERRED = "BEGIN"
CHUNK = 64  # rows; aiosqlite's own default, which nothing here uses


def connect(database: str, **options: Any) -> "Connection":  # noqa: ANN401 - as sqlite3.connect
    """For SQLAlchemy's `async_creator_fn`: a connection to await."""
    connection = Connection(partial(sqlite3.connect, database, **options), CHUNK)
    connection._thread.daemon = True  # as SQLAlchemy does it, so that a process can end
    return connection


class Connection(aiosqlite.Connection):
    """One connection and its thread."""

    begun_later = False  # a deferred BEGIN was asked for, and goes along with what comes next

    # SQLAlchemy needs no more of a cursor than what ours has.
    def cursor(self) -> "Cursor":  # type: ignore[override]
        """A cursor that has not been opened yet."""
        return Cursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], "Outcome"]) -> "Outcome":
        """Do it in the connection's thread. Raises what sqlite3 raises."""
        if self.begun_later:
            self.begun_later = False
            work = partial(_after_begin, work)
        done: Outcome = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return done

    async def commit(self) -> None:
        if self._has_begun():
            await super().commit()

    async def rollback(self) -> None:
        if self._has_begun():
            await super().rollback()

    def _has_begun(self) -> bool:
        """Whether there is anything to end; a BEGIN that did not go out yet is forgotten."""
        self.begun_later = False
        return self._connection is not None and self._connection.in_transaction


class Outcome:
    """What a statement left behind."""

    __slots__ = ("description", "lastrowid", "rowcount", "rows")

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.rows: deque[Any] = deque(cursor.fetchall() if cursor.description else ())
        self.description = cursor.description
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class Cursor:
    """What SQLAlchemy asks of a cursor. The rows are here as soon as a statement is done."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._done: Outcome | None = None

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "Cursor":
        """Run one statement and read all its rows."""
        if sql == DEFERRED:
            self._connection.begun_later = True
        else:
            self._done = await self._connection.run(lambda real: Outcome(real.execute(sql, parameters)))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "Cursor":
        """Run one statement several times."""
        self._done = await self._connection.run(lambda real: Outcome(real.executemany(sql, parameters)))
        return self

    async def fetchone(self) -> Any:  # noqa: ANN401 - a row
        return self._done.rows.popleft() if self._done and self._done.rows else None

    async def fetchmany(self, size: int = 1) -> list[Any]:
        rows = self._done.rows if self._done else deque[Any]()
        return [rows.popleft() for _ in range(min(size, len(rows)))]

    async def fetchall(self) -> list[Any]:
        rows = list(self._done.rows) if self._done else []
        if self._done:
            self._done.rows.clear()
        return rows

    async def close(self) -> None:
        """Nothing is left to close; how many rows it was can still be asked."""

    @property
    def description(self) -> Any:  # noqa: ANN401 - as sqlite3.Cursor
        return self._done.description if self._done else None

    @property
    def rowcount(self) -> int:
        return self._done.rowcount if self._done else -1

    @property
    def lastrowid(self) -> int | None:
        return self._done.lastrowid if self._done else None


def _after_begin(work: Callable[[sqlite3.Connection], Outcome], real: sqlite3.Connection) -> Outcome:
    real.execute(DEFERRED)
    return work(real)
