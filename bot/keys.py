"""`setkeeper keys ...`: plain functions that the command line calls; nothing here prints a key."""

from pathlib import Path

from storage.engine import Database
from storage.key_setup import make_keys
from storage.keyring import KeyRing
from storage.keystore import KeyStore
from storage.vault import Vault


async def init(key_file: Path, keystore: Database, main: Database) -> str:
    """`setkeeper keys init`: make the master key of a new installation. Returns the sentences to print.

    Raises a VaultError, whose text can be printed as it is, where there is a key file or any key already.
    """
    ring = await make_keys(key_file, keystore, main)
    return (
        f"Made the master key {ring.current.id} in {key_file}.\n"
        "Keep a copy of this file somewhere safe, apart from the backups of the database: "
        "without it nobody can read the words of your sets."
    )


async def rewrap(ring: KeyRing, keystore: Database, main: Database) -> str:
    """After a new master key was put first in the key file: move every data key under it. Returns what to print."""
    vault = Vault(KeyStore(keystore), ring)
    await vault.open_store()
    changed = await vault.rewrap(main)
    return (
        f"{changed} data keys are now under the master key {ring.current.id}. "
        "Older lines can be taken out of the key file."
    )
