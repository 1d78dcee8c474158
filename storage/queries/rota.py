"""Who had, and who has, the turn: the rota as the set may read it. Nothing here commits or opens a seal."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from storage.aliases import alias
from storage.models import Person, Session
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.queries.rotation import FELL_OUT
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class RotaLine:
    """One session with the names of who guides it and who is host; "" for nobody."""

    session: SessionRow
    facilitator: str
    host: str


_FACILITATOR, _HOST = alias(Person, "facilitator"), alias(Person, "host")


async def lines(uow: UnitOfWork, set_id: UUID) -> list[RotaLine]:
    """Every session of a set but those that fell out, the earliest first."""
    at = Session.workspace_id
    statement = (
        select(*SESSION_COLUMNS, _FACILITATOR.display_name, _HOST.display_name)
        .select_from(Session)
        .outerjoin(_FACILITATOR, (_FACILITATOR.workspace_id == at) & (_FACILITATOR.id == Session.facilitator_id))
        .outerjoin(_HOST, (_HOST.workspace_id == at) & (_HOST.id == Session.host_id))
        .where(Session.set_id == set_id, Session.state.not_in(FELL_OUT))
        .order_by(Session.starts_at, Session.ordinal)
    )
    wide = len(SESSION_COLUMNS)
    rows = [tuple[Any, ...](row) for row in await uow.rows(statement)]
    return [RotaLine(SessionRow(*row[:wide]), row[wide] or "", row[wide + 1] or "") for row in rows]
