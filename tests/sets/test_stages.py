"""Timings: the columns of practice.md as they stand there, and sums that are exact for every length."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.booking_forms import OWN_LENGTHS
from sets.slot_guide import Step, guide
from sets.stages import LEAST_SLOT, SHORTEST, Kind, Plan, Planned, airtime, plan, plan_for, timed

LENGTHS = st.integers(SHORTEST, 600)
HEADS = st.integers(1, 12)


def minutes(length: int, heads: int = 7, *, first: bool = False, equal: bool = False) -> list[tuple[str, int]]:
    return [(stage.kind.value, stage.minutes) for stage in plan(length, heads, first=first, equal=equal).stages]


def test_ninety_minutes() -> None:
    assert minutes(90) == [
        ("open", 5),
        ("opening_round", 10),
        ("progress_round", 10),
        ("bids", 5),
        ("issue", 45),
        ("process_review", 5),
        ("closing_round", 10),
    ]


def test_two_hours() -> None:
    assert minutes(120) == [
        ("open", 5),
        ("opening_round", 10),
        ("progress_round", 15),
        ("bids", 5),
        ("issue", 35),
        ("break", 5),
        ("issue", 35),
        ("process_review", 5),
        ("closing_round", 5),
    ]


def test_three_and_a_half_hours() -> None:
    assert minutes(210) == [
        ("open", 10),
        ("opening_round", 15),
        ("progress_round", 30),
        ("bids", 10),
        ("issue", 55),
        ("break", 15),
        ("issue", 55),
        ("process_review", 10),
        ("closing_round", 10),
    ]


def test_a_full_day() -> None:
    assert minutes(390) == [
        ("open", 10),
        ("opening_round", 20),
        ("progress_round", 40),
        ("bids", 10),
        ("issue", 60),
        ("break", 15),
        ("issue", 60),
        ("lunch", 45),
        ("issue", 60),
        ("common", 30),
        ("process_review", 20),
        ("closing_round", 20),
    ]


def test_the_first_session() -> None:
    assert minutes(210, first=True) == [
        ("welcome", 20),
        ("how_it_works", 40),
        ("ground_rules", 40),
        ("break", 15),
        ("issue", 50),
        ("hopes", 20),
        ("process_review", 10),
        ("closing_round", 15),
    ]


def test_equal_time_on_a_full_day() -> None:
    day = plan(390, 7, equal=True)
    assert day.equal
    assert [stage.minutes for stage in day.slots] == [37] * 7  # (390 - 130) / 7
    assert [stage.kind for stage in day.stages if stage.kind in (Kind.PROGRESS_ROUND, Kind.BIDS, Kind.COMMON)] == []
    assert day.stages[-1] == Planned(Kind.CLOSING_ROUND, 21)  # the minute that seven cannot share


def test_too_many_for_equal_time_means_bids() -> None:
    assert plan(390, 8, equal=True).equal  # 32 minutes each
    crowded = plan(390, 9, equal=True)  # 28 would be too short
    assert not crowded.equal
    assert crowded == plan(390, 9)


def test_the_airtime_rule() -> None:
    assert airtime(390, 130, 7) == 37
    assert airtime(390, 130, 8) == 32
    assert airtime(390, 130, 9) is None
    assert airtime(90, 45, 1) == 45


# name: minutes, the first session, by bids
TEMPLATES = {
    "90 minutes": (90, False, False),
    "2 hours": (120, False, False),
    "3.5 hours": (210, False, False),
    "full day, equal time": (390, False, False),
    "full day, by bids": (390, False, True),
    "first session": (210, True, False),
    **{f"own, {minutes}": (minutes, False, False) for minutes in OWN_LENGTHS},
    **{f"own, first, {minutes}": (minutes, True, False) for minutes in OWN_LENGTHS},
}


@pytest.mark.parametrize("heads", range(3, 13))
@pytest.mark.parametrize(("length", "first", "by_bids"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_airtime_adds_up_for_every_template_and_head_count(length: int, first: bool, by_bids: bool, heads: int) -> None:
    made = plan_for(length, 1 if first else 2, heads, by_bids=by_bids)
    assert made.minutes == length
    around = [stage for stage in made.stages if stage.kind is not Kind.ISSUE]
    assert sum(stage.minutes for stage in around) + sum(slot.minutes for slot in made.slots) == length
    _bids_below_half_an_hour(made)
    assert len(made.slots) <= heads
    if made.equal:
        assert len(made.slots) == heads
        assert not by_bids


def test_no_slot_is_below_half_an_hour_without_a_bid_round() -> None:
    for length in range(SHORTEST, 601):
        for heads in range(1, 13):
            for ordinal, by_bids in ((1, False), (2, False), (2, True)):
                _bids_below_half_an_hour(plan_for(length, ordinal, heads, by_bids=by_bids))


def _bids_below_half_an_hour(made: Plan) -> None:
    short = [slot for slot in made.slots if slot.minutes < LEAST_SLOT]
    assert not short or any(stage.kind is Kind.BIDS for stage in made.stages), made


def test_a_full_day_is_shared_as_the_set_chose() -> None:
    assert [slot.minutes for slot in plan_for(390, 2, 7).slots] == [37] * 7
    assert [slot.minutes for slot in plan_for(390, 2, 7, by_bids=True).slots] == [60] * 3
    assert Kind.BIDS in [stage.kind for stage in plan_for(390, 2, 7, by_bids=True).stages]
    assert not plan_for(390, 2, 9).equal  # 28 minutes each would be too short: bids


def test_a_session_has_a_least_length() -> None:
    with pytest.raises(ValueError, match="at least 45"):
        plan(SHORTEST - 1, 7)


@given(LENGTHS, HEADS, st.booleans(), st.booleans())
def test_sums_are_exact(length: int, heads: int, first: bool, equal: bool) -> None:
    made = plan(length, heads, first=first, equal=equal)
    assert made.minutes == length
    assert all(stage.minutes > 0 for stage in made.stages)
    assert [stage.number for stage in made.slots] == list(range(1, len(made.slots) + 1))
    assert made.stages[-1].kind is Kind.CLOSING_ROUND
    assert made.stages[0].kind is (Kind.WELCOME if first else Kind.OPEN)


@given(LENGTHS, HEADS, st.booleans())
def test_nobody_has_less_time_than_somebody_else(length: int, heads: int, equal: bool) -> None:
    made = plan(length, heads, equal=equal)
    assert len({stage.minutes for stage in made.slots}) == 1
    if made.equal:
        assert len(made.slots) == heads
        assert made.slots[0].minutes >= LEAST_SLOT
    else:
        assert len(made.slots) <= heads
        assert made.slots[0].minutes <= 60 or len(made.slots) == heads


@given(LENGTHS, HEADS, st.booleans())
def test_moments_follow_each_other(length: int, heads: int, first: bool) -> None:
    begin = datetime(2026, 5, 14, 12, 30, tzinfo=UTC)
    found = timed(plan(length, heads, first=first), begin)
    assert found[0].starts_at == begin
    assert found[-1].ends_at == begin + timedelta(minutes=length)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("length", "shares"),
    [
        (35, [5, 5, 15, 3, 4, 3]),
        (45, [7, 6, 19, 4, 5, 4]),
        (55, [10, 10, 20, 5, 5, 5]),
        (60, [10, 10, 25, 5, 5, 5]),
        (37, [5, 5, 17, 3, 4, 3]),
        (30, [5, 5, 10, 3, 4, 3]),
    ],
)
def test_the_guide_of_a_slot(length: int, shares: list[int]) -> None:
    assert list(guide(length).values()) == shares


@given(st.integers(len(Step), 300))
def test_the_guide_adds_up(length: int) -> None:
    shares = guide(length)
    assert list(shares) == list(Step)
    assert sum(shares.values()) == length
    assert min(shares.values()) >= 1


def test_a_slot_has_time_for_each_step() -> None:
    with pytest.raises(ValueError, match="a minute"):
        guide(len(Step) - 1)
