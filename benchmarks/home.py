"""The Home tab of a heavy member against a light one's: five sets, sixty open actions, three hundred journal entries.

python -m benchmarks.home [--rounds 7] [--count 40]
"""

import argparse
import asyncio
import statistics
import tempfile
from pathlib import Path
from time import perf_counter
from uuid import UUID

from bot.features import FEATURES
from sets import home
from storage.engine import Database
from storage.outbox import Delivery, Effect
from storage.schema import create
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW, make_storage, make_workspace
from tests.handlers.heavy_home import HEAVY, LIGHT, laden

GOAL = 3.0  # times a light member's median
PUBLISH = next(kind for feature in FEATURES for kind in feature.kinds if kind.name == home.KIND)


async def published(store: WorkspaceStore, delivery: Delivery) -> float:
    """Seconds to make one Home, from the database to the blocks."""
    start = perf_counter()
    async with store.read() as uow:
        if await PUBLISH.prepare(uow, delivery, NOW) is None:
            raise RuntimeError("there is no such person")
    return perf_counter() - start


async def main(rounds: int, count: int) -> None:
    """Both Homes in turn, the order reversed each round; the ratio is taken inside each round."""
    with tempfile.TemporaryDirectory(prefix="setkeeper-bench-", ignore_cleanup_errors=True) as folder:
        database = Database.connect(f"sqlite:///{Path(folder) / 'bench.db'}")
        keys = Database.connect(f"sqlite:///{Path(folder) / 'keys.db'}")
        await create(database)
        store = await make_workspace(await make_storage(database, keys))
        people = [await laden(store, "ULIGHT", LIGHT, NOW), await laden(store, "UHEAVY", HEAVY, NOW)]
        light, heavy = (_delivery(store, person.id) for person in people)
        ratios, medians = [], []
        for at in range(rounds + 1):
            order = (light, heavy) if at % 2 else (heavy, light)
            took = {each.id: [await published(store, each) for _ in range(count)] for each in order}
            middle = [statistics.median(took[each.id]) for each in (light, heavy)]
            if at:  # the first round compiles the statements
                ratios.append(middle[1] / middle[0])
                medians.append(middle)
        await database.close()
        await keys.close()
    few, many = (statistics.median(each) * 1e3 for each in zip(*medians, strict=True))
    print(f"{'Home, SQLite':<24} light      p50 {few:6.2f} ms")
    print(f"{'':<24} heavy      p50 {many:6.2f} ms")
    print(f"{'':<24} ratio      {statistics.median(ratios):.2f} (goal {GOAL:.0f})")


def _delivery(store: WorkspaceStore, person_id: UUID) -> Delivery:
    effect = Effect.PUBLISH_HOME
    return Delivery(person_id, store.workspace_id, effect, home.KIND, NOW, person_id, NOW, recipient_id=person_id)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count", type=int, default=40)
    given = parser.parse_args()
    asyncio.run(main(given.rounds, given.count))
