"""What somebody learns who holds the database and no key: rows as they lie there, words never."""

from uuid import uuid4

import pytest

from storage import inspection
from storage.inspection import RowShown
from storage.models import Base
from storage.unit_of_work import Storage, WorkspaceStore
from tests.storage.outbox_kit import add_person, post, put

CANARY = "a canary that sings 7c1f"


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
