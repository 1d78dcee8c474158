"""One database, SQLite or PostgreSQL, behind the same two doors: read and write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any, Literal

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage import few_hops

Dialect = Literal["sqlite", "postgresql"]

# A press has three seconds before Slack tells the person that nothing happened. Waiting longer than
# this for a lock would lose the chance to say something kinder.
BUSY_TIMEOUT_MS = 2_000
POOL_TIMEOUT_S = 2.5
# Both waits together fit into those three seconds: who has queued for the writer waits less for the file's lock.
_QUEUED_MS, _LEAST_BUSY_MS = 100, 100
_asked_at: ContextVar[float] = ContextVar("asked_at")


class UnsupportedDatabase(ValueError):
    """The database address is neither SQLite nor PostgreSQL."""


class Database:
    """Engines of one database. Building it does no I/O.

    SQLite gets a one-connection writer that begins IMMEDIATE (a deferred transaction that reads and
    then writes fails at once when another wrote in between) and a pool of query-only readers.
    PostgreSQL uses one pool for both.
    """

    def __init__(self, url: URL, reader: AsyncEngine, writer: AsyncEngine, dialect: Dialect) -> None:
        self.url = url
        self.dialect: Dialect = dialect
        self._reader = reader
        self._writer = writer

    @classmethod
    def connect(cls, address: str, *, pool_size: int = 8) -> "Database":
        """Build the engines for `sqlite:///file.db` or `postgresql://...`. Raises UnsupportedDatabase."""
        url = make_url(address)
        backend = url.get_backend_name()
        if backend == "sqlite":
            url = url.set(drivername="sqlite+aiosqlite")
            writer = _sqlite_engine(url, pool_size=1, begin="BEGIN IMMEDIATE", query_only=False)
            reader = _sqlite_engine(url, pool_size=pool_size, begin="BEGIN", query_only=True)
            return cls(url, reader, writer, "sqlite")
        if backend in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
            engine = create_async_engine(
                url,
                pool_size=pool_size,
                pool_timeout=POOL_TIMEOUT_S,
                pool_pre_ping=True,
                hide_parameters=True,
                connect_args={"options": "-c timezone=UTC"},
            )
            return cls(url, engine, engine, "postgresql")
        raise UnsupportedDatabase("Use an address that begins with sqlite:/// or postgresql://")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; what is written through it is refused or rolled back."""
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed at the end, rolled back when the block raises."""
        _asked_at.set(monotonic())
        async with self._writer.begin() as connection:
            yield connection

    @property
    def writer(self) -> AsyncEngine:
        """The engine that writes, for migrations and for tests that listen to statements."""
        return self._writer

    @property
    def engines(self) -> tuple[AsyncEngine, ...]:
        """Every engine once."""
        return (self._writer,) if self._reader is self._writer else (self._reader, self._writer)

    async def close(self) -> None:
        """Close every connection."""
        for engine in self.engines:
            await engine.dispose()


def _sqlite_engine(url: URL, *, pool_size: int, begin: str, query_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        hide_parameters=True,
        connect_args={"async_creator_fn": few_hops.connect},
    )

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy's adapted driver connection
        connection.isolation_level = None  # the driver must not begin transactions by itself
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin_transaction(connection: Any) -> None:  # noqa: ANN401
        if not query_only:
            _hurry(connection)
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", begin_transaction)
    return engine


def _hurry(connection: Any) -> None:  # noqa: ANN401
    """Shorten the wait for the lock by what was spent in the queue; put it back for the next, who came at once."""
    now = monotonic()
    waited = int((now - _asked_at.get(now)) * 1000)
    if waited > _QUEUED_MS:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={max(_LEAST_BUSY_MS, BUSY_TIMEOUT_MS - waited)}")
        connection.info["hurried"] = True
    elif connection.info.pop("hurried", False):
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
