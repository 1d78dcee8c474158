"""The two notes about a slot's time: two minutes before its end, and at the end, to the facilitator alone.

The clock is a row. A tick writes each note as a delivery a little ahead, due at its very moment; just before it goes,
it is read again whether it is still true. Nothing moves on by itself.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sets.running import NOTE_BEFORE
from sets.stages import Kind
from storage.outbox import Delivery, Effect, NewDelivery, schedule
from storage.queries import clocks
from storage.queries import sessions as queries
from storage.queries.clocks import Due
from storage.unit_of_work import UnitOfWork, WorkspaceStore

NOTE = "sessions.time_note"
SOON, UP = 1, 2
# The tick comes once a minute, and a note is to come at its second: so it is written down up to this long before.
AHEAD = timedelta(seconds=60)
KEPT = timedelta(minutes=2)
TIMED = (Kind.ISSUE.value, Kind.COMMON.value)


def moments(due: Due) -> list[tuple[int, datetime]]:
    """The notes that are still to come, in order: SOON or UP, and when (aware UTC)."""
    ends_at = due.stage.ends_at
    if ends_at is None:
        return []
    both = [(SOON, ends_at - NOTE_BEFORE), (UP, ends_at)]
    return [note for note in both if note[0] > due.stage.noted]


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Write down the notes whose moment is near. It may run twice: each note has a key of its own."""
    async with store.read() as uow:
        near = [due for due in await clocks.running(uow, TIMED) if _near(due, now)]
    for due in near:
        async with store.write() as uow:
            await _note(uow, due, now)


def _near(due: Due, now: datetime) -> bool:
    return any(at - AHEAD <= now for _, at in moments(due))


async def _note(uow: UnitOfWork, seen: Due, now: datetime) -> None:
    due = await clocks.one(uow, seen.stage.id)
    if due is None or due.facilitator_id is None:
        return
    for number, at in moments(due):
        if at - AHEAD > now:
            break
        ends_at = due.stage.ends_at or at
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=NOTE,
                dedupe=f"{NOTE}:{due.stage.id}:{ends_at.isoformat()}:{number}",
                due_at=max(at, now),
                expires_at=ends_at if number == SOON else ends_at + KEPT,
                recipient_id=due.facilitator_id,
                set_id=due.set_id,
                args={"stage": str(due.stage.id), "ends_at": ends_at.isoformat(), "note": number},
            ),
        )
        await queries.change_stage(uow, due.stage.id, noted=number)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When a note is next to be written down; None: no slot's clock runs."""
    async with store.read() as uow:
        notes = [moments(due) for due in await clocks.running(uow, TIMED)]
    return min((at - AHEAD for each in notes for _, at in each), default=None)


async def still_true(uow: UnitOfWork, delivery: Delivery) -> bool:
    """Whether the slot still runs, ends when it did, and is still led by whom this was written to."""
    due = await clocks.one(uow, UUID(str(delivery.args["stage"])))
    if due is None or due.stage.ends_at is None or due.facilitator_id != delivery.recipient_id:
        return False
    return due.stage.ends_at.isoformat() == str(delivery.args["ends_at"])
