"""A pretend Slack with three people, and independent clients to talk to it."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.world_kit import Outbox, Room, open_room


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A running pretend Slack with Ana, Ben and Cy, and a Web API client that never retries by itself."""
    opened = await open_room()
    yield opened
    await opened.close()


@pytest.fixture
async def bot(room: Room) -> AsyncIterator[Outbox]:
    """A stand-in for the bot, connected by HTTP."""
    outbox = Outbox()
    await outbox.start()
    await room.slack.connect_http(outbox.url)
    yield outbox
    await outbox.close()
