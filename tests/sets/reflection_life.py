"""A set and its questions between sessions over months: real use cases, ticks and database, and what must always hold.

The model beside it is small: who is a member since when, what each wrote to which question, and for whom.
"""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from handlers import bundles
from handlers import reflections as room
from handlers.feature import Feature
from sets import journal, leaving, nudges, prompts, quiet, reflection_rounds, reflections
from sets.budget import hours_of
from sets.errors import Problem, Refused
from sets.hours import is_open
from sets.people import Person as Somebody
from sets.people import Settings
from storage.confidential import Confidential
from storage.engine import Database
from storage.models import Delivery, Nudge, Person, ReflectionPause, Session
from storage.queries.nudges import NudgeRow, by_id
from storage.queries.reflection_rounds import RoundRow
from storage.unit_of_work import WorkspaceStore
from tests.conftest import make_storage, make_workspace
from tests.factory import add_membership, add_person, add_session, save_settings
from tests.handlers.checkin_kit import World
from tests.sets.reflection_kit import MET, Between, between

MEMBERS = ("UAMINA", "UBEN", "UCARA", "UDAN")
JOINERS = ("UEFE", "UFAY")
OUTSIDE = ("UCORA", "UCOACH", "UNOBODY")
ZONE = "Europe/London"
STEPS = 40  # of the clock in one jump, at most
# Not everybody is asked at nine on the day: meanwhile much can happen.
HOURS = {
    "UBEN": Settings(days=frozenset({5})),
    "UCARA": Settings(window_start=time(17), window_end=time(21)),
    "UEFE": Settings(days=frozenset({1, 2}), window_start=time(22), window_end=time(6)),
}
CYCLE = timedelta(weeks=4)


class Sender(World):
    """Sends the daily messages, and what the channel hears."""

    @property
    def features(self) -> list[Feature]:
        return [room.FEATURE, bundles.composed([room.FEATURE])]


@dataclass
class Wrote:
    """What one person wrote to one question."""

    words: str
    audience: str


