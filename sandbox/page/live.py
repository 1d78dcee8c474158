"""Tells every open page that something changed: server-sent events, several changes at once told as one."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

TOGETHER_S = 0.05  # changes within this time are one piece of news
STILL_THERE_S = 15.0  # a comment now and then, so that a closed page is noticed


class Live:
    """A number that grows with each change, and those who wait for it to grow."""

    def __init__(self) -> None:
        self.version = 0
        self._changed = asyncio.Event()
        self._over = False
        self.sitting: dict[str, int] = {}  # user id -> how many pages show their seat now

    def changed(self) -> None:
        """Something that somebody might see is different."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """Let every open page go."""
        self._over = True
        self.changed()

    @contextmanager
    def seated(self, user: str) -> Iterator[None]:
        """While a page shows this person's seat."""
        self.sitting[user] = self.sitting.get(user, 0) + 1
        try:
            yield
        finally:
            self.sitting[user] -= 1
            if not self.sitting[user]:
                del self.sitting[user]

    async def told(self) -> AsyncIterator[bytes]:
        """Server-sent events for one page, the first at once."""
        known = -1
        while not self._over:
            if known == self.version:
                try:
                    await asyncio.wait_for(self._changed.wait(), STILL_THERE_S)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                await asyncio.sleep(TOGETHER_S)
            known = self.version
            yield event({"version": known})


def event(data: Any) -> bytes:  # noqa: ANN401 - anything JSON can hold
    """One server-sent event."""
    return f"data: {json.dumps(data)}\n\n".encode()
