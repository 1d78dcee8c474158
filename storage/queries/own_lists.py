"""Members' own lists for a session. Nothing here commits or opens a seal."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from storage.models import OwnList, Session
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OwnListRow:
    """One list as stored, and when its session begins (aware UTC)."""

    id: UUID
    session_id: UUID
    person_id: UUID
    starts_at: datetime
    body: bytes = field(repr=False)


_OF_SESSION = (Session.workspace_id == OwnList.workspace_id) & (Session.id == OwnList.session_id)
_LIST = select(OwnList.id, OwnList.session_id, OwnList.person_id, Session.starts_at, OwnList.body).join(
    Session, _OF_SESSION
)


async def of_session(uow: UnitOfWork, person_id: UUID, session_id: UUID) -> OwnListRow | None:
    """Someone's list for one session; None: they never made one."""
    chosen = _LIST.where(OwnList.person_id == person_id, OwnList.session_id == session_id)
    row = (await uow.rows(chosen)).one_or_none()
    return OwnListRow(*row) if row else None


async def coming(uow: UnitOfWork, person_id: UUID) -> list[OwnListRow]:
    """Someone's lists for sessions that are planned or open, the soonest first."""
    chosen = _LIST.where(OwnList.person_id == person_id, Session.state.in_(["planned", "open"]))
    return [OwnListRow(*row) for row in await uow.rows(chosen.order_by(Session.starts_at, OwnList.id))]


async def add(uow: UnitOfWork, **values: object) -> bool:
    """A new list; False when there is one already."""
    return await uow.insert_once(OwnList, **values)


async def write(uow: UnitOfWork, list_id: UUID, body: bytes) -> None:
    """What stands on a list now."""
    await uow.execute(update(OwnList).where(OwnList.id == list_id).values(body=body))
