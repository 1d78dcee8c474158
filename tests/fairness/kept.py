"""A set in a real database: every deed is the bot's own use case, every step of the clock its own tick."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update

from sets import bids, calendar, closing, coming, leading, leaving, offering, opening, running, swapping, turns
from sets.booking_forms import Wanted
from sets.errors import Problem, Refused
from sets.people import Person
from sets.rotation import Ledger
from sets.running import Happened
from sets.sessions import behold
from sets.stages import Kind
from storage.confidential import Confidential
from storage.engine import Database
from storage.models import Away, Phase, Rota, Session, Swap, Turn
from storage.queries import sessions as session_queries
from storage.queries.sessions import StageRow
from storage.schema import create
from storage.unit_of_work import WorkspaceStore
from tests.conftest import make_storage, make_workspace
from tests.factory import add_coordinator, add_membership, add_person, add_set
from tests.fairness.house import Offer
from tests.fairness.notebook import Entry


@dataclass
class Kept:
    """One set. people, sessions: by their numbers; there: who is at the session that runs."""

    store: WorkspaceStore
    set_id: UUID
    people: dict[int, Person] = field(default_factory=dict)
    members: set[int] = field(default_factory=set)
    sessions: dict[int, UUID] = field(default_factory=dict)
    there: Sequence[int] = ()
    keys: int = 0

    def _key(self) -> str:
        self.keys += 1
        return f"key:{self.keys}"

    def _user(self, person: int) -> str:
        return self.people[person].slack_user_id

    def _number(self, person_id: UUID) -> int:
        return next(number for number, one in self.people.items() if one.id == person_id)

    def _session(self, session_id: UUID) -> int:
        return next(number for number, one in self.sessions.items() if one == session_id)

    # What people do

    async def join(self, person: int, at: datetime, role: str = "member") -> None:
        if person not in self.people:
            self.people[person] = await add_person(self.store, f"U{person:04}", name=f"Person {person}")
        self.members.add(person)
        async with self.store.write() as uow:
            await add_membership(uow, self.set_id, self.people[person], at, role=role)

    async def leave(self, person: int, at: datetime) -> None:
        self.members.discard(person)
        async with self.store.write() as uow:
            await leaving.end(uow, self.people[person].id, self.set_id, at)

    async def book(self, session: int, starts: datetime, length: int, at: datetime) -> None:
        wanted, user = Wanted(starts.date(), starts.time(), length), self._user(min(self.members))
        done = await calendar.book(self.store, user, self.set_id, wanted, self._key(), at)
        assert done is not None
        self.sessions[session] = done.session.id

    async def call_off(self, session: int, at: datetime) -> None:
        async with self.store.read() as uow:
            mine = select(Session.revision).where(Session.id == self.sessions[session])
            revision = (await uow.rows(mine)).scalar_one()
        user = self._user(max(self.members))
        assert await calendar.cancel(self.store, user, self.sessions[session], revision, self._key(), at)

    async def cannot(self, session: int, person: int, at: datetime) -> None:
        user = self._user(person)
        await coming.say(self.store, user, self.sessions[session], comes=False, key=self._key(), now=at)

    async def bid(self, session: int, person: int, at: datetime, *, urgent: bool) -> None:
        line, why = Confidential("-"), Confidential("")
        where = (self.store, self._user(person), self.sessions[session])
        await bids.ask(*where, line, why, urgent=urgent, key=self._key(), now=at)

    async def holiday(self, person: int, first: date, last: date, at: datetime) -> None:
        async with self.store.write() as uow:
            who = {"person_id": self.people[person].id, "first_day": first, "last_day": last}
            await uow.insert(Away, id=uow.new_id(), **who)

    async def yes(self, offer: Offer, at: datetime) -> None:
        done = await turns.say_yes(self.store, self._user(offer.person), await self._turn(offer), at)
        assert done.happened is turns.Happened.YES

    async def no(self, offer: Offer, at: datetime) -> None:
        done = await turns.not_this_time(self.store, self._user(offer.person), await self._turn(offer), at)
        assert done.happened is turns.Happened.PASSED

    async def volunteer(self, session: int, ledger: str, person: int, at: datetime) -> Offer | None:
        try:
            which = Ledger(ledger)
            done = await turns.volunteer(self.store, self._user(person), self.sessions[session], which, at)
        except Refused as refused:
            _only(refused, Problem.TWICE_RUNNING)
            return None
        return await self.holder(session, ledger) if done.happened is turns.Happened.YES else None

    async def swap(self, session: int, asked: int, at: datetime, *, agrees: bool) -> tuple[bool, int | None]:
        holder = await self.holder(session, Ledger.FACILITATING)
        if holder is None:
            return False, None
        user, turn_id = self._user(holder.person), await self._turn(holder)
        chosen = await swapping.choose(self.store, user, turn_id, at)
        partner = next((one for one in chosen.partners if one.person_id == self.people[asked].id), None)
        if partner is None:
            return False, None
        await swapping.ask(self.store, user, turn_id, partner.person_id, key=self._key(), now=at)
        async with self.store.read() as uow:
            swap_id = (await uow.rows(select(Swap.id).filter_by(state="asked"))).scalar_one()
        answer = swapping.agree if agrees else swapping.decline
        await answer(self.store, self._user(asked), swap_id, at)
        return agrees, self._session(partner.session.id) if partner.session else None

    # What the clock does

    async def tick(self, at: datetime) -> None:
        await offering.tick(self.store, at)

    async def next_wake(self, at: datetime) -> datetime | None:
        return await offering.next_wake(self.store, at)

    # In the room

    async def open(self, session: int, person: int, there: Sequence[int], at: datetime, *, together: bool) -> None:
        self.there = there
        led = await self.leader(session)
        if led is not None and led != person and led not in there:
            await leading.take_over(self.store, self._user(person), self.sessions[session], key=self._key(), now=at)
        ids = [self.people[one].id for one in there]
        where = (self.store, self._user(person), self.sessions[session], ids)
        await opening.begin(*where, together=together, phones=False, key=self._key(), now=at)

    async def _leads(self, session: int) -> str:
        led = await self.leader(session)
        return self._user(self.there[0] if led is None else led)

    async def order(self, session: int) -> Sequence[int]:
        found = await bids.choosing(self.store, await self._leads(session), self.sessions[session])
        return [self._number(one.row.person_id) for one in found.bids]

    async def slots(self, session: int) -> Sequence[int]:
        found = await bids.choosing(self.store, await self._leads(session), self.sessions[session])
        return [one.number for one in found.slots]

    async def choose(self, session: int, presenters: dict[int, int | None], at: datetime) -> None:
        who = {slot: self.people[one].id if one is not None else None for slot, one in presenters.items()}
        where = (self.store, await self._leads(session), self.sessions[session])
        await bids.choose(*where, who, key=self._key(), now=at)

    async def to_slot(self, session: int, number: int, at: datetime) -> bool:
        user = await self._leads(session)
        while True:
            stage, revision = await self._stage(session)
            if (stage.kind, stage.number) == (Kind.ISSUE, number):
                return True
            happened = await running.forward(self.store, user, self.sessions[session], revision, at)
            if happened is Happened.OWN_ISSUE:
                return False
            assert happened is Happened.MOVED

    async def _stage(self, session: int) -> tuple[StageRow, int]:
        async with self.store.read() as uow:
            found = await behold(uow, self._user(min(self.members)), self.sessions[session])
            run = await session_queries.run_of(uow, self.sessions[session])
        assert found.stage is not None
        assert run is not None
        return found.stage, run.revision

    async def leader(self, session: int) -> int | None:
        async with self.store.read() as uow:
            mine = select(Session.facilitator_id).where(Session.id == self.sessions[session])
            led = (await uow.rows(mine)).scalar_one()
        return self._number(led) if led else None

    async def helpers(self, session: int) -> Sequence[int]:
        _, people = await leading.candidates(self.store, await self._leads(session), self.sessions[session])
        return sorted(self._number(one.person_id) for one in people)

    async def hand_over(self, session: int, to: int, at: datetime) -> None:
        where = (self.store, await self._leads(session), self.sessions[session], self.people[to].id)
        await leading.hand_over(*where, key=self._key(), now=at)

    async def take_back(self, session: int, person: int, at: datetime) -> bool:
        try:
            where = (self.store, self._user(person), self.sessions[session])
            await leading.take_back(*where, key=self._key(), now=at)
        except Refused as refused:
            _only(refused, Problem.STALE, Problem.OWN_ISSUE)
            return False
        return True

    async def close(self, session: int, at: datetime) -> None:
        user = await self._leads(session)
        await closing.close(self.store, user, self.sessions[session], key=self._key(), now=at)

    # What can be seen

    async def _rows(self) -> list[tuple[UUID, Entry]]:
        who = (Turn.id, Turn.session_id, Turn.ledger, Turn.person_id)
        mine = select(*who, Turn.state, Turn.rule, Turn.exceptions).where(Turn.ledger != "presenting")
        async with self.store.read() as uow:
            found = (await uow.rows(mine)).all()
        return [
            (turn_id, Entry(self._session(session_id), ledger, self._number(person_id), state, rule, exceptions))
            for turn_id, session_id, ledger, person_id, state, rule, exceptions in found
        ]

    async def _in_state(self, state: str) -> list[tuple[UUID, Offer]]:
        found = [(row_id, one) for row_id, one in await self._rows() if one.state == state]
        return [(row_id, Offer(one.session, one.ledger, one.person, one.rule, one.exceptions)) for row_id, one in found]

    async def _turn(self, offer: Offer) -> UUID:
        found = await self._rows()
        of = (offer.session, offer.ledger, offer.person)
        return next(row_id for row_id, one in found if (one.session, one.ledger, one.person) == of)

    async def offers(self) -> Sequence[Offer]:
        return [one for _, one in await self._in_state("offered")]

    async def holder(self, session: int, ledger: str) -> Offer | None:
        found = await self._in_state("accepted")
        return next((one for _, one in found if (one.session, one.ledger) == (session, ledger)), None)

    async def stage(self, session: int, ledger: str) -> str:
        async with self.store.read() as uow:
            mine = select(Rota.stage).where(Rota.session_id == self.sessions[session], Rota.ledger == ledger)
            return (await uow.rows(mine)).scalar() or ""

    async def entries(self) -> Sequence[Entry]:
        return [one for _, one in await self._rows()]


def _only(refused: Refused, *expected: Problem) -> None:
    """Those refusals are part of a set's life; any other is a fault of the bot or of the script."""
    if refused.problem not in expected:
        raise refused


async def template(folder: Path) -> Path:
    """A migrated, empty database file, to be copied for each set."""
    path = folder / "template.db"
    database = Database.connect(f"sqlite:///{path}")
    await create(database)
    async with database.write() as connection:
        await connection.exec_driver_sql("SELECT 1")
    await database.close()
    return path


@asynccontextmanager
async def kept(folder: Path, migrated: Path, coached: int) -> AsyncIterator[Kept]:
    """A set without people in a database of its own. coached: how many sessions its coach leads."""
    shutil.copy(migrated, folder / "set.db")
    database = Database.connect(f"sqlite:///{folder / 'set.db'}", pool_size=2)
    keys = Database.connect(f"sqlite:///{folder / 'keys.db'}")
    try:
        store = await make_workspace(await make_storage(database, keys))
        set_id = await add_set(store, await add_coordinator(store), rules=False)
        async with store.write() as uow:
            mode = "coached" if coached else "self_run"
            await uow.execute(update(Phase).values(mode=mode, coached_sessions=coached))
        yield Kept(store, set_id)
    finally:
        await database.close()
        await keys.close()
