"""Claiming due deliveries: fairly between workspaces, safely between replicas, in index order.

`next_at` is due time and lease end in one, so a crashed claim becomes due again by itself: no reaper. The order is
next_at, due_at, dedupe_hash, the same on both databases.

PostgreSQL claims in MATERIALIZED CTEs: with a plain `IN (SELECT ... LIMIT ... SKIP LOCKED)` the planner may run the
subquery again and exceed its LIMIT. SQLite has one writer, and BEGIN IMMEDIATE makes pick and update one step.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, String, TextClause, bindparam, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Boolean, TypeEngine, Uuid

from storage.models import Delivery, WorkspaceGate
from storage.types import Sealed, UtcDateTime

_READY = """
  SELECT workspace.id AS id
  FROM workspace LEFT JOIN workspace_gate AS gate ON gate.workspace_id = workspace.id
  WHERE workspace.state = 'active'
    AND (gate.blocked_until IS NULL OR gate.blocked_until <= :now)
    AND EXISTS (SELECT 1 FROM delivery AS due
                WHERE due.state = 'open' AND due.workspace_id = workspace.id AND due.next_at <= :now)
  ORDER BY gate.last_served IS NOT NULL, gate.last_served, workspace.id
  LIMIT :most
"""

_COLUMNS = """
  delivery.id, delivery.workspace_id, delivery.set_id, delivery.recipient_id, delivery.channel, delivery.effect,
  delivery.kind, delivery.args, delivery.due_at, delivery.expires_at, delivery.sending_at, delivery.attempts,
  delivery.ambiguous, delivery.version, delivery.slack_channel, delivery.slack_ts, delivery.slack_file,
  delivery.dedupe_hash
"""
_TYPES: dict[str, TypeEngine[Any]] = {
    "id": Uuid(),
    "workspace_id": Uuid(),
    "set_id": Uuid(),
    "recipient_id": Uuid(),
    "channel": String(),
    "effect": String(),
    "kind": String(),
    "args": Sealed(),
    "due_at": UtcDateTime(),
    "expires_at": UtcDateTime(),
    "sending_at": UtcDateTime(),
    "attempts": Integer(),
    "ambiguous": Boolean(),
    "version": Integer(),
    "slack_channel": String(),
    "slack_ts": String(),
    "slack_file": String(),
    "dedupe_hash": String(),
}

POSTGRESQL_CLAIM = f"""
WITH ready AS MATERIALIZED ({_READY}),
picked AS MATERIALIZED (
  SELECT mine.workspace_id, mine.id, mine.was_next_at
  FROM ready CROSS JOIN LATERAL (
    SELECT one.workspace_id, one.id, one.next_at AS was_next_at FROM delivery AS one
    WHERE one.state = 'open' AND one.workspace_id = ready.id AND one.next_at <= :now
    ORDER BY one.next_at, one.due_at, one.dedupe_hash
    LIMIT (SELECT greatest(1, :most / greatest(1, count(*))) FROM ready)
    FOR UPDATE SKIP LOCKED
  ) AS mine
)
UPDATE delivery SET lease_token = :token, next_at = :until
FROM picked WHERE delivery.workspace_id = picked.workspace_id AND delivery.id = picked.id
RETURNING {_COLUMNS}, picked.was_next_at AS was_next_at
"""  # noqa: S608 - constants of this module only

SQLITE_PICK = f"""
WITH ready AS MATERIALIZED ({_READY})
SELECT one.rowid AS row, one.next_at AS was_next_at
FROM ready CROSS JOIN delivery AS one ON one.rowid IN (
  SELECT mine.rowid FROM delivery AS mine
  WHERE mine.state = 'open' AND mine.workspace_id = ready.id AND mine.next_at <= :now
  ORDER BY mine.next_at, mine.due_at, mine.dedupe_hash
  LIMIT (SELECT max(1, :most / max(1, count(*))) FROM ready)
)
"""  # noqa: S608 - constants of this module only

SQLITE_CLAIM = f"""
UPDATE delivery SET lease_token = :token, next_at = :until
WHERE delivery.rowid IN :picked
RETURNING {_COLUMNS}, delivery.rowid AS row
"""  # noqa: S608 - constants of this module only

_NOW = bindparam("now", type_=UtcDateTime())
_LEASE = (bindparam("token", type_=Uuid()), bindparam("until", type_=UtcDateTime()))


def postgresql_claim() -> TextClause:
    """The claim of PostgreSQL; parameters now, most, token, until."""
    return text(POSTGRESQL_CLAIM).bindparams(_NOW, bindparam("most", type_=Integer()), *_LEASE)


def sqlite_pick() -> TextClause:
    """The first half of SQLite's claim; parameters now, most."""
    return text(SQLITE_PICK).bindparams(_NOW, bindparam("most", type_=Integer()))


