"""How kind a year is: `make kindness`, or `python -m tests.kindness --help`. Prints the figures; 1 on any breach."""

import argparse
import asyncio
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bot import logs
from tests.kindness.measure import Figures
from tests.kindness.year import house, live

TOGETHER = 3  # sets of one workspace; more would only be slower
MONTH = 365 / 12
MOST_SHOWN = 20


def workspace(sets: int, days: int, seed: int) -> Figures:
    """The figures of some sets of one workspace."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_lived(Path(folder), sets, days, seed))


async def _lived(folder: Path, sets: int, days: int, seed: int) -> Figures:
    async with house(folder, seed) as place:
        return (await live(place, sets, days, seed)).figures()


def main() -> int:
    """From the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.kindness", description=__doc__)
    parser.add_argument("--sets", type=int, default=30, help="of seven people each (30)")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    logs.configure("WARNING")
    parts = [min(TOGETHER, asked.sets - begun) for begun in range(0, asked.sets, TOGETHER)]
    figures = Figures()
    with ProcessPoolExecutor(asked.processes, initializer=logs.configure, initargs=("WARNING",)) as pool:
        days = round(asked.months * MONTH)
        for part in pool.map(workspace, parts, [days] * len(parts), [asked.seed * 1000 + n for n in range(len(parts))]):
            figures.join(part)
            print(f"{figures.counts['people']} people lived through {asked.months} months", file=sys.stderr)
    print("\n".join(figures.lines(asked.months)))
    for breach in figures.breaches[:MOST_SHOWN]:
        print(f"  {breach.what}: {breach.name}, {breach.at:%A %-d %B %Y}. {breach.words}")
    return 1 if figures.breaches or figures.problems else 0


if __name__ == "__main__":
    sys.exit(main())
