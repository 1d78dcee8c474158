"""The schema that migrations make is the schema the models describe, and every column says how private it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, UniqueConstraint, inspect, text

from storage import schema
from storage.engine import Database
from storage.models import Base
from storage.types import Sealed
from tests.postgres import Server


def columns() -> Iterator[Column[Any]]:
    for table in Base.metadata.sorted_tables:
        yield from table.columns


@pytest.mark.parametrize("column", list(columns()), ids=str)
def test_every_column_declares_its_privacy(column: Column[Any]) -> None:
    privacy = column.info.get("privacy")
    assert privacy in {"plain", "confidential", "anonymous"}, "declare it with plain() or confidential()"
    assert isinstance(column.type, Sealed) == (privacy != "plain"), "sealed columns, and only they, are of type Sealed"
    if privacy == "plain":
        assert column.info["why"]
        assert column.server_default is None, "no defaults in the database: `now` and ids are arguments"


def test_foreign_keys_carry_the_workspace() -> None:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            assert "workspace_id" in key.column_keys, f"{table.name}: {key.column_keys}"


def test_every_table_but_the_workspace_belongs_to_one() -> None:
    for table in Base.metadata.sorted_tables:
        assert table.name == "workspace" or "workspace_id" in table.c


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(schema.config()).get_heads()) == 1


async def test_autogenerate_finds_nothing_to_change(database: Database) -> None:
    def difference(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with database.read() as connection:
        assert await connection.run_sync(difference) == []


async def test_migrated_and_created_schemas_are_the_same_ddl(
    database: Database, postgres: Server, tmp_path: Path
) -> None:
    """Autogenerate misses a partial index that lost its WHERE; the whole DDL does not."""
    address = f"sqlite:///{tmp_path / 'fresh.db'}"
    fresh = Database.connect(
        address if database.dialect == "sqlite" else postgres.create_database(f"f_{tmp_path.name}")
    )
    async with fresh.write() as connection:
        await connection.run_sync(Base.metadata.create_all)
    assert await ddl(fresh) == await ddl(database)
    await fresh.close()


async def test_downgrade_is_not_offered_silently(database: Database) -> None:
    assert await schema.state(database) == "current"
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'from the future'"))
    assert await schema.state(database) == "newer"


INDEXES = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgresql": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


async def ddl(database: Database) -> list[str]:
    """Every table's columns and constraints, and every index with its WHERE, in words, sorted."""

    def describe(connection: Connection) -> list[str]:
        inspector = inspect(connection)
        found = [str(row) for row in connection.execute(text(INDEXES[database.dialect])).scalars()]
        for table in inspector.get_table_names():
            found += [f"{table} {column}" for column in inspector.get_columns(table)]
            found += [f"{table} {key}" for key in inspector.get_foreign_keys(table)]
            found += [f"{table} {unique}" for unique in inspector.get_unique_constraints(table)]
            found.append(f"{table} {inspector.get_pk_constraint(table)}")
        return sorted(line for line in found if "alembic_version" not in line)

    async with database.read() as connection:
        return await connection.run_sync(describe)


def test_names_are_by_convention() -> None:
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint):
                assert str(constraint.name).startswith("uq_")
