"""When an action was asked about, or why it was not. Nothing here commits or opens a seal."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from storage.models import Nudge
from storage.queries.nudges import CHECK_IN
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AskedAbout:
    """One check-in of an action, asked or not. Moments: aware UTC.

    since   for when it was planned; asked_at: when it was asked, if `state` says that it was
    reason, waited_for  codes of sets/reasons.py
    """

    state: str
    since: datetime
    asked_at: datetime
    reason: str | None
    waited_for: str | None


async def of_action(uow: UnitOfWork, action_id: UUID, holder_id: UUID, now: datetime, limit: int) -> list[AskedAbout]:
    """The latest check-ins that were planned for now or earlier, newest first."""
    found = await uow.rows(
        select(Nudge.state, Nudge.since, Nudge.due_at, Nudge.reason, Nudge.waited_for)
        .where(Nudge.person_id == holder_id, Nudge.kind == CHECK_IN, Nudge.subject_id == action_id, Nudge.since <= now)
        .order_by(Nudge.since.desc(), Nudge.id)
        .limit(limit)
    )
    return [AskedAbout(*row) for row in found]
