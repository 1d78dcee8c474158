"""The vault: seals words under a random data key a scope, and destroys keys so that nobody can open them again.

Two databases hold a data key together: the main database has its row (whose key, and whether it may be used), the key
store has its bytes, wrapped under a master key. To make one: bytes, then row. To destroy one: row, then bytes. Whatever
stops in between is finished by `reconcile` (storage/vault_upkeep.py), which runs at every start.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import cipher, vault_upkeep
from storage.cipher import Place, Scope
from storage.confidential import Confidential, SecretBytes
from storage.engine import Database
from storage.fields import Field
from storage.keyring import KeyRing
from storage.keystore import KeyStore, Wrapped
from storage.queries import data_keys
from storage.queries.data_keys import KeyRow
from storage.vault_errors import KeyGone, KeyLost, KeyStoreEmpty, SealBroken, UnknownKey
from storage.vault_upkeep import ReconcileReport

__all__ = ["ReconcileReport", "Scope", "Vault", "VaultSession"]

_CACHED_KEYS: Final = 10_000
_CacheKey = tuple[UUID, Scope, UUID]


class Vault:
    """Seals and opens records. One for the process; keeps opened data keys in memory.

    Only bytes are kept, never whether a key may be used: that is read with each record, in its transaction, so a key
    destroyed by another replica is not used again here.
    """

    def __init__(self, keystore: KeyStore, ring: KeyRing) -> None:
        self._keystore = keystore
        self._ring = ring
        self._opened: dict[_CacheKey, SecretBytes] = {}

    async def open_store(self) -> None:
        """Check that ring and key store belong together, before anything is served. Makes no data key.

        A master key that is new to the store is recorded, if another of the ring is known there (a rotation). Raises
        KeyStoreEmpty, KeyStoreNewer, WrongKey (a known id with other bytes) or UnknownKey (the store needs a master key
        the ring has not, or knows none of the ring's).
        """
        await self._keystore.check_version()
        checks = await self._keystore.checks()
        if not checks:
            raise KeyStoreEmpty
        ring = self._ring.by_id
        for key in ring.values():
            if key.id in checks:
                cipher.verify_check(key.key, key.id, checks[key.id])
        needed = await self._keystore.master_keys_in_use() - ring.keys()
        if needed or not checks.keys() & ring.keys():
            raise UnknownKey(", ".join(sorted(needed or checks.keys())))
        for key in ring.values():
            if key.id not in checks:
                await self._keystore.add_check(key)

    async def seal(
        self,
        connection: AsyncConnection,
        workspace_id: UUID,
        field: Field,
        scope: Scope,
        row_id: UUID,
        words: Confidential,
    ) -> bytes:
        """One record, in the caller's write transaction; see `VaultSession.seal`."""
        return await VaultSession(self, connection, workspace_id).seal(field, scope, row_id, words)

    async def unseal(
        self, connection: AsyncConnection, workspace_id: UUID, field: Field, scope: Scope, row_id: UUID, record: bytes
    ) -> Confidential:
        """One record's words, in the caller's transaction; see `VaultSession.unseal`."""
        return await VaultSession(self, connection, workspace_id).unseal(field, scope, row_id, record)

    async def shred(self, database: Database, workspace_id: UUID, scope: Scope) -> int:
        """Destroy every data key of a scope: the rows, committed, then the bytes. Returns how many keys it had.

        Safe to repeat; a unit of work has its own `shred`. Nothing can be sealed for that scope again. The words are
        gone from the live system at once, from backups of the key store when those expire, and for good once the
        surviving keys are rewrapped under a new master key.
        """
        async with database.write() as connection:
            keys = await data_keys.of_scope(connection, workspace_id, scope)
            await data_keys.destroy(connection, [key.id for key in keys])
        await self.destroy_bytes(keys)
        return len(keys)

    async def destroy_bytes(self, keys: Sequence[KeyRow]) -> None:
        """The bytes of keys whose rows are destroyed, in memory and in the key store."""
        self.forget(keys)
        await self._keystore.destroy([key.id for key in keys])

    async def reconcile(self, database: Database, now: datetime) -> ReconcileReport:
        """Finish what a stop or a restore left half done; see `storage.vault_upkeep.reconcile`. `now`: aware UTC."""
        self._opened.clear()
        return await vault_upkeep.reconcile(self._keystore, database, now)

    async def rewrap(self, database: Database) -> int:
        """Wrap every data key again that is not under the ring's first master key; returns how many there were.

        Records stay as they are. Keys without bytes are passed over (`reconcile` reports them). Raises UnknownKey or
        SealBroken at the first key that cannot be opened; what was rewrapped until then stays so, and the next call
        does the rest.
        """
        async with database.read() as connection:
            rows = await data_keys.everywhere(connection)
        current = self._ring.current
        changed = 0
        for row in rows:
            stored = None if row.state == "destroyed" else await self._keystore.get(row.id)
            if stored is None or stored.master_key_id == current.id:
                continue
            key = self._unwrapped(row, stored)
            wrapped = cipher.wrap(current.key, current.id, key, row.id, row.workspace_id, row.scope)
            await self._keystore.rewrap(row.id, current.id, wrapped)
            changed += 1
        await self._keystore.empty_log()
        return changed

    async def key(self, row: KeyRow) -> SecretBytes:
        """A data key's bytes, from memory or the key store. The caller has just read the row.

        Raises KeyGone where the key has a tombstone, KeyLost where the bytes are missing without one, UnknownKey where
        the ring has not their master key, SealBroken where they were changed or belong to another scope.
        """
        cached = self._opened.get((row.workspace_id, row.scope, row.id))
        if cached is not None:
            return cached
        stored = await self._keystore.get(row.id)
        if stored is None:
            raise (KeyGone if await self._keystore.is_destroyed(row.id) else KeyLost)(str(row.id))
        key = self._unwrapped(row, stored)
        self._keep(row, key)
        return key

    async def make_key(self, workspace_id: UUID, scope: Scope, version: int = 1) -> KeyRow:
        """A new data key: its bytes are stored before this returns, its row is for the caller to add."""
        row = KeyRow(workspace_id, uuid4(), scope, version=version, state="active")
        key = SecretBytes(secrets.token_bytes(cipher.KEY_BYTES))
        master = self._ring.current
        wrapped = cipher.wrap(master.key, master.id, key, row.id, workspace_id, scope)
        await self._keystore.put(row.id, master.id, wrapped)
        self._keep(row, key)
        return row

    async def discard_key(self, row: KeyRow) -> None:
        """Take back a key from `make_key` whose row was not added, because another came first."""
        self.forget([row])
        await self._keystore.forget([row.id])

    def forget(self, rows: Iterable[KeyRow]) -> None:
        """Drop these keys from memory."""
        for row in rows:
            self._opened.pop((row.workspace_id, row.scope, row.id), None)

    def _unwrapped(self, row: KeyRow, stored: Wrapped) -> SecretBytes:
        master = self._ring.by_id.get(stored.master_key_id)
        if master is None:
            raise UnknownKey(stored.master_key_id)
        return cipher.unwrap(master.key, master.id, stored.wrapped, row.id, row.workspace_id, row.scope)

    def _keep(self, row: KeyRow, key: SecretBytes) -> None:
        if len(self._opened) >= _CACHED_KEYS:
            self._opened.pop(next(iter(self._opened)))  # the oldest; it is opened again when needed
        self._opened[row.workspace_id, row.scope, row.id] = key


class VaultSession:
    """The vault within one transaction of one workspace: remembers the key rows it read in it, and no longer."""

    def __init__(self, vault: Vault, connection: AsyncConnection, workspace_id: UUID) -> None:
        self._vault = vault
        self._connection = connection
        self._workspace_id = workspace_id
        self._rows: dict[UUID, KeyRow] = {}
        self._sealing: dict[Scope, KeyRow] = {}
        self._doomed: list[KeyRow] = []

    async def seal(self, field: Field, scope: Scope, row_id: UUID, words: Confidential) -> bytes:
        """The record of these words, for this column of this row. The scope's first record makes its data key.

        Raises WordsTooLong, or KeyGone where the scope's keys were destroyed; KeyLost, UnknownKey or SealBroken where
        the key store and the database do not fit each other.
        """
        row = self._sealing.get(scope) or await self._sealing_row(scope)
        self._sealing[scope] = self._rows[row.id] = row
        return cipher.seal(await self._vault.key(row), row.id, self._place(field, scope, row_id), words)

    async def unseal(self, field: Field, scope: Scope, row_id: UUID, record: bytes) -> Confidential:
        """The words of a record read in this transaction from this column of this row.

        Raises SealBroken where record, place or key do not fit together in every bit, KeyGone where the key was
        destroyed; KeyLost or UnknownKey where the key store lacks what it should have.
        """
        key_id = cipher.key_id_of(record)
        row = self._rows.get(key_id) or await data_keys.by_id(self._connection, self._workspace_id, key_id)
        # A key this workspace never had, or another scope's: the record was changed or is in the wrong place.
        if row is None or row.scope != scope:
            raise SealBroken(str(row_id))
        self.note_key(row)
        if row.state == "destroyed":
            self._vault.forget([row])
            raise KeyGone(str(row_id))
        return cipher.unseal(await self._vault.key(row), self._place(field, scope, row_id), record)

    async def shred(self, scope: Scope) -> None:
        """Destroy a scope's keys with this transaction: the rows in it, the bytes by `finish` once it is kept.

        Whatever stops in between is finished by `reconcile` at the next start.
        """
        keys = await data_keys.of_scope(self._connection, self._workspace_id, scope)
        await data_keys.destroy(self._connection, [key.id for key in keys])
        self._sealing.pop(scope, None)
        for key in keys:
            self._rows.pop(key.id, None)
        self._doomed += keys

    async def renew(self, scope: Scope) -> None:
        """Destroy a scope's keys, as `shred`, and give it a new one: what was sealed for it until now is gone, in older
        copies of the database too, and new words can be sealed. The caller has deleted those records."""
        keys = await data_keys.of_scope(self._connection, self._workspace_id, scope)
        if not any(key.state == "active" for key in keys):
            return
        await self.shred(scope)
        made = await self._vault.make_key(self._workspace_id, scope, version=keys[0].version + 1)
        if not await data_keys.add(self._connection, made):
            raise RuntimeError("a data key was renewed twice at once")
        self._sealing[scope] = self._rows[made.id] = made

    async def finish(self) -> None:
        """The transaction is kept: the bytes of the keys destroyed in it go too."""
        if self._doomed:
            await self._vault.destroy_bytes(self._doomed)
            self._doomed = []

    def note_key(self, row: KeyRow) -> None:
        """A key row that the caller read in this transaction: it is not looked for again."""
        self._rows[row.id] = row
        if row.state == "active":
            self._sealing.setdefault(row.scope, row)

    def _place(self, field: Field, scope: Scope, row_id: UUID) -> Place:
        return Place(self._workspace_id, field.table_id, field.field_id, scope, row_id)

    async def _sealing_row(self, scope: Scope) -> KeyRow:
        """The scope's active key, made if the scope never had one."""
        found = await data_keys.of_scope(self._connection, self._workspace_id, scope)
        if not found:
            made = await self._vault.make_key(self._workspace_id, scope)
            if await data_keys.add(self._connection, made):
                return made
            # Another transaction made the scope's key since we looked; ours was never used.
            await self._vault.discard_key(made)
            found = await data_keys.of_scope(self._connection, self._workspace_id, scope)
        active = next((row for row in found if row.state == "active"), None)
        if active is None:
            self._vault.forget(found)
            raise KeyGone(str(scope.id))
        return active
