"""Statements and Slack calls before the ack, for every listener there is (performance.md).

Opening a window writes nothing; a press takes at most 4 statements, an event 6, a submission 10. BEGIN and COMMIT are
not counted; a listener that is not in the table fails the test, and so does one that needs more than its line says.
The table is in tests/whole/statements, a file a feature.
"""

import pytest

from storage.unit_of_work import WorkspaceStore
from tests.bot.test_listeners import everything_heard
from tests.collecting import files_of
from tests.whole import statements
from tests.whole.statement_kit import CountingBot, Scenes, counted
from tests.whole.statements.core import Line

FILES: dict[str, tuple[Line, ...]] = {name: file.LINES for name, file in files_of(statements).items()}
TABLE = [line for lines in FILES.values() for line in lines]


def test_every_listener_has_its_line() -> None:
    """In one file: lines of a listener in two of them would hide each other."""
    listed = sorted(listener for lines in FILES.values() for listener in {(line.kind, line.what) for line in lines})
    assert listed == sorted(everything_heard()), "write a line in tests/whole/statements for what is new"


def test_no_line_stands_twice() -> None:
    names = [(line.kind, line.name) for line in TABLE]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
async def test_before_the_ack(line: Line, sqlite_store: WorkspaceStore) -> None:
    await _within(line, sqlite_store)


@pytest.mark.parametrize("line", [line for line in TABLE if line.both], ids=lambda line: line.name)
async def test_before_the_ack_on_both_databases(line: Line, store: WorkspaceStore) -> None:
    await _within(line, store)


async def _within(line: Line, store: WorkspaceStore) -> None:
    world = await Scenes.open(store)
    payload = await line.scene(world)
    cost = await CountingBot(store, world.now).cost(payload)
    assert cost.calls == 0
    assert not line.reads_only or cost.writes == []
    assert len(cost.statements) <= line.most, "\n".join([f"{len(cost.statements)} statements:", *cost.statements])


async def test_a_statement_too_many_would_be_seen(sqlite_store: WorkspaceStore) -> None:
    with counted(sqlite_store) as seen:
        async with sqlite_store.write() as uow:
            await uow.connection.exec_driver_sql("SELECT 1")
            await uow.connection.exec_driver_sql("PRAGMA user_version")
    assert seen == ["SELECT 1"]
