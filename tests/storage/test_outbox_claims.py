"""Claims: order, fairness, leases, two replicas, and the indexes they must use. On SQLite and PostgreSQL."""

import asyncio
from uuid import uuid4

from sqlalchemy import insert, text

from storage import claims, gates
from storage.engine import Database
from storage.models import Workspace
from storage.outbox import Outbox, dedupe_hash
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW, make_workspace
from tests.storage.outbox_kit import after, claim_one, post, put


async def test_equal_moments_are_claimed_in_one_order(storage: Storage, store: WorkspaceStore) -> None:
    names = [f"d{at}" for at in range(12)]
    ids = dict(zip(names, await put(store, *(post(name) for name in names)), strict=True))
    (early,) = await put(store, post("early", after(-5)))
    expected = [early, *(ids[name] for name in sorted(names, key=lambda name: dedupe_hash(store.workspace_id, name)))]
    first = await Outbox(storage).claim(NOW, 5)
    rest = await Outbox(storage).claim(NOW, 50)
    assert [delivery.id for delivery in [*first, *rest]] == expected
    assert len(first) == 5


async def test_a_lease_keeps_others_away_until_it_ends(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a"))
    first = await claim_one(storage)
    outbox = Outbox(storage)
    assert await outbox.claim(after(59.9), 10) == []
    assert await outbox.next_at() == after(60)
    second = await claim_one(storage, after(60))
    assert second.id == first.id
    assert second.lease_token != first.lease_token


async def test_workspaces_share_a_claim(storage: Storage, store: WorkspaceStore) -> None:
    quiet = await make_workspace(storage, "T0002")
    await put(store, *(post(f"flood{at}", after(-60)) for at in range(40)))
    await put(quiet, post("q1"), post("q2"))
    claimed = await Outbox(storage).claim(NOW, 10)
    assert sum(delivery.workspace_id == quiet.workspace_id for delivery in claimed) == 2
    assert sum(delivery.workspace_id == store.workspace_id for delivery in claimed) == 5


async def test_the_least_recently_served_workspace_comes_first(storage: Storage, store: WorkspaceStore) -> None:
    others = [await make_workspace(storage, f"T1{at}") for at in range(3)]
    everybody = [store, *others]
    for each in everybody:
        await put(each, post("a"), post("b"))
    served = []
    for second in range(8):
        (delivery,) = await Outbox(storage).claim(after(second), 1)
        served.append(delivery.workspace_id)
    assert set(served[:4]) == set(served[4:]) == {each.workspace_id for each in everybody}


async def test_paused_and_limited_workspaces_are_left_out(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a"))
    async with store.write() as uow:
        await gates.block_workspace(uow, after(30))
        await gates.block_workspace(uow, after(20))
    outbox = Outbox(storage)
    assert await outbox.claim(after(29), 10) == []
    assert await outbox.next_at() == after(30)
    async with store.write() as uow:
        await gates.set_workspace_state(uow, "paused")
    assert await outbox.claim(after(31), 10) == []
    assert await outbox.next_at() is None
    async with store.write() as uow:
        await gates.set_workspace_state(uow, "active")
    assert len(await outbox.claim(after(31), 10)) == 1


async def test_replicas_never_claim_the_same_row(storage: Storage, store: WorkspaceStore) -> None:
    ids = await put(store, *(post(f"d{at}") for at in range(60)))

    async def replica() -> list[object]:
        mine: list[object] = []
        while claimed := await Outbox(storage).claim(NOW, 7):
            mine.extend(delivery.id for delivery in claimed)
        return mine

    found = [each for part in await asyncio.gather(*(replica() for _ in range(3))) for each in part]
    assert len(found) == len(set(found)) == 60
    assert set(found) == set(ids)


async def test_a_claim_never_exceeds_its_limit(storage: Storage, store: WorkspaceStore) -> None:
    for at in range(5):
        await put(await make_workspace(storage, f"T2{at}"), *(post(f"d{each}") for each in range(5)))
    assert len(await Outbox(storage).claim(NOW, 3)) == 3
    assert len(await Outbox(storage).claim(NOW, 12)) <= 12


async def test_the_claim_uses_the_partial_indexes(database: Database) -> None:
    for statement, parameters in _claims(database):
        if database.dialect == "postgresql":
            plan = await _postgresql_plan(database, statement, parameters)
        else:
            plan = await _sqlite_plan(database, statement, parameters)
        assert "ix_delivery_open_" in plan
        assert "SCAN delivery" not in plan
        assert "Seq Scan on delivery" not in plan


def _claims(database: Database) -> list[tuple[str, dict[str, object]]]:
    probe = "SELECT 1 FROM delivery WHERE state = 'open' AND next_at <= :now LIMIT 1"
    if database.dialect == "sqlite":
        now: dict[str, object] = {"now": 1_800_000_000_000_000}
        return [(probe, now), (claims.SQLITE_PICK, {**now, "most": 10}), (claims.NEXT_AT, {})]
    lease: dict[str, object] = {"now": NOW, "most": 10, "token": uuid4(), "until": NOW}
    return [(probe, {"now": NOW}), (claims.POSTGRESQL_CLAIM, lease), (claims.NEXT_AT, {})]


async def _sqlite_plan(database: Database, statement: str, parameters: dict[str, object]) -> str:
    async with database.read() as connection:
        rows = await connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"), parameters)
        return "\n".join(str(row.detail) for row in rows)


# So many that were sent, and a few that are open: with an empty table, or two rows, any plan is as good as another.
_MANY = """
INSERT INTO delivery (id, workspace_id, effect, kind, dedupe_hash, state, due_at, next_at, attempts, ambiguous, version)
SELECT gen_random_uuid(), :workspace, 'post', 'x', 'plan-' || n, CASE WHEN n % 500 = 0 THEN 'open' ELSE 'sent' END,
       now(), now(), 0, false, 1
FROM generate_series(1, 5000) AS n
"""


async def _postgresql_plan(database: Database, statement: str, parameters: dict[str, object]) -> str:
    async with database.write() as connection:
        workspace = uuid4()
        values = {"id": workspace, "enterprise_id": "", "team_id": "TPLAN", "bot_user_id": "U", "state": "active"}
        await connection.execute(insert(Workspace).values(**values, created_at=NOW))
        await connection.execute(text(_MANY), {"workspace": workspace})
        await connection.execute(text("ANALYZE delivery, workspace"))
        rows = await connection.execute(text(f"EXPLAIN {statement}"), parameters)
        plan = "\n".join(str(row[0]) for row in rows)
        await connection.rollback()
        return plan
