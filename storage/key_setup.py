"""The first master key of a new installation."""

import os
from pathlib import Path

from storage.engine import Database
from storage.keyring import KeyRing
from storage.keystore import KeyStore
from storage.queries import data_keys
from storage.vault_errors import DatabaseNotEmpty, KeyFileExists, KeyStoreNotApart


async def make_keys(key_file: Path, keystore: Database, main: Database) -> KeyRing:
    """Make a master key, write it to a new file (mode 0600), and set the key store up for it. Returns the ring.

    Raises DatabaseNotEmpty where the main database or the key store knows a data key or a master key, KeyFileExists,
    KeyFileNotWritten, KeyStoreNewer, KeyStoreNotApart. Stopped between file and commit it leaves the file, never a
    store without one.
    """
    check_apart(keystore, main)
    async with main.read() as connection:
        if await data_keys.any_at_all(connection):
            raise DatabaseNotEmpty
    _refuse_existing(key_file)
    ring = KeyRing.generate()
    store = KeyStore(keystore)
    await store.create_schema()
    async with store.founding(ring.current):
        # The file is on the disk before the store's row is committed: a store is never set up for a key nobody has.
        ring.write_new_file(key_file)
    return ring


async def set_up_store(keystore: Database, ring: KeyRing) -> KeyStore:
    """Set a new key store up for a ring made elsewhere (a key held in the environment, a trial, a test).

    Raises DatabaseNotEmpty where the store knows a key already, KeyStoreNewer.
    """
    store = KeyStore(keystore)
    await store.create_schema()
    async with store.founding(ring.current):
        pass
    return store


def check_apart(keystore: Database, main: Database) -> None:
    """Raises KeyStoreNotApart if both are one database: the bot asks this at every start, too."""
    if _identity(keystore) == _identity(main):
        raise KeyStoreNotApart


def _identity(database: Database) -> object:
    """What two addresses of one database share: the file, or the server and the database's name."""
    url = database.url
    if database.dialect == "sqlite":
        return os.path.realpath(url.database or "")
    return url.host or url.query.get("host"), url.port or 5432, url.database


def _refuse_existing(key_file: Path) -> None:
    """Early, so that a refusal creates nothing; the writing itself refuses again, without a gap."""
    if key_file.exists() or key_file.is_symlink():
        raise KeyFileExists(str(key_file))
