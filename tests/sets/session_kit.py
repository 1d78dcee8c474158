"""A set of four with a session of today, and short ways through it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sets import bids, opening, running
from sets.people import Person
from sets.running import Happened
from sets.sessions import Beheld, RunRow, behold
from storage.confidential import Confidential
from storage.models import Delivery
from storage.outbox import Delivery as Claimed
from storage.outbox import Outbox
from storage.queries import sessions as queries
from storage.queries.sessions import StageRow
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_membership, add_person, add_session, add_set

TODAY = datetime(2026, 5, 14, 10, 0)  # noqa: DTZ001 - a wall time: at NOW in London
NAMES = ("AMINA", "BEN", "CHLOE", "DEV")


@dataclass
class Room:
    """The session, its people by Slack id, and a clock that the test moves."""

    store: WorkspaceStore
    set_id: UUID
    session: UUID
    people: dict[str, Person]
    now: datetime = NOW
    keys: int = 0

    def key(self) -> str:
        self.keys += 1
        return f"key:{self.keys}"

    def later(self, **spans: float) -> None:
        self.now += timedelta(**spans)

    def id_of(self, user: str) -> UUID:
        return self.people[user].id

    async def begin(
        self, user: str = "UAMINA", here: tuple[str, ...] = ("UBEN", "UCHLOE", "UDEV"), **how: bool
    ) -> None:
        chosen = {"together": False, "phones": False} | how
        ids = [self.id_of(each) for each in here]
        await opening.begin(self.store, user, self.session, ids, **chosen, key=self.key(), now=self.now)

    async def seen(self, user: str = "UAMINA") -> Beheld:
        async with self.store.read() as uow:
            return await behold(uow, user, self.session)

    async def run(self) -> RunRow:
        found = (await self.seen()).run
        assert found is not None
        return found

    async def stage(self) -> StageRow:
        found = (await self.seen()).stage
        assert found is not None
        return found

    async def stages(self) -> list[StageRow]:
        async with self.store.read() as uow:
            return await queries.stages(uow, self.session)

    async def forward(self, user: str = "UAMINA", times: int = 1) -> Happened:
        happened = Happened.MOVED
        for _ in range(times):
            revision = (await self.run()).revision
            happened = await running.forward(self.store, user, self.session, revision, self.now)
        return happened

    async def bid(self, user: str, line: str = "My team", *, urgent: bool = True) -> None:
        words, why = Confidential(line), Confidential("")
        await bids.ask(self.store, user, self.session, words, why, urgent=urgent, key=self.key(), now=self.now)

    async def presents(self, user: str, leader: str = "UAMINA", slot: int = 1) -> None:
        await bids.choose(self.store, leader, self.session, {slot: self.id_of(user)}, key=self.key(), now=self.now)

    async def kinds(self) -> list[str]:
        """Kinds of every delivery written so far, by when it is due."""
        async with self.store.read() as uow:
            found = await uow.rows(select(Delivery.kind).order_by(Delivery.due_at, Delivery.kind))
            return list(found.scalars())

    async def due(self) -> list[Claimed]:
        """What the sender would claim now."""
        outbox = Outbox(Storage(self.store._database, self.store._vault))
        return await outbox.claim(self.now, 100)

    async def rows(self, *columns: Any, **wanted: object) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any columns
        async with self.store.read() as uow:
            return [tuple(row) for row in await uow.rows(select(*columns).filter_by(**wanted))]


async def make_room(
    store: WorkspaceStore,
    *,
    facilitator: str | None = "UAMINA",
    ordinal: int = 2,
    length: int = 90,
    coach: bool = False,
) -> Room:
    people = {f"U{name}": await add_person(store, f"U{name}", name=name.capitalize()) for name in NAMES}
    set_id = await add_set(store, await add_coordinator(store), members=list(people.values()))
    if coach:
        people["UCOACH"] = await add_person(store, "UCOACH", name="Cleo")
        async with store.write() as uow:
            await add_membership(uow, set_id, people["UCOACH"], NOW - timedelta(days=3), role="coach")
    leader = people[facilitator] if facilitator else None
    session = await add_session(store, set_id, TODAY, facilitator=leader, ordinal=ordinal, length_minutes=length)
    return Room(store, set_id, session, people)
