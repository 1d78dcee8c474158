"""When the question between two sessions is asked, which it is, and when its answers open."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from sets import reflection_rounds as rounds
from sets.question_bank import REFLECTIONS
from storage.models import Delivery, Phase, ReflectionPause, Session
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_session
from tests.sets.reflection_kit import ASKED, MEETS, SHOWN, between


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (date(2026, 4, 30), date(2026, 5, 28), (date(2026, 5, 14), date(2026, 5, 18))),
        (date(2026, 5, 4), date(2026, 6, 15), (date(2026, 5, 25), date(2026, 5, 29))),
        (date(2026, 5, 1), date(2026, 5, 17), (date(2026, 5, 11), date(2026, 5, 15))),  # a Saturday, so the Monday
        (date(2026, 5, 7), date(2026, 5, 14), (date(2026, 5, 11), date(2026, 5, 13))),  # shown before they meet
        (date(2026, 5, 7), date(2026, 5, 12), None),
        (date(2026, 5, 7), date(2026, 5, 7), None),  # two sessions on one day
    ],
)
def test_midway(before: date, after: date, found: tuple[date, date] | None) -> None:
    assert rounds.midway(before, after) == found


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 120))
def test_midway_is_asked_on_a_working_day_and_shown_before_the_next_session(before: date, days: int) -> None:
    after = before + timedelta(days=days)
    found = rounds.midway(before, after)
    if found is not None:
        asked, shown = found
        assert before < asked < shown < after
        assert asked.isoweekday() < 6


@given(st.uuids(), st.integers(1, 40))
def test_least_asked_first_and_never_twice_running(set_id: UUID, many: int) -> None:
    asked: list[int | UUID] = []
    for _ in range(many):
        asked.insert(0, rounds.next_question(asked, set_id))
    counts = Counter(asked)
    every = [counts[each.number] for each in REFLECTIONS]
    assert max(every) - min(every) <= 1
    assert all(first != second for first, second in pairwise(asked))


async def test_one_question_is_asked_midway_and_shown_at_its_deadline(store: WorkspaceStore) -> None:
    town = await between(store)
    assert await rounds.next_wake(store, ASKED - timedelta(days=9)) == ASKED - timedelta(days=9)  # to be planned
    await rounds.tick(store, ASKED - timedelta(days=9))
    assert await rounds.next_wake(store, ASKED - timedelta(days=9)) == ASKED
    round_id = await town.asked()
    await rounds.tick(store, ASKED)
    (row,) = await town.rounds()
    assert (row.id, row.state, row.deadline) == (round_id, "open", SHOWN)
    assert await town.nudged() == sorted(person.id for person in town.people)
    assert await rounds.next_wake(store, ASKED) == SHOWN
    await rounds.tick(store, SHOWN)
    await rounds.tick(store, SHOWN)
    (row,) = await town.rounds()
    assert row.state == "shown"
    assert await rounds.next_wake(store, SHOWN) is None
    async with store.read() as uow:
        sent = (await uow.rows(select(Delivery.kind, Delivery.channel).order_by(Delivery.due_at))).all()
    assert [tuple(each) for each in sent] == [(rounds.ASKED, "CSET"), (rounds.SHOWN, "CSET")]


async def test_a_session_that_is_moved_moves_the_middle(store: WorkspaceStore) -> None:
    town = await between(store)
    await rounds.tick(store, ASKED - timedelta(days=9))
    async with store.write() as uow:
        later = update(Session).where(Session.state == "planned")
        await uow.execute(later.values(starts_at=ASKED + timedelta(days=28)))
    await rounds.tick(store, ASKED)
    (row,) = await town.rounds()
    assert row.state == "planned"
    assert row.opens_at > ASKED


async def test_without_a_date_the_rhythm_tells_and_without_either_nothing_is_asked(store: WorkspaceStore) -> None:
    town = await between(store, next_session=False)  # every four weeks
    await town.asked()
    (row,) = await town.rounds()
    assert row.state == "open"


async def test_a_date_that_comes_late_still_brings_a_question(store: WorkspaceStore) -> None:
    town = await between(store, next_session=False)
    async with store.write() as uow:
        await uow.execute(update(Phase).values(cadence_weeks=None))
    early = ASKED - timedelta(days=12)
    await rounds.tick(store, early)
    assert await rounds.next_wake(store, early) == early + rounds.LOOK_AGAIN
    await rounds.tick(store, early + rounds.LOOK_AGAIN)
    assert await rounds.next_wake(store, early) == early + 2 * rounds.LOOK_AGAIN
    await add_session(store, town.set_id, MEETS, ordinal=2)
    await rounds.tick(store, early + 2 * rounds.LOOK_AGAIN)
    assert await rounds.next_wake(store, early) == ASKED


async def test_a_set_that_has_met_again_is_not_asked(store: WorkspaceStore) -> None:
    town = await between(store)
    await rounds.tick(store, ASKED - timedelta(days=9))
    await add_session(store, town.set_id, datetime(2026, 5, 12, 14, 0), state="closed", ordinal=3)  # noqa: DTZ001
    async with store.write() as uow:
        await uow.execute(update(Session).where(Session.ordinal == 3).values(closed_at=ASKED - timedelta(days=1)))
    await rounds.tick(store, ASKED)
    states = {row.state for row in await town.rounds() if row.opens_at <= ASKED}
    assert "open" not in states
    assert MEETS.day == 28


async def test_who_paused_is_not_asked(store: WorkspaceStore) -> None:
    town = await between(store)
    async with store.write() as uow:
        await uow.insert(ReflectionPause, id=uuid4(), person_id=town.people[0].id)
    await town.asked()
    assert await town.nudged() == sorted(person.id for person in town.people[1:])
