"""Who is whose buddy: pairs, a triad when odd, from a seed; paired again when somebody joins or leaves."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets import buddies, leaving
from sets.buddies import regroup
from sets.people import Person
from storage.models import Phase
from storage.queries import buddies as queries
from storage.queries.calendar import current_phase
from storage.unit_of_work import WorkspaceStore
from tests.factory import EARLIER, add_membership, add_person, add_session, add_set

PEOPLE = [UUID(int=number) for number in range(1, 12)]
NOW = EARLIER + timedelta(days=10)
NAMES = ("UAMINA", "UBEN", "UCHIDI", "UDINA", "UELIF")


@given(st.lists(st.sampled_from(PEOPLE), unique=True), st.lists(st.sampled_from(PEOPLE), unique=True), st.text())
def test_everybody_has_one_pair_and_few_change_theirs(before: list[UUID], after: list[UUID], seed: str) -> None:
    old = regroup([], before, seed)
    new = regroup(old, after, seed)
    assert sorted(person for group in new for person in group) == (sorted(after) if len(after) > 1 else [])
    assert sum(len(group) == 3 for group in new) == len(after) % 2 * (len(after) > 1)
    assert all(len(group) in (2, 3) for group in new)
    assert new == regroup(old, list(reversed(after)), seed)
    still = [set(group) for group in old if len(group) == 2 and set(group) <= set(after)]
    kept_together = [group for group in still if any(group <= set(other) for other in new)]
    assert kept_together == still  # nobody whose buddy is still there loses them


def test_another_phase_gives_other_pairs() -> None:
    first = {frozenset(group) for group in regroup([], PEOPLE[:10], "one")}
    assert any({frozenset(group) for group in regroup([], PEOPLE[:10], seed)} != first for seed in ("two", "three"))


async def _set(store: WorkspaceStore, count: int) -> tuple[UUID, list[Person]]:
    people = [await add_person(store, user) for user in NAMES[:count]]
    return await add_set(store, await add_person(store, "UCORA"), members=people), people


async def _pairs(store: WorkspaceStore, set_id: UUID) -> list[set[UUID]]:
    async with store.read() as uow:
        phase = await current_phase(uow, set_id)
        assert phase is not None
        found = await queries.of_phase(uow, phase.id)
    return sorted(
        ({person for person in found if found[person] == pair} for pair in set(found.values())),
        key=lambda pair: len(pair),
    )


@pytest.mark.parametrize(("count", "sizes"), [(4, [2, 2]), (5, [2, 3])])
async def test_a_set_is_paired_a_day_after_its_last_member_joined(
    store: WorkspaceStore, count: int, sizes: list[int]
) -> None:
    set_id, _ = await _set(store, count)
    early = EARLIER + timedelta(hours=23)
    assert await buddies.next_pairing(store, early) == EARLIER + timedelta(days=1)
    await buddies.pair_up(store, early)
    assert await _pairs(store, set_id) == []
    for _ in range(2):
        await buddies.pair_up(store, EARLIER + timedelta(days=1))
    assert [len(pair) for pair in await _pairs(store, set_id)] == sizes
    assert await buddies.next_pairing(store, NOW) is None


async def test_a_small_set_waits_for_its_first_session(sqlite_store: WorkspaceStore) -> None:
    set_id, _ = await _set(sqlite_store, 3)
    await buddies.pair_up(sqlite_store, NOW)
    assert await _pairs(sqlite_store, set_id) == []
    await add_session(sqlite_store, set_id, EARLIER.replace(tzinfo=None), state="closed")
    assert await buddies.next_pairing(sqlite_store, NOW) == NOW
    await buddies.pair_up(sqlite_store, NOW)
    assert [len(pair) for pair in await _pairs(sqlite_store, set_id)] == [3]


async def test_who_leaves_leaves_the_buddies_and_who_joins_finds_one(store: WorkspaceStore) -> None:
    set_id, people = await _set(store, 4)
    await buddies.pair_up(store, NOW)
    before = await _pairs(store, set_id)
    async with store.write() as uow:
        await leaving.end(uow, people[0].id, set_id, NOW)
    (triad,) = await _pairs(store, set_id)
    assert triad == {person.id for person in people[1:]}
    async with store.write() as uow:
        await add_membership(uow, set_id, people[0], NOW)
        await leaving.joined(uow, set_id, people[0].id, "member", NOW)
    after = await _pairs(store, set_id)
    assert [len(pair) for pair in after] == [2, 2]
    assert any(pair in before for pair in after) or people[0].id in after[0] | after[1]
    async with store.read() as uow:
        names = [row.slack_user_id for row in await queries.pair_of(uow, people[0].id, set_id)]
    assert names[0] == "UAMINA"
    assert len(names) == 2


async def test_a_pair_of_another_phase_is_another_pair(sqlite_store: WorkspaceStore) -> None:
    store = sqlite_store
    set_id, people = await _set(store, 4)
    await buddies.pair_up(store, NOW)
    async with store.write() as uow:
        (asker, buddy) = await queries.pair_of(uow, people[0].id, set_id)
        other = next(one for one in people[1:] if one.id != buddy.person_id)
        phase_id = uow.new_id()
        await uow.insert(Phase, id=phase_id, set_id=set_id, ordinal=2, from_at=NOW)
        places = [(asker.pair, buddy.person_id), (asker.pair, other.id)]
        await queries.replace(uow, set_id, phase_id, [], places)
    async with store.read() as uow:
        assert await queries.asked(uow, asker.id, other.slack_user_id) is None
        found = await queries.asked(uow, asker.id, buddy.slack_user_id)
    assert found == (asker, buddy)


async def test_the_last_of_a_pair_has_no_buddy(sqlite_store: WorkspaceStore) -> None:
    set_id, people = await _set(sqlite_store, 4)
    await buddies.pair_up(sqlite_store, NOW)
    async with sqlite_store.write() as uow:
        for person in people[1:]:
            await leaving.end(uow, person.id, set_id, NOW)
    assert await _pairs(sqlite_store, set_id) == []