@dataclass
class ReflectionLife:
    """A set of four, two who may join, and three who are outside. `now` only goes forward."""

    database: Database
    keys: Database
    town: Between
    world: Sender
    people: dict[str, Somebody]
    since: dict[str, datetime]
    answers: dict[tuple[UUID, str], Wrote] = field(default_factory=dict)
    asked: Counter[tuple[UUID, str]] = field(default_factory=Counter)
    paused: set[str] = field(default_factory=set)
    ours: list[UUID] = field(default_factory=list)
    met: int = 2
    presses: int = 0

    @classmethod
    async def begin(cls, template: Path, folder: Path) -> "ReflectionLife":
        shutil.copy(template, folder / "main.db")
        database, keys = (
            Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db")
        )
        store = await make_workspace(await make_storage(database, keys))
        town = await between(store)
        people = {person.slack_user_id: person for person in town.people}
        for user in (*JOINERS, "UCOACH"):
            people[user] = await add_person(store, user)
        begins = MET.replace(tzinfo=UTC) + timedelta(days=1)
        async with store.write() as uow:
            await add_membership(uow, town.set_id, people["UCOACH"], begins - timedelta(days=9), role="coach")
            for user, chosen in HOURS.items():
                await save_settings(uow, people[user].id, chosen)
        begun = {user: datetime.min.replace(tzinfo=UTC) for user in MEMBERS}
        return cls(database, keys, town, Sender(store, people["UAMINA"], town.set_id, begins), people, begun)

    async def end(self) -> None:
        await self.database.close()
        await self.keys.close()

    @property
    def store(self) -> WorkspaceStore:
        return self.world.store

    @property
    def now(self) -> datetime:
        return self.world.now

    def key(self) -> str:
        self.presses += 1
        return f"press:{self.presses}"

    # What they do

    async def answer(self, user: str, round_id: UUID, audience: str) -> None:
        """For oneself or the set; changed when there is one. The same form goes twice."""
        key, words = self.key(), f"of {user}, {self.presses}"
        for _ in range(2):
            await reflections.answer(self.store, user, round_id, Confidential(words), audience, key, self.now)
        self.answers[round_id, user] = Wrote(words, audience)

    async def take_back(self, user: str, round_id: UUID) -> None:
        await reflections.take_back(self.store, user, round_id, self.key(), self.now)
        self.answers.pop((round_id, user), None)

    async def erase(self, user: str, at: int) -> None:
        """A line of the journal, from the journal."""
        entries = sorted((await journal.page_of(self.store, user, 0)).entries, key=lambda one: one.words.reveal())
        if not entries:
            return
        words = entries[at % len(entries)].words.reveal()
        await journal.erase(self.store, user, entries[at % len(entries)].id, self.key(), self.now)
        self.answers = {key: wrote for key, wrote in self.answers.items() if wrote.words != words}

    async def press(self, nudge_id: UUID, what: str) -> None:
        """Skip, pause or Undo, in the daily message; pressed twice."""
        row, user = await self.nudge(nudge_id)
        change = {"skip": reflections.skip, "pause": reflections.pause, "undo": reflections.undo}[what]
        for _ in range(2):
            await change(self.store, user, nudge_id, row.revision, self.now)
        if what == "pause":
            self.paused.add(user)
        if what == "undo" and row.reason == reflections.PAUSED:
            self.paused.discard(user)

    async def resume(self, user: str) -> None:
        await reflections.resume(self.store, user, self.key(), self.now)
        self.paused.discard(user)

    async def leave(self, user: str) -> None:
        async with self.store.write() as uow:
            await leaving.end(uow, self.people[user].id, self.town.set_id, self.now)
        self.since.pop(user, None)

    async def join(self, user: str) -> None:
        async with self.store.write() as uow:
            await add_membership(uow, self.town.set_id, self.people[user], self.now)
            await leaving.joined(uow, self.town.set_id, self.people[user].id, "member", self.now)
        self.since[user] = self.now

    async def add_prompt(self, user: str) -> None:
        words = Confidential(f"What of {self.presses}?")
        _, prompt_id = await prompts.add(self.store, user, self.town.set_id, words, self.key(), self.now)
        assert prompt_id is not None
        self.ours.append(prompt_id)

    async def take_off(self, user: str, prompt_id: UUID, *, undo: bool) -> None:
        await prompts.take_off(self.store, user, prompt_id, self.key(), self.now)
        if undo:
            await prompts.put_back(self.store, user, prompt_id, self.key(), self.now)

    async def hold(self, user: str, days: int) -> None:
        """Not until some day, pressed in a daily message."""
        day = self.now.date() + timedelta(days=days)
        await quiet.not_until(self.store, user, day, self.key(), self.now)

    # What time does, and the set

    async def jump(self, by: timedelta) -> None:
        """The clock goes on from one thing to do to the next; each tick runs twice, and what is due is sent."""
        until = self.now + by
        for _ in range(STEPS):
            for _ in range(2):
                await reflection_rounds.tick(self.store, self.now)
                await prompts.forget(self.store, self.now)
                await nudges.tick(self.store, self.now, [reflections.RULES])
            await self._send()
            wake = await self._wake()
            if wake is None or wake > until:
                break
            self.world.now = max(wake, self.now + timedelta(minutes=1))
        self.world.now = max(self.now, until)
        await reflection_rounds.tick(self.store, self.now)

    async def _wake(self) -> datetime | None:
        ticks = (reflection_rounds.next_wake, nudges.next_wake, prompts.next_wake)
        found = [await each(self.store, self.now) for each in ticks]
        return min((moment for moment in found if moment is not None), default=None)

    async def to_next(self) -> None:
        """On to the next thing that the clock has to do, and an hour more."""
        wake = await self._wake()
        await self.jump(max(wake - self.now, timedelta()) + timedelta(hours=1) if wake else timedelta(days=1))

    async def to_next_question(self) -> None:
        """On to the moment when the set is asked again; no further than a day when nothing is planned."""
        planned = [each.opens_at for each in await self.rounds("planned")]
        await self.jump(min(planned, default=self.now + timedelta(days=1)) - self.now)

    async def meet(self) -> None:
        """The session that is planned happens now, and the next one is booked."""
        async with self.store.write() as uow:
            planned = update(Session).where(Session.state == "planned")
            now = {"starts_at": self.now, "opened_at": self.now, "closed_at": self.now}
            await uow.execute(planned.values(state="closed", **now))
        self.met += 1
        following = (self.now + CYCLE).replace(tzinfo=None)
        await add_session(self.store, self.town.set_id, following, ordinal=self.met)
        await self.jump(timedelta(minutes=1))

    async def move(self, days: int) -> None:
        """The next session is on another day."""
        async with self.store.write() as uow:
            planned = update(Session).where(Session.state == "planned")
            await uow.execute(planned.values(starts_at=self.now + timedelta(days=days)))

    async def _send(self) -> None:
        """Each that is asked is still to be asked, and can be written to."""
        for message in await self.world.deliver():
            async with self.store.read() as uow:
                columns = (Nudge.subject_id, Nudge.person_id)
                sent = select(*columns).where(Nudge.delivery_id == message.delivery_id, Nudge.state == "sent")
                rows = (await uow.rows(sent)).all()
            assert rows, "an empty message"
            for row in rows:
                await self._check_sent(row.subject_id, row.person_id)

    async def _check_sent(self, round_id: UUID, person_id: UUID) -> None:
        user = next(user for user, person in self.people.items() if person.id == person_id)
        asked = await self.round(round_id)
        assert asked.state == "open", "asked about what is over"
        assert self.belonged(user, asked), "asked who may not answer"
        assert (round_id, user) not in self.answers, "asked who has answered"
        assert user not in self.paused, "asked who has paused"
        self.asked[round_id, user] += 1
        assert self.asked[round_id, user] == 1, "asked twice"
        async with self.store.read() as uow:
            hours = await hours_of(uow, person_id, self.now)
        assert hours is not None
        assert is_open(self.now, hours.settings, hours.away, ZONE), "outside hours"

    # What is there

    async def rounds(self, *states: str) -> list[RoundRow]:
        return [each for each in await self.town.rounds() if not states or each.state in states]

    async def round(self, round_id: UUID) -> RoundRow:
        return next(each for each in await self.town.rounds() if each.id == round_id)

    async def nudge(self, nudge_id: UUID) -> tuple[NudgeRow, str]:
        async with self.store.read() as uow:
            row = await by_id(uow, nudge_id)
        assert row is not None
        return row, next(user for user, person in self.people.items() if person.id == row.person_id)

    async def nudges_in(self, *states: str) -> list[UUID]:
        """In an order that is the same in every run: ids are not."""
        async with self.store.read() as uow:
            wanted = select(Nudge.id).join(Person, Person.id == Nudge.person_id).where(Nudge.state.in_(states))
            return list((await uow.rows(wanted.order_by(Nudge.since, Person.slack_user_id))).scalars())

    def belonged(self, user: str, asked: RoundRow) -> bool:
        """They are a member now, and have been without a break since it was asked."""
        return user in self.since and self.since[user] <= asked.opens_at

    # What always holds

    async def check(self) -> None:
        await self._rounds_go_on()
        for asked in await self.rounds("open", "shown"):
            for user in (*MEMBERS, *JOINERS, *OUTSIDE):
                await self._check_reader(asked, user)
        await self._messages_are_true()
        await self._nothing_is_lost()
        await self._channel_hears_once()

    async def _rounds_go_on(self) -> None:
        found = await self.rounds()
        assert len({each.after_session_id for each in found}) == len(found), "two questions in a cycle"
        for each in found:
            assert each.state != "planned" or each.opens_at > self.now, "not asked when its time came"
            assert each.state != "open" or each.deadline is None or each.deadline > self.now, "not shown in time"
            assert each.state != "shown" or (each.deadline is not None and each.deadline <= self.now), "shown too early"
        put = [each.prompt_id or each.question for each in found if each.state in ("open", "shown")]
        assert all(first != second for first, second in pairwise(put)), "the same question twice running"
        if any(each.state in ("planned", "open") for each in found):
            assert await reflection_rounds.next_wake(self.store, self.now) is not None, "nobody looks at it again"

    async def _check_reader(self, asked: RoundRow, user: str) -> None:
        """They read what they may, all of it, and nothing else."""
        belonged = self.belonged(user, asked)
        seen = await self._try(reflections.read(self.store, user, asked.id))
        if not belonged:
            assert seen in (Problem.NOT_YOUR_SET, Problem.FORMER_MEMBER, Problem.BEFORE_YOU_JOINED, Problem.FOR_MEMBERS)
        elif asked.state == "open":
            assert seen is Problem.NOT_YET, "read before the deadline"
        else:
            shared = [
                wrote.words for (of, _), wrote in self.answers.items() if of == asked.id and wrote.audience == "set"
            ]
            assert sorted(one.words.reveal() for one in seen[1]) == sorted(shared)
        mine = await self._try(reflections.look(self.store, user, asked.id))
        wrote = self.answers.get((asked.id, user))
        if wrote is not None:
            assert (mine.words.reveal(), mine.audience) == (wrote.words, wrote.audience), "a note is lost"
            assert mine.prompt is None or user in self.since, "a leaver reads another's question"
        elif belonged:
            assert not mine.words, "a note that was taken back"
            assert (mine.prompt is not None) == (asked.prompt_id is not None)
        else:
            assert isinstance(mine, Problem)

    async def _try(self, reading: Any) -> Any:  # noqa: ANN401 - what it gives, or why not
        try:
            return await reading
        except Refused as refused:
            return refused.problem

    async def _messages_are_true(self) -> None:
        """A daily message asks whoever has not answered, and says Saved to whoever has."""
        async with self.store.read() as uow:
            columns = (Nudge.subject_id, Nudge.person_id, Nudge.state, Nudge.reason, Nudge.answer_id)
            rows = (await uow.rows(select(*columns).where(Nudge.kind == reflection_rounds.NUDGE))).all()
            paused = set((await uow.rows(select(ReflectionPause.person_id))).scalars())
        users = {person.id: user for user, person in self.people.items()}
        assert {users[each] for each in paused} == self.paused
        assert len({(row.subject_id, row.person_id) for row in rows}) == len(rows)
        for row in rows:
            answered = (row.subject_id, users[row.person_id]) in self.answers
            if row.state == "sent" or row.reason in (reflections.SKIPPED, reflections.PAUSED):
                assert row.state == "dropped" or not answered, "asks who has answered"
            if row.state == "answered" and row.reason is None:
                assert answered, "says Saved to who has not answered"

    async def _nothing_is_lost(self) -> None:
        """What somebody wrote for themselves is in their journal, and in nobody else's."""
        for user in (*MEMBERS, *JOINERS):
            own = sorted(
                wrote.words for (_, of), wrote in self.answers.items() if of == user and wrote.audience == "me"
            )
            found: list[str] = []
            page = 0
            while True:
                journal_page = await journal.page_of(self.store, user, page)
                found += [entry.words.reveal() for entry in journal_page.entries]
                if not journal_page.more:
                    break
                page += 1
            assert sorted(found) == own

    async def _channel_hears_once(self) -> None:
        async with self.store.read() as uow:
            wanted = select(Delivery.kind).where(Delivery.kind.in_([reflection_rounds.ASKED, reflection_rounds.SHOWN]))
            told = Counter((await uow.rows(wanted)).scalars())
        found = Counter(each.state for each in await self.rounds())
        assert told[reflection_rounds.ASKED] == found["open"] + found["shown"]
        assert told[reflection_rounds.SHOWN] == found["shown"]
