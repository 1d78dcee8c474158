"""A page for every test that asks for one."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.page.hall import Hall, hall


@pytest.fixture
async def place() -> AsyncIterator[Hall]:
    """A small workspace and the page that shows it."""
    async with hall() as opened:
        yield opened
