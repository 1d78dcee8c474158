"""The bot with the look-up taken out, to show that the kill run would notice."""

import sys

from bot import cli
from bot.courier import Courier
from bot.lookup import LookUp, NotThere


async def _never(*_: object) -> LookUp:
    return NotThere()


if __name__ == "__main__":
    setattr(Courier, "_look_up", _never)  # noqa: B010 - mypy forbids assigning to a method
    sys.exit(cli.main(["run"]))
