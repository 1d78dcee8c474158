"""Pairs across two kinds of role, as in a partnership of managers and doctors (practice.md section 8, B).

The coordinator knows the roles of those they asked, and says who is of one kind; the others in the set are of the
other. It counts the next time that buddies are made or change: nobody loses a buddy for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets import facts
from sets.people import Person
from storage.queries import buddy_sides as queries
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore


@dataclass(frozen=True)
class Member:
    """One member of a set; of_kind: of the kind that the coordinator chose."""

    id: UUID
    name: str
    of_kind: bool


@dataclass(frozen=True)
class Sides:
    """Who is of which kind of role in a set, as its coordinator reads and says it; members by name."""

    person: Person
    set_id: UUID
    set_name: str
    members: Sequence[Member]

    @property
    def across(self) -> bool:
        """Whether pairs go across: there are members of both kinds."""
        return 0 < sum(one.of_kind for one in self.members) < len(self.members)


async def look(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> Sides:
    """Raises Refused: NOT_COORDINATOR, NOT_YOUR_SET (of another programme), GONE (the set is closed)."""
    async with store.read() as uow:
        return await _look(uow, slack_user_id, set_id)


async def save(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, chosen: Collection[UUID], key: str, now: datetime
) -> Sides:
    """These are of one kind; none: pairs need not go across. Who is no member (any more) is left out.

    Raises Refused as `look`.
    """
    async with store.write() as uow:
        found = await _look(uow, slack_user_id, set_id)
        if (await claim(uow, key, now)).first:
            await queries.state(uow, set_id, [one.id for one in found.members if one.id in chosen])
        members = [Member(one.id, one.name, one.id in chosen) for one in found.members]
        return Sides(found.person, set_id, found.set_name, members)


async def _look(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Sides:
    person, row = await facts.look(uow, slack_user_id, set_id)
    members = [Member(*each) for each in await queries.members(uow, set_id)]
    return Sides(person, set_id, row.name, members)
