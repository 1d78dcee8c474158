"""Seven people press at once, on three replicas over one PostgreSQL: no press is lost, no stage is skipped."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sets import bids, leading, running, signs
from sets.errors import Problem, Refused
from sets.running import Happened
from sets.stages import Kind
from storage.confidential import Confidential
from storage.engine import Database
from storage.models import Attendance, Bid, Sign
from storage.queries import sessions as queries
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import make_storage, make_workspace
from tests.factory import EARLIER, add_membership, add_person
from tests.sets.session_kit import Room, make_room

MORE = ("EFE", "FAY", "GUS")
ROUNDS = 12


@dataclass
class Replicas:
    """The room, and the same workspace as three processes have it."""

    room: Room
    stores: list[WorkspaceStore]

    def of(self, number: int) -> WorkspaceStore:
        return self.stores[number % len(self.stores)]

    @property
    def users(self) -> list[str]:
        return list(self.room.people)


async def together(*presses: Awaitable[object]) -> list[object]:
    """All at once; what each came to, a refusal too."""
    return await asyncio.gather(*presses, return_exceptions=True)


@pytest.fixture
async def replicas(postgres_url: str, tmp_path: Path) -> AsyncIterator[Replicas]:
    databases = [Database.connect(postgres_url, pool_size=4) for _ in range(3)]
    keys = Database.connect(f"sqlite:///{tmp_path / 'keys.db'}")
    first = await make_storage(databases[0], keys)
    store = await make_workspace(first)
    room = await make_room(store, facilitator=None)
    async with store.write() as uow:
        for name in MORE:
            room.people[f"U{name}"] = await add_person(store, f"U{name}", name=name.capitalize())
    async with store.write() as uow:
        for name in MORE:
            await add_membership(uow, room.set_id, room.people[f"U{name}"], EARLIER)
    stores = [Storage(each, first.vault).workspace(store.workspace_id) for each in databases]
    yield Replicas(room, stores)
    for each in (*databases, keys):
        await each.close()


async def test_next_pressed_by_all_is_one_stage_each_time(replicas: Replicas) -> None:
    room = replicas.room
    await room.begin(here=tuple(replicas.users[1:]), together=True)
    last = len(await room.stages())
    for _ in range(last - 1):
        before, revision = (await room.stage()).ordinal, (await room.run()).revision
        came = await together(
            *(
                running.forward(replicas.of(number), user, room.session, revision, room.now)
                for number, user in enumerate(replicas.users)
            )
        )
        assert Counter(came) == {Happened.MOVED: 1, Happened.OVERTAKEN: len(replicas.users) - 1}
        assert (await room.stage()).ordinal == before + 1
        room.later(minutes=3)
    assert (await room.stage()).ordinal == last
    assert all(stage.started_at is not None for stage in await room.stages())


async def test_two_minutes_more_and_next_at_once_come_one_after_the_other(replicas: Replicas) -> None:
    room = replicas.room
    await room.begin(here=tuple(replicas.users[1:]), together=True)
    revision = (await room.run()).revision
    came = await together(
        running.forward(replicas.of(0), "UAMINA", room.session, revision, room.now),
        running.more(replicas.of(1), "UBEN", room.session, revision, room.now),
        running.pause(replicas.of(2), "UCHLOE", room.session, revision, room.now),
    )
    assert Counter(came) == {Happened.MOVED: 1, Happened.OVERTAKEN: 2}
    assert (await room.run()).revision == revision + 1


async def test_no_sign_and_no_bid_is_lost(replicas: Replicas) -> None:
    room = replicas.room
    await room.begin(here=(), together=True)
    here = (
        signs.come(replicas.of(n), user, room.session, key=f"h:{n}", now=room.now)
        for n, user in enumerate(replicas.users)
    )
    passing = (
        signs.sign(replicas.of(n + 1), user, room.session, signs.PASS, key=f"p:{n}", now=room.now)
        for n, user in enumerate(replicas.users)
    )
    wished = (
        signs.sign(replicas.of(n + 2), user, room.session, signs.QUESTION, key=f"q:{n}", now=room.now)
        for n, user in enumerate(replicas.users)
    )
    came = await together(*here, *passing, *wished)
    assert [each for each in came if isinstance(each, BaseException)] == []
    assert len(await room.rows(Attendance.person_id, session_id=room.session, state="here")) == len(replicas.users)
    given = Counter(row[0] for row in await room.rows(Sign.kind, session_id=room.session))
    assert given == {signs.PASS: len(replicas.users), signs.QUESTION: len(replicas.users)}
    while (await room.stage()).kind != Kind.BIDS:
        await room.forward()
    words = Confidential("My team")
    came = await together(
        *(
            bids.ask(
                replicas.of(n), user, room.session, words, Confidential(""), urgent=False, key=f"b:{n}", now=room.now
            )
            for n, user in enumerate(replicas.users)
        )
    )
    assert [each for each in came if isinstance(each, BaseException)] == []
    assert len(await room.rows(Bid.person_id, session_id=room.session)) == len(replicas.users)


async def test_a_press_that_slack_sends_to_three_replicas_counts_once(replicas: Replicas) -> None:
    room = replicas.room
    await room.begin(here=(), together=True)
    for number in range(ROUNDS):
        user, key = replicas.users[number % len(replicas.users)], f"again:{number}"
        came = await together(
            *(signs.sign(each, user, room.session, signs.PASS, key=key, now=room.now) for each in replicas.stores)
        )
        assert [each for each in came if isinstance(each, BaseException)] == []
    assert len(await room.rows(Sign.person_id, session_id=room.session, kind=signs.PASS)) == len(replicas.users)


async def test_of_several_who_take_over_one_leads(replicas: Replicas) -> None:
    room = replicas.room
    async with room.store.write() as uow:
        await queries.change_session(uow, room.session, facilitator_id=room.id_of("UAMINA"))
    await room.begin(here=tuple(replicas.users[1:]))
    came = await together(
        *(
            leading.take_over(replicas.of(n), user, room.session, key=f"t:{n}", now=room.now)
            for n, user in enumerate(replicas.users[1:])
        )
    )
    refused = [each for each in came if isinstance(each, BaseException)]
    assert all(isinstance(each, Refused) and each.problem in (Problem.STALE, Problem.ALREADY_DONE) for each in refused)
    assert len(came) - len(refused) >= 1
    assert (await room.seen()).session.facilitator_id in {room.id_of(user) for user in replicas.users[1:]}
