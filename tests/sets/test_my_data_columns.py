"""Every column that belongs to a person is shown to them, or is kept back for a reason that stands in a list."""

import pytest
from sqlalchemy import Table

from sets.my_data import Kind
from storage.models import Base
from storage.queries import my_data as queries
from storage.types import Sealed
from tests.sets.my_data_columns import ALWAYS, TABLES
from tests.sets.test_my_data import WORDS

EVERY = Base.metadata.sorted_tables


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_column_is_shown_or_says_why_not(table: Table) -> None:
    assert table.name in TABLES, "a new table needs a line in tests/sets/my_data_columns.py"
    known = TABLES[table.name]
    if known.nobodys:
        assert not known.shown
        assert not known.others
        return
    columns = {column.name for column in table.columns} - ALWAYS
    assert columns - known.shown - set(known.others) == set(), "a new column needs a line"
    assert known.shown | set(known.others) == columns, "a line names a column that is not there"
    assert not known.shown & set(known.others)
    assert all(known.others.values())


def test_no_line_is_left_of_a_table_that_went() -> None:
    assert set(TABLES) == {table.name for table in EVERY}


# Sealed words of a table that is said to be nobody's own, each looked at once more.
_OF_THE_SET = {"agreement.rules", "answer.body", "session_change.place"}


def test_whatever_is_sealed_is_somebodys_or_named_here() -> None:
    sealed = {f"{table.name}.{column.name}" for table in EVERY for column in table.columns if _sealed(column)}
    unowned = {name for name in sealed if TABLES[name.partition(".")[0]].nobodys}
    assert unowned == _OF_THE_SET


def _sealed(column: object) -> bool:
    return isinstance(getattr(column, "type", None), Sealed)


def test_every_table_of_words_has_a_kind() -> None:
    """What is said to be shown of words is read by a kind of its own, or stands beside one."""
    words = {
        table.name
        for table in EVERY
        for column in table.columns
        if _sealed(column) and column.name in TABLES[table.name].shown
    }
    read = {str(source.owner.class_.__tablename__) for source in queries._SOURCES.values()}
    assert words <= read | {"action_event"}
    assert set(queries._SOURCES) == set(Kind) == set(WORDS)
