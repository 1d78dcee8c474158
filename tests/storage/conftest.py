"""A whole vault on SQLite and on PostgreSQL: main database and key store, each of the same kind."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from storage.keyring import KeyRing
from tests.postgres import Server
from tests.storage.vault_kit import CopyDatabase, House, copy_sqlite


def _copy_postgres(server: Server) -> CopyDatabase:
    def copy(address: str) -> str:
        found = re.search(r"/([a-z0-9_]+)\?", address)
        assert found is not None
        return server.create_database(f"c_{uuid4().hex}", template=found[1])

    return copy


@pytest.fixture
def keystore_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database for a key store, of the kind of the main database."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'keys.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.create_database(f"k_{uuid4().hex}")


@pytest.fixture
def copy_database(database_url: str, request: pytest.FixtureRequest) -> CopyDatabase:
    """How a database of this kind is copied: a file, or CREATE DATABASE from a template."""
    if database_url.startswith("sqlite"):
        return copy_sqlite
    return _copy_postgres(request.getfixturevalue("postgres"))


@pytest.fixture
async def house(database_url: str, keystore_url: str, copy_database: CopyDatabase) -> AsyncIterator[House]:
    """An installation whose key store is set up; nothing is sealed yet."""
    found = House(database_url, keystore_url, KeyRing.generate(), copy_database)
    await found.set_up()
    yield found
    await found.close()
