"""The guide of whoever facilitates next: how many asked for time, and what people wished for, for their eyes alone."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sets import ballot_closing, ballots, bids, briefs, review
from sets.errors import Problem, Refused
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_membership, add_person
from tests.sets.session_kit import Room, make_room

EVERYONE = ("UAMINA", "UBEN", "UCHLOE", "UDEV")


@pytest.fixture
async def room(store: WorkspaceStore) -> Room:
    return await make_room(store)


async def _reviewed(room: Room, *people: str) -> None:
    """A round about an earlier session, which these answer; it closes."""
    async with room.store.write() as uow:
        deadline = room.now + review.OPEN_FOR
        round_id = await ballots.open_round(uow, review.KIND, room.set_id, uuid4(), deadline, room.now)
    for user in people:
        await ballots.cast(room.store, user, round_id, {"wish": f"{user} wishes"}, room.key(), room.now)
    assert await _wishes(room) in ([], [f"{user} wishes" for user in sorted(EVERYONE)])  # none of the open round
    room.later(days=1, minutes=1)
    await ballot_closing.close_due(room.store, room.now)


async def _wishes(room: Room, user: str = "UAMINA") -> list[str]:
    guide = await briefs.guide(room.store, user, room.session)
    return sorted(one.reveal() for one in guide.wishes)


async def test_how_many_asked_for_time_and_never_who(room: Room) -> None:
    assert (await briefs.guide(room.store, "UAMINA", room.session)).bids == 0
    await room.bid("UBEN", "BEN-LINE")
    await room.bid("UCHLOE", "CHLOE-LINE")
    guide = await briefs.guide(room.store, "UAMINA", room.session)
    assert guide.bids == 2
    assert "LINE" not in repr(guide)
    await bids.withdraw(room.store, "UBEN", room.session, key=room.key(), now=room.now)
    assert (await briefs.guide(room.store, "UAMINA", room.session)).bids == 1


async def test_the_last_wishes_from_four_answers_on(room: Room) -> None:
    await _reviewed(room, *EVERYONE)
    assert await _wishes(room) == [f"{user} wishes" for user in sorted(EVERYONE)]
    with pytest.raises(Refused) as refused:
        await briefs.guide(room.store, "UBEN", room.session)
    assert refused.value.problem is Problem.NOT_YOUR_TURN


async def test_from_fewer_there_are_none_nor_older_ones_in_their_place(room: Room) -> None:
    await _reviewed(room, *EVERYONE)
    await _reviewed(room, *EVERYONE[:3])
    assert await _wishes(room) == []


async def test_who_joined_since_reads_none(room: Room) -> None:
    await _reviewed(room, *EVERYONE)
    newcomer = await add_person(room.store, "UNEW")
    async with room.store.write() as uow:
        await add_membership(uow, room.set_id, newcomer, room.now + timedelta(minutes=1))
    async with room.store.read() as uow:
        assert list(await review.last_wishes(uow, room.set_id, "UNEW")) == []
        assert len(await review.last_wishes(uow, room.set_id, "UBEN")) == len(EVERYONE)
