"""A set of eight and its secret ballots."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sets import ballot_closing, ballots
from sets.people import Person
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set

DEADLINE = NOW + timedelta(days=1)
NAMES = ("AMINA", "BEN", "CARA", "DAN", "ELIF", "FAY", "GUS", "HANA")


@dataclass
class Circle:
    """A set whose members may answer."""

    store: WorkspaceStore
    set_id: UUID
    people: list[Person]

    async def ask(self, kind: str = "process_review", recipient: Person | None = None) -> UUID:
        """A round about something new."""
        async with self.store.write() as uow:
            to = recipient.id if recipient else None
            return await ballots.open_round(uow, kind, self.set_id, uuid4(), DEADLINE, NOW, recipient_id=to)

    async def cast(self, round_id: UUID, person: Person, *, at: datetime = NOW, **vote: str) -> ballots.Open:
        """One person's answer, in a transaction of its own."""
        return await ballots.cast(self.store, person.slack_user_id, round_id, vote, f"view:{uuid4()}", at)

    async def close(self) -> None:
        """Everything whose deadline has come."""
        await ballot_closing.close_due(self.store, DEADLINE)


async def circle(store: WorkspaceStore, many: int = 8) -> Circle:
    """So many members in one set."""
    coordinator = await add_coordinator(store)
    people = [await add_person(store, f"U{name}") for name in NAMES[:many]]
    return Circle(store, await add_set(store, coordinator, members=people), people)
