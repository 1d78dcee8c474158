"""What people do with updates: real use cases on a real database, and the same told to the model beside it."""

import shutil
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update as rewrite

from sets import away, leaving, update_answers, update_changing, update_sharing, updates
from sets.hours import local_date
from sets.update_sharing import Typed
from sets.update_words import Answering, Lasts
from storage.engine import Database
from storage.models import Session
from storage.queries.updates import SeenRow
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW, make_storage, make_workspace
from tests.factory import EARLIER, add_membership, add_person, add_session
from tests.sets.update_kit import Circle, circle
from tests.sets.update_model import DAYS, Given, Item, Meeting, Model, Stay, Thing

ZONE = "Europe/London"
SET = ("AMINA", "BEN", "CARA", "DAN")
EVERYONE = (*SET, "ROSA", "JO", "OTTO")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass
class Life:
    """Updates, their people, and the clock, which only goes forward: a minute with each thing that somebody does."""

    folder: Path
    database: Database
    keys: Database
    town: Circle
    model: Model
    now: datetime = NOW
    done: int = 0
    looks: list[tuple[SeenRow, str, datetime]] = field(default_factory=list)

    @classmethod
    async def begin(cls, template: Path, folder: Path) -> Self:
        shutil.copy(template, folder / "main.db")
        database, keys = (
            Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db")
        )
        town = await circle(await make_workspace(await make_storage(database, keys)))
        town.people["JO"] = await add_person(town.store, "UJO")
        stays = {name: [Stay("member", EARLIER)] for name in SET} | {"ROSA": [Stay("coach", EARLIER)]}
        model = Model(stays, {town.session_id: Meeting(facilitator="DAN")})
        for kind, label in (("action", "AMINA-ACTION"), ("issue", "AMINA-ISSUE")):
            made = await (town.action if kind == "action" else town.issue)(label)
            model.things[made] = Thing(kind, "AMINA", label)
        return cls(folder, database, keys, town, model)

    async def end(self) -> None:
        await self.database.close()
        await self.keys.close()

    @property
    def store(self) -> WorkspaceStore:
        return self.town.store

    @property
    def today(self) -> date:
        return local_date(self.now, ZONE)

    def key(self) -> str:
        """Of the next press; a minute goes by."""
        self.done += 1
        self.now += MINUTE
        return f"press:{self.done}"

    def name_of(self, person_id: UUID) -> str:
        return next(name for name, person in self.town.people.items() if person.id == person_id)

    # What authors do

    async def share(self, author: str, audience: str, lasts: str, about: UUID | None, *, twice: bool) -> None:
        key, user = self.key(), f"U{author}"
        thing = self.model.things.get(about) if about else None
        mark = (await update_sharing.blank(self.store, user, self.town.set_id)).mark
        subject = (about, thing.kind) if about and thing else None
        typed = Typed(f"{author}-WORDS-{self.done}", audience, lasts, subject, mark)
        for _ in range(2 if twice else 1):
            shared = await update_sharing.share(self.store, user, self.town.set_id, typed, key, self.now)
        named = frozenset(self.name_of(each.id) for each in shared.named)
        expires = self.now + DAYS if lasts == Lasts.DAYS else None
        session = shared.row.session_id
        item = Item(shared.row.id, author, audience, lasts, typed.text, self.now, named, session, about, expires)
        self.model.items.append(item)

    async def change(self, item: Item, lasts: str, about: UUID | None, revision: int) -> None:
        key, thing = self.key(), self.model.things.get(about) if about else None
        subject = (about, thing.kind) if about and thing else None
        typed = Typed(f"{item.author}-WORDS-{self.done}", lasts=lasts, about=subject)
        await update_changing.change(self.store, f"U{item.author}", item.id, revision, typed, key, self.now)
        item.text, item.topic, item.changed, item.revision = typed.text, about, True, item.revision + 1
        if lasts != item.lasts:
            item.lasts, item.expires = lasts, self.now + DAYS if lasts == Lasts.DAYS else None

    async def take_back(self, item: Item) -> None:
        self.key()
        await update_changing.take_back(self.store, f"U{item.author}", item.id, self.now)
        if item.taken_back is None:
            item.taken_back, item.revision = self.now, item.revision + 1

    async def put_back(self, item: Item, revision: int) -> None:
        """Undo, whose window shows the update as it stands, with its answers."""
        self.key()
        await update_changing.put_back(self.store, f"U{item.author}", item.id, revision, self.now)
        if item.taken_back is not None:
            item.taken_back, item.put_back, item.revision = None, True, item.revision + 1
        await self.read(item.author, item)

    # What readers do

    async def read(self, name: str, item: Item) -> None:
        """Open it; that they have is noted once Slack has its answer."""
        await self.open(name, item)
        await self.note()

    async def open(self, name: str, item: Item) -> None:
        self.key()
        opened = await updates.look(self.store, f"U{name}", item.id, self.now)
        self.looks.append((opened.seen, name, self.now))

    async def note(self) -> None:
        """The newest look first: nobody promises an order."""
        while self.looks:
            seen, name, at = self.looks.pop()
            await updates.noted(self.store, seen, at)
            item = next(one for one in self.model.items if one.id == seen.update.id)
            if name != item.author:
                item.readers.add(name)
            elif seen.standing == "member":
                item.looked = max(item.looked or at, at)

    async def thank(self, name: str, item: Item) -> None:
        self.key()
        sent = await update_answers.thank(self.store, f"U{name}", item.id, self.now)
        if sent.answer_id is not None:
            item.answers[sent.answer_id] = Given(name, "thanks", "", self.now)

    async def answer(self, name: str, item: Item, kind: Answering) -> None:
        """The form is sent twice, as Slack may: it counts once."""
        key = self.key()
        text = f"{name}-ANSWER-{self.done}"
        sent, again = [
            await update_answers.answer(self.store, f"U{name}", item.id, kind, text, key, self.now) for _ in range(2)
        ]
        assert sent.answer_id is not None
        assert again.answer_id is None
        item.answers[sent.answer_id] = Given(name, kind.value, text, self.now)

    async def take_answer_back(self, item: Item, answer_id: UUID) -> None:
        self.key()
        author = item.answers[answer_id].author
        await update_answers.take_back(self.store, f"U{author}", answer_id, self.now)
        del item.answers[answer_id]

    # Who is there

    async def leave(self, name: str) -> None:
        self.key()
        async with self.store.write() as uow:
            await leaving.end(uow, self.town.people[name].id, self.town.set_id, self.now)
        stay = self.model.stay(name)
        assert stay is not None
        stay.until = self.now

    async def join(self, name: str) -> None:
        """Late, or again."""
        self.key()
        role = "coach" if name == "ROSA" else "member"
        async with self.store.write() as uow:
            person = self.town.people[name]
            await add_membership(uow, self.town.set_id, person, self.now, role=role)
            await leaving.joined(uow, self.town.set_id, person.id, role, self.now)
        self.model.stays.setdefault(name, []).append(Stay(role, self.now))

    async def go_away(self, name: str, first: int, days: int) -> None:
        key, begin = self.key(), self.today + first * DAY
        _, kept = await away.save(self.store, f"U{name}", begin, begin + days * DAY, key, self.now)
        if kept is not None and (begin, kept.last_day) not in self.model.away.setdefault(name, []):
            self.model.away[name].append((begin, kept.last_day))

    async def come_back(self, name: str) -> None:
        """All their days away that go on or are to come end now."""
        key = self.key()
        listed = await away.listed(self.store, f"U{name}", self.now)
        for number, one in enumerate(listed.stretches if listed else []):
            await away.remove(self.store, f"U{name}", one.id, f"{key}:{number}", self.now)
        before = [(first, min(last, self.today - DAY)) for first, last in self.model.away.get(name, [])]
        self.model.away[name] = [(first, last) for first, last in before if first <= last]

    # Sessions, and what updates are about

    async def hand_on(self, name: str | None) -> None:
        self.key()
        await self.town.facilitator(self.town.people[name] if name else None)

    async def meet(self, *, held: bool) -> None:
        """The session was held, or is called off; another one is booked in two weeks."""
        self.key()
        meeting = self.model.meetings[self.town.session_id]
        if held:
            await self.town.close_session(self.now)
            meeting.state, meeting.closed = "closed", self.now
        else:
            async with self.store.write() as uow:
                called_off = rewrite(Session).where(Session.id == self.town.session_id)
                await uow.execute(called_off.values(state="cancelled"))
            meeting.state = "cancelled"
        starts = (self.now + 14 * DAY).astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
        ordinal = len(self.model.meetings) + 1
        self.town.session_id = await add_session(self.store, self.town.set_id, starts, ordinal=ordinal)
        self.model.meetings[self.town.session_id] = Meeting()

    async def turn(self, thing_id: UUID) -> None:
        """An action is done, an issue settled; or it goes on after all."""
        self.key()
        thing = self.model.things[thing_id]
        thing.closed = None if thing.closed else self.now
        await self.town.close(thing.kind, thing_id, thing.closed)
