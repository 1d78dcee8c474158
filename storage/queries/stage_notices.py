"""Who wants a message for each stage of a session. Nothing here commits."""

from uuid import UUID

from sqlalchemy import and_, select

from storage.models import Attendance, Membership, PersonSettings
from storage.unit_of_work import UnitOfWork


async def who_wants_them(uow: UnitOfWork, set_id: UUID, session_id: UUID) -> list[UUID]:
    """Those in the set now who chose it, but for those who said that they cannot come."""
    noted = and_(
        Attendance.workspace_id == Membership.workspace_id,
        Attendance.person_id == Membership.person_id,
        Attendance.session_id == session_id,
        Attendance.state == "cannot",
    )
    chose = and_(
        PersonSettings.workspace_id == Membership.workspace_id, PersonSettings.person_id == Membership.person_id
    )
    wanted = (
        select(Membership.person_id)
        .join(PersonSettings, chose)
        .outerjoin(Attendance, noted)
        .where(
            Membership.set_id == set_id,
            Membership.until_at.is_(None),
            PersonSettings.stage_notices,
            Attendance.id.is_(None),
        )
        .order_by(Membership.person_id)
    )
    return list((await uow.rows(wanted)).scalars())
