"""Who is of which kind of role: said by the set's coordinator, and counted when buddies next change."""

from datetime import timedelta

from sets import buddies, buddy_sides, leaving
from sets.errors import Problem
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_coordinator, add_person, add_set
from tests.sets.test_buddies import NOW, _new_phase, _pairs
from tests.sets.test_reflections import refusal

NAMES = ("UAMINA", "UBEN", "UCHIDI", "UDINA")


async def test_it_counts_when_buddies_next_change(store: WorkspaceStore) -> None:
    people = [await add_person(store, user) for user in NAMES]
    set_id = await add_set(store, await add_coordinator(store), members=people)
    await buddies.pair_up(store, NOW)
    before = await _pairs(store, set_id)
    side = before[0]  # those who are together now are of one kind
    sides = await buddy_sides.save(store, "UCORA", set_id, side, "view:1", NOW)
    assert sides.across
    assert await _pairs(store, set_id) == before
    await _new_phase(store, set_id, 2)
    assert all(len(pair & side) == 1 for pair in await _pairs(store, set_id))
    shown = await buddy_sides.look(store, "UCORA", set_id)
    assert {one.id for one in shown.members if one.of_kind} == side
    assert not (await buddy_sides.save(store, "UCORA", set_id, [], "view:2", NOW)).across
    await buddy_sides.save(store, "UCORA", set_id, side, "view:1", NOW)  # the first form again
    assert not (await buddy_sides.look(store, "UCORA", set_id)).across


async def test_only_members_are_chosen(sqlite_store: WorkspaceStore) -> None:
    people = [await add_person(sqlite_store, user) for user in NAMES]
    stranger = await add_person(sqlite_store, "UOUT")
    set_id = await add_set(sqlite_store, await add_coordinator(sqlite_store), members=people)
    async with sqlite_store.write() as uow:
        await leaving.end(uow, people[0].id, set_id, NOW)
    chosen = [stranger.id, people[0].id, people[1].id]
    await buddy_sides.save(sqlite_store, "UCORA", set_id, chosen, "view:1", NOW + timedelta(days=1))
    shown = await buddy_sides.look(sqlite_store, "UCORA", set_id)
    assert [one.name for one in shown.members if one.of_kind] == ["Ben"]


async def test_nobody_else_says_so(sqlite_store: WorkspaceStore) -> None:
    people = [await add_person(sqlite_store, user) for user in NAMES]
    set_id = await add_set(sqlite_store, await add_coordinator(sqlite_store), members=people)
    for user in ("UAMINA", "UNOBODY"):
        assert await refusal(buddy_sides.look(sqlite_store, user, set_id)) is Problem.NOT_COORDINATOR
        saving = buddy_sides.save(sqlite_store, user, set_id, [people[0].id], user, NOW)
        assert await refusal(saving) is Problem.NOT_COORDINATOR
