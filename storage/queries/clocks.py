"""Stages whose clock runs, for the notes about their time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from storage.models import Session, Stage
from storage.queries.sessions import STAGE_COLUMNS, StageRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Due:
    """A stage whose clock runs, with whom its time notes go to."""

    stage: StageRow
    set_id: UUID
    session_id: UUID
    facilitator_id: UUID | None


async def running(uow: UnitOfWork, kinds: Sequence[str]) -> list[Due]:
    """The stages of these kinds whose clock runs in an open session that somebody facilitates."""
    statement = (
        select(*STAGE_COLUMNS, Session.set_id, Session.id, Session.facilitator_id)
        .join(Session, and_(Session.workspace_id == Stage.workspace_id, Session.id == Stage.session_id))
        .where(
            Stage.ends_at.is_not(None),
            Stage.noted < 2,
            Stage.kind.in_(kinds),
            Session.state == "open",
            Session.facilitator_id.is_not(None),
        )
        .order_by(Stage.ends_at, Stage.id)
    )
    own = len(STAGE_COLUMNS)
    rows = [tuple[Any, ...](row) for row in await uow.rows(statement)]
    return [Due(StageRow(*row[:own]), *row[own:]) for row in rows]


async def one(uow: UnitOfWork, stage_id: UUID) -> Due | None:
    """One stage whose clock runs in an open session, with who facilitates now."""
    statement = (
        select(*STAGE_COLUMNS, Session.set_id, Session.id, Session.facilitator_id)
        .join(Session, and_(Session.workspace_id == Stage.workspace_id, Session.id == Stage.session_id))
        .where(Stage.id == stage_id, Stage.ends_at.is_not(None), Session.state == "open")
    )
    row = (await uow.rows(statement)).one_or_none()
    values = tuple[Any, ...](row) if row else ()
    return Due(StageRow(*values[:-3]), *values[-3:]) if values else None
