"""Real parts for every test: a SQLite file and a PostgreSQL server of its own, both with the shipped migrations."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import hypothesis
import pytest
from _pytest.nodeid import coerce_node_id

from storage.engine import Database
from storage.key_setup import set_up_store
from storage.keyring import KeyRing
from storage.models import Workspace
from storage.schema import create
from storage.unit_of_work import Storage, WorkspaceStore
from storage.vault import Vault
from tests.postgres import Server, start_server

TEMPLATE = "template_setkeeper"
NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)  # a Thursday


# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole stories and the browser first: with several processes the longest tests must not be the last."""
    items.sort(key=lambda item: not {"whole", "browser", "kindness"} & set(item.path.parts))
    for item in items:
        # pytest-xdist 3.8 gives a group to a name that pytest 9.2 no longer reads: each process would tell every story.
        for mark in item.iter_markers("xdist_group"):
            if "@" not in item.nodeid and os.environ.get("PYTEST_XDIST_WORKER"):
                item._id = coerce_node_id(f"{item.nodeid}@{mark.args[0]}")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"

    async def make() -> None:
        database = Database.connect(f"sqlite:///{path}")
        await create(database)
        async with database.write() as connection:
            await connection.exec_driver_sql("SELECT 1")
        await database.close()

    asyncio.run(make())
    return path


@contextmanager
def migrated_server() -> Iterator[Server]:
    """A PostgreSQL server, with a migrated database as a template for others: TEMPLATE."""
    folder = Path(tempfile.mkdtemp(prefix="setkeeper-pg-"))
    server = start_server(folder / "data", durable=False)

    async def make() -> None:
        database = Database.connect(server.create_database(TEMPLATE))
        await create(database)
        await database.close()

    asyncio.run(make())
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server for this test process."""
    with migrated_server() as server:
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite file of this test's own."""
    path = tmp_path / "setkeeper.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: Server) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of this test's own."""
    address = postgres.lend(TEMPLATE)
    yield address
    postgres.take_back(address, TEMPLATE)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database: each test runs on SQLite and on PostgreSQL."""
    found = Database.connect(database_url, pool_size=4)
    yield found
    await found.close()


@pytest.fixture
async def storage(database: Database, tmp_path: Path) -> AsyncIterator[Storage]:
    """Storage on both databases, with a vault whose keys lie in this test's folder."""
    keystore_database = Database.connect(f"sqlite:///{tmp_path / 'keys.db'}")
    yield await make_storage(database, keystore_database)
    await keystore_database.close()


@pytest.fixture
async def store(storage: Storage) -> WorkspaceStore:
    """One fresh workspace, on both databases."""
    return await make_workspace(storage)


@pytest.fixture
async def sqlite_store(sqlite_url: str, tmp_path: Path) -> AsyncIterator[WorkspaceStore]:
    """One fresh workspace on SQLite only, for tests of rules that do not differ between databases."""
    database = Database.connect(sqlite_url, pool_size=2)
    keystore_database = Database.connect(f"sqlite:///{tmp_path / 'keys.db'}")
    yield await make_workspace(await make_storage(database, keystore_database))
    await database.close()
    await keystore_database.close()


async def make_storage(database: Database, keystore_database: Database) -> Storage:
    """Storage with a new key ring and key store."""
    ring = KeyRing.generate()
    vault = Vault(await set_up_store(keystore_database, ring), ring)
    await vault.open_store()
    return Storage(database, vault)


async def make_workspace(storage: Storage, team_id: str = "T0001") -> WorkspaceStore:
    """Add a workspace row and bind a store to it."""
    workspace_id: UUID = uuid4()
    async with storage.database.write() as connection:
        await connection.execute(
            Workspace.__table__.insert().values(  # type: ignore[attr-defined]
                id=workspace_id, enterprise_id="", team_id=team_id, bot_user_id="UBOT", state="active", created_at=NOW
            )
        )
    return storage.workspace(workspace_id)
