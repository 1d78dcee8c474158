"""A go-round's order: everyone here, once, shuffled for each round."""

from collections import Counter
from uuid import UUID, uuid4

import pytest

from sets import go_round, panel
from sets.stages import Kind
from storage.queries.attendance import Present
from storage.unit_of_work import WorkspaceStore
from tests.sets.session_kit import Room, make_room

PEOPLE = [
    Present(UUID(int=number), f"U{number}", f"Person {number}", "member", "cannot" if number == 3 else "here")
    for number in range(7)
]


@pytest.fixture
async def room(store: WorkspaceStore) -> Room:
    return await make_room(store)


HERE = {one.person_id for one in PEOPLE if one.state == "here"}


def test_everyone_here_has_one_place_whenever_it_is_looked_at() -> None:
    session = uuid4()
    first = go_round.order(session, 2, PEOPLE)
    assert {one.person_id for one in first} == HERE
    assert len(first) == len(HERE)
    assert go_round.order(session, 2, reversed(PEOPLE)) == first


def test_whoever_comes_late_moves_nobody() -> None:
    session = uuid4()
    late = go_round.order(session, 2, PEOPLE)[2]
    without = go_round.order(session, 2, [one for one in PEOPLE if one != late])
    assert [one for one in go_round.order(session, 2, PEOPLE) if one != late] == without


def test_nobody_is_always_first() -> None:
    first = Counter(go_round.order(UUID(int=each), 1, PEOPLE)[0].person_id for each in range(600))
    assert set(first) == HERE
    assert max(first.values()) < 2 * min(first.values())


async def test_who_leads_sees_it_in_rounds_alone(room: Room) -> None:
    await room.begin(here=("UBEN", "UCHLOE"))
    seen: dict[str, tuple[str, ...]] = {}
    for _ in range(4):
        shown = await panel.look(room.store, "UAMINA", room.session, room.now)
        seen[shown.stage.kind] = shown.order
        assert (await panel.look(room.store, "UBEN", room.session, room.now)).order == ()
        await room.forward()
    assert {kind: sorted(names) for kind, names in seen.items()} == {
        Kind.OPEN: [],
        Kind.OPENING_ROUND: ["Amina", "Ben", "Chloe"],
        Kind.PROGRESS_ROUND: ["Amina", "Ben", "Chloe"],
        Kind.BIDS: [],
    }
