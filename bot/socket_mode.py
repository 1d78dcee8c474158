"""Socket Mode: the bot calls Slack and receives payloads on that line; for places without a public address."""

import asyncio
from time import monotonic

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot import logs
from bot.background import InFlight
from bot.session import proxy_for
from bot.settings import Settings

WATCH_EVERY_S = 1.0


class Listener(AsyncSocketModeHandler):
    """Bolt's handler, counting what is under way, and leaving payloads unanswered once the bot is stopping.

    Slack then sends them again, on whatever connection comes next.
    """

    def __init__(self, app: AsyncApp, app_token: str, in_flight: InFlight) -> None:
        super().__init__(app, app_token, logger=logs.bolt_logger())
        self.taking = True
        self._in_flight = in_flight

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        if not self.taking:
            return
        async with self._in_flight.request():
            try:
                response = await run_async_bolt_app(self.app, req)
                await send_async_response(client, req, response, monotonic())
            except Exception as error:  # the line broke under the answer: Slack repeats the payload, receipts know it
                logs.failure("socket.answer_failed", error)


class SocketMode:
    """One Socket Mode connection, watched: a stuck one is taken down and built anew."""

    def __init__(self, app: AsyncApp, settings: Settings, in_flight: InFlight) -> None:
        self._app = app
        self._settings = settings
        self._in_flight = in_flight
        self._listener: Listener | None = None
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect and start the watch. Raises SlackApiError for a refused token, TimeoutError when nobody answers."""
        self._listener = await self._connected()
        self._watch = asyncio.create_task(self._keep_alive(), name="socket.watch")

    async def connected(self) -> bool:
        """Whether the line stands, as far as its pings tell."""
        return self._listener is not None and bool(await self._listener.client.is_connected())

    def stop_accepting(self) -> None:
        """Answer no further payload; those under way still can."""
        if self._listener is not None:
            self._listener.taking = False

    async def close(self) -> None:
        """Stop the watch and close the line, within the set time."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        if self._listener is not None:
            await self._shut(self._listener)

    async def _connected(self) -> Listener:
        listener = Listener(self._app, self._settings.app_token(), self._in_flight)
        client = listener.client
        try:
            async with asyncio.timeout(self._settings.socket_stuck_s):
                # asked for here because connect() swallows a refused token and tries for ever
                client.wss_uri = await client.issue_new_wss_url()
                client.proxy = proxy_for(client.wss_uri)
                await listener.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves these two untyped
        except BaseException:
            await self._shut(listener)
            raise
        logs.get_logger().info("socket.connected")
        return listener

    async def _shut(self, listener: Listener) -> None:
        listener.taking = False
        try:
            async with asyncio.timeout(self._settings.socket_close_s):
                await listener.close_async()  # type: ignore[no-untyped-call]
        except Exception as error:
            logs.failure("socket.close_failed", error)

    async def _keep_alive(self) -> None:
        """slack_sdk reconnects by itself; this is for when it does not."""
        since = monotonic()
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            if await self.connected():
                since = monotonic()
            elif monotonic() - since >= self._settings.socket_stuck_s:
                logs.get_logger().warning("socket.stuck")
                await self._rebuild()
                since = monotonic()

    async def _rebuild(self) -> None:
        old, self._listener = self._listener, None
        if old is not None:
            await self._shut(old)
        try:
            self._listener = await self._connected()
        except Exception as error:  # the watch asks again
            logs.failure("socket.connect_failed", error)
