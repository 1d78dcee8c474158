"""Every benchmark, one after the other: `make bench`. Each prints its own lines; goals are those of performance.md."""

import asyncio

from benchmarks import claim, home, press, submission

ROUNDS, COUNT, HOMES = 7, 320, 40


async def main() -> None:
    """About five minutes; the two fillings of a million rows take most of it."""
    await press.main(ROUNDS, COUNT)
    await submission.main(ROUNDS, COUNT)
    await home.main(ROUNDS, HOMES)
    await claim.main((10_000, 1_000_000), ROUNDS)


if __name__ == "__main__":
    asyncio.run(main())
