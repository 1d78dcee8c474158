"""Who is whose buddy: pairs, a triad when odd, from a seed; paired again when somebody joins or leaves."""

from datetime import timedelta
from uuid import UUID

import pytest

from sets import buddies, leaving
from sets.people import Person
from storage.models import BuddySide, Phase
from storage.queries import buddies as queries
from storage.queries.calendar import current_phase
from storage.unit_of_work import WorkspaceStore
from tests.factory import EARLIER, add_membership, add_person, add_session, add_set

NOW = EARLIER + timedelta(days=10)
NAMES = ("UAMINA", "UBEN", "UCHIDI", "UDINA", "UELIF", "UFAY")


async def _set(store: WorkspaceStore, count: int) -> tuple[UUID, list[Person]]:
    people = [await add_person(store, user) for user in NAMES[:count]]
    return await add_set(store, await add_person(store, "UCORA"), members=people), people


async def _pairs(store: WorkspaceStore, set_id: UUID) -> list[set[UUID]]:
    async with store.read() as uow:
        phase = await current_phase(uow, set_id)
        assert phase is not None
        found = await queries.history(uow, set_id)
    placed = {one.person_id: one.pair for one in found if one.phase_id == phase.id and one.until_at is None}
    pairs = [{person for person in placed if placed[person] == pair} for pair in set(placed.values())]
    return sorted(pairs, key=len)


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
        await queries.replace(uow, set_id, phase_id, [], places, NOW)
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


async def _new_phase(store: WorkspaceStore, set_id: UUID, ordinal: int) -> None:
    """A new phase has begun, and its pairs are made."""
    at = NOW + timedelta(days=180 * ordinal)
    async with store.write() as uow:
        await uow.insert(Phase, id=uow.new_id(), set_id=set_id, ordinal=ordinal, from_at=at)
    await buddies.pair_up(store, at)


async def test_pairs_rotate_each_phase_until_everybody_has_met_everybody(store: WorkspaceStore) -> None:
    set_id, people = await _set(store, 6)
    met = []
    for ordinal in range(1, 6):
        if ordinal == 1:
            await buddies.pair_up(store, NOW)
        else:
            await _new_phase(store, set_id, ordinal)
        met += [frozenset(pair) for pair in await _pairs(store, set_id)]
    assert len(set(met)) == len(met) == 15
    await _new_phase(store, set_id, 6)
    assert all(frozenset(pair) in met for pair in await _pairs(store, set_id))
    assert len(people) == 6


async def test_who_was_a_buddy_for_a_part_of_a_phase_was_one(store: WorkspaceStore) -> None:
    """Dina comes when there is a triad, so one of it changes; in the next phase those three are not together again."""
    set_id, people = await _set(store, 3)
    await add_session(store, set_id, EARLIER.replace(tzinfo=None), state="closed")
    await buddies.pair_up(store, NOW)
    dina = await add_person(store, "UDINA")
    async with store.write() as uow:
        await add_membership(uow, set_id, dina, NOW)
        await leaving.joined(uow, set_id, dina.id, "member", NOW)
    (mine,) = [pair for pair in await _pairs(store, set_id) if dina.id in pair]
    for ordinal in (2, 3):
        await _new_phase(store, set_id, ordinal)
        (next_one,) = [pair for pair in await _pairs(store, set_id) if dina.id in pair]
        assert next_one != mine  # whom she has not met comes first, though the others have met each other
    assert len(people) == 3


async def test_who_comes_back_has_met_who_they_had_met(store: WorkspaceStore) -> None:
    set_id, people = await _set(store, 4)
    await buddies.pair_up(store, NOW)
    (before,) = [pair for pair in await _pairs(store, set_id) if people[0].id in pair]
    async with store.write() as uow:
        await leaving.end(uow, people[0].id, set_id, NOW)
    async with store.write() as uow:
        await add_membership(uow, set_id, people[0], NOW)
        await leaving.joined(uow, set_id, people[0].id, "member", NOW)
    (after,) = [pair for pair in await _pairs(store, set_id) if people[0].id in pair]
    assert after != before


async def test_pairs_go_across_roles_where_there_are_two_kinds(store: WorkspaceStore) -> None:
    set_id, people = await _set(store, 6)
    side = {person.id for person in people[:3]}
    async with store.write() as uow:
        for person_id in side:
            await uow.insert(BuddySide, id=uow.new_id(), set_id=set_id, person_id=person_id)
    await buddies.pair_up(store, NOW)
    first = await _pairs(store, set_id)
    await _new_phase(store, set_id, 2)
    second = await _pairs(store, set_id)
    assert all(len(pair & side) == 1 for pair in [*first, *second])
    assert not any(pair in first for pair in second)
