"""How fair turns are: `make fairness`, or `python -m tests.fairness --help`. Prints the figures; 1 on any breach."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from bot import logs
from tests.fairness.kept import template
from tests.fairness.measure import Figures, judged

TOGETHER = 25  # sets a worker lives before it reports
MOST_SHOWN = 20


def some(sessions: int, seeds: Sequence[int], migrated: Path | None = None) -> Figures:
    """The figures of these sets."""
    figures = Figures()
    for seed in seeds:
        figures.join(asyncio.run(judged(seed, sessions, migrated)))
    return figures


def _parts(seeds: range, size: int) -> list[Sequence[int]]:
    return [seeds[begin : begin + size] for begin in range(0, len(seeds), size)]


def main() -> int:
    """From the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fairness", description=__doc__)
    parser.add_argument("--sets", type=int, default=1000, help="on paper, by the pure rules (1000)")
    parser.add_argument("--sessions", type=int, default=24, help="of each (24)")
    parser.add_argument("--kept", type=int, default=36, help="of them lived in the database too (36)")
    parser.add_argument("--kept-sessions", type=int, default=8, help="of each of those (8)")
    parser.add_argument("--seed", type=int, default=0, help="of the first set")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    figures, real = Figures(), Figures()
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(asked.processes, initializer=logs.configure, initargs=("WARNING",)) as pool,
    ):
        migrated = asyncio.run(template(Path(folder)))
        again = _parts(range(asked.seed, asked.seed + asked.kept), 2)
        for part in pool.map(partial(some, asked.kept_sessions, migrated=migrated), again):
            real.join(part)
            print(f"{real.sets} sets lived in the database", file=sys.stderr)
        parts = _parts(range(asked.seed, asked.seed + asked.sets), TOGETHER)
        for part in pool.map(partial(some, asked.sessions), parts):
            figures.join(part)
            print(f"{figures.sets} sets lived {asked.sessions} sessions each", file=sys.stderr)
    figures.agreed = real.agreed
    figures.breaches += real.breaches
    print("\n".join(figures.lines()))
    for breach in figures.breaches[:MOST_SHOWN]:
        print(f"  set {breach.seed}, session {breach.session}: {breach.what}. {breach.words}")
    return 1 if figures.breaches or figures.agreed < asked.kept else 0


if __name__ == "__main__":
    sys.exit(main())
