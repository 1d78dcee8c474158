"""Tidying up each minute: the outbox's finished rows shrink after a day, old receipts go."""

from datetime import datetime

from handlers.feature import Feature, Tick
from storage import backlog, receipts
from storage.unit_of_work import WorkspaceStore


async def tidy_outbox(store: WorkspaceStore, now: datetime) -> None:
    """Empty the arguments of deliveries that ended a day ago (privacy.md section 4), some hundreds at a time."""
    async with store.read() as uow:
        if not await backlog.anything_to_tidy(uow, now):
            return
    async with store.write() as uow:
        await backlog.tidy(uow, now)


async def forget_receipts(store: WorkspaceStore, now: datetime) -> None:
    """Delete receipts past their time."""
    async with store.write() as uow:
        await receipts.forget_old(uow, now)


async def never(_store: WorkspaceStore, _now: datetime) -> datetime | None:
    """Tidying wakes nobody: it happens when a tick runs anyway."""
    return None


FEATURE = Feature(
    "housekeeping",
    ticks=(Tick("outbox.tidy", tidy_outbox, never), Tick("receipts.forget", forget_receipts, never)),
)
