"""Moments of the calendar that somebody who tries the bot in a simulated time may want to go to."""

from datetime import datetime

from storage.queries import calendar, digest
from storage.unit_of_work import WorkspaceStore


async def next_session(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next planned session of any set begins (aware UTC); None when nothing is booked."""
    async with store.read() as uow:
        return await calendar.next_start(uow, now)


async def next_digest(store: WorkspaceStore) -> datetime | None:
    """When the next weekly note goes to a coordinator (aware UTC); None when nobody coordinates."""
    async with store.read() as uow:
        _, earliest = await digest.next_due(uow)
    return earliest
