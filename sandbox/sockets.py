"""Socket Mode: up to ten WebSocket connections, any one of which gets a payload.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import json
import random
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.errors import SlackError
from sandbox.ids import Ids
from sandbox.records import JSON
from sandbox.senders import Answer, Delivery
from sandbox.settings import SandboxSettings


@dataclass(eq=False, slots=True)
class Connection:
    """One open socket and the envelopes that wait for their ack on it."""

    socket: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Answer]] = field(default_factory=dict)


class SocketHub:
    """All Socket Mode connections of the app. The choice among them follows from the seed."""

    def __init__(self, app_id: str, ids: Ids, settings: SandboxSettings, seed: int) -> None:
        self._app_id = app_id
        self._ids = ids
        self._settings = settings
        self._random = random.Random(f"sockets {seed}")
        self._tickets: set[str] = set()
        self.connections: list[Connection] = []
        self.changed = asyncio.Event()

    def admit(self, url: str) -> None:
        """A URL from apps.connections.open may be used once."""
        self._tickets.add(url.rsplit("ticket=", 1)[1])

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket for its whole life."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=self._settings.socket_heartbeat_s)
        await socket.prepare(request)
        connection = Connection(socket, request)
        if len(self.connections) >= self._settings.max_sockets:
            await self._say_goodbye(connection, "too_many_websockets")
            return socket
        await socket.send_json(self._hello())
        self.connections.append(connection)
        self.changed.set()
        try:
            await self._read(connection)
        finally:
            self._drop(connection)
        return socket

    def _hello(self) -> JSON:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "pretend-slack", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    async def _read(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            ack = _ack(message.data)
            waiter = connection.waiting.pop(str(ack.get("envelope_id")), None)
            if waiter is not None and not waiter.done():
                waiter.set_result(Answer(True, ack.get("payload")))

    def _drop(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        self.changed.set()
        for waiter in connection.waiting.values():
            if not waiter.done():
                waiter.set_result(Answer(False, reason="connection_failed"))
        connection.waiting.clear()

    async def send(self, delivery: Delivery) -> Answer:
        """To any one connection; not ok when there is none, it breaks, or no ack comes in time."""
        open_ones = [c for c in self.connections if not c.socket.closed]
        if not open_ones:
            return Answer(False, reason="connection_failed")
        connection = self._random.choice(open_ones)
        envelope_id = self._ids.uuid()
        waiter: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = waiter
        try:
            await connection.socket.send_json(_envelope(delivery, envelope_id))
            async with asyncio.timeout(self._settings.ack_timeout_s):
                return await waiter
        except TimeoutError:
            return Answer(False, reason="timeout")
        except ConnectionError:
            return Answer(False, reason="connection_failed")
        finally:
            connection.waiting.pop(envelope_id, None)

    async def disconnect(self, reason: str = "refresh_requested", *, close: bool = True) -> None:
        """Slack refreshes its connections: "warning" (about 10 s before), "refresh_requested" or "link_disabled"."""
        for connection in list(self.connections):
            await connection.socket.send_json(_goodbye(reason))
            if close and reason != "warning":
                self._drop(connection)
                await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def _say_goodbye(self, connection: Connection, reason: str) -> None:
        await connection.socket.send_json(_goodbye(reason))
        await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    def cut(self) -> None:
        """Every connection breaks without a word, as when a cable is pulled."""
        for connection in list(self.connections):
            transport = connection.request.transport
            self._drop(connection)
            if transport is not None:
                transport.abort()

    async def wait_for(self, count: int) -> None:
        """Until at least `count` connections are open. Raises TimeoutError."""
        async with asyncio.timeout(self._settings.settle_timeout_s):
            while len(self.connections) < count:
                self.changed.clear()
                await self.changed.wait()

    async def close(self) -> None:
        for connection in list(self.connections):
            self._drop(connection)
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)


def _ack(text: str) -> JSON:
    try:
        loaded = json.loads(text)
    except ValueError as error:
        raise SlackError("invalid_json") from error
    return loaded if isinstance(loaded, dict) else {}


def _goodbye(reason: str) -> JSON:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "pretend-slack"}}


def _envelope(delivery: Delivery, envelope_id: str) -> JSON:
    envelope: JSON = {
        "envelope_id": envelope_id,
        "payload": delivery.payload,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind != "events_api",
    }
    if delivery.kind == "events_api":
        envelope |= {"retry_attempt": delivery.attempt, "retry_reason": delivery.reason}
    return envelope
