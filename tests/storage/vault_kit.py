"""A main database and a key store beside it, of the same kind, and ways to back both up and put them back."""

import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, Table, select
from sqlalchemy.sql.elements import ColumnElement

from storage.cipher import Scope
from storage.confidential import Confidential
from storage.engine import Database
from storage.fields import Field
from storage.key_setup import set_up_store
from storage.keyring import KeyRing
from storage.keystore import KeyStore
from storage.vault import Vault

CopyDatabase = Callable[[str], str]
"""Copies a database nobody is connected to; takes and returns addresses."""


@dataclass(frozen=True)
class Note:
    """Some sealed words and where they stand."""

    scope: Scope
    row_id: UUID
    record: bytes
    field: Field = Field.ACTION_LABEL


class House:
    """Main database, key store and vault of one installation. A second `Vault` on both is another replica."""

    def __init__(self, main_url: str, keystore_url: str, ring: KeyRing, copy: CopyDatabase) -> None:
        self.main_url, self.keystore_url, self.ring = main_url, keystore_url, ring
        self.workspace_id = uuid4()
        self._copy = copy
        self._connect()

    def _connect(self) -> None:
        self.main = Database.connect(self.main_url, pool_size=4)
        self.keystore_database = Database.connect(self.keystore_url, pool_size=4)
        self.keystore = KeyStore(self.keystore_database)
        self.vault = Vault(self.keystore, self.ring)

    async def set_up(self) -> None:
        await set_up_store(self.keystore_database, self.ring)
        await self.vault.open_store()

    async def close(self) -> None:
        await self.main.close()
        await self.keystore_database.close()

    async def back_up(self) -> tuple[str, str]:
        """Copies of main database and key store as they are now; their addresses."""
        await self.close()
        copies = self._copy(self.main_url), self._copy(self.keystore_url)
        self._connect()
        return copies

    async def restore(self, *, main: str | None = None, keystore: str | None = None) -> None:
        """Start again with these copies in the place of what was there, and a new process's empty memory."""
        await self.close()
        self.main_url, self.keystore_url = main or self.main_url, keystore or self.keystore_url
        self._connect()

    async def seal(self, scope: Scope, words: str, *, vault: Vault | None = None) -> Note:
        row_id = uuid4()
        async with self.main.write() as connection:
            record = await (vault or self.vault).seal(
                connection, self.workspace_id, Field.ACTION_LABEL, scope, row_id, Confidential(words)
            )
        return Note(scope, row_id, record)

    async def open(self, note: Note, *, vault: Vault | None = None, workspace_id: UUID | None = None) -> str:
        async with self.main.read() as connection:
            words = await (vault or self.vault).unseal(
                connection, workspace_id or self.workspace_id, note.field, note.scope, note.row_id, note.record
            )
        return words.reveal()


def new_set() -> Scope:
    return Scope("set", uuid4())


def new_person() -> Scope:
    return Scope("person", uuid4())


async def all_bytes(database: Database, table: Table) -> list[bytes]:
    """Every value of every binary column of a table."""
    columns: list[ColumnElement[bytes]] = [column for column in table.c if isinstance(column.type, LargeBinary)]
    async with database.read() as connection:
        return [value for row in await connection.execute(select(*columns)) for value in row]


def copy_sqlite(address: str) -> str:
    path = Path(address.removeprefix("sqlite:///"))
    assert not Path(f"{path}-wal").exists(), "a copy is taken when nobody is connected"
    copy = path.with_name(f"{uuid4().hex}.db")
    shutil.copy(path, copy)
    return f"sqlite:///{copy}"


def file_bytes(path: Path) -> bytes:
    """The bytes of a SQLite database's file, log and index."""
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def modes(folder: Path) -> dict[str, int]:
    """The permissions of every file in a folder."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