def sqlite_claim() -> TextClause:
    """The second half; parameters picked (rowids), token, until."""
    return text(SQLITE_CLAIM).bindparams(bindparam("picked", expanding=True), *_LEASE)


async def anything_due(connection: AsyncConnection, now: datetime) -> bool:
    """One look at the (next_at) index: the cheap answer of an idle second."""
    probe = select(1).where(Delivery.state == "open", Delivery.next_at <= now).limit(1)
    return (await connection.execute(probe)).first() is not None


async def claim(
    connection: AsyncConnection, now: datetime, most: int, token: UUID, until: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Lease up to `most` due rows in this write transaction; in order of next_at, due_at, dedupe_hash.

    Workspaces share `most` evenly, the least recently served first; paused and rate-limited ones are left out.
    """
    if connection.dialect.name == "postgresql":
        rows = await _claim_postgresql(connection, now, most, token, until)
    else:
        rows = await _claim_sqlite(connection, now, most, token, until)
    if rows:
        await _note_served(connection, {row.workspace_id for row in rows}, now)
    return rows


async def _claim_postgresql(
    connection: AsyncConnection, now: datetime, most: int, token: UUID, until: datetime
) -> list[Row[*tuple[Any, ...]]]:
    statement = postgresql_claim().columns(**{**_TYPES, "was_next_at": UtcDateTime()})
    result = await connection.execute(statement, {"now": now, "most": most, "token": token, "until": until})
    return sorted(result, key=lambda row: (row.was_next_at, row.due_at, row.dedupe_hash))


async def _claim_sqlite(
    connection: AsyncConnection, now: datetime, most: int, token: UUID, until: datetime
) -> list[Row[*tuple[Any, ...]]]:
    picking = sqlite_pick().columns(row=Integer(), was_next_at=UtcDateTime())
    picked = (await connection.execute(picking, {"now": now, "most": most})).all()
    if not picked:
        return []
    was_next_at = {row.row: row.was_next_at for row in picked}
    statement = sqlite_claim().columns(**{**_TYPES, "row": Integer()})
    result = await connection.execute(statement, {"picked": list(was_next_at), "token": token, "until": until})
    # RETURNING keeps no order and gives the new next_at, so the old one comes from the pick.
    return sorted(result, key=lambda row: (was_next_at[row.row], row.due_at, row.dedupe_hash))


async def _note_served(connection: AsyncConnection, workspaces: set[UUID], now: datetime) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # In one order for everybody, so that two replicas never wait for each other in a circle.
    served = [{"workspace_id": each, "last_served": now} for each in sorted(workspaces)]
    statement = insert(WorkspaceGate).values(served)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[WorkspaceGate.workspace_id], set_={"last_served": statement.excluded.last_served}
        )
    )


NEXT_AT = """
SELECT gate.blocked_until AS blocked_until,
       (SELECT min(one.next_at) FROM delivery AS one WHERE one.state = 'open' AND one.workspace_id = workspace.id)
         AS next_at
FROM workspace LEFT JOIN workspace_gate AS gate ON gate.workspace_id = workspace.id
WHERE workspace.state = 'active'
"""


async def next_at(connection: AsyncConnection) -> datetime | None:
    """The next moment at which a claim can find something: due, retry, lease end or gate, whichever binds; or None."""
    statement = text(NEXT_AT).columns(blocked_until=UtcDateTime(), next_at=UtcDateTime())
    moments = [
        max(row.next_at, row.blocked_until or row.next_at)
        for row in await connection.execute(statement)
        if row.next_at is not None
    ]
    return min(moments, default=None)
