"""Seeded ids and tokens, so that the same story gives the same log."""

import random
import uuid

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
HEX = "0123456789abcdef"


class Ids:
    """Makes ids that look like Slack's; all of them follow from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def state(self) -> list[int]:
        """Where the source of all ids stands, to go on from there another day."""
        version, numbers, _ = self._random.getstate()
        return [version, *numbers]

    def set_state(self, state: list[int]) -> None:
        """Go on from where `state()` was asked."""
        self._random.setstate((state[0], tuple(state[1:]), None))

    def make(self, prefix: str, length: int = 10) -> str:
        """An id such as `C04QZ8T1KXW`: the prefix tells the kind, as in Slack."""
        return prefix + "0" + "".join(self._random.choices(ALPHABET, k=length - 1))

    def hexadecimal(self, length: int) -> str:
        return "".join(self._random.choices(HEX, k=length))

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def short(self) -> str:
        """What Slack gives a block or element that came without an id."""
        return "".join(self._random.choices(ALPHABET + HEX, k=5))

    def event(self) -> str:
        return self.make("Ev")

    def trigger(self, team: str) -> str:
        """A trigger_id: three parts with dots, as Slack writes them."""
        digits = self._random.randrange(10**12, 10**13)
        return f"{digits}.{abs(self._random.randrange(10**11, 10**12))}.{self.hexadecimal(32)}" if team else ""

    def view_hash(self, seconds: int) -> str:
        return f"{seconds}.{self.hexadecimal(8)}"
