"""Counting what a use case sends to the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from storage.unit_of_work import WorkspaceStore


@contextmanager
def statements(store: WorkspaceStore) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile, but for the ends of transactions."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    engines = [engine.sync_engine for engine in store._database.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
