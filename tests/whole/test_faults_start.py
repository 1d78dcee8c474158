"""What is wrong at the start is said in words, with exit code 1, by the program as an operator runs it."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import operator
from bot.resources import manifest
from bot.settings import Settings
from bot.simulate import settings_for
from sandbox.clock import SimClock
from sandbox.server import PretendSlack
from storage.keyring import KeyRing
from tests.conftest import NOW


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncIterator[Settings]:
    """An installation that could start."""
    slack = PretendSlack(manifest(), SimClock(NOW))
    await slack.start()
    found = settings_for(slack, tmp_path)
    await operator.keys_init(found)
    yield found
    await slack.stop()


async def run(settings: Settings) -> tuple[int, str]:
    """`setkeeper run` as a process. Returns the exit code and what an operator reads."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "SLACK_BOT_TOKEN": settings.bot_token(),
        "SLACK_APP_TOKEN": settings.app_token(),
        "SLACK_API_URL": settings.slack_api_url,
        "SETKEEPER_DATA_DIR": str(settings.data_dir),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.cli", "run", env=environment, stdout=-1, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(20):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return 0, "it runs"
    return process.returncode or 0, said.decode()


async def refused(settings: Settings, *words: str) -> None:
    code, said = await run(settings)
    assert code == 1, said
    assert [word for word in words if word not in said] == [], said
    assert "Traceback" not in said


async def test_no_key_file(settings: Settings) -> None:
    settings.keys.unlink()
    await refused(settings, str(settings.keys))
    assert not settings.keys.exists()  # never makes one beside words that it could not read


async def test_a_key_file_that_everybody_may_read(settings: Settings) -> None:
    settings.keys.chmod(0o644)
    await refused(settings, str(settings.keys), "chmod 600")


async def test_the_key_file_of_another_installation(settings: Settings) -> None:
    settings.keys.unlink()
    KeyRing.generate().write_new_file(settings.keys)
    await refused(settings, "key")


@pytest.mark.parametrize("content", [b"", b"nonsense", b"k1:AAAA", b"\xff\xfe"])
async def test_a_key_file_that_holds_no_key(settings: Settings, content: bytes) -> None:
    settings.keys.write_bytes(content)
    settings.keys.chmod(0o600)
    await refused(settings, "key")


async def test_a_database_of_a_newer_version(settings: Settings) -> None:
    with sqlite3.connect(settings.data_dir / "setkeeper.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'r9999'")
    await refused(settings, "The database is of a newer version than this program.")


async def test_no_database(settings: Settings) -> None:
    (settings.data_dir / "setkeeper.db").unlink()
    await refused(settings, "setkeeper db upgrade")


async def test_a_database_that_is_none(settings: Settings) -> None:
    for file in settings.data_dir.glob("setkeeper.db-*"):
        file.unlink()
    (settings.data_dir / "setkeeper.db").write_bytes(b"this is a letter to my aunt" * 100)
    code, said = await run(settings)
    assert code in (1, 3), said
    assert "aunt" not in said
    assert "Traceback" not in said
