"""Which group figures may be shown: enough people, whole sets, and no small difference from anything shown before."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.suppression import FEWEST_SETS, LEAST_PEOPLE, Pool, Shown, band, choose

Members = dict[UUID, frozenset[UUID]]


def group(*sizes: int) -> Members:
    return {uuid4(): frozenset(uuid4() for _ in range(size)) for size in sizes}


def people(members: Members, pool: Pool) -> frozenset[UUID]:
    return frozenset().union(*(members[each] for each in pool.sets))


def test_four_sets_of_seven_are_shown_together() -> None:
    members = group(7, 7, 7, 7)
    pool = choose(members, [])
    assert pool.shown is Shown.SHOWN
    assert len(people(members, pool)) == 28


@pytest.mark.parametrize("sizes", [(9,), (5, 4), (10,), (), (30,)])
def test_too_few_people_or_sets(sizes: tuple[int, ...]) -> None:
    assert choose(group(*sizes), []) == Pool(Shown.TOO_FEW)


def test_the_same_people_again_are_shown_again() -> None:
    members = group(7, 7)
    assert choose(members, [people(members, choose(members, []))]).shown is Shown.SHOWN


def test_a_leaver_does_not_let_two_weeks_be_subtracted() -> None:
    members = group(7, 7, 7, 7)
    before = people(members, choose(members, []))
    changed = next(iter(members))
    after = {**members, changed: frozenset(sorted(members[changed])[:-1])}
    pool = choose(after, [before])
    assert pool.shown is Shown.SHOWN
    assert changed not in pool.sets
    assert len(people(after, pool) ^ before) >= LEAST_PEOPLE


def test_with_two_sets_a_leaver_hides_everything() -> None:
    members = group(6, 6)
    before = people(members, choose(members, []))
    first, second = members
    after = {first: members[first] - {min(members[first])}, second: members[second]}
    assert choose(after, [before]) == Pool(Shown.HIDDEN)


@st.composite
def weeks(draw: st.DrawFn) -> list[Members]:
    """A programme over several weeks in which people come and go, and sets end."""
    pool = [UUID(int=each + 1) for each in range(60)]
    names = [UUID(int=1000 + each) for each in range(draw(st.integers(1, 6)))]
    found: list[Members] = []
    for _ in range(draw(st.integers(1, 8))):
        week: Members = {}
        for number, name in enumerate(names):
            mine = pool[number * 10 : number * 10 + 10]
            week[name] = frozenset(draw(st.sets(st.sampled_from(mine), min_size=0)))
        found.append({name: those for name, those in week.items() if those})
    return found


@given(weeks())
def test_no_two_groups_ever_shown_differ_by_a_few(history: list[Members]) -> None:
    shown: list[frozenset[UUID]] = []
    for members in history:
        pool = choose(members, shown)
        if pool.shown is Shown.SHOWN:
            those = people(members, pool)
            assert len(pool.sets) >= FEWEST_SETS
            assert len(those) >= LEAST_PEOPLE
            assert all(not those ^ earlier or len(those ^ earlier) >= LEAST_PEOPLE for earlier in shown)
            shown.append(those)
        else:
            assert pool.sets == ()


@pytest.mark.parametrize(
    ("part", "whole", "found"), [(0, 7, 0), (1, 5, 1), (2, 5, 2), (3, 5, 3), (4, 5, 4), (5, 5, 4), (7, 12, 2)]
)
def test_bands_are_fifths(part: int, whole: int, found: int) -> None:
    assert band(part, whole) == found


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2), (-1, 2)])
def test_no_share_of_nothing(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="share"):
        band(part, whole)
