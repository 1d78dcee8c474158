"""Running the bot until it is told to stop: open the doors, become ready, stop taking, finish, close."""

import asyncio
import errno
import gc
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot import logs
from bot.background import Background, InFlight
from bot.clock import Clock
from bot.session import slack_code
from bot.settings import Settings
from bot.socket_mode import SocketMode
from bot.ticks import TickLoop
from bot.web import Door, Gate, health_routes, rehearsal_routes, slack_routes


class CannotStart(Exception):
    """The bot cannot start as things are; the text says why and what to do, and can be printed as it is."""


class Bot(Protocol):
    """A whole bot, as bot/build.py puts it together."""

    app: AsyncApp
    background: Background
    clock: Clock
    driven: bool  # nothing runs on its own: a rehearsal's driver calls run_due

    async def start(self) -> None:
        """Warm everything: database reachable, schema at head, keys fit, auth.test answered; start sending."""
        ...

    async def stop(self) -> None:
        """Stop sending; close session and engines."""
        ...

    async def run_due(self, now: datetime) -> None:
        """Run every tick for every workspace."""
        ...

    async def next_wake(self) -> datetime | None:
        """The earliest moment at which a tick or a delivery has work."""
        ...

    async def settled(self) -> None:
        """Return when background is idle and nothing open is due."""
        ...

    async def well(self) -> bool:
        """Whether what it needs still works: the database answers, and messages are being sent."""
        ...

    async def delivered(self) -> None:
        """Return when background is idle and everything due in the outbox has been carried."""
        ...


def facts(settings: Settings) -> dict[str, str | int]:
    """What a first line of the log says about how it runs: kinds and ports, and no address."""
    kind = "postgresql" if settings.main_database.startswith("postgresql") else "sqlite"
    port = settings.admin_port if settings.socket_mode else settings.port
    shown: dict[str, str | int] = {"mode": "socket" if settings.socket_mode else "http", "database": kind}
    return shown if port is None else shown | {"port": port}


class Server:
    """One bot being served."""

    def __init__(self, bot: Bot, settings: Settings) -> None:
        self._bot = bot
        self._settings = settings
        self._in_flight = InFlight(settings.ack_s, _slow)
        self._gate = Gate()
        self._socket = SocketMode(bot.app, settings, self._in_flight) if settings.socket_mode else None
        self._doors = self._make_doors()
        self._ticks = None if bot.driven else TickLoop(bot.run_due, bot.clock.now)
        self.ports: dict[str, int] = {}

    async def start(self) -> None:
        """Become ready. /health answers from the first moment, Slack's requests once everything is warm."""
        began = asyncio.get_running_loop().time()
        for name, door in self._doors.items():
            self.ports[name] = await door.open()
            logs.get_logger().info("serve.listening", kind=name, port=self.ports[name])
        await self._bot.start()
        if self._socket is not None:
            await self._socket.open()
        if self._ticks is not None:
            self._ticks.start()
        self._gate.open = True
        gc.collect()
        gc.freeze()  # what start-up made lives as long as the process: halves the tails (performance.md)
        took = round(asyncio.get_running_loop().time() - began, 2)
        logs.get_logger().info("serve.ready", seconds=took, **facts(self._settings))

    async def stop(self) -> None:
        """Take nothing new, finish what is under way within `drain_s` seconds in all, close everything."""
        log = logs.get_logger()
        log.info("serve.stopping")
        self._gate.open = False
        deadline = asyncio.get_running_loop().time() + self._settings.drain_s
        if "slack" in self._doors:
            await self._doors["slack"].stop_accepting()
        if self._socket is not None:
            self._socket.stop_accepting()
        if self._ticks is not None:
            await self._ticks.stop(self._left(deadline))
        unanswered = await self._in_flight.drain(self._left(deadline))
        cancelled = await self._bot.background.drain(self._left(deadline))
        if self._socket is not None:
            await self._socket.close()
        await self._bot.stop()
        for door in self._doors.values():
            await door.close()
        log.info("serve.stopped", left=unanswered + cancelled)

    async def ready(self) -> bool:
        """Whether requests of Slack would be answered: not before everything is warm, nor while stopping."""
        if not self._gate.open or (self._socket is not None and not await self._socket.connected()):
            return False
        return await self._bot.well()

    async def settled(self) -> None:
        """Return when no request is under way and the bot is settled, both at once."""
        await self._until(self._bot.settled)

    async def delivered(self) -> None:
        """Return when no request is under way and everything due in the outbox has been carried, both at once."""
        await self._until(self._bot.delivered)

    async def _until(self, quiet: Callable[[], Awaitable[None]]) -> None:
        while True:
            await self._in_flight.idle()
            await quiet()
            if not len(self._in_flight) and not len(self._bot.background):
                return

    async def _run_due(self) -> None:
        await self._bot.run_due(self._bot.clock.now())

    def _make_doors(self) -> dict[str, Door]:
        settings = self._settings
        doors = {}
        health = health_routes(self.ready)
        if self._socket is None:
            slack = slack_routes(self._bot.app, self._gate, self._in_flight)
            doors["slack"] = Door(settings.host, settings.port, [slack, *health])
        if settings.admin_port is not None:
            routes: list[web.RouteDef] = list(health)
            if settings.file_clock is not None and settings.rehearsal:
                routes += rehearsal_routes(self.settled, self._run_due, self._bot.next_wake)
            doors["admin"] = Door(settings.admin_host, settings.admin_port, routes)
        return doors

    @staticmethod
    def _left(deadline: float) -> float:
        return max(0.0, deadline - asyncio.get_running_loop().time())


async def serve(bot: Bot, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; a second signal ends the process at once.

    Raises CannotStart, and any fault of ours, after closing what was opened.
    """
    no_core_dumps()
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)

    def on_signal() -> None:
        told.set()
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, on_signal)
    server = Server(bot, settings)
    try:
        await _started(server)
        await told.wait()
    finally:
        await server.stop()
        for number in signals:
            loop.remove_signal_handler(number)


def _slow(seconds: float) -> None:
    logs.get_logger().warning("listener.slow", seconds=round(seconds, 2))


async def _started(server: Server) -> None:
    """Start, and turn what an operator can mend into CannotStart."""
    try:
        await server.start()
    except SlackApiError as error:
        why = f"Slack refused a token ({slack_code(error)}). Look closer with: setkeeper doctor"
    except (aiohttp.ClientError, TimeoutError):
        why = "Slack did not answer. Look closer with: setkeeper doctor"
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        why = "The bot cannot listen there. Choose another SETKEEPER_PORT, SETKEEPER_ADMIN_PORT or SETKEEPER_HOST."
    else:
        return
    raise CannotStart(why)


def no_core_dumps() -> None:
    """A core file would hold keys and words (privacy.md section 4)."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
