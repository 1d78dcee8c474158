"""The bot with the look-up taken out, to show that the kill run would notice."""

from bot import cli
from bot.courier import Courier
from bot.lookup import LookUp, NotThere


async def _never(*_: object) -> LookUp:
    return NotThere()


def run() -> int:
    """`setkeeper run`, in a process of its own."""
    setattr(Courier, "_look_up", _never)  # noqa: B010 - mypy forbids assigning to a method
    return cli.main(["run"])
