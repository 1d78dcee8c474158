"""A pretend Slack with three people, and independent clients to talk to it."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.world_kit import Room, open_room


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A running pretend Slack with Ana, Ben and Cy, and a Web API client that never retries by itself."""
    opened = await open_room()
    yield opened
    await opened.close()
