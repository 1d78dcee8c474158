"""The HTTP face of the pretend Slack: Web API, uploads, response URLs, Socket Mode; faults are played here."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.api.arguments import raw_arguments
from sandbox.api.call import Call
from sandbox.api.files import receive
from sandbox.api.table import TABLE, prepare
from sandbox.errors import SlackError
from sandbox.faults import Accepted, Fault, Faults
from sandbox.log import Traffic
from sandbox.rates import Rates
from sandbox.records import JSON
from sandbox.response_urls import ResponseUrls
from sandbox.sockets import SocketHub
from sandbox.world import World

Answering = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


class Web:
    """Routes and the way of one call: fault before? refused? too fast? done! fault after? answered."""

    def __init__(self, world: World, rates: Rates, faults: Faults, hub: SocketHub, urls: ResponseUrls) -> None:
        self._world = world
        self._rates = rates
        self._faults = faults
        self._hub = hub
        self._urls = urls
        self.in_flight = 0
        self.quiet = asyncio.Event()
        self.quiet.set()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._tracked(self._answer))
        app.router.add_post("/upload/v1/{file}", self._tracked(self._upload))
        app.router.add_post("/actions/{team}/{secret}", self._tracked(self._response_url))
        app.router.add_get("/link/", self._hub.handle)
        return app

    def _tracked(self, answer: Answering) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Count a request as in flight until it is answered, and keep it in the traffic."""

        async def tracked(request: web.Request) -> web.StreamResponse:
            self.in_flight += 1
            self.quiet.clear()
            started = time.monotonic()
            body = await request.read()
            given: web.StreamResponse | None = None
            try:
                given = await answer(request, body)
            finally:
                self._traffic(request, body, given, time.monotonic() - started)
                self.in_flight -= 1
                if self.in_flight == 0:
                    self.quiet.set()
            return given

        return tracked

    async def _answer(self, request: web.Request, body: bytes) -> web.StreamResponse:
        method = request.match_info["method"]
        fault = self._faults.take(method, self._world.now())
        if fault is not None and not fault.accepted:
            self._note(method, {}, str(fault.value))
            return await self._fail(request, fault, {})
        raw: dict[str, Any] = {}
        try:
            raw = raw_arguments(request.query_string, request.headers.get("Content-Type", ""), body)
            row, call = prepare(self._world, method, _token(request, raw), raw)
            wait = self._rates.check(method, row.tier, str(raw.get("channel", "")))
            if wait is not None:
                self._note(method, raw, "ratelimited")
                return _limited(wait)
            answer = {"ok": True} | row.handler(call)
        except SlackError as error:
            self._note(method, raw, error.code)
            return web.json_response({"ok": False, "error": error.code} | error.extra)
        if method == "apps.connections.open":
            self._hub.admit(str(answer["url"]))
        self._note(method, call.args, str(fault.value) if fault else "ok")
        await self._faults.accepted(Accepted(method, call.args, answer))
        if fault is not None:
            return await self._fail(request, fault, answer)
        return web.json_response(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self._world.manifest.scopes))})

    async def _fail(self, request: web.Request, fault: Fault, answer: JSON) -> web.StreamResponse:
        """Play a fault. A timeout holds the connection for `hold_s` real seconds, then drops it."""
        if fault is Fault.LIMITED:
            return _limited(self._faults.retry_after)
        if fault is Fault.LIMITED_BARE:
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429)
        if fault in (Fault.UNAVAILABLE, Fault.UNAVAILABLE_AFTER):
            return web.Response(status=503, text="Service Unavailable")
        if fault is Fault.BAD_GATEWAY:
            return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")
        if fault in (Fault.INTERNAL_ERROR, Fault.INTERNAL_ERROR_AFTER):
            return web.json_response({"ok": False, "error": "internal_error"})
        if fault is Fault.FATAL_ERROR_AFTER:
            return web.json_response({"ok": False, "error": "fatal_error"})
        if fault is Fault.TRUNCATED:
            text = json.dumps(answer)
            return web.Response(text=text[: len(text) // 2], content_type="application/json")
        if fault in (Fault.TIMEOUT, Fault.TIMEOUT_AFTER):
            await asyncio.sleep(self._world.settings.hold_s)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    def _note(self, method: str, args: dict[str, Any], outcome: str) -> None:
        metadata = args.get("metadata")
        self._world.note(
            "api",
            "app",
            method=method,
            channel=str(args.get("channel") or ""),
            text=str(args.get("text") or ""),
            outcome=outcome,
            ts=str(args.get("ts") or ""),
            metadata=metadata if isinstance(metadata, dict) else {},
        )

    def _traffic(self, request: web.Request, body: bytes, answer: web.StreamResponse | None, took: float) -> None:
        keep = self._world.settings.keep_bodies
        sent = f"{request.query_string}\n{body.decode('utf-8', 'replace')}" if keep else ""
        text = answer.text or "" if keep and isinstance(answer, web.Response) else ""
        name = request.match_info.get("method") or request.path.split("/")[1]
        status = str(answer.status) if answer is not None else "failed"
        self._world.log.traffic.append(Traffic(self._world.now(), "in", name, status, took, sent, text))

    async def _upload(self, request: web.Request, body: bytes) -> web.StreamResponse:
        """The bytes of a file. Its faults are those of the method "upload"."""
        fault = self._faults.take("upload", self._world.now())
        if fault is not None and not fault.accepted:
            return await self._fail(request, fault, {})
        try:
            said = receive(Call(self._world, "upload"), request.match_info["file"], body)
        except SlackError as error:
            return web.Response(status=400, text=error.code)
        await self._faults.accepted(Accepted("upload", {}, {}))
        return await self._fail(request, fault, {}) if fault is not None else web.Response(text=said)

    async def _response_url(self, request: web.Request, body: bytes) -> web.StreamResponse:
        try:
            raw = raw_arguments("", request.headers.get("Content-Type", ""), body)
            self._urls.use(request.match_info["secret"], raw)
        except SlackError as error:
            self._note("response_url", {}, error.code)
            status = 404 if error.code in ("expired_url", "used_url") else 400
            return web.json_response({"ok": False, "error": error.code} | error.extra, status=status)
        self._note("response_url", raw, "ok")
        return web.Response(text="ok")


def _token(request: web.Request, raw: dict[str, Any]) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else str(raw.get("token") or "")


def _limited(seconds: int) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


def methods() -> frozenset[str]:
    """Every Web API method that is modelled."""
    return frozenset(TABLE)
