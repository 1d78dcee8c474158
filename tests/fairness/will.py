"""What the people of one set do: every choice is drawn from the seed and from what it is about, never from when it is
asked for. So the same set can be lived twice, on paper and in the real database, and its people do the same.
"""

from dataclasses import dataclass, field
from random import Random

SEATS = 12  # no set has more people than this at one time
OPEN_ENDED = 99


@dataclass(frozen=True)
class Will:
    """One set. Shares are chances from 0 to 1.

    calm      everybody is always there and says yes
    founding  how many people it begins with; coached: sessions a coach leads
    away      cannot come, and says so before the turn is offered; sick: the same, once they have said yes
    missing   simply does not come; noes, silent: to an offer; opted_out: says no to every one
    comes, goes  somebody joins, or leaves, before a session
    off       the session is called off; twice: two sessions on its day
    keen      volunteers before anybody is asked; willing: when volunteers are asked
    swaps     whoever has the turn asks for a swap; kind: says yes to it
    bids      asks for time beforehand; holiday: is not to be reached while the turn is offered
    """

    seed: int
    calm: bool = False
    founding: int = 6
    coached: int = 0
    away: float = 0.0
    sick: float = 0.0
    missing: float = 0.0
    noes: float = 0.0
    silent: float = 0.0
    opted_out: float = 0.0
    comes: float = 0.0
    goes: float = 0.0
    off: float = 0.0
    twice: float = 0.0
    keen: float = 0.0
    willing: float = 0.0
    swaps: float = 0.0
    kind: float = 0.5
    bids: float = 0.0
    holiday: float = 0.0
    full_days: float = 0.0
    _drawn: dict[tuple[object, ...], float] = field(default_factory=dict, compare=False, repr=False)

    def chance(self, *about: object) -> float:
        """From 0 to 1, the same each time for the same thing."""
        if about not in self._drawn:
            self._drawn[about] = Random(f"{self.seed} {about}").random()
        return self._drawn[about]

    def does(self, share: float, *about: object) -> bool:
        return self.chance(*about) < share

    def says(self, session: int, ledger: str, person: int) -> str:
        """To an offer: yes, no or nothing."""
        if self.does(self.opted_out, "opted out", person):
            return "no"
        drawn = self.chance("answer", session, ledger, person)
        return "no" if drawn < self.noes else "nothing" if drawn < self.noes + self.silent else "yes"

    def some(self, share: float, what: str, session: int, people: list[int]) -> list[int]:
        """Those of them who do it, in an order of chance."""
        doing = [one for one in people if self.does(share, what, session, one)]
        return sorted(doing, key=lambda one: self.chance("order", what, session, one))

    def order(self, what: str, session: int, people: list[int]) -> list[int]:
        return sorted(people, key=lambda one: self.chance("order", what, session, one))


def will_of(seed: int) -> Will:
    """A quarter of the sets are calm; each of the others has a temper of its own."""
    random = Random(f"will {seed}")
    if seed % 4 == 0:
        return Will(seed, calm=True, founding=random.randint(3, 10), coached=random.choice((0, 0, 0, 2)))

    def up_to(most: float) -> float:
        return random.choice((0.0, random.random() * most, most))

    return Will(
        seed,
        founding=random.choice((3, 4, 5, 6, 6, 7, 7, 8, 9, 10)),
        coached=random.choice((0, 0, 0, 1, 3)),
        away=up_to(0.3),
        sick=up_to(0.15),
        missing=up_to(0.1),
        noes=up_to(0.4),
        silent=up_to(0.2),
        opted_out=up_to(0.25),
        comes=up_to(0.2),
        goes=up_to(0.15),
        off=up_to(0.1),
        twice=up_to(0.15),
        keen=up_to(0.1),
        willing=up_to(0.3),
        swaps=up_to(0.3),
        kind=random.random(),
        bids=up_to(0.3),
        holiday=up_to(0.1),
        full_days=up_to(0.2),
    )
