"""Who is paired with whom: pairs, a triad when odd. Pure rules; the same people and history give the same pairs.

practice.md section 3: pairs rotate each phase. So two who were together before are together again only once there is
nobody else left for them; where a set has two kinds of role, a pair has one of each as far as that goes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from itertools import combinations
from uuid import UUID

Group = tuple[UUID, ...]
Pairs = list[list[UUID]]
_SAME_SIDE = 1000  # weighs more than any number of times together


@dataclass(frozen=True)
class Ties:
    """What speaks against people as a pair.

    met   how often two were together before
    side  those of one kind of role; empty: there are no two kinds
    """

    met: Mapping[frozenset[UUID], int] = field(default_factory=dict)
    side: frozenset[UUID] = frozenset()

    def cost(self, *groups: Collection[UUID]) -> int:
        """The less, the better. Twice with the same buddy is worse than once with each of two."""
        return sum(self._of_two(one, other) for group in groups for one, other in combinations(group, 2))

    def _of_two(self, one: UUID, other: UUID) -> int:
        alike = bool(self.side) and (one in self.side) == (other in self.side)
        return _SAME_SIDE * alike + self.met.get(frozenset((one, other)), 0) ** 2


def regroup(old: Sequence[Collection[UUID]], members: Collection[UUID], seed: str, ties: Ties | None = None) -> Pairs:
    """Pairs of these members, a triad when odd; nobody when there is one alone. Who still has a buddy keeps them.

    old   the pairs as they are; none: everybody is paired anew, as in a new phase
    seed  decides what nothing else does; the same for all phases of a set
    """
    ties = ties or Ties()
    people = sorted(members, key=lambda person: sha256(f"{seed}:{person}".encode()).hexdigest())
    kept = [[person for person in people if person in group] for group in old]
    kept = [group for group in kept if len(group) > 1]
    single = tuple(person for person in people if not any(person in group for group in kept))
    if not kept:
        return _anew(single, ties) if len(single) > 1 else []
    if len(single) % 2 == 0:
        return [*kept, *map(list, _matched(single, ties))]
    return min((_with_one_over(kept, single, over, ties) for over in single), key=lambda pairs: ties.cost(*pairs))


def _with_one_over(kept: Pairs, single: Group, over: UUID, ties: Ties) -> Pairs:
    """The others who are single are paired; this one takes one of a triad as buddy, or makes a triad of a pair."""
    pairs = [*kept, *map(list, _matched(tuple(each for each in single if each != over), ties))]
    triad = next((group for group in pairs if len(group) > 2), None)
    if triad is not None:
        rest = [group for group in pairs if group is not triad]
        ways = [[*rest, [each for each in triad if each != one], [one, over]] for one in triad]
    else:
        ways = [[*(other for other in pairs if other is not group), [*group, over]] for group in pairs]
    return min(ways, key=lambda way: ties.cost(*way))


def _anew(people: Group, ties: Ties) -> Pairs:
    """The best pairs of all. Among equals those of a round in which, turn by turn, everybody meets everybody once: any
    others can come to a point where somebody meets a second time though somebody else is left."""
    best = min(_of_all(people, ties), key=lambda groups: ties.cost(*groups))
    turns = min(_turns(people, ties), key=lambda groups: ties.cost(*groups))
    return [list(group) for group in (turns if ties.cost(*turns) <= ties.cost(*best) else best)]


def _turns(people: Group, ties: Ties) -> Iterator[list[Group]]:
    """The rounds of a tournament: one stays, the others go round the table. When odd, who sits out makes a triad."""
    last, table = (people[-1], people[:-1]) if len(people) % 2 == 0 else (None, people)
    for turn, alone in enumerate(table):
        places = [(table[(turn + step) % len(table)], table[turn - step]) for step in range(1, len(table) // 2 + 1)]
        groups: list[Group] = [*places, *([(alone, last)] if last is not None else [])]
        if last is None:
            groups = min((_joined(groups, group, alone) for group in groups), key=lambda way: ties.cost(*way))
        yield groups


def _joined(groups: Sequence[Group], group: Group, one: UUID) -> list[Group]:
    return [*(other for other in groups if other != group), (*group, one)]


def _of_all(people: Group, ties: Ties) -> Iterator[Sequence[Group]]:
    """The best pairs; when odd, with each triad there could be."""
    if len(people) % 2 == 0:
        yield _matched(people, ties)
        return
    for triad in combinations(people, 3):
        yield [triad, *_matched(tuple(each for each in people if each not in triad), ties)]


def _matched(people: Group, ties: Ties) -> Sequence[Group]:
    """The best pairs of an even number of people; among equals, the first in their order.

    A set has ten members at most (practice.md section 1), so every way can be looked at.
    """

    @cache
    def best(left: Group) -> tuple[int, tuple[Group, ...]]:
        if not left:
            return 0, ()
        first, *others = left
        ways = []
        for buddy in others:
            cost, pairs = best(tuple(each for each in others if each != buddy))
            ways.append((cost + ties.cost((first, buddy)), ((first, buddy), *pairs)))
        return min(ways, key=lambda way: way[0])

    return best(people)[1]
