"""A programme of several sets, whose people act, meet and come and go, week by week."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from sets import digest, leaving
from sets.people import Person
from storage.models import Action, Attendance, Delivery, Nudge, Reflection, ReflectionRound
from storage.queries import digest as queries
from storage.queries.nudges import CHECK_IN
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_coordinator, add_person, add_session, add_set

MONDAY = NOW - timedelta(days=NOW.isoweekday() - 1) + timedelta(days=7)  # 09:00 UTC, 10:00 in London


@dataclass
class Programme:
    """Sets by name with their people; the coordinator's note comes on Mondays at 09:00 London time."""

    store: WorkspaceStore
    coordinator: Person
    sets: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)

    async def met(self, name: str, at: datetime, came: int, ordinal: int = 1) -> None:
        """A session that closed at that moment; so many members were there."""
        begins = (at - timedelta(minutes=90)).replace(tzinfo=None)
        session_id = await add_session(
            self.store, self.sets[name], begins, zone="Etc/UTC", state="closed", ordinal=ordinal
        )
        async with self.store.write() as uow:
            for person in self.people[name][:came]:
                seen = {"session_id": session_id, "person_id": person.id, "state": "here", "at": at}
                await uow.insert(Attendance, id=uow.new_id(), **seen)

    async def booked(self, name: str, at: datetime, ordinal: int = 2) -> None:
        """A session to come."""
        await add_session(self.store, self.sets[name], at.replace(tzinfo=None), zone="Etc/UTC", ordinal=ordinal)

    async def asked(self, at: datetime, answered: int) -> None:
        """Everyone was asked about one action at that moment; so many answered."""
        number = 0
        async with self.store.write() as uow:
            for name, people in self.people.items():
                for person in people:
                    action_id = uow.new_id()
                    action = {"set_id": self.sets[name], "holder_id": person.id, "standing": "open", "zone": "Etc/UTC"}
                    await uow.insert(
                        Action, id=action_id, **action, due_date=at.date(), committed_at=EARLIER, label=b"", revision=1
                    )
                    state = "answered" if number < answered else "sent"
                    asked = {
                        "kind": CHECK_IN,
                        "person_id": person.id,
                        "subject_id": action_id,
                        "slot": "due",
                        "subject_revision": 1,
                    }
                    await uow.insert(
                        Nudge, id=uow.new_id(), **asked, since=at, due_at=at, expires_at=at, state=state, revision=1
                    )
                    number += 1

    async def reflected(self, deadline: datetime, answered: int) -> None:
        """Every set had a question that closed then; so many people of each answered it."""
        for number, (name, set_id) in enumerate(self.sets.items()):
            begins = (deadline - timedelta(days=9)).replace(tzinfo=None)
            session_id = await add_session(
                self.store, set_id, begins, zone="Etc/UTC", state="closed", ordinal=50 + number
            )
            async with self.store.write() as uow:
                round_id = uow.new_id()
                about = {"set_id": set_id, "after_session_id": session_id, "question": 3, "post_id": None}
                moments = {"opens_at": deadline - timedelta(days=4), "deadline": deadline}
                await uow.insert(ReflectionRound, id=round_id, **about, **moments, state="shown")
                for person in self.people[name][:answered]:
                    wrote = {"round_id": round_id, "set_id": set_id, "person_id": person.id, "audience": "me"}
                    await uow.insert(Reflection, id=uow.new_id(), **wrote, at=deadline, revision=1, body=b"")

    async def leaves(self, name: str) -> None:
        """The last of a set leaves it."""
        person = self.people[name].pop()
        async with self.store.write() as uow:
            assert await leaving.end(uow, person.id, self.sets[name], NOW)

    async def week(self, now: datetime) -> digest.Digest | None:
        """The tick at that moment, and the newest frozen week."""
        await digest.tick(self.store, now)
        async with self.store.read() as uow:
            post = await queries.post_of(uow, self.coordinator.slack_user_id)
            assert post is not None
            return await digest.latest(uow, post.programme_id)

    async def deliveries(self) -> list[str]:
        """Kinds of everything scheduled, notes and pictures alone."""
        async with self.store.read() as uow:
            kinds = (await uow.rows(select(Delivery.kind))).scalars()
        return sorted(kind for kind in kinds if kind.startswith("digest"))


async def programme(store: WorkspaceStore, sets: int, each: int) -> Programme:
    """So many sets of so many people, begun two weeks ago; the coordinator's first note is worked out."""
    found = Programme(store, await add_coordinator(store))
    for number in range(sets):
        name = f"Set {number + 1}"
        people = [await add_person(store, f"U{number}X{person}") for person in range(each)]
        found.people[name] = people
        found.sets[name] = await add_set(
            store, found.coordinator, members=people, name=name, channel_id=f"C{number}", contacts="Rosa"
        )
    await digest.tick(store, NOW)
    return found
