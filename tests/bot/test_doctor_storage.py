"""The doctor on what the bot keeps, in many broken states; on both databases."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from bot import doctor, doctor_storage, operator
from bot.settings import Settings, given
from storage.engine import Database
from storage.health import answers
from storage.models import Delivery
from storage.unit_of_work import Storage, WorkspaceStore
from tests.bot.test_doctor import broken, clean, local
from tests.conftest import NOW
from tests.postgres import Server

__all__ = ["clean"]

NOBODY = 65534


@pytest.fixture
async def made(tmp_path: Path) -> Settings:
    """A new installation, in order."""
    settings = local(tmp_path)
    await operator.keys_init(settings)
    assert broken([*await doctor_storage.database(settings), *await doctor_storage.keys(settings)]) == []
    assert broken(await doctor_storage.disk(settings)) == []
    return settings


def main_file(settings: Settings) -> Path:
    path = operator.file_of(settings.main_database)
    assert path is not None
    return path


async def of_database(settings: Settings) -> str:
    (found,) = broken(await doctor_storage.database(settings))
    return found


@pytest.mark.parametrize(("revision", "said"), [("0000", "newer version"), (None, "older version")])
async def test_another_version(made: Settings, revision: str | None, said: str) -> None:
    with sqlite3.connect(main_file(made)) as connection:
        connection.execute("DELETE FROM alembic_version")
        if revision:
            connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    connection.close()
    assert said in await of_database(made)


async def test_an_empty_file(made: Settings) -> None:
    main_file(made).unlink()
    main_file(made).touch()
    assert "setkeeper db upgrade" in await of_database(made)


async def test_a_file_that_is_no_database(made: Settings) -> None:
    main_file(made).write_bytes(b"sentinel " * 1000)
    found = await of_database(made)
    assert "The file there is not a database." in found
    assert "sentinel" not in found


async def test_a_damaged_file(made: Settings) -> None:
    with sqlite3.connect(main_file(made)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'delivery'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    with main_file(made).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert "It is damaged." in await of_database(made)


async def test_a_database_that_somebody_else_holds(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.engine.BUSY_TIMEOUT_MS", 50)
    other = sqlite3.connect(main_file(made), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert "It is busy" in await of_database(made)
    finally:
        other.close()


@pytest.fixture
def somebody_elses(made: Settings) -> Iterator[Settings]:
    """The same files, which this process may read and not write."""
    folder = Path(tempfile.mkdtemp(prefix="setkeeper-doctor-"))
    shutil.copytree(made.data_dir, folder / "var")
    for path in (folder / "var").iterdir():
        path.chmod(0o444)
    for path in (folder, folder / "var"):
        path.chmod(0o555)
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield given(data_dir=folder / "var")
    finally:
        os.seteuid(before)
        (folder / "var").chmod(0o700)
        folder.chmod(0o700)
        shutil.rmtree(folder)


async def test_files_that_may_not_be_written(somebody_elses: Settings) -> None:
    found = await of_database(somebody_elses)
    assert "It can be read but not written to." in found or "It cannot be opened." in found
    assert "can be opened by other users" in broken(await doctor_storage.keys(somebody_elses))[0]
    assert "Other users of this machine can read" in broken(await doctor_storage.disk(somebody_elses))[0]


async def test_a_full_disk(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=99_000_000))
    assert "has 99 MB left" in broken(await doctor_storage.disk(made))[0]


async def test_files_in_a_closed_folder_may_have_any_mode(made: Settings) -> None:
    main_file(made).chmod(0o644)
    assert broken(await doctor_storage.disk(made)) == []
    made.data_dir.chmod(0o755)
    assert "chmod 700" in broken(await doctor_storage.disk(made))[0]


async def test_the_wrong_key_and_no_key(made: Settings, tmp_path: Path) -> None:
    other = local(tmp_path / "other")
    await operator.keys_init(other)
    made.keys.write_bytes(other.keys.read_bytes())
    assert "master key" in broken(await doctor_storage.keys(made))[0]
    made.keys.write_text("k-1:not a key\n")
    found = broken(await doctor_storage.keys(made))[0]
    assert "not in the expected form" in found
    assert "not a key" not in found
    made.keys.unlink()
    assert "The key file is not there." in broken(await doctor_storage.keys(made))[0]


async def test_keys_in_the_environment_are_a_hint_and_not_a_fault(made: Settings) -> None:
    line = made.keys.read_text().splitlines()[-1]
    (found,) = await doctor_storage.keys(given(data_dir=made.data_dir, master_keys=line))
    assert found.ok
    assert "A file is safer." in found.mend
    assert line not in str(found)


def postgresql(url: str) -> Settings:
    return given(database_url=url)


async def test_postgresql_in_order_and_in_trouble(postgres: Server, postgres_url: str) -> None:
    assert broken(await doctor_storage.database(postgresql(postgres_url))) == []
    missing = postgres_url.replace("/t_", "/sentinel_")
    found = await of_database(postgresql(missing))
    assert "no database of that name" in found
    assert "sentinel" not in found
    assert "setkeeper db upgrade" in await of_database(postgresql(postgres.create_database("empty_for_the_doctor")))
    nowhere = "postgresql://sentinel@127.0.0.1:9/x"
    found = await of_database(postgresql(nowhere))
    assert "It does not answer." in found
    assert "sentinel" not in found


async def test_postgresql_that_takes_no_writes(postgres_url: str) -> None:
    database = Database.connect(postgres_url)
    name = database.url.database
    async with database.write() as connection:
        await connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    await database.close()
    assert "not written to" in await of_database(postgresql(postgres_url))


async def test_postgresql_whose_user_may_not_write(postgres_url: str) -> None:
    database = Database.connect(postgres_url)
    async with database.write() as connection:
        await connection.execute(text("DROP ROLE IF EXISTS reader"))
        await connection.execute(text("CREATE ROLE reader LOGIN"))
        await connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"))
    try:
        found = await of_database(postgresql(postgres_url.replace("postgres:@", "reader:@")))
        assert "may not write" in found
    finally:
        async with database.write() as connection:
            await connection.execute(text("DROP OWNED BY reader"))
            await connection.execute(text("DROP ROLE reader"))
        await database.close()


async def test_messages_that_slack_refused_point_at_the_app(storage: Storage, store: WorkspaceStore) -> None:
    codes = ["messages_tab_disabled", "messages_tab_disabled", "channel_not_found"]
    async with store.write() as uow:
        for number, code in enumerate(codes):
            values = {"effect": "post", "kind": "checkins.bundle", "channel": "D1", "dedupe_hash": f"{number:064}"}
            moments = {"due_at": NOW, "next_at": NOW}
            await uow.insert(
                Delivery, id=uow.new_id(), state="dead", attempts=1, last_error_code=code, **values, **moments
            )
    found = doctor_storage.refused(await doctor_storage.given_up(storage))
    assert [finding.what for finding in found] == ["Slack refused messages (messages_tab_disabled)."]
    assert "Messages tab" in found[0].mend
    assert doctor_storage.refused([]) == []
    (other,) = doctor_storage.refused(["channel_not_found", None])
    assert other.ok
    assert "setkeeper outbox list" in other.mend


async def test_without_a_database_nothing_is_said_of_messages(tmp_path: Path) -> None:
    assert await doctor_storage.undelivered(local(tmp_path)) == []
    assert not (tmp_path / "var").exists()


async def test_the_doctor_changes_nothing(made: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def state() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(made.data_dir.iterdir()) if path.suffix != ".db-shm"}

    monkeypatch.setenv("SETKEEPER_DATA_DIR", str(made.data_dir))
    await doctor.examine(None)
    before = state()
    await doctor.examine(None)
    assert state() == before


async def test_whether_a_database_answers(database: Database) -> None:
    assert await answers(database)
    nobody = Database.connect("postgresql://x@127.0.0.1:9/x")
    assert not await answers(nobody)
    await nobody.close()
