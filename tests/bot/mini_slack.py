"""A very small Slack for the bot shell's own tests: Web API answers by method, and a Socket Mode line.

The whole bot is tested against sandbox/; here only the shell's dealings with the wire matter.
"""

import asyncio
import json
from email.utils import formatdate
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.session import open_session, slack_client
from bot.settings import given

SCOPES = "chat:write,commands"


class MiniSlack:
    """Answers {"ok": true} to every method unless `answers` says otherwise; keeps what was called."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answers: dict[str, dict[str, Any]] = {"auth.test": {"ok": True, "team_id": "T1", "bot_id": "B1"}}
        self.headers = {"X-OAuth-Scopes": SCOPES, "Date": formatdate(usegmt=True)}
        self.lines: list[web.WebSocketResponse] = []
        self.acks: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.url = ""
        self._sessions: list[aiohttp.ClientSession] = []
        self._runner: web.AppRunner | None = None

    async def open(self) -> None:
        app = web.Application()
        app.add_routes([web.get("/line", self._line), web.post("/{method}", self._method)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def close(self) -> None:
        for session in self._sessions:
            await session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def client(self) -> AsyncWebClient:
        """A bot's client for this Slack."""
        settings = given(slack_api_url=self.url, slack_bot_token="xoxb-1")
        self._sessions.append(open_session(settings))
        return slack_client(settings, self._sessions[-1])

    def count(self, method: str) -> int:
        """How often `method` was called."""
        return [name for name, _ in self.calls].count(method)

    async def send_down(self, envelope: dict[str, Any]) -> None:
        """Send a payload over the newest Socket Mode line."""
        await self.lines[-1].send_json(envelope)

    async def _method(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await request.text()
        given_now = json.loads(body) if body.startswith("{") else dict(await request.post())
        self.calls.append((method, given_now))
        if method == "apps.connections.open" and method not in self.answers:
            return web.json_response({"ok": True, "url": self.url.replace("http", "ws") + "line"})
        return web.json_response(self.answers.get(method, {"ok": True}), headers=self.headers)

    async def _line(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        self.lines.append(line)
        await line.send_json({"type": "hello"})
        async for message in line:
            if message.type is aiohttp.WSMsgType.TEXT:
                self.acks.put_nowait(json.loads(message.data))
        return line
