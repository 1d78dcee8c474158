"""Somebody has not been at the last three sessions: they are asked privately, once, whether the set is still right.

Source: practice.md section 4, "Fading attendance: 'Still right for you?', and a dignified exit". Nobody else is told
that it was asked, and only that it was is kept. It stands in the daily message, inside hours and budget.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sets import nudges
from sets.bundles import Rules
from sets.reasons import Why
from storage.queries import fading as queries
from storage.queries.calendar import SessionRow
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork

KIND, ASK = "fading", "still_right"
SESSIONS = 3
WAITS = timedelta(hours=12)
"""A session that was closed too soon can be opened again for so long, and somebody ticked off late."""
KEPT = timedelta(days=10)


async def look(uow: UnitOfWork, session: SessionRow, now: datetime) -> None:
    """A session has closed: whoever was at none of the latest ones is asked, once in a membership."""
    absent = await queries.missed(uow, session.set_id, SESSIONS)
    for one in await queries.belonging(uow, absent) if absent else ():
        await nudges.plan_item(uow, KIND, one.person_id, one.id, ASK, now + WAITS, now + WAITS + KEPT)


async def _why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """Left, or back meanwhile."""
    reasons: dict[UUID, str] = {}
    still = {one.id: one for one in await queries.belonging(uow, [row.subject_id for row in rows])}
    for row in rows:
        found = still.get(row.subject_id)
        if found is None:
            reasons[row.id] = Why.LEFT
        elif found.id not in await queries.missed(uow, found.set_id, SESSIONS):
            reasons[row.id] = Why.TAKEN_BACK
    return reasons


RULES = Rules(KIND, _why_not)
