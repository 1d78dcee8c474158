"""Which group figures may leave the sets (privacy.md section 3, practice.md section 6). Pure.

Figures are over whole sets pooled: at least two sets, at least `least` people. A group that differs from one shown
before by a few people would let somebody subtract and see those few; so it is not shown, and a smaller group of whole
sets is looked for that differs from every earlier one by nobody or by `least` at least.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

FEWEST_SETS = 2
LEAST_PEOPLE = 10  # practice.md: n >= 10 by default
BAND = 5  # of 20 points each


class Shown(StrEnum):
    """Whether group figures may be shown, and if not, why."""

    SHOWN = "shown"
    TOO_FEW = "too_few"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Pool:
    """The sets whose people are counted together; none when nothing may be shown."""

    shown: Shown
    sets: tuple[UUID, ...] = ()


def band(part: int, whole: int) -> int:
    """0 to 4: hardly any, some, about half, most, nearly all; each a fifth. ValueError when there is no whole."""
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("a share of nothing")
    return min(BAND - 1, part * BAND // whole)


def choose(
    members: Mapping[UUID, frozenset[UUID]], earlier: Sequence[frozenset[UUID]], least: int = LEAST_PEOPLE
) -> Pool:
    """The largest group of whole sets that may be counted together.

    members  people by set; earlier: the people of every group that was ever shown
    """
    chosen = dict(sorted(members.items()))
    if not _enough(chosen, least):
        return Pool(Shown.TOO_FEW)
    while _enough(chosen, least):
        people = frozenset().union(*chosen.values())
        close = [group for group in earlier if 0 < len(people ^ group) < least]
        if not close:
            return Pool(Shown.SHOWN, tuple(chosen))
        del chosen[min(chosen, key=lambda one: (_same_as(chosen[one], close), len(chosen[one]), one))]
    return Pool(Shown.HIDDEN)


def _enough(members: Mapping[UUID, frozenset[UUID]], least: int) -> bool:
    return len(members) >= FEWEST_SETS and len(frozenset().union(*members.values())) >= least


def _same_as(people: frozenset[UUID], groups: Collection[frozenset[UUID]]) -> bool:
    """Whether nobody of this set came or went since: those that changed are left out first."""
    return all(people <= group for group in groups) and any(people & group for group in groups)
