"""Which tables were read, and which have changed since: for a rehearsal that asks no question twice.

It sees this process's statements only, so it is of use where one process has the database to itself.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, event
from sqlalchemy.pool import ConnectionPoolEntry

from storage.engine import Database

_NAMED = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+\"?(\w+)")
_WRITES = re.compile(r"\s*(?:WITH\b.*\b)?(?:INSERT|UPDATE|DELETE)\b", re.DOTALL)
_WRITTEN = "watching.written"
_ENDING = "watching.ending"

_reading: ContextVar[set[str] | None] = ContextVar("reading", default=None)


class Watch:
    """Counts how often each table was changed, from now on."""

    def __init__(self, database: Database) -> None:
        self._changes: defaultdict[str, int] = defaultdict(int)
        for engine in database.engines:
            event.listen(engine.sync_engine, "before_cursor_execute", self._statement)
            event.listen(engine.sync_engine, "commit", self._commit)
            event.listen(engine.sync_engine, "rollback", self._rollback)
            event.listen(engine.sync_engine, "checkin", self._given_back)

    @contextmanager
    def reading(self) -> Iterator[set[str]]:
        """The tables that the block reads; complete when it has ended."""
        tables: set[str] = set()
        token = _reading.set(tables)
        try:
            yield tables
        finally:
            _reading.reset(token)

    def counts(self) -> Mapping[str, int]:
        """How often each table has been changed so far; it stays as it is."""
        return dict(self._changes)

    def _statement(
        self, connection: Connection, cursor: object, statement: str, parameters: object, context: object, many: bool
    ) -> None:
        named = _NAMED.findall(statement)
        if _WRITES.match(statement):
            connection.info.setdefault(_WRITTEN, set()).update(named)
        elif (tables := _reading.get()) is not None:
            tables.update(named)

    def _commit(self, connection: Connection) -> None:
        """Told just before the commit. Who asks between here and its end still reads what was: so it counts twice."""
        tables = connection.info.pop(_WRITTEN, set())
        self._count(tables)
        connection.info.setdefault(_ENDING, set()).update(tables)

    def _given_back(self, _connection: object, record: ConnectionPoolEntry) -> None:
        self._count(record.info.pop(_ENDING, ()))

    def _count(self, tables: Iterable[str]) -> None:
        for table in tables:
            self._changes[table] += 1

    def _rollback(self, connection: Connection) -> None:
        connection.info.pop(_WRITTEN, None)


def stamp_of(counts: Mapping[str, int], tables: Iterable[str]) -> tuple[int, ...]:
    """Different as soon as one of these tables has been changed."""
    return tuple(counts.get(table, 0) for table in sorted(tables))
