"""Starting on a key store: the master keys have to fit it; and a new master key taking over."""

from dataclasses import replace

import pytest

from storage.keyring import KeyRing
from storage.keystore import keystore_check, tombstone
from storage.vault import Vault
from storage.vault_errors import KeyStoreEmpty, KeyStoreNewer, UnknownKey, WrongKey
from tests.storage.vault_kit import House, new_set


async def test_a_wrong_key_of_the_same_name_is_refused_at_the_start(house: House) -> None:
    await house.seal(new_set(), "words")
    other = KeyRing.generate().current
    ring = KeyRing((replace(other, id=house.ring.current.id),))
    with pytest.raises(WrongKey) as caught:
        await Vault(house.keystore, ring).open_store()
    assert caught.value.reference == house.ring.current.id


async def test_an_unknown_key_is_refused_at_the_start(house: House) -> None:
    for _ in range(2):  # an empty store, then one with a key in it
        with pytest.raises(UnknownKey) as caught:
            await Vault(house.keystore, KeyRing.generate()).open_store()
        assert caught.value.reference == house.ring.current.id
        await house.seal(new_set(), "words")
    await house.vault.open_store()


async def test_a_record_whose_master_key_is_missing_names_it(house: House) -> None:
    note = await house.seal(new_set(), "words")
    with pytest.raises(UnknownKey, match=house.ring.current.id):
        await house.open(note, vault=Vault(house.keystore, KeyRing.generate()))


async def test_a_store_without_a_schema_or_a_key_is_refused(house: House) -> None:
    async with house.keystore_database.write() as connection:
        await connection.execute(keystore_check.delete())
    with pytest.raises(KeyStoreEmpty):
        await house.vault.open_store()
    async with house.keystore_database.write() as connection:
        for table in ("wrapped_key", "tombstone", "keystore_check", "keystore_version"):
            await connection.exec_driver_sql(f"DROP TABLE {table}")
    with pytest.raises(KeyStoreEmpty):
        await house.vault.open_store()


async def test_a_newer_store_is_refused_and_left_alone(house: House) -> None:
    async with house.keystore_database.write() as connection:
        await connection.exec_driver_sql("UPDATE keystore_version SET version = 2")
        await connection.exec_driver_sql("DROP TABLE tombstone")
    with pytest.raises(KeyStoreNewer):
        await house.vault.open_store()
    with pytest.raises(KeyStoreNewer):
        await house.keystore.create_schema()
    async with house.keystore_database.read() as connection:
        assert not await connection.run_sync(lambda found: found.dialect.has_table(found, tombstone.name))


async def test_a_new_master_key_takes_over(house: House) -> None:
    gone = new_set()
    notes = [await house.seal(new_set(), "words") for _ in range(3)]
    await house.seal(gone, "gone")
    await house.vault.shred(house.main, house.workspace_id, gone)
    new, old = KeyRing.generate().current, house.ring.current

    both = Vault(house.keystore, KeyRing((new, old)))
    await both.open_store()
    late = await house.seal(new_set(), "late", vault=both)
    with pytest.raises(UnknownKey):  # the old one is still needed
        await Vault(house.keystore, KeyRing((new,))).open_store()
    assert await both.rewrap(house.main) == 3
    assert await both.rewrap(house.main) == 0

    alone = Vault(house.keystore, KeyRing((new,)))
    await alone.open_store()
    assert [await house.open(note, vault=alone) for note in [*notes, late]] == ["words"] * 3 + ["late"]
    with pytest.raises(UnknownKey):
        await Vault(house.keystore, KeyRing((old,))).open_store()
