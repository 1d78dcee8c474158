"""The Home tab: what one person may see there, and when it is published again.

Slack keeps the last Home it was given, so it holds dates, counts and own labels only (privacy.md section 1).
"""

from datetime import datetime, timedelta
from uuid import UUID

from storage.outbox import Effect, NewDelivery, schedule
from storage.unit_of_work import UnitOfWork

KIND = "home.publish"
# Changes within one span are published together, a little after its end: a transaction that began in the span has
# committed by then, since Slack gives no listener longer than three seconds.
SPAN_S = 10
MARGIN = timedelta(seconds=5)


async def changed(uow: UnitOfWork, person_id: UUID, now: datetime) -> None:
    """Publish someone's Home again soon, in this transaction; many changes make one publication."""
    span = int(now.timestamp()) // SPAN_S
    due = datetime.fromtimestamp((span + 1) * SPAN_S, tz=now.tzinfo) + MARGIN
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.PUBLISH_HOME,
            kind=KIND,
            dedupe=f"home:{person_id}:{span}",
            due_at=due,
            recipient_id=person_id,
        ),
    )
