"""The issues of a set over months: real use cases and database, beside what must be so, kept as plain values."""

import shutil
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from sets import bids, closing, issue_changing, issue_holders, issues, my_data, opening, running, slots
from sets.erasing import erase_one
from sets.errors import Problem, Refused
from sets.issue_words import CARRIED, MOVES, Looking, State
from sets.my_words import Part
from sets.slots import Ending, Talk
from storage.confidential import Confidential
from storage.engine import Database
from storage.models import Issue, IssueHolder, Nudge
from storage.queries import briefs
from storage.queries import nudges as nudge_queries
from storage.queries import sessions as session_queries
from tests.conftest import make_storage, make_workspace
from tests.factory import add_session
from tests.sets.issue_kit import Table, make_table

MEMBERS = ("UAMINA", "UBEN", "UCHLOE", "UNEW")
OTHERS = ("UCOACH", "UOLU", "UCORA", "UNOBODY")
# The bot says so kindly, and changes nothing.
KIND = frozenset(
    {
        Problem.STALE,
        Problem.ALREADY_DONE,
        Problem.GONE,
        Problem.NOT_HOLDER,
        Problem.NOT_ALONE,
        Problem.LAST_HOLDER,
        Problem.FORMER_MEMBER,
        Problem.NOT_YOUR_SET,
        Problem.FOR_MEMBERS,
        Problem.NOT_A_MEMBER,
        Problem.BEFORE_YOU_JOINED,
        Problem.NOBODY_CHOSEN,
        Problem.OWN_ISSUE,
    }
)
Words = tuple[str, str]  # whose, and what


@dataclass(frozen=True)
class Stands:
    """What Undo has to bring back."""

    headline: str
    author: str
    state: State
    closed_at: datetime | None
    removed: bool = False


@dataclass
class Step:
    """One thing a holder did. own, line: what they said with it; erased: it cannot be undone, nor what came before."""

    user: str
    before: Stands
    own: str = ""
    line: tuple[str, datetime] | None = None
    erased: bool = False


@dataclass
class Kept:
    """One issue as it must be. parts: who holds it, was asked, said no, or stepped out."""

    now: Stands
    parts: dict[str, str]
    steps: list[Step] = field(default_factory=list)
    removed_by: UUID | None = None


