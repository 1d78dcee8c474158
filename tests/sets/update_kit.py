"""A set with a coach, buddies and a next facilitator, and its updates."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import update as change

from sets import joining, update_sharing, updates
from sets.people import Person
from sets.update_sharing import Shared, Typed
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Action, Buddy, Issue, LearningSet, Session
from storage.queries import calendar
from storage.unit_of_work import UnitOfWork, WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_coordinator, add_issue, add_membership, add_person, add_session, add_set

MEMBERS = ("AMINA", "BEN", "CARA", "DAN")
DUE = date(2026, 6, 15)
# The next session: facilitated by Dan, a week after NOW.
NEXT = datetime(2026, 5, 22, 14, 0)  # noqa: DTZ001 - wall time


@dataclass
class Circle:
    """Amina shares. Ben is her buddy, Dan facilitates next, Rosa is the coach, Otto is in another set."""

    store: WorkspaceStore
    set_id: UUID
    session_id: UUID
    people: dict[str, Person]
    shared: int = field(default=0)

    async def share(self, audience: str = "set", lasts: str = "days", text: str = "It went well.") -> UUID:
        """Amina shares an update; its id."""
        return (await self.sharing(audience, lasts, text)).row.id

    async def sharing(
        self, audience: str, lasts: str = "days", text: str = "It went well.", at: datetime = NOW, user: str = "UAMINA"
    ) -> Shared:
        self.shared += 1
        mark = (await update_sharing.blank(self.store, user, self.set_id)).mark
        typed = Typed(text, audience, lasts, None, mark)
        return await update_sharing.share(self.store, user, self.set_id, typed, f"share:{self.shared}", at)

    async def read(self, update_id: UUID, user: str, at: datetime = NOW) -> updates.Opened:
        """Somebody opens it, and is noted as a reader."""
        opened = await updates.look(self.store, user, update_id, at)
        await updates.noted(self.store, opened.seen, at)
        return opened

    async def facilitator(self, person: Person | None) -> None:
        """Somebody else takes the turn."""
        async with self.store.write() as uow:
            who = person.id if person else None
            await uow.execute(change(Session).where(Session.id == self.session_id).values(facilitator_id=who))

    async def close_session(self, at: datetime) -> None:
        async with self.store.write() as uow:
            values = {"state": "closed", "opened_at": at - timedelta(hours=1), "closed_at": at}
            await uow.execute(change(Session).where(Session.id == self.session_id).values(values))

    async def close_set(self) -> None:
        async with self.store.write() as uow:
            await uow.execute(change(LearningSet).where(LearningSet.id == self.set_id).values(state="closed"))

    async def leave(self, user: str, at: datetime = NOW) -> None:
        async with self.store.write() as uow:
            assert await joining.left_channel(uow, user, "CSET", at, at)

    async def issue(self, headline: str, at: datetime = EARLIER) -> UUID:
        """An issue of Amina's that is carried forward."""
        return await add_issue(self.store, self.set_id, self.people["AMINA"].id, headline, at)

    async def action(self, label: str, at: datetime = EARLIER) -> UUID:
        """An open action of Amina's, due a month after NOW."""
        async with self.store.write() as uow:
            action_id = uow.new_id()
            await uow.insert(
                Action,
                id=action_id,
                set_id=self.set_id,
                holder_id=self.people["AMINA"].id,
                standing="open",
                due_date=DUE,
                zone="Europe/London",
                committed_at=at,
                revision=1,
                label=await uow.seal(Field.ACTION_LABEL, Scope("set", self.set_id), action_id, Confidential(label)),
            )
        return action_id

    async def close(self, kind: str, row_id: UUID, at: datetime | None) -> None:
        """An action is done, an issue settled; None: it is open again."""
        model = Action if kind == "action" else Issue
        async with self.store.write() as uow:
            values = {"standing": "closed" if at else "open", "closed_at": at}
            await uow.execute(change(model).where(model.id == row_id).values(values))


async def circle(store: WorkspaceStore) -> Circle:
    """Everybody belongs since two weeks before NOW."""
    cora = await add_coordinator(store)
    people = {name: await add_person(store, f"U{name}") for name in (*MEMBERS, "ROSA", "OTTO")}
    set_id = await add_set(store, cora, members=[people[name] for name in MEMBERS])
    await add_set(store, cora, members=[people["OTTO"]], name="Other set", channel_id="COTHER")
    async with store.write() as uow:
        await add_membership(uow, set_id, people["ROSA"], EARLIER, role="coach")
        await pair(uow, set_id, people["AMINA"], people["BEN"])
    session_id = await add_session(store, set_id, NEXT, facilitator=people["DAN"])
    return Circle(store, set_id, session_id, people)


async def pair(uow: UnitOfWork, set_id: UUID, *people: Person, number: int = 1) -> None:
    """These are buddies in the set's newest phase."""
    phase = await calendar.current_phase(uow, set_id)
    assert phase is not None
    for person in people:
        await uow.insert(Buddy, id=uow.new_id(), set_id=set_id, phase_id=phase.id, person_id=person.id, pair=number)
