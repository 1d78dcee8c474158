"""The notes about a slot's time: at their moment, once, to who facilitates then; restarts and changes included."""

from datetime import timedelta
from typing import Any

import pytest

from sets import clock, leading, running
from storage.models import Delivery
from storage.unit_of_work import WorkspaceStore
from tests.sets.session_kit import Room, make_room


@pytest.fixture
async def room(store: WorkspaceStore) -> Room:
    """In the issue slot of 45 minutes, which is Ben's."""
    room = await make_room(store)
    await room.begin()
    await room.presents("UBEN")
    await room.forward(times=4)
    return room


async def notes(room: Room) -> list[tuple[Any, ...]]:
    """Minutes from now until each note is due, and to whom."""
    found = await room.rows(Delivery.due_at, Delivery.recipient_id, kind=clock.NOTE)
    return sorted(((due - room.now) / timedelta(minutes=1), person) for due, person in found)


async def test_a_note_is_written_a_little_ahead_for_its_very_moment(room: Room) -> None:
    start = room.now
    assert await clock.next_wake(room.store, start) == start + timedelta(minutes=42)
    await clock.tick(room.store, start + timedelta(minutes=41))
    assert await notes(room) == []
    for again in range(3):  # as often as a tick likes
        await clock.tick(room.store, start + timedelta(minutes=42, seconds=30 + again))
    assert await notes(room) == [(43, room.id_of("UAMINA"))]
    await clock.tick(room.store, start + timedelta(minutes=44))
    assert await notes(room) == [(43, room.id_of("UAMINA")), (45, room.id_of("UAMINA"))]
    assert await clock.next_wake(room.store, start) is None


async def test_after_a_long_stop_only_what_is_still_true_goes(room: Room) -> None:
    start = room.now
    room.later(minutes=50)
    await clock.tick(room.store, room.now)
    (first, second) = await room.rows(Delivery.due_at, Delivery.expires_at, kind=clock.NOTE)
    ends_at = start + timedelta(minutes=45)
    assert sorted([first[1], second[1]]) == [ends_at, ends_at + timedelta(minutes=2)]  # both expired by now


async def test_two_minutes_more_makes_the_first_note_untrue(room: Room) -> None:
    room.later(minutes=43)
    await clock.tick(room.store, room.now)
    (due,) = [each for each in await room.due() if each.kind == clock.NOTE]
    async with room.store.read() as uow:
        assert await clock.still_true(uow, due)
    revision = (await room.run()).revision
    await running.more(room.store, "UAMINA", room.session, revision, room.now)
    async with room.store.read() as uow:
        assert not await clock.still_true(uow, due)
    await clock.tick(room.store, room.now + timedelta(minutes=3))
    assert [minutes for minutes, _ in await notes(room)] == [0, 3, 4]  # the old one, which goes nowhere; two new ones


async def test_next_a_pause_and_a_new_leader_make_it_untrue(room: Room) -> None:
    room.later(minutes=43)
    await clock.tick(room.store, room.now)
    (due,) = [each for each in await room.due() if each.kind == clock.NOTE]
    await leading.hand_over(room.store, "UAMINA", room.session, room.id_of("UDEV"), key="h", now=room.now)
    async with room.store.read() as uow:
        assert not await clock.still_true(uow, due)
    await leading.take_back(room.store, "UAMINA", room.session, key="t", now=room.now)
    async with room.store.read() as uow:
        assert await clock.still_true(uow, due)
    await running.pause(room.store, "UAMINA", room.session, (await room.run()).revision, room.now)
    async with room.store.read() as uow:
        assert not await clock.still_true(uow, due)
    await running.pause(room.store, "UAMINA", room.session, (await room.run()).revision, room.now)
    await room.forward()
    async with room.store.read() as uow:
        assert not await clock.still_true(uow, due)


async def test_other_stages_and_led_together_have_no_notes(store: WorkspaceStore) -> None:
    room = await make_room(store, facilitator=None)
    await room.begin("UBEN", together=True)
    assert await clock.next_wake(room.store, room.now) is None
    await room.forward("UBEN", times=4)
    assert await clock.next_wake(room.store, room.now) is None
