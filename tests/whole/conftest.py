"""Villages for tests of the whole bot."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.simulate import play
from sandbox.story import Stage
from tests.whole.village import Village, village


@pytest.fixture(scope="session")
def self_run(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The story self-run, told once in a process: tests that ask for it stand in the xdist group "self-run"."""
    return asyncio.run(play("self-run", tmp_path_factory.mktemp("self-run")))


@pytest.fixture
async def place(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Village]:
    """A set that has begun, over Socket Mode."""
    async with village(tmp_path, sqlite_template) as found:
        yield found


@pytest.fixture(params=["socket", "http"])
async def both(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Village]:
    """The same over Socket Mode and over HTTP."""
    async with village(tmp_path, sqlite_template, http=request.param == "http") as found:
        yield found
