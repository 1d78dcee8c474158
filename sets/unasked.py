"""What is not asked any more because the holder has just said how an action goes, and bringing it back with Undo."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sets.checkins import STANDARD, Planned, ask_moment, slots
from sets.hours import local_date
from sets.reasons import Why
from storage.queries import nudge_answers as queries
from storage.queries.actions import ActionRow
from storage.queries.nudges import CHECK_IN
from storage.unit_of_work import UnitOfWork

# A last question waits for its holder as long as it has to, so that no action is left without a last word.
LAST_KEPT = timedelta(days=400)
_SAID = frozenset({"still_on_it", "stuck", "not_now"})


def moments(committed: datetime, due: date, zone: str, plan: Planned = STANDARD) -> list[tuple[str, datetime]]:
    """The check-ins of an action: (before, due or after; aware UTC), soonest first. plan: its set's."""
    return [(slot, ask_moment(day, zone)) for slot, day in slots(local_date(committed, zone), due, plan)]


async def told(
    uow: UnitOfWork, row: ActionRow, kind: str, event_id: UUID, now: datetime, *, until: datetime | None
) -> bool:
    """Write down what is not asked now that its holder has said `kind`, and why. True when there was any.

    Questions on their way are dropped, and check-ins between now and `until`, the next time to ask (None: there is no
    next), are noted as not asked.
    """
    if kind not in _SAID:
        return False
    why = Why.ASKED_TO_WAIT if kind == "not_now" else Why.ANSWERED
    if row.coming:
        await queries.answered_before(uow, row.id, event_id, why)
    asks = moments(row.committed_at, row.due_date, row.zone, row)
    passed = [(slot, at) for slot, at in asks if at > now and (until is None or at < until)]
    for slot, at in passed:
        await queries.pass_over(
            uow,
            kind=CHECK_IN,
            person_id=row.holder_id,
            subject_id=row.id,
            slot=slot,
            subject_revision=row.due_date.toordinal(),
            since=at,
            due_at=at,
            expires_at=next((later for _, later in asks if later > at), at + LAST_KEPT),
            reason=why,
            answer_id=event_id,
        )
    return row.coming or bool(passed)
