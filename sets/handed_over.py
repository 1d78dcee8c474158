"""The end of a hand-over: complete only when Slack says that the coach left the channel (privacy.md section 2)."""

from datetime import datetime
from uuid import UUID

from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import handover as queries
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork

KEPT_IN = "handover.kept_in"


async def coach_out(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Somebody is out of the channel: when that is the coach who handed over, the hand-over is complete.

    The set was told when it would be, and is not told again.
    """
    row = await queries.of_coach(uow, set_id, person_id)
    if row is not None:
        await queries.change(uow, row, "complete")


async def coach_kept(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Slack would not take them out: the set is told, and asked to do it by hand."""
    row = await queries.of_coach(uow, set_id, person_id)
    if row is not None:
        await announce(uow, KEPT_IN, row.id, set_id, now)


async def announce(
    uow: UnitOfWork, kind: str, handover_id: UUID, set_id: UUID, due_at: datetime, expires_at: datetime | None = None
) -> None:
    """A word in the set's channel, once."""
    found = await learning_set(uow, set_id)
    if found is not None and found.channel_id is not None:
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=kind,
                dedupe=f"{kind}:{handover_id}",
                due_at=due_at,
                expires_at=expires_at,
                set_id=set_id,
                channel=found.channel_id,
                args={"handover": str(handover_id)},
            ),
        )
