"""Who belongs to a set whose session runs, and who is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, update

from storage.models import Attendance, Membership, Person
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Present:
    """One person of a set as a session sees them. `state`: here, cannot, left_early, or "" when nothing is noted."""

    person_id: UUID
    slack_user_id: str
    name: str
    role: str
    state: str


async def people(uow: UnitOfWork, set_id: UUID, session_id: UUID) -> list[Present]:
    """Everyone who belongs to the set now, coach too, by name."""
    noted = and_(
        Attendance.workspace_id == Membership.workspace_id,
        Attendance.person_id == Membership.person_id,
        Attendance.session_id == session_id,
    )
    statement = (
        select(
            Person.id, Person.slack_user_id, Person.display_name, Membership.role, func.coalesce(Attendance.state, "")
        )
        .select_from(Membership)
        .join(Person, and_(Person.workspace_id == Membership.workspace_id, Person.id == Membership.person_id))
        .outerjoin(Attendance, noted)
        .where(Membership.set_id == set_id, Membership.until_at.is_(None))
        .order_by(Person.display_name, Person.id)
    )
    return [Present(*tuple[Any, ...](row)) for row in await uow.rows(statement)]


async def set_here(
    uow: UnitOfWork, session_id: UUID, here: Sequence[UUID], gone: Sequence[UUID], now: datetime
) -> None:
    """Note who is here; of those who are not, only a "here" is taken back."""
    known = select(Attendance.person_id).where(Attendance.session_id == session_id)
    noted = set((await uow.rows(known)).scalars())
    common = {"session_id": session_id, "state": "here", "at": now}
    new = [{"id": uow.new_id(), "person_id": person, **common} for person in here if person not in noted]
    await uow.insert_many(Attendance, new)
    theirs = update(Attendance).where(Attendance.session_id == session_id)
    if old := [person for person in here if person in noted]:
        await uow.execute(theirs.where(Attendance.person_id.in_(old)).values(state="here", at=now))
    if gone:
        left = theirs.where(Attendance.person_id.in_(gone), Attendance.state == "here")
        await uow.execute(left.values(state="left_early", at=now))


async def count_here(uow: UnitOfWork, session_id: UUID) -> int:
    """How many are here, or were."""
    here = select(func.count()).select_from(Attendance)
    counted = here.where(Attendance.session_id == session_id, Attendance.state.in_(["here", "left_early"]))
    return int((await uow.rows(counted)).scalar_one())
