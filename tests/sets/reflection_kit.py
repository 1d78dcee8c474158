"""A set between two sessions, and the question that is asked there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from sets import reflection_rounds
from sets.people import Person
from storage.models import Nudge, ReflectionRound
from storage.queries import reflection_rounds as queries
from storage.queries.reflection_rounds import RoundRow
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_coordinator, add_person, add_session, add_set

# Thursday 30 April and Thursday 28 May: the middle is Thursday 14 May, and the answers open on Monday the 18th.
MET = datetime(2026, 4, 30, 14, 0)  # noqa: DTZ001 - wall time in London
MEETS = datetime(2026, 5, 28, 14, 0)  # noqa: DTZ001
ASKED = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)
SHOWN = datetime(2026, 5, 18, 11, 0, tzinfo=UTC)


@dataclass
class Between:
    """A set of four, between its first session and its second."""

    store: WorkspaceStore
    set_id: UUID
    people: list[Person]

    async def rounds(self) -> list[RoundRow]:
        """Every round, the first first."""
        async with self.store.read() as uow:
            ids = (await uow.rows(select(ReflectionRound.id).order_by(ReflectionRound.opens_at))).scalars().all()
            found = [await queries.round_by_id(uow, each) for each in ids]
        return [each for each in found if each is not None]

    async def asked(self) -> UUID:
        """The question is asked, when its time has come."""
        await reflection_rounds.tick(self.store, ASKED)
        (row,) = await self.rounds()
        return row.id

    async def nudged(self) -> list[UUID]:
        """Whom it will be put to in their daily message."""
        async with self.store.read() as uow:
            found = await uow.rows(select(Nudge.person_id).where(Nudge.kind == reflection_rounds.NUDGE))
            return sorted(found.scalars())


async def between(store: WorkspaceStore, *, next_session: bool = True) -> Between:
    """The first session has closed; the second is booked or not."""
    coordinator = await add_coordinator(store)
    people = [await add_person(store, user) for user in ("UAMINA", "UBEN", "UCARA", "UDAN")]
    set_id = await add_set(store, coordinator, members=people)
    await add_session(store, set_id, MET, state="closed")
    if next_session:
        await add_session(store, set_id, MEETS, ordinal=2)
    return Between(store, set_id, people)
