"""Which members of a set are of one kind of role, where pairs go across two. Nothing here commits or asks."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from storage.models import BuddySide, Membership, Person
from storage.unit_of_work import UnitOfWork


async def members(uow: UnitOfWork, set_id: UUID) -> list[tuple[UUID, str, bool]]:
    """Each member of a set now, with their name, and whether they are of that kind; by name."""
    of_kind = select(BuddySide.id).where(
        BuddySide.workspace_id == Membership.workspace_id,
        BuddySide.set_id == Membership.set_id,
        BuddySide.person_id == Membership.person_id,
    )
    found = await uow.rows(
        select(Person.id, Person.display_name, of_kind.correlate(Membership).exists())
        .join(Membership, (Membership.workspace_id == Person.workspace_id) & (Membership.person_id == Person.id))
        .where(Membership.set_id == set_id, Membership.role == "member", Membership.until_at.is_(None))
        .order_by(Person.display_name, Person.id)
    )
    return [(row[0], row[1], bool(row[2])) for row in found]


async def state(uow: UnitOfWork, set_id: UUID, person_ids: Collection[UUID]) -> None:
    """These are of that kind, and nobody else in the set."""
    await uow.execute(delete(BuddySide).where(BuddySide.set_id == set_id))
    rows = [{"id": uow.new_id(), "set_id": set_id, "person_id": person_id} for person_id in person_ids]
    await uow.insert_many(BuddySide, rows)
