"""Data keys in the main database: which exist, for whom, and whether they still may be used."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import Connection, Row, Select, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cipher import Scope, ScopeKind
from storage.models.vault import DataKey

KeyState = Literal["active", "retired", "destroyed"]
"""active: seals and opens; retired: still opens; destroyed: neither, for ever."""

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One data key as the main database knows it (its bytes are in the key store)."""

    workspace_id: UUID
    id: UUID
    scope: Scope
    version: int
    state: KeyState


async def of_scope(connection: AsyncConnection, workspace_id: UUID, scope: Scope) -> list[KeyRow]:
    """Every data key of a scope, the newest version first."""
    statement = _keys().where(
        DataKey.workspace_id == workspace_id, DataKey.scope_kind == scope.kind, DataKey.scope_id == scope.id
    )
    rows = await connection.execute(statement.order_by(DataKey.version.desc()))
    return [_key_row(row) for row in rows]


async def by_id(connection: AsyncConnection, workspace_id: UUID, key_id: UUID) -> KeyRow | None:
    """A data key of this workspace."""
    statement = _keys().where(DataKey.workspace_id == workspace_id, DataKey.id == key_id)
    found = (await connection.execute(statement)).first()
    return None if found is None else _key_row(found)


async def everywhere(connection: AsyncConnection) -> list[KeyRow]:
    """Every data key of every workspace: for the vault's own upkeep, which no workspace asks for."""
    return [_key_row(row) for row in await connection.execute(_keys())]


async def add(connection: AsyncConnection, row: KeyRow) -> bool:
    """Add a key unless the scope has that version already; True if it was added.

    On PostgreSQL this waits for another transaction that is adding the same version.
    """
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(DataKey).values(
        workspace_id=row.workspace_id,
        id=row.id,
        scope_kind=row.scope.kind,
        scope_id=row.scope.id,
        version=row.version,
        state=row.state,
    )
    # RETURNING tells on both databases; a row count is not reported by every driver.
    result = await connection.execute(statement.on_conflict_do_nothing().returning(DataKey.id))
    return result.first() is not None


async def destroy(connection: AsyncConnection, key_ids: Collection[UUID]) -> int:
    """Mark keys destroyed; the number that were not so before."""
    changed = 0
    ordered = list(key_ids)
    for start in range(0, len(ordered), _CHUNK):
        chosen = DataKey.id.in_(ordered[start : start + _CHUNK])
        statement = update(DataKey).where(chosen, DataKey.state != "destroyed").values(state="destroyed")
        changed += len((await connection.execute(statement.returning(DataKey.id))).all())
    return changed


async def any_at_all(connection: AsyncConnection) -> bool:
    """Whether this database has, or ever had, a data key; a database without our tables has none."""
    if not await connection.run_sync(_has_table):
        return False
    return (await connection.execute(select(DataKey.id).limit(1))).first() is not None


def _has_table(connection: Connection) -> bool:
    return inspect(connection).has_table(DataKey.__tablename__)


def _keys() -> Select[UUID, UUID, str, UUID, int, str]:
    return select(
        DataKey.workspace_id, DataKey.id, DataKey.scope_kind, DataKey.scope_id, DataKey.version, DataKey.state
    )


def _key_row(row: Row[UUID, UUID, str, UUID, int, str]) -> KeyRow:
    scope = Scope(cast(ScopeKind, row.scope_kind), row.scope_id)
    return KeyRow(row.workspace_id, row.id, scope, row.version, cast(KeyState, row.state))
