"""Work after the ack: tracked tasks, each with its own error report, finished before the bot stops.

Not asyncio.TaskGroup: there one failure cancels its siblings, which belong to other people.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from contextvars import ContextVar, Token
from time import monotonic
from types import TracebackType

Report = Callable[[str, BaseException], None]

_answered: ContextVar[asyncio.Event] = ContextVar("answered")


class RefusedWhileStopping(Exception):
    """Background work was asked for after the bot had stopped taking any."""


class Background:
    """The bot's tasks. `report(name, error)` hears of each one that failed."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Awaitable[None], name: str) -> None:
        """Run `work` on its own; from a listener, once Slack has its answer. `name` is a constant for the log.

        After drain() work is refused and reported.
        """
        if self._closed:
            if asyncio.iscoroutine(work):
                work.close()
            self._report(name, RefusedWhileStopping())
            return
        task = asyncio.create_task(_after_answer(work), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    async def idle(self) -> None:
        """Return when nothing is under way. Never call it from a background task: it would wait for itself."""
        while self._tasks:
            await asyncio.wait(self._tasks)
            await asyncio.sleep(0)  # lets the done-callbacks run, which take the finished out of the set

    async def drain(self, timeout: float) -> int:
        """Wait up to `timeout` seconds, cancel what is left, refuse anything new. Returns how many were cancelled."""
        try:
            async with asyncio.timeout(timeout):
                await self.idle()
        except TimeoutError:
            pass
        self._closed = True
        left = set(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return len(left)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error: BaseException | None = asyncio.CancelledError() if task.cancelled() else task.exception()
        if error is not None:
            self._report(task.get_name(), error)


async def _after_answer(work: Awaitable[None]) -> None:
    """Hold `work` back until the request it was started from has been answered: no Slack call before the ack."""
    if (answered := _answered.get(None)) is not None:
        try:
            await answered.wait()
        except asyncio.CancelledError:
            if asyncio.iscoroutine(work):
                work.close()
            raise
    await work


class InFlight:
    """The requests of Slack being answered, so that stopping can wait for them.

    `on_slow(seconds)` hears of each that took `slow_s` seconds or longer: Slack gives up at 3.
    """

    def __init__(self, slow_s: float = math.inf, on_slow: Callable[[float], None] = lambda _: None) -> None:
        self._slow_s = slow_s
        self._on_slow = on_slow
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    def __len__(self) -> int:
        return self._count

    def request(self) -> "Answering":
        """`async with in_flight.request(): ...` around listening and sending the answer."""
        return Answering(self)

    def enter(self) -> None:
        """One more."""
        self._count += 1
        self._none.clear()

    def leave(self, seconds: float) -> None:
        """One less; it took `seconds`."""
        if seconds >= self._slow_s:
            self._on_slow(seconds)
        self._count -= 1
        if self._count == 0:
            self._none.set()

    async def idle(self) -> None:
        """Return when no request is being answered."""
        await self._none.wait()

    async def drain(self, timeout: float) -> int:
        """Wait up to `timeout` seconds. Returns how many requests were still unanswered."""
        try:
            async with asyncio.timeout(timeout):
                await self._none.wait()
        except TimeoutError:
            pass
        return self._count


class Answering:
    """One request under way. Background work started inside begins when this ends, which is after Slack's answer."""

    def __init__(self, in_flight: InFlight) -> None:
        self._in_flight = in_flight
        self._event = asyncio.Event()
        self._token: Token[asyncio.Event] | None = None
        self._began = monotonic()

    async def __aenter__(self) -> None:
        self._in_flight.enter()
        self._token = _answered.set(self._event)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            _answered.reset(self._token)
        self._event.set()
        self._in_flight.leave(monotonic() - self._began)
