"""Whose turn it is: the rules on plain values, and small simulations of fairness."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.rotation import (
    ANSWER_WITHIN,
    VOLUNTEERS_BEFORE,
    Bar,
    Choice,
    Ledger,
    Member,
    Rule,
    Stage,
    queue,
    stage_at,
    twice_running,
    waits_for_previous,
)

LED = Ledger.FACILITATING
JOINED = datetime(2026, 1, 5, 9, tzinfo=UTC)
FIRST = datetime(2026, 2, 2, 14, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def member(number: int, **more: object) -> Member:
    known: dict[str, object] = {"turns": 0, "held": 0, "joined": JOINED}
    return Member(id=UUID(int=number), **(known | more))  # type: ignore[arg-type]


def first_of(there: list[Member], passed: tuple[int, ...] = ()) -> int:
    return queue(there, LED, [UUID(int=each) for each in passed])[0].person_id.int


SIX = [member(number, turns=1, held=6, last=FIRST + number * WEEK) for number in range(1, 7)]


def test_the_least_served_comes_first() -> None:
    there = [replace(one, turns=2) if one.id.int != 4 else one for one in SIX]
    assert queue(there, LED)[0].person_id.int == 4
    assert queue(there, LED)[0].rule is Rule.LEAST_SERVED


def test_alike_whoever_had_it_longest_ago() -> None:
    choices = queue(SIX, LED)
    assert [one.person_id.int for one in choices] == [1, 2, 3, 4, 5, 6]
    assert {one.rule for one in choices} == {Rule.LEAST_RECENT}


def test_an_owed_turn_comes_before_all_others() -> None:
    there = [*SIX[:5], replace(SIX[5], owes=True, turns=3)]
    assert queue(there, LED)[0] == Choice(UUID(int=6), Rule.OWED)


def test_nobody_is_asked_twice() -> None:
    assert first_of(SIX, passed=(1, 2)) == 3
    assert queue(SIX, LED, [one.id for one in SIX]) == []


@pytest.mark.parametrize("bar", [Bar.TWICE_RUNNING, Bar.PRESENTS, Bar.NEWCOMER])
def test_soft_rules_hold_with_five_and_give_way_with_four(bar: Bar) -> None:
    barred = {
        Bar.TWICE_RUNNING: replace(SIX[0], next_to=True),
        Bar.PRESENTS: replace(SIX[0], presents=True),
        Bar.NEWCOMER: replace(SIX[0], founding=False),
    }[bar]
    there = [barred, *SIX[1:]]
    asked = queue(there, LED)
    assert 1 not in [one.person_id.int for one in asked]
    assert asked[0].spared == {bar}
    assert asked[0].exceptions == f"spared:{bar}"
    few = queue(there[:4], LED)
    assert few[0].person_id.int == 1
    assert few[0].rule is Rule.LEAST_RECENT
    assert few[0].exceptions == f"gave_way:{bar}"


def test_a_newcomer_is_not_sent_in_alone() -> None:
    newcomer = member(7, founding=False, attended=1, joined=FIRST)
    assert 7 not in [one.person_id.int for one in queue([*SIX, newcomer], LED)]
    settled = replace(newcomer, attended=2, held=2)
    assert first_of([*SIX, settled]) == 7


def test_who_stands_behind_the_one_asked_is_nobody_s_exception() -> None:
    there = [*SIX[:5], replace(SIX[5], next_to=True)]
    assert queue(there, LED)[0].exceptions == ""


def test_who_facilitates_is_not_asked_to_host_however_few_there_are() -> None:
    there = [replace(SIX[0], guides=True), *SIX[1:3]]
    assert queue(there, Ledger.HOSTING)[0].person_id.int == 2
    assert queue(there, Ledger.HOSTING)[0].spared == {Bar.GUIDES}
    assert queue(there, LED)[0].person_id.int == 1


def test_two_running_is_seen_on_both_sides() -> None:
    order = [UUID(int=each) for each in (1, 2, 3)]
    amina, ben = UUID(int=8), UUID(int=9)
    assert twice_running(order, {order[0]: amina, order[1]: amina}, order[1])
    assert twice_running(order, {order[1]: amina, order[2]: amina}, order[1])
    assert not twice_running(order, {order[0]: amina, order[1]: ben, order[2]: amina}, order[1])
    assert not twice_running(order, {order[0]: amina, order[2]: amina}, order[1])


def test_hosting_lets_newcomers_and_presenters_in() -> None:
    there = [member(1, founding=False, presents=True), *SIX[1:]]
    assert queue(there, Ledger.HOSTING)[0].person_id.int == 1


def test_someone_who_comes_late_does_not_owe_the_past() -> None:
    old = [replace(one, turns=2, held=12) for one in SIX]
    late = member(7, founding=False, turns=1, held=3, attended=3, joined=FIRST + 9 * WEEK, last=FIRST + 10 * WEEK)
    assert first_of([*old, late]) != 7  # a quarter of their sessions, against two of thirteen


@given(st.integers(1, 10), st.integers(1, 60), st.randoms(use_true_random=False))
def test_with_everyone_always_there_counts_differ_by_one_at_most(size: int, sessions: int, rng: random.Random) -> None:
    people = [member(number) for number in range(1, size + 1)]
    for number in range(sessions):
        rng.shuffle(people)
        chosen = queue(people, LED)[0].person_id
        people = [
            replace(
                one,
                held=number + 1,
                turns=one.turns + (one.id == chosen),
                last=FIRST + number * WEEK if one.id == chosen else one.last,
                next_to=one.id == chosen,
            )
            for one in people
        ]
        counts = [one.turns for one in people]
        assert max(counts) - min(counts) <= 1


def _year(rng: random.Random, size: int, away: float, no: float) -> list[Member]:
    """Fifty sessions in which people are away or say no, each on their own; a turn of someone away falls through."""
    people = [member(number) for number in range(1, size + 1)]
    for number in range(50):
        there = [one for one in people if rng.random() >= away] or people
        passed: list[UUID] = []
        choices = queue(there, LED, passed)
        while choices and rng.random() < no:
            passed.append(choices[0].person_id)
            choices = queue(there, LED, passed)
        chosen = choices[0].person_id if choices else None
        people = [
            replace(
                one,
                held=number + 1,
                attended=one.attended + (one in there),
                turns=one.turns + (one.id == chosen),
                last=FIRST + number * WEEK if one.id == chosen else one.last,
                next_to=one.id == chosen,
            )
            for one in people
        ]
    return people


@pytest.mark.parametrize("size", [4, 6, 8, 10])
@pytest.mark.parametrize(("away", "no", "apart"), [(0.0, 0.0, 1), (0.2, 0.0, 2), (0.2, 0.3, 3)])
def test_a_year_is_shared_evenly(size: int, away: float, no: float, apart: int) -> None:
    for seed in range(8):
        counts = [one.turns for one in _year(random.Random(seed), size, away, no)]
        assert max(counts) - min(counts) <= apart, (seed, counts)


def test_absent_people_keep_their_place() -> None:
    there = [replace(one, held=8, turns=2) for one in SIX[:5]]
    back = replace(SIX[5], held=8, turns=1)
    assert first_of([*there, back]) == 6


def test_nobody_ever_leads_twice_running_while_five_are_there() -> None:
    rng = random.Random(7)
    people = [member(number) for number in range(1, 7)]
    before = None
    for number in range(60):
        there = rng.sample(people, 5)
        chosen = queue(there, LED)[0].person_id
        assert chosen != before
        before = chosen
        people = [
            replace(one, held=number + 1, turns=one.turns + (one.id == chosen), next_to=one.id == chosen)
            for one in people
        ]


def test_the_stages_of_asking() -> None:
    starts = FIRST
    assert stage_at(starts, starts - timedelta(days=10)) is Stage.QUEUE
    assert stage_at(starts, starts - VOLUNTEERS_BEFORE) is Stage.VOLUNTEERS
    assert stage_at(starts, starts - timedelta(days=1)) is Stage.TOGETHER
    assert ANSWER_WITHIN < VOLUNTEERS_BEFORE


def test_a_session_waits_for_the_one_before_but_not_on_one_day() -> None:
    assert waits_for_previous(FIRST + WEEK, FIRST)
    assert not waits_for_previous(FIRST + timedelta(hours=4), FIRST)
    assert not waits_for_previous(FIRST, None)
