"""Every benchmark, one after the other: `make bench`. Each prints its own lines; goals are those of performance.md."""

import asyncio

from benchmarks import claim, press, submission

ROUNDS, COUNT = 7, 320


async def main() -> None:
    """About five minutes; the two fillings of a million rows take most of it."""
    await press.main(ROUNDS, COUNT)
    await submission.main(ROUNDS, COUNT)
    await claim.main((10_000, 1_000_000), ROUNDS)


if __name__ == "__main__":
    asyncio.run(main())
