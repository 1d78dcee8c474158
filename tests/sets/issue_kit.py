"""A set of three with a coach, a member of another set and a coordinator; issues, and short ways to press."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from sets import issue_changing, issues, leaving
from sets.issue_words import Looking, State
from sets.people import Person
from storage.confidential import Confidential
from storage.models import Issue, IssueEvent, IssueHolder, LearningSet
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_membership, add_person, add_set

MEMBERS = ("UAMINA", "UBEN", "UCHLOE")


@dataclass
class Table:
    """The set, its people by Slack id, and a clock that the test moves."""

    store: WorkspaceStore
    set_id: UUID
    people: dict[str, Person]
    now: datetime = NOW
    keys: int = field(default=0)

    def key(self) -> str:
        self.keys += 1
        return f"key:{self.keys}"

    def later(self, **spans: float) -> None:
        self.now += timedelta(**spans)

    def id_of(self, user: str) -> UUID:
        return self.people[user].id

    async def issue(self, user: str = "UAMINA", headline: str = "Rotas") -> UUID:
        """Raised by somebody."""
        return await issue_changing.raise_issue(
            self.store, user, self.set_id, Confidential(headline), self.key(), self.now
        )

    async def also(self, issue_id: UUID, user: str) -> None:
        """Somebody holds it too."""
        async with self.store.write() as uow:
            row = {"issue_id": issue_id, "person_id": self.id_of(user), "asked_by_id": None, "since": self.now}
            await uow.insert(IssueHolder, id=uow.new_id(), **row, state="yes", revision=1)

    async def whole(self, issue_id: UUID, user: str = "UAMINA") -> issues.Whole:
        return await issues.look(self.store, user, issue_id)

    async def revision(self, issue_id: UUID) -> int:
        ((revision,),) = await self.rows(Issue.revision, id=issue_id)
        return int(revision)

    async def move(self, issue_id: UUID, state: State, user: str = "UAMINA") -> None:
        revision = await self.revision(issue_id)
        await issue_changing.move(self.store, user, issue_id, revision, state, self.key(), self.now)

    async def reword(self, issue_id: UUID, headline: str, user: str = "UAMINA") -> None:
        revision, words = await self.revision(issue_id), Confidential(headline)
        await issue_changing.reword(self.store, user, issue_id, revision, words, self.key(), self.now)

    async def settle(
        self, issue_id: UUID, user: str = "UAMINA", *, helped: str = "", see: str = "", line: str = ""
    ) -> None:
        said = Looking(Confidential(helped), Confidential(see), Confidential(line))
        await issue_changing.settle(self.store, user, issue_id, said, self.key(), self.now)

    async def remove(self, issue_id: UUID, user: str = "UAMINA") -> None:
        revision = await self.revision(issue_id)
        await issue_changing.remove(self.store, user, issue_id, revision, self.key(), self.now)

    async def undo(self, issue_id: UUID, user: str = "UAMINA") -> None:
        """What was done last, by this person if they did anything."""
        async with self.store.read() as uow:
            wanted = select(IssueEvent.id, IssueEvent.person_id).where(
                IssueEvent.issue_id == issue_id, IssueEvent.undone_at.is_(None)
            )
            events = (await uow.rows(wanted.order_by(IssueEvent.revision.desc()))).all()
        theirs = [each.id for each in events if user in self.people and each.person_id == self.id_of(user)]
        event_id = (theirs or [each.id for each in events])[0]
        await issue_changing.undo(self.store, user, event_id, self.key(), self.now)

    async def leave(self, user: str) -> None:
        async with self.store.write() as uow:
            assert await leaving.remove(uow, self.id_of(user), self.set_id, self.now)

    async def rejoin(self, user: str, role: str = "member") -> None:
        async with self.store.write() as uow:
            await add_membership(uow, self.set_id, self.people[user], self.now, role=role)
            await leaving.joined(uow, self.set_id, self.id_of(user), role, self.now)

    async def close_set(self) -> None:
        async with self.store.write() as uow:
            closing = LearningSet.__table__.update().where(LearningSet.id == self.set_id)  # type: ignore[attr-defined]
            await uow.execute(closing.values(state="closed"))

    async def rows(self, *columns: Any, **wanted: object) -> list[tuple[Any, ...]]:  # noqa: ANN401 - any columns
        async with self.store.read() as uow:
            return [tuple(row) for row in await uow.rows(select(*columns).filter_by(**wanted))]


async def make_table(store: WorkspaceStore) -> Table:
    cora = await add_coordinator(store)
    people = {user: await add_person(store, user) for user in (*MEMBERS, "UCOACH", "UOLU", "UNEW")}
    set_id = await add_set(store, cora, members=[people[user] for user in MEMBERS])
    await add_set(store, cora, members=[people["UOLU"]], name="Other set", channel_id="COTHER")
    async with store.write() as uow:
        await add_membership(uow, set_id, people["UCOACH"], NOW - timedelta(days=3), role="coach")
    return Table(store, set_id, {**people, "UCORA": cora})
