"""The HTTP doors: Slack's requests on /slack/events, /health, and a rehearsal's own door."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from ipaddress import ip_address

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot import logs
from bot.background import InFlight
from bot.resources import PATH

LARGEST_BODY = 1_048_576  # bytes; Slack's own payloads stay far below
FORBIDDEN, BAD, BUSY = 403, 400, 503


class Gate:
    """Whether the bot takes requests: it opens when everything is warm and closes when stopping."""

    def __init__(self) -> None:
        self.open = False


def slack_routes(app: AsyncApp, gate: Gate, in_flight: InFlight) -> web.RouteDef:
    """Slack's requests. Answers 503 while the gate is closed, so that Slack sends an event again."""

    async def from_slack(request: web.Request) -> web.StreamResponse:
        if not gate.open:
            return web.Response(status=BUSY)
        async with in_flight.request():
            response = await _dispatch(app, request)
            await response.prepare(request)
            await response.write_eof()  # the answer leaves before background work begins
        return response

    return web.post(PATH, from_slack)


async def _dispatch(app: AsyncApp, request: web.Request) -> web.Response:
    try:
        bolt_request = await to_bolt_request(request)
    except web.HTTPException:
        raise
    except Exception as error:  # no text, no JSON, no form: not from Slack
        logs.failure("http.unreadable", error)
        return web.Response(status=BAD)
    return await to_aiohttp_response(await app.async_dispatch(bolt_request))


def health_routes(ready: Callable[[], Awaitable[bool]]) -> list[web.RouteDef]:
    """/health/live: the process answers. /health/ready and /health: it takes requests."""

    async def live(_: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def is_ready(_: web.Request) -> web.Response:
        well = await ready()
        return web.json_response({"ready": well}, status=200 if well else BUSY)

    return [web.get("/health/live", live), web.get("/health/ready", is_ready), web.get("/health", is_ready)]


def rehearsal_routes(
    settled: Callable[[], Awaitable[None]],
    run_due: Callable[[], Awaitable[None]],
    next_wake: Callable[[], Awaitable[datetime | None]],
) -> list[web.RouteDef]:
    """For a driver that moves a file clock; from this machine only. Both answer {"next_wake": ISO time or null}.

    GET /settled waits until nothing is under way and nothing open is due. POST /run_due runs everything due now.
    """

    async def answer(request: web.Request, work: Callable[[], Awaitable[None]]) -> web.Response:
        if not ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104 - stands for "unknown"
            return web.Response(status=FORBIDDEN)
        await work()
        moment = await next_wake()
        return web.json_response({"next_wake": moment.isoformat() if moment else None})

    async def get_settled(request: web.Request) -> web.Response:
        return await answer(request, settled)

    async def post_run_due(request: web.Request) -> web.Response:
        return await answer(request, run_due)

    return [web.get("/settled", get_settled), web.post("/run_due", post_run_due)]


class Door:
    """One listening address."""

    def __init__(self, host: str, port: int, routes: list[web.RouteDef]) -> None:
        application = web.Application(client_max_size=LARGEST_BODY)
        application.add_routes(routes)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=1.0)
        self._host = host
        self._port = port
        self._site: web.TCPSite | None = None

    async def open(self) -> int:
        """Listen. Returns the port (the system chooses when it was 0). Raises OSError when it is taken."""
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, self._host, self._port)
        await self._site.start()
        return int(self._runner.addresses[0][1])

    async def stop_accepting(self) -> None:
        """Take no new connections; those under way go on."""
        if self._site is not None:
            await self._site.stop()
            self._site = None

    async def close(self) -> None:
        """Close what is left."""
        await self._runner.cleanup()
