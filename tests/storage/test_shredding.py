"""Destroying a scope's keys: at once, in every replica, and out of the key store's files."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from storage.keystore import wrapped_key
from storage.vault import Vault, VaultSession
from storage.vault_errors import KeyGone, SealBroken
from tests.storage.vault_kit import House, all_bytes, file_bytes, new_set


async def test_a_destroyed_scope_neither_opens_nor_seals(house: House) -> None:
    gone, kept = new_set(), new_set()
    note, other = await house.seal(gone, "gone"), await house.seal(kept, "kept")
    assert await house.vault.shred(house.main, house.workspace_id, gone) == 1
    for vault in (house.vault, Vault(house.keystore, house.ring)):
        with pytest.raises(KeyGone):
            await house.open(note, vault=vault)
        with pytest.raises(KeyGone):
            await house.seal(gone, "more", vault=vault)
        assert await house.open(other, vault=vault) == "kept"
    assert await house.vault.shred(house.main, house.workspace_id, gone) == 1
    assert await house.vault.shred(house.main, house.workspace_id, new_set()) == 0
    assert await house.vault.shred(house.main, uuid4(), kept) == 0
    assert await house.open(other) == "kept"


async def test_a_replica_that_has_the_key_in_memory_stops_using_it(house: House) -> None:
    scope = new_set()
    replica = Vault(house.keystore, house.ring)
    note = await house.seal(scope, "words")
    assert await house.open(note, vault=replica) == "words"
    await house.vault.shred(house.main, house.workspace_id, scope)
    with pytest.raises(KeyGone):
        await house.open(note, vault=replica)


async def test_a_misplaced_record_of_a_destroyed_key_is_broken_not_gone(house: House) -> None:
    """ "Gone" would read as if these words had been there once."""
    gone, kept = new_set(), new_set()
    note, other = await house.seal(gone, "gone"), await house.seal(kept, "kept")
    await house.vault.shred(house.main, house.workspace_id, gone)
    with pytest.raises(SealBroken):
        await house.open(replace(other, record=note.record))
    with pytest.raises(SealBroken):
        await house.open(note, workspace_id=uuid4())


async def test_a_destroyed_key_leaves_memory(house: House) -> None:
    gone = new_set()
    await house.seal(gone, "gone")
    await house.seal(new_set(), "kept")
    await house.vault.shred(house.main, house.workspace_id, gone)
    assert gone not in {scope for _, scope, _ in house.vault._opened}
    assert len(house.vault._opened) == 1


async def test_nothing_of_a_destroyed_key_is_left_in_the_files(house: House) -> None:
    await house.seal(new_set(), "kept")
    gone = new_set()
    note = await house.seal(gone, "gone")
    stored = await house.keystore.get(UUID(bytes=note.record[1:17]))
    assert stored is not None
    secret = stored.wrapped[-48:]
    assert secret in await _kept(house)
    await house.vault.shred(house.main, house.workspace_id, gone)
    assert secret not in await _kept(house)


async def test_a_renewed_scope_opens_nothing_of_before_and_seals_anew(house: House) -> None:
    scope = new_set()
    note = await house.seal(scope, "before")
    async with house.main.write() as connection:
        session = VaultSession(house.vault, connection, house.workspace_id)
        await session.renew(scope)
    await session.finish()
    for vault in (house.vault, Vault(house.keystore, house.ring)):
        with pytest.raises(KeyGone):
            await house.open(note, vault=vault)
        assert await house.open(await house.seal(scope, "after", vault=vault), vault=vault) == "after"
    assert await house.keystore.get(UUID(bytes=note.record[1:17])) is None


async def test_a_scope_without_words_or_destroyed_is_not_renewed(house: House) -> None:
    unused, gone = new_set(), new_set()
    await house.seal(gone, "gone")
    await house.vault.shred(house.main, house.workspace_id, gone)
    async with house.main.write() as connection:
        for scope in (unused, gone):
            await VaultSession(house.vault, connection, house.workspace_id).renew(scope)
    with pytest.raises(KeyGone):
        await house.seal(gone, "more")


async def _kept(house: House) -> bytes:
    """SQLite: every byte of the key store's files, its log among them. PostgreSQL looks after its files by itself (what
    is promised there is the tombstone and the rewrapping): every byte that a table shows."""
    if house.main.dialect == "postgresql":
        return b"".join(await all_bytes(house.keystore_database, wrapped_key))
    return file_bytes(Path(str(house.keystore_database.url.database)))
