"""Pairs, a triad when odd: everybody in one, nobody twice before all others, one of each side, few who change."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.pairing import Ties, regroup

PEOPLE = [UUID(int=number) for number in range(1, 11)]
SOME = st.lists(st.sampled_from(PEOPLE), unique=True)
TIMES = st.dictionaries(st.sampled_from([frozenset(two) for two in combinations(PEOPLE, 2)]), st.integers(1, 3))
SIDE = st.frozensets(st.sampled_from(PEOPLE))


def together(groups: Iterable[Sequence[UUID]]) -> list[frozenset[UUID]]:
    return [frozenset(two) for group in groups for two in combinations(group, 2)]


def every_way(people: Sequence[UUID]) -> list[list[tuple[UUID, ...]]]:
    """Every set of pairs of these people, with one triad when odd."""
    if len(people) < 2:
        return [[]] if not people else []
    if len(people) == 3:
        return [[tuple(people)]]
    first, rest = people[0], people[1:]
    ways = []
    for buddy in rest:
        others = [each for each in rest if each != buddy]
        ways += [[(first, buddy), *way] for way in every_way(others)]
    if len(people) % 2:
        for two in combinations(rest, 2):
            others = [each for each in rest if each not in two]
            ways += [[(first, *two), *way] for way in every_way(others)]
    return ways


@given(SOME, SOME, st.text(), TIMES, SIDE)
def test_everybody_has_one_pair_and_few_change_theirs(
    before: list[UUID], after: list[UUID], seed: str, met: dict[frozenset[UUID], int], side: frozenset[UUID]
) -> None:
    ties = Ties(met, side)
    old = regroup([], before, seed, ties)
    new = regroup(old, after, seed, ties)
    assert sorted(person for group in new for person in group) == (sorted(after) if len(after) > 1 else [])
    assert sum(len(group) == 3 for group in new) == len(after) % 2 * (len(after) > 1)
    assert all(len(group) in (2, 3) for group in new)
    assert new == regroup(old, list(reversed(after)), seed, ties)
    still = [set(group) for group in old if len(group) == 2 and set(group) <= set(after)]
    kept_together = [group for group in still if any(group <= set(other) for other in new)]
    assert kept_together == still  # nobody whose buddy is still there loses them


@given(st.lists(st.sampled_from(PEOPLE[:7]), unique=True, min_size=2), st.text(), TIMES, SIDE)
def test_in_a_new_phase_nothing_would_be_better(
    people: list[UUID], seed: str, met: dict[frozenset[UUID], int], side: frozenset[UUID]
) -> None:
    """Held against every way there is: the fewest of one side together, then the fewest who meet again."""
    ties = Ties(met, side)
    best = min(ties.cost(*way) for way in every_way(people))
    assert ties.cost(*regroup([], people, seed, ties)) == best


def test_a_triad_has_no_way_around_it() -> None:
    assert [len(group) for group in regroup([], PEOPLE[:3], "seed")] == [3]


@pytest.mark.parametrize("many", [2, 4, 6, 8, 10])
@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_nobody_meets_again_before_they_have_met_everybody(many: int, seed: str) -> None:
    people, met = PEOPLE[:many], Counter[frozenset[UUID]]()
    for phase in range(1, 2 * many - 1):
        met.update(together(regroup([], people, seed, Ties(met))))
        counts = [met[frozenset(two)] for two in combinations(people, 2)]
        assert max(counts) == -(-phase // (many - 1))  # each turn of so many phases, everybody once
        assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("many", [3, 5, 7, 9])
@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_with_an_odd_number_everybody_has_met_everybody_after_as_many_phases(many: int, seed: str) -> None:
    """Of five, somebody meets again in the second phase, whatever one does: no triad is left. Nobody waits for it."""
    people, met = PEOPLE[:many], Counter[frozenset[UUID]]()
    for _ in range(many):
        met.update(together(regroup([], people, seed, Ties(met))))
    counts = [met[frozenset(two)] for two in combinations(people, 2)]
    assert min(counts) >= 1
    assert max(counts) - min(counts) <= 2


@pytest.mark.parametrize("many", [4, 6, 8, 10])
def test_one_of_each_side_and_everybody_of_the_other_side_in_turn(many: int) -> None:
    people, met = PEOPLE[:many], Counter[frozenset[UUID]]()
    side = frozenset(people[::2])
    for _ in range(many // 2):
        pairs = regroup([], people, "seed", Ties(met, side))
        assert all(len(side & set(pair)) == 1 for pair in pairs)
        met.update(together(pairs))
    assert set(met.values()) == {1}
    assert len(met) == (many // 2) ** 2


def test_where_one_side_is_larger_as_few_as_can_be_are_alike() -> None:
    pairs = regroup([], PEOPLE[:8], "seed", Ties(side=frozenset(PEOPLE[:3])))
    assert sum(len(frozenset(PEOPLE[:3]) & set(pair)) == 1 for pair in pairs) == 3


def test_who_comes_gets_somebody_they_have_not_met() -> None:
    one, two, three, newcomer = PEOPLE[:4]
    met = {frozenset({newcomer, one}): 2, frozenset({newcomer, two}): 1}
    pairs = regroup([[one, two, three]], PEOPLE[:4], "seed", Ties(met))
    assert {frozenset(pair) for pair in pairs} == {frozenset({one, two}), frozenset({three, newcomer})}


@given(st.integers(4, 10), st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12), st.text(max_size=3))
def test_whoever_comes_and_goes_everybody_has_a_buddy_and_the_rest_keep_theirs(
    many: int, changes: list[tuple[int, bool]], seed: str
) -> None:
    """One joining or leaving after the other, with new phases between."""
    inside, met = PEOPLE[:many], Counter[frozenset[UUID]]()
    pairs = regroup([], inside, seed)
    for at, new_phase in changes:
        person = PEOPLE[at]
        inside = [each for each in inside if each != person] if person in inside else [*inside, person]
        if len(inside) < 2:
            inside = PEOPLE[:2]
        met.update(together(pairs))
        before = [] if new_phase else pairs
        pairs = regroup(before, inside, seed, Ties(met))
        assert sorted(person for pair in pairs for person in pair) == sorted(inside)
        undisturbed = [set(pair) for pair in before if len(pair) == 2 and set(pair) <= set(inside)]
        assert all(any(pair <= set(other) for other in pairs) for pair in undisturbed)
        changed = [pair for pair in map(set, before) if pair not in map(set, pairs)]
        assert len(changed) <= 2  # the pair that broke, and the one that took somebody in