@dataclass
class Life:
    """The set. Each method is one thing that somebody, or time, does: refused, it changes nothing."""

    table: Table
    database: Database
    keys: Database
    kept: dict[UUID, Kept] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    was: set[str] = field(default_factory=set)
    requests: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
    sessions: int = 20
    said: int = 0

    @classmethod
    async def begin(cls, template: Path, folder: Path) -> "Life":
        shutil.copy(template, folder / "main.db")
        database, keys = (
            Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db")
        )
        table = await make_table(await make_workspace(await make_storage(database, keys)))
        joined = table.now - timedelta(days=13)
        return cls(table, database, keys, since=dict.fromkeys(("UAMINA", "UBEN", "UCHLOE"), joined))

    async def end(self) -> None:
        await self.database.close()
        await self.keys.close()

    async def tried(self, press: Awaitable[Any]) -> Any:  # noqa: ANN401 - whatever the use case gives
        """Do it; None when the bot said no in one of the kind ways."""
        try:
            return await press or True
        except Refused as refused:
            if refused.problem not in KIND:
                raise
            return None

    def words(self, what: str) -> str:
        self.said += 1
        return f"{what} {self.said}"

    def may(self, user: str, issue_id: UUID) -> bool:
        kept = self.kept[issue_id]
        return kept.parts.get(user) == "yes" and user in self.since and not kept.now.removed

    def others(self, user: str, issue_id: UUID) -> list[str]:
        """Members who hold it besides this person."""
        parts = self.kept[issue_id].parts
        return [one for one, state in parts.items() if state == "yes" and one != user and one in self.since]

    # What somebody does

    async def raise_one(self, user: str) -> None:
        headline = self.words("Issue")
        press = issue_changing.raise_issue(
            self.table.store, user, self.table.set_id, Confidential(headline), self.table.key(), self.table.now
        )
        if (issue_id := await self.tried(press)) is not None:
            assert user in self.since
            self.kept[issue_id] = Kept(Stands(headline, user, State.OPEN, None), {user: "yes"})

    def _did(self, user: str, issue_id: UUID, after: Stands, **said: Any) -> None:  # noqa: ANN401 - of Step
        assert self.may(user, issue_id), "somebody who does not hold it changed it"
        kept = self.kept[issue_id]
        kept.steps.append(Step(user, kept.now, **said))
        kept.now = after

    async def move(self, user: str, issue_id: UUID, state: State) -> None:
        stood, revision = self.kept[issue_id].now, await self.table.revision(issue_id)
        press = issue_changing.move(self.table.store, user, issue_id, revision, state, self.table.key(), self.table.now)
        if await self.tried(press):
            assert state in MOVES[stood.state]
            self._did(user, issue_id, self._turned(stood, state))

    def _turned(self, stood: Stands, state: State) -> Stands:
        return replace(stood, state=state, closed_at=None if state in CARRIED else self.table.now)

    async def settle(self, user: str, issue_id: UUID, *, own: bool, line: bool) -> None:
        """With or without words; settled already, words are added."""
        stood = self.kept[issue_id].now
        helped, said = self.words("Helped") if own else "", self.words("Line") if line else ""
        if await self.tried(self.table.settle(issue_id, user, helped=helped, line=said)):
            with_words = {"own": helped, "line": (said, self.table.now) if said else None}
            if stood.state is not State.SETTLED:
                self._did(user, issue_id, self._turned(stood, State.SETTLED), **with_words)
            elif own or line:
                self._did(user, issue_id, stood, **with_words)

    async def reword(self, user: str, issue_id: UUID) -> None:
        headline = self.words("Worded")
        if await self.tried(self.table.reword(issue_id, headline, user)):
            self._did(user, issue_id, replace(self.kept[issue_id].now, headline=headline, author=user))

    async def undo(self, user: str, issue_id: UUID) -> None:
        """What the window offers works, and brings back what stood; nothing is offered that does not."""
        kept = self.kept[issue_id]
        top = kept.steps[-1] if kept.steps else None
        if kept.now.removed:
            await self._bring_back(user, issue_id)
            return
        try:
            offered = (await issues.look(self.table.store, user, issue_id)).last
        except Refused:
            return
        honest = top is not None and not top.erased and top.user == user and kept.parts.get(user) == "yes"
        assert (offered is not None) == honest, "Undo is offered wrongly"
        if offered is not None and self.may(user, issue_id):
            await issue_changing.undo(self.table.store, user, offered, self.table.key(), self.table.now)
            kept.steps.pop()
            assert top is not None
            kept.now = top.before

    async def _bring_back(self, user: str, issue_id: UUID) -> None:
        kept = self.kept[issue_id]
        assert kept.removed_by is not None
        press = issue_changing.undo(self.table.store, user, kept.removed_by, self.table.key(), self.table.now)
        if await self.tried(press):
            step = kept.steps.pop()
            assert step.user == user
            assert user in self.since
            kept.now = step.before

    async def remove(self, user: str, issue_id: UUID) -> None:
        kept, revision = self.kept[issue_id], await self.table.revision(issue_id)
        press = issue_changing.remove(self.table.store, user, issue_id, revision, self.table.key(), self.table.now)
        done = await self.tried(press)
        if done:
            assert kept.parts.get(user) == "yes"
            assert not [one for one, state in kept.parts.items() if one != user and state in ("yes", "out")]
            kept.removed_by = done[1]
            kept.steps.append(Step(user, kept.now))
            kept.now = replace(kept.now, removed=True)

    async def erase(self, user: str) -> None:
        """What they said last about an issue, in My data."""
        page = await my_data.page_of(self.table.store, user, my_data.Kind.ISSUE_SAID, 0)
        said = [item for item in page.items if any(part is not Part.BEFORE for part, _ in item.words)]
        if not said:
            return
        words = {text.reveal() for _, text in said[0].words}
        key, instead = self.table.key(), Confidential("-")
        await erase_one(self.table.store, user, my_data.Kind.ISSUE_SAID, said[0].id, instead, key, self.table.now)
        for kept in self.kept.values():
            for step in kept.steps:
                if step.own in words or (step.line and step.line[0] in words):
                    step.erased, step.own, step.line = True, "", None

    # Holding it together

    async def ask(self, user: str, issue_id: UUID, whom: str) -> None:
        store, key = self.table.store, self.table.key()
        person = self.table.people[whom].id if whom in self.table.people else uuid4()
        if await self.tried(issue_holders.ask(store, user, issue_id, person, key, self.table.now)):
            assert self.may(user, issue_id)
            assert whom in self.since
            assert self.kept[issue_id].parts.get(whom) in (None, "no", "out")
            self.kept[issue_id].parts[whom] = "asked"
            async with store.write() as uow:
                wanted = select(Nudge.id).where(Nudge.person_id == person, Nudge.state == "planned")
                (nudge_id,) = (await uow.rows(wanted)).scalars()
                sent = update(Nudge).where(Nudge.id == nudge_id)
                await uow.execute(sent.values(state="sent", delivery_id=uuid4()))
            self.requests[issue_id, whom] = nudge_id

    async def reply(self, user: str, issue_id: UUID, *, yes: bool) -> None:
        if (nudge := await self._nudge(issue_id, user)) is None:
            return
        said = await self.tried(issue_holders.reply(self.table.store, user, *nudge, self.table.now, yes=yes))
        if said and said.changed:
            assert self.kept[issue_id].parts[user] == "asked"
            assert user in self.since
            assert self.kept[issue_id].now.state in CARRIED
            self.kept[issue_id].parts[user] = "yes" if yes else "no"

    async def unreply(self, user: str, issue_id: UUID) -> None:
        if (nudge := await self._nudge(issue_id, user)) is None:
            return
        said = await self.tried(issue_holders.unreply(self.table.store, user, *nudge, self.table.now))
        if said and said.changed:
            assert self.others(user, issue_id), "nobody holds it any more"
            self.kept[issue_id].parts[user] = "asked"

    async def _nudge(self, issue_id: UUID, user: str) -> tuple[UUID, int] | None:
        if (issue_id, user) not in self.requests:
            return None
        async with self.table.store.read() as uow:
            row = await nudge_queries.by_id(uow, self.requests[issue_id, user])
        return (row.id, row.revision) if row else None

    async def unask(self, user: str, issue_id: UUID, whom: str) -> None:
        for part_id, _ in await self._parts(issue_id, whom):
            press = issue_holders.unask(self.table.store, user, part_id, self.table.key(), self.table.now)
            if await self.tried(press):
                assert self.kept[issue_id].parts.pop(whom) == "asked"

    async def step_out(self, user: str, issue_id: UUID) -> None:
        revision, key = await self.table.revision(issue_id), self.table.key()
        if await self.tried(issue_holders.step_out(self.table.store, user, issue_id, revision, key, self.table.now)):
            assert self.may(user, issue_id)
            assert self.others(user, issue_id), "nobody holds it any more"
            self.kept[issue_id].parts[user] = "out"
            await self._over(issue_id)

    async def step_in(self, user: str, issue_id: UUID) -> None:
        for part_id, revision in await self._parts(issue_id, user):
            press = issue_holders.step_back_in(
                self.table.store, user, part_id, revision, self.table.key(), self.table.now
            )
            if await self.tried(press):
                assert self.kept[issue_id].parts[user] == "out"
                assert user in self.since
                self.kept[issue_id].parts[user] = "yes"

    async def _parts(self, issue_id: UUID, user: str) -> list[tuple[UUID, int]]:
        person = self.table.people[user].id if user in self.table.people else uuid4()
        found = await self.table.rows(IssueHolder.id, IssueHolder.revision, issue_id=issue_id, person_id=person)
        return [(row[0], row[1]) for row in found]

    async def _over(self, issue_id: UUID) -> None:
        """Requests that went with who made them: whose, the rows say. That it is only requests is checked here."""
        names = {person.id: user for user, person in self.table.people.items()}
        rows = await self.table.rows(IssueHolder.person_id, issue_id=issue_id)
        there, parts = {names[row[0]] for row in rows}, self.kept[issue_id].parts
        for user in set(parts) - there:
            assert parts.pop(user) in ("asked", "no"), "a holder is lost"

    # What time does

    async def leave(self, user: str) -> None:
        if user in self.since:
            await self.table.leave(user)
            del self.since[user]
            self.was.add(user)
            for issue_id in self.kept:
                await self._over(issue_id)
                assert self.kept[issue_id].parts.get(user) not in ("asked", "no"), "asked after leaving"

    async def join(self, user: str) -> None:
        if user not in self.since:
            await self.table.rejoin(user)
            self.since[user] = self.table.now

    async def later(self, hours: int) -> None:
        """The clock's own work is done, too: what was removed an hour ago goes for good."""
        self.table.later(hours=hours)
        await issue_changing.forget(self.table.store, self.table.now)
        left = {row[0] for row in await self.table.rows(Issue.id)}
        for issue_id in set(self.kept) - left:
            assert self.kept.pop(issue_id).now.removed, "an issue is lost"
            self.requests = {key: value for key, value in self.requests.items() if key[0] != issue_id}

    async def session(self, presenter: str, issue_id: UUID, ending: Ending) -> None:
        """A session passes in which somebody presents it; another member leads, and writes down how it ends."""
        leaders = [user for user in self.since if user not in (presenter, *self.kept[issue_id].parts)]
        if presenter not in self.since or not leaders:
            return
        leader, store, key = leaders[0], self.table.store, self.table.key
        at = self.table.now.replace(tzinfo=None)
        self.sessions += 1
        people = self.table.people
        session = await add_session(
            store, self.table.set_id, at, zone="UTC", facilitator=people[leader], ordinal=self.sessions
        )
        here = [people[presenter].id]
        await opening.begin(store, leader, session, here, together=False, phones=False, key=key(), now=self.table.now)
        await bids.choose(store, leader, session, {1: people[presenter].id}, key=key(), now=self.table.now)
        for _ in range(4):
            async with store.read() as uow:
                run = await session_queries.run_of(uow, session)
            assert run is not None
            await running.forward(store, leader, session, run.revision, self.table.now)
        none, now = Confidential(""), self.table.now
        named = slots.name_issue(store, leader, session, none, issue_id, Talk.QUESTIONS, key=key(), now=now)
        if await self.tried(named):
            assert self.may(presenter, issue_id)
            assert self.kept[issue_id].now.state in CARRIED
            await slots.end(store, leader, session, ending, key=key(), now=now)
            stood = self.kept[issue_id].now
            if stood.state is State.OPEN:
                self._did(presenter, issue_id, self._turned(stood, State.MOVING))
        await closing.close(store, leader, session, key=key(), now=now)

    # What always holds

    async def check(self) -> None:
        for issue_id in self.kept:
            await self._as_it_stands(issue_id)
            await self._somebody_can_go_on(issue_id)
        await self._no_double()
        async with self.table.store.read() as uow:
            carried = await briefs.count_carried(uow, self.table.set_id)
        assert carried == len([one for one in self.kept if self._is_carried(one)])

    def _is_carried(self, issue_id: UUID) -> bool:
        kept = self.kept[issue_id]
        return kept.now.state in CARRIED and not kept.now.removed and bool(self.others("", issue_id))

    def reads(self, user: str, issue_id: UUID, *, coach: bool = False) -> bool:
        kept, since = self.kept[issue_id], self.since.get(user)
        if coach:
            since = self.table.now - timedelta(days=4000)
        if kept.now.removed:
            return False
        if kept.parts.get(user) == "yes" and (user in self.since or kept.now.author == user):
            return True
        if since is None or not self.others("", issue_id):
            return False
        return kept.now.closed_at is None or coach or kept.now.closed_at >= since

    async def _as_it_stands(self, issue_id: UUID) -> None:
        """Each reads what they may, and what others said for themselves nobody else."""
        kept = self.kept[issue_id]
        for user in (*MEMBERS, *OTHERS):
            whole = await self.tried(issues.look(self.table.store, user, issue_id))
            expected = self.reads(user, issue_id, coach=user == "UCOACH")
            assert (whole is not None) == expected, (user, kept, self.since)
            if whole is None:
                continue
            assert (whole.headline.reveal(), whole.state) == (kept.now.headline, kept.now.state)
            assert whole.may_change == self.may(user, issue_id)
            said = sorted(one.looking.helped.reveal() for one in whole.said if one.looking.helped.reveal())
            assert said == sorted(step.own for step in kept.steps if step.own and step.user == user)
            lines = sorted(one.looking.line.reveal() for one in whole.said if one.looking.line.reveal())
            assert lines == sorted(self._lines(user, kept))

    def _lines(self, user: str, kept: Kept) -> list[str]:
        since = self.since.get(user)
        lines = [(step.user, *step.line) for step in kept.steps if step.line]
        return [words for whose, words, at in lines if whose == user or (since is not None and at >= since)]

    async def _somebody_can_go_on(self, issue_id: UUID) -> None:
        """No dead end: it has a holder, and each of them who is there has something to press."""
        kept = self.kept[issue_id]
        assert "yes" in kept.parts.values(), "nobody holds it"
        names = {person.id: user for user, person in self.table.people.items()}
        rows = await self.table.rows(IssueHolder.person_id, IssueHolder.state, issue_id=issue_id)
        assert {names[row[0]]: row[1] for row in rows} == kept.parts
        assert MOVES[kept.now.state]

    async def _no_double(self) -> None:
        waiting = await self.table.rows(Nudge.subject_id, kind=issue_holders.KIND, state="sent")
        assert max(Counter(waiting).values(), default=0) <= 1, "asked twice"

    async def check_words(self) -> None:
        """Everything that was said and not taken back is in My data, for who said it alone."""
        for user in MEMBERS:
            found, page = [], 0
            more = True
            while more:
                shown = await my_data.page_of(self.table.store, user, my_data.Kind.ISSUE_SAID, page)
                said = [each for item in shown.items for each in item.words]
                found += [words.reveal() for part, words in said if part is not Part.BEFORE]
                page, more = page + 1, shown.more
            steps = [step for kept in self.kept.values() for step in kept.steps if step.user == user]
            kept = [step.own for step in steps if step.own] + [step.line[0] for step in steps if step.line]
            assert sorted(found) == sorted(kept), "a note is lost"

    async def close_set(self) -> None:
        """The set ends: each holder can still read and remove their own, and nobody else reads anything."""
        await self.table.close_set()
        for issue_id, kept in self.kept.items():
            for user in (*MEMBERS, *OTHERS):
                read = await self.tried(issues.look(self.table.store, user, issue_id)) is not None
                own = kept.parts.get(user) == "yes" and (user in self.since or kept.now.author == user)
                assert read == (own and not kept.now.removed)
            for user in kept.parts:
                moved = issue_changing.settle(
                    self.table.store, user, issue_id, Looking(), self.table.key(), self.table.now
                )
                assert await self.tried(moved) is None
