"""The key store's file and tables, and `setkeeper keys init`."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError

from bot import keys
from storage.engine import Database
from storage.key_setup import check_apart, make_keys, set_up_store
from storage.keyring import KeyRing
from storage.keystore import KeyStore
from storage.models import Base
from storage.vault import Vault
from storage.vault_errors import DatabaseNotEmpty, KeyFileExists, KeyFileNotWritten, KeyStoreNewer, KeyStoreNotApart
from tests.storage.vault_kit import House, modes, new_set


@pytest.fixture
async def main(database_url: str) -> AsyncIterator[Database]:
    found = Database.connect(database_url)
    yield found
    await found.close()


@pytest.fixture
async def keystore_database(keystore_url: str) -> AsyncIterator[Database]:
    found = Database.connect(keystore_url)
    yield found
    await found.close()


async def test_init_makes_a_closed_file_and_a_store_that_fit(
    main: Database, keystore_database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "setkeeper.key"
    told = await keys.init(path, keystore_database, main)
    ring = KeyRing.from_file(path)
    await Vault(KeyStore(keystore_database), ring).open_store()
    assert modes(tmp_path)["setkeeper.key"] == 0o600
    assert ring.current.id in told
    assert str(path) in told
    lines = path.read_text().splitlines()
    assert lines[-1].partition(":")[2] not in told


async def test_init_works_before_the_first_migration(keystore_database: Database, tmp_path: Path) -> None:
    empty = Database.connect(f"sqlite:///{tmp_path / 'new.db'}")
    await make_keys(tmp_path / "setkeeper.key", keystore_database, empty)
    await empty.close()


async def test_init_refuses_an_existing_file(main: Database, keystore_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "setkeeper.key"
    path.write_text("somebody's key")
    with pytest.raises(KeyFileExists):
        await keys.init(path, keystore_database, main)
    assert path.read_text() == "somebody's key"
    assert await _table_names(keystore_database) == []


async def test_init_refuses_a_database_with_keys(house: House, keystore_url: str, tmp_path: Path) -> None:
    gone = new_set()
    await house.seal(gone, "words")
    await house.vault.shred(house.main, house.workspace_id, gone)  # a destroyed key counts too
    path = tmp_path / "setkeeper.key"
    fresh = Database.connect(f"sqlite:///{tmp_path / 'fresh.db'}")
    with pytest.raises(DatabaseNotEmpty):
        await keys.init(path, fresh, house.main)
    await fresh.close()
    assert not path.exists()
    assert not (tmp_path / "fresh.db").exists()


async def test_init_refuses_a_store_that_is_set_up(house: House, tmp_path: Path) -> None:
    path = tmp_path / "setkeeper.key"
    with pytest.raises(DatabaseNotEmpty):
        await keys.init(path, house.keystore_database, house.main)
    assert not path.exists()
    await house.vault.open_store()
    with pytest.raises(DatabaseNotEmpty):
        await set_up_store(house.keystore_database, KeyRing.generate())


async def test_init_refuses_a_newer_store(house: House, tmp_path: Path) -> None:
    async with house.keystore_database.write() as connection:
        await connection.exec_driver_sql("UPDATE keystore_version SET version = 2")
    with pytest.raises(KeyStoreNewer):
        await keys.init(tmp_path / "setkeeper.key", house.keystore_database, house.main)
    assert not (tmp_path / "setkeeper.key").exists()


async def test_init_refuses_keys_inside_the_main_database(
    main: Database, database_url: str, keystore_database: Database, tmp_path: Path
) -> None:
    again = Database.connect(database_url.replace("sqlite:///", "sqlite:////."))
    with pytest.raises(KeyStoreNotApart):
        await keys.init(tmp_path / "setkeeper.key", again, main)
    await again.close()
    assert not (tmp_path / "setkeeper.key").exists()
    check_apart(keystore_database, main)


async def test_init_that_cannot_write_its_file_can_be_tried_again(
    main: Database, keystore_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(KeyFileNotWritten):
        await keys.init(tmp_path / "none" / "setkeeper.key", keystore_database, main)
    assert await KeyStore(keystore_database).checks() == {}
    await keys.init(tmp_path / "setkeeper.key", keystore_database, main)


async def test_two_inits_at_once_make_one_key(main: Database, keystore_database: Database, tmp_path: Path) -> None:
    found = await asyncio.gather(
        *(make_keys(tmp_path / f"{number}.key", keystore_database, main) for number in range(4)),
        return_exceptions=True,
    )
    rings = [ring for ring in found if isinstance(ring, KeyRing)]
    assert len(rings) == 1
    assert sum(isinstance(refusal, DatabaseNotEmpty) for refusal in found) == 3
    assert set(await KeyStore(keystore_database).checks()) == {rings[0].current.id}
    assert len([name for name in modes(tmp_path) if name.endswith(".key")]) == 1


async def test_rewrap_tells_what_it_did(house: House) -> None:
    await house.seal(new_set(), "words")
    ring = KeyRing((KeyRing.generate().current, house.ring.current))
    told = await keys.rewrap(ring, house.keystore_database, house.main)
    assert "1 data keys" in told
    assert ring.current.id in told


async def test_a_new_sqlite_store_is_closed_to_others(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        database = Database.connect(f"sqlite:///{tmp_path / 'keys.db'}")
        await set_up_store(database, KeyRing.generate())
        found = modes(tmp_path)
        await database.close()
    finally:
        os.umask(before)
    assert "keys.db" in found
    assert set(found.values()) == {0o600}


async def test_an_id_is_stored_once(house: House) -> None:
    key_id = uuid4()
    await house.keystore.put(key_id, "k", b"first")
    with pytest.raises(IntegrityError) as caught:
        await house.keystore.put(key_id, "k", b"second")
    assert "second" not in str(caught.value)
    found = await house.keystore.get(key_id)
    assert found is not None
    assert found.wrapped == b"first"


async def test_a_destroyed_key_is_not_brought_back_by_a_rewrap(house: House) -> None:
    key_id = uuid4()
    await house.keystore.put(key_id, "k", b"bytes")
    await house.keystore.destroy([key_id])
    await house.keystore.rewrap(key_id, "k", b"again")
    assert await house.keystore.get(key_id) is None
    assert await house.keystore.is_destroyed(key_id)
    assert not await house.keystore.is_destroyed(uuid4())


async def test_the_log_is_not_empty_while_someone_reads(house: House) -> None:
    if house.main.dialect != "sqlite":
        assert await house.keystore.empty_log()
        return
    await house.keystore.put(uuid4(), "k", b"bytes")
    async with house.keystore_database.read() as reader:
        await reader.exec_driver_sql("SELECT count(*) FROM wrapped_key")
        await house.keystore.put(uuid4(), "k", b"bytes")
        assert not await house.keystore.empty_log()
    assert await house.keystore.empty_log()


async def test_the_two_databases_share_no_table(house: House) -> None:
    stored = set(await _table_names(house.keystore_database))
    assert stored == {"wrapped_key", "tombstone", "keystore_check", "keystore_version"}
    assert not stored & set(Base.metadata.tables)


async def _table_names(database: Database) -> list[str]:
    async with database.read() as connection:
        return await connection.run_sync(lambda found: inspect(found).get_table_names())
