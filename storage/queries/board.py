"""The board of a session: the one message in the channel, and whether an edit of it was overtaken on its way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from storage.models import Delivery, LearningSet, Run, Session
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.queries.sessions import OF_RUN, RUN_COLUMNS, RunRow
from storage.unit_of_work import UnitOfWork


async def newest_run(uow: UnitOfWork, set_id: UUID) -> tuple[SessionRow, RunRow] | None:
    """The session of a set that was opened last, closed by now or not."""
    wanted = (
        select(*SESSION_COLUMNS, *RUN_COLUMNS)
        .join(Run, OF_RUN)
        .where(Session.set_id == set_id)
        .order_by(Run.opened_at.desc(), Run.id)
        .limit(1)
    )
    row = (await uow.rows(wanted)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    own = len(SESSION_COLUMNS)
    return SessionRow(*values[:own]), RunRow(*values[own:])


async def hold(uow: UnitOfWork, run_id: UUID) -> None:
    """Let nobody else look at edits of this board until this transaction ends."""
    await uow.execute(update(Run).where(Run.id == run_id).values(stage=Run.stage))


async def overtaken(
    uow: UnitOfWork, delivery_id: UUID, kind: str, set_id: UUID, due_at: datetime, since: datetime
) -> bool:
    """Whether another edit of this board was sent since that moment, or is newer and was sent already: Slack may then
    show the older of the two."""
    others = select(Delivery.id).where(
        Delivery.id != delivery_id,
        Delivery.kind == kind,
        Delivery.set_id == set_id,
        Delivery.state == "sent",
        or_(Delivery.due_at > due_at, Delivery.sent_at > since),
    )
    return (await uow.rows(others.limit(1))).first() is not None


async def on_its_way(uow: UnitOfWork, board_id: UUID) -> bool:
    """Whether the message of a board may still get to Slack."""
    waiting = select(Delivery.id).where(Delivery.id == board_id, Delivery.state == "open")
    return (await uow.rows(waiting)).first() is not None


async def channel_of(uow: UnitOfWork, set_id: UUID) -> tuple[str, str | None, str] | None:
    """Name, channel and IANA zone of a set."""
    row = (
        await uow.rows(
            select(LearningSet.name, LearningSet.channel_id, LearningSet.zone).where(LearningSet.id == set_id)
        )
    ).first()
    return (row[0], row[1], row[2]) if row else None
