"""The database as somebody sees it who holds the file and no key: nothing is opened, nothing is changed.

For the sandbox's page. privacy.md section 4 says what may stand readable; every column says so itself.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, exists, func, literal, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Uuid

from storage.engine import Database
from storage.models import Base, Workspace
from storage.types import Sealed

FIRST_BYTES = 12
MOST = 60
EVERYWHERE = frozenset({"workspace", "person", "learning_set", "programme", "phase"})  # half of all rows point there


@dataclass(frozen=True)
class Declared:
    """A column and what its declaration says: "plain" with the reason, "confidential" or "anonymous"."""

    table: str
    column: str
    privacy: str
    why: str


@dataclass(frozen=True)
class Cell:
    """What stands in one column of one row, in words; sealed bytes by their length and their beginning."""

    column: str
    privacy: str
    why: str
    text: str


@dataclass(frozen=True)
class RowShown:
    """One row of a table. `id`: None where the table has no such column; `about`: ids of rows it points at."""

    table: str
    id: UUID | None
    cells: tuple[Cell, ...]
    about: tuple[UUID, ...] = ()


def declared() -> list[Declared]:
    """Every column of the schema, by table and then in order."""
    return [Declared(table.name, column.name, *_class_of(column)) for table in _tables() for column in table.columns]


async def counts(database: Database) -> list[tuple[str, int]]:
    """Every table and how many rows it holds, by name."""
    async with database.read() as connection:
        return [
            (table.name, (await connection.execute(select(func.count()).select_from(table))).scalar_one())
            for table in _tables()
        ]


async def behind(database: Database, ids: Collection[UUID], *, most: int = MOST) -> list[RowShown]:
    """The rows with these ids, in whichever table, and what they point at besides people and sets; at most so many."""
    async with database.read() as connection:
        found = await _with_ids(connection, set(ids), most)
        about = {each for row in found for each in row.about} - set(ids)
        return found + await _with_ids(connection, about, most - len(found))


async def _with_ids(connection: AsyncConnection, ids: Collection[UUID], most: int) -> list[RowShown]:
    found: list[RowShown] = []
    for table in await _holding(connection, ids) if most > 0 else ():
        wanted = select(table).where(_among(table, ids)).limit(max(0, most - len(found)))
        found += [_shown(table, row) for row in await connection.execute(wanted)]
    return found


async def _holding(connection: AsyncConnection, ids: Collection[UUID]) -> list[Table]:
    """The tables with rows of these ids, asked in one statement."""
    if not ids:
        return []
    known = {table.name: table for table in _tables() if "id" in table.columns}
    asked = [select(literal(name)).where(exists().where(_among(table, ids))) for name, table in known.items()]
    return [known[name] for name in (await connection.execute(union_all(*asked))).scalars()]


def _among(table: Table, ids: Collection[UUID]) -> ColumnElement[bool]:
    """Rows with these ids. The workspaces are named so that the primary key is used: else it reads the whole table."""
    mine = table.columns["id"].in_(list(ids))
    if "workspace_id" not in table.columns:
        return mine
    return and_(table.columns["workspace_id"].in_(select(Workspace.id)), mine)


async def latest(database: Database, name: str, *, most: int = MOST) -> list[RowShown]:
    """Rows of one table, on SQLite the newest first. Raises KeyError for a name that is no table."""
    table = Base.metadata.tables[name]
    wanted: Select[tuple[object, ...]] = select(table).limit(most)
    if database.dialect == "sqlite":
        wanted = wanted.order_by(text("rowid DESC"))
    async with database.read() as connection:
        return [_shown(table, row) for row in await connection.execute(wanted)]


def _tables() -> Iterator[Table]:
    yield from sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def _class_of(column: ColumnElement[object]) -> tuple[str, str]:
    info = getattr(column, "info", {})
    return str(info.get("privacy", "plain")), str(info.get("why", ""))


def _shown(table: Table, row: Row[tuple[object, ...]]) -> RowShown:
    cells = tuple(
        Cell(column.name, *_class_of(column), _words(value, sealed=isinstance(column.type, Sealed)))
        for column, value in zip(table.columns, row, strict=True)
    )
    own = row._mapping.get("id")
    about = tuple(value for key in _pointers(table) if isinstance(value := row._mapping.get(key), UUID))
    return RowShown(table.name, own if isinstance(own, UUID) else None, cells, about)


def _pointers(table: Table) -> Iterator[str]:
    """Columns that say what a row is about, foreign keys or not: not those for whom, and in which set."""
    for column in table.columns:
        targets = {key.column.table.name for key in column.foreign_keys}
        about = column.name.endswith("_id") and column.name != "workspace_id" and isinstance(column.type, Uuid)
        if about and not targets & EVERYWHERE:
            yield column.name


def _words(value: object, *, sealed: bool) -> str:
    if value is None:
        return "nothing"
    if sealed and isinstance(value, bytes):
        return f"sealed, {len(value):,} bytes: {value[:FIRST_BYTES].hex()}…"
    if isinstance(value, bytes):
        return f"{len(value):,} bytes: {value[:FIRST_BYTES].hex()}…"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return str(value)
