"""What somebody learns who holds the database and no key: rows as they lie there, words never."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import event

from storage import inspection
from storage.inspection import RowShown
from storage.models import Base
from storage.unit_of_work import Storage, WorkspaceStore
from tests.storage.outbox_kit import add_person, post, put

CANARY = "a canary that sings 7c1f"


@pytest.fixture
def trace(storage: Storage) -> list[str]:
    """Every statement that the database is asked."""
    asked: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        asked.append(statement)

    for engine in storage.database.engines:
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    return asked


def words_of(rows: list[RowShown]) -> str:
    """Everything shown of some rows."""
    return " ".join(cell.text for row in rows for cell in row.cells)


async def test_sealed_bytes_are_shown_as_bytes_and_never_as_words(storage: Storage, store: WorkspaceStore) -> None:
    (delivery,) = await put(store, post("one", args={"words": CANARY}))
    rows = await inspection.behind(storage.database, [delivery])
    assert [(row.table, row.id) for row in rows] == [("delivery", delivery)]
    cells = {cell.column: cell for cell in rows[0].cells}
    assert cells["args"].privacy == "confidential"
    assert cells["args"].text.startswith("sealed, ")
    assert (cells["state"].text, cells["kind"].text) == ("open", "message")
    assert cells["state"].why
    assert CANARY not in words_of(rows)
    assert CANARY.encode().hex()[:16] not in words_of(rows)


async def test_what_a_row_is_about_comes_along_but_people_and_sets_do_not(
    storage: Storage, store: WorkspaceStore
) -> None:
    person = await add_person(store)
    (delivery,) = await put(store, post("one", channel=None, recipient_id=person))
    assert {row.table for row in await inspection.behind(storage.database, [delivery])} == {"delivery"}
    assert [row.table for row in await inspection.behind(storage.database, [person])] == ["person"]


async def test_it_finds_rows_by_their_primary_key_and_not_by_reading_a_table(
    storage: Storage, store: WorkspaceStore, trace: list[str]
) -> None:
    (delivery,) = await put(store, post("one"))
    trace.clear()
    await inspection.behind(storage.database, [delivery, uuid4()])
    selects = [each for each in trace if each.lstrip().startswith("SELECT")]
    assert len(selects) == 2  # which tables hold them, and the one that does
    if storage.database.dialect == "sqlite":
        async with storage.database.read() as connection:
            for statement in selects:
                given = (str(delivery),) * statement.count("?")
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
                steps = [str(row.detail) for row in plan]
                assert not [step for step in steps if re.match(r"SCAN (?!workspace|CONSTANT)", step)]


async def test_nothing_is_found_behind_ids_of_nothing(storage: Storage) -> None:
    assert await inspection.behind(storage.database, []) == []
    assert await inspection.behind(storage.database, [uuid4()]) == []


async def test_the_latest_rows_and_how_many_there_are(storage: Storage, store: WorkspaceStore) -> None:
    put_in = await put(store, *(post(str(number)) for number in range(5)))
    counts = dict(await inspection.counts(storage.database))
    assert counts.keys() == Base.metadata.tables.keys()
    assert counts["delivery"] == 5
    shown = await inspection.latest(storage.database, "delivery", most=3)
    assert len(shown) == 3
    if storage.database.dialect == "sqlite":
        assert [row.id for row in shown] == list(reversed(put_in))[:3]
    with pytest.raises(KeyError):
        await inspection.latest(storage.database, "delivery; DROP TABLE delivery")


def test_every_column_of_the_schema_says_what_it_is() -> None:
    found = inspection.declared()
    assert {(each.table, each.column) for each in found} == {
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
    }
    assert {each.privacy for each in found} == {"plain", "confidential", "anonymous"}
