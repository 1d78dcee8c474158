"""Sets lived and judged, and the figures of many together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fairness.checks import Breach, Outsider
from tests.fairness.kept import kept
from tests.fairness.life import Life
from tests.fairness.notebook import Entry, Notebook
from tests.fairness.paper import Paper
from tests.fairness.will import will_of

KINDS = (
    ("held", "sessions held"),
    ("join", "people"),
    ("leave", "of them left"),
    ("cannot", "times somebody could not come"),
    ("off", "sessions called off"),
    ("ask", "offers"),
    ("no", "answered with: not this time"),
    ("lapse", "not answered"),
    ("owed, and offered", "of a turn that was owed, each at the first chance"),
    ("volunteer", "turns taken by volunteers"),
    ("swap", "swaps"),
    ("slot", "slots, none led by its presenter"),
)


@dataclass
class Figures:
    """What was counted over all sets. agreed: lived twice, on paper and in the database, with the same turns.

    apart  how far turns differed at most, where everybody was always there
    """

    sets: int = 0
    calm: int = 0
    agreed: int = 0
    apart: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    breaches: list[Breach] = field(default_factory=list)

    def join(self, other: "Figures") -> None:
        """And those of other sets."""
        self.sets += other.sets
        self.calm += other.calm
        self.agreed += other.agreed
        self.apart = max(self.apart, other.apart)
        self.counts += other.counts
        self.breaches += other.breaches

    def lines(self) -> list[str]:
        """To be read by people."""
        told = [f"{self.sets:7}  sets", f"{self.calm:7}  of them in which all were always there"]
        told.append(f"{self.apart:7}  by which their turns ever differed, at most")
        told += [f"{self.counts[what]:7}  {words}" for what, words in KINDS]
        others = sorted(each for each in self.counts if ":" in each or "twice" in each)
        told += [f"{self.counts[each]:11}  {each}" for each in others]
        told.append(f"{self.agreed:7}  sets lived in the real database as well, with the same turns")
        told += [f"{often:7}  breach: {what}" for what, often in Counter(one.what for one in self.breaches).items()]
        return told if self.breaches else [*told, f"{0:7}  breaches"]


async def on_paper(seed: int, sessions: int) -> tuple[Notebook, Sequence[Entry]]:
    """One set by the bot's rules alone: what happened, and the ledgers at the end."""
    will = will_of(seed)
    house = Paper(coached=will.coached)
    return await Life(house, will, Notebook(will.calm)).live(sessions), await house.entries()


async def in_the_database(seed: int, sessions: int, migrated: Path) -> tuple[Notebook, Sequence[Entry]]:
    """The same set by the bot's use cases, on SQLite."""
    will = will_of(seed)
    with TemporaryDirectory() as folder:
        async with kept(Path(folder), migrated, will.coached) as house:
            return await Life(house, will, Notebook(will.calm)).live(sessions), await house.entries()


async def judged(seed: int, sessions: int, migrated: Path | None = None) -> Figures:
    """One set, judged from outside. migrated: it is lived in a copy of that database as well."""
    book, entries = await on_paper(seed, sessions)
    outsider = Outsider(seed=seed, calm=book.calm)
    outsider.read(book)
    outsider.compare(entries)
    figures = Figures(1, int(book.calm), 0, outsider.apart, outsider.counts, outsider.breaches)
    if migrated is not None:
        again, kept_entries = await in_the_database(seed, sessions, migrated)
        if again.lines == book.lines and sorted(map(str, kept_entries)) == sorted(map(str, entries)):
            figures.agreed = 1
        else:
            where = next((str(one) for one, other in zip(again, book, strict=False) if one != other), "the ledgers")
            figures.breaches.append(Breach("the database and the paper differ", seed, 0, where))
    return figures
