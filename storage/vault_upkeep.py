"""What keeps main database and key store in step: run at every start, and after every restore before serving."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from storage.engine import Database
from storage.keystore import KeyStore
from storage.queries import data_keys

ORPHANS_KEPT: Final = timedelta(hours=1)
"""How long bytes without a row are left alone: far longer than any transaction that might be adding the row."""


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """What a reconciliation did: counts, and the ids of keys that an operator has to bring back."""

    destroyed_again: int
    """Rows that a restored database showed as usable though their key was destroyed: marked destroyed again."""
    bytes_destroyed: int
    """Bytes that were still, or again, in the key store though their row says destroyed."""
    orphans_removed: int
    """Bytes that no row pointed to for an hour."""
    lost: tuple[UUID, ...]
    """Usable rows without bytes and without tombstone: their words open once the key store's backup is put back."""
    log_emptied: bool
    """Whether SQLite's write-ahead log of the key store is empty now; if not, the next run tries again."""


async def reconcile(keystore: KeyStore, database: Database, now: datetime) -> ReconcileReport:
    """Apply all tombstones, finish half-done makings and destructions. Safe to repeat, and beside a running bot.

    The rows are read before the bytes, and the tombstones last: a key that is made meanwhile then looks like an orphan,
    which costs a mark that the next run takes back; it never looks lost.
    """
    destroyed_again = await _apply_tombstones(keystore, database)
    async with database.read() as connection:
        rows = {row.id: row for row in await data_keys.everywhere(connection)}
    stored = await keystore.stored()
    tombstones = await keystore.tombstones()

    destroyed = {key_id for key_id, row in rows.items() if row.state == "destroyed"}
    unfinished = (destroyed - tombstones) | ((destroyed | tombstones) & stored.keys())
    if unfinished:
        await keystore.destroy(unfinished)
    orphans = stored.keys() - rows.keys() - tombstones
    removed = await _sweep_orphans(keystore, {key_id: stored[key_id] for key_id in orphans}, now)
    found_again = [key_id for key_id, since in stored.items() if since is not None and key_id in rows]
    if found_again:
        await keystore.mark_orphans(found_again, None)
    lost = rows.keys() - destroyed - stored.keys() - tombstones
    return ReconcileReport(
        destroyed_again=destroyed_again,
        bytes_destroyed=len(unfinished & stored.keys()),
        orphans_removed=removed,
        lost=tuple(sorted(lost)),
        log_emptied=await keystore.empty_log(),
    )


async def _apply_tombstones(keystore: KeyStore, database: Database) -> int:
    """Mark the rows of destroyed keys destroyed; how many were not (the database was restored from before)."""
    tombstones = await keystore.tombstones()
    async with database.write() as connection:
        return await data_keys.destroy(connection, tombstones)


async def _sweep_orphans(keystore: KeyStore, orphans: dict[UUID, datetime | None], now: datetime) -> int:
    """Mark new orphans, remove those marked for long enough; how many were removed."""
    new = [key_id for key_id, since in orphans.items() if since is None]
    old = [key_id for key_id, since in orphans.items() if since is not None and now - since >= ORPHANS_KEPT]
    if new:
        await keystore.mark_orphans(new, now)
    if old:
        await keystore.forget(old)
    return len(old)
