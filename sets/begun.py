"""The coordinator hears once that a set has begun: as soon as enough of the people they asked have joined."""

from datetime import datetime, timedelta
from uuid import UUID

from sets.set_forms import FEWEST
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import setup
from storage.unit_of_work import UnitOfWork

NOTE, STEP = "setup.begun", "begun"
# Time for an Undo, and for the channel to be made.
SETTLED, KEPT = timedelta(minutes=10), timedelta(days=14)


async def joined(uow: UnitOfWork, set_id: UUID, coordinator_id: UUID, now: datetime) -> None:
    """Somebody has joined: if that makes it a set for the first time, its coordinator is told."""
    if not await setup.enough_joined(uow, set_id, STEP, FEWEST):
        return
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=NOTE,
            dedupe=f"{NOTE}:{set_id}",
            due_at=now + SETTLED,
            expires_at=now + KEPT,
            recipient_id=coordinator_id,
            set_id=set_id,
        ),
    )
