"""Villages for tests of the whole bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.whole.village import Village, village


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
