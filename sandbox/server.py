"""The pretend Slack as a whole: one workspace, one app, on a loopback port."""

import asyncio
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.admin import Admin
from sandbox.clock import SimClock
from sandbox.courier import Courier
from sandbox.faults import Faults
from sandbox.ids import Ids
from sandbox.log import Log
from sandbox.manifest import Manifest
from sandbox.people import Person
from sandbox.rates import Rates
from sandbox.records import User
from sandbox.response_urls import ResponseUrls
from sandbox.senders import HttpSender
from sandbox.settings import SandboxSettings
from sandbox.sockets import SocketHub
from sandbox.web import Web
from sandbox.workspace import Workspace
from sandbox.world import VisibleError, World


class PretendSlack:
    """A Slack workspace with one installed app, speaking Slack's protocols on 127.0.0.1.

    Start it, give `api_url`, `bot_token` and `app_token` or `signing_secret` to the bot, and let people act
    (`add_person`). Deliveries go over Socket Mode as soon as the bot opens a connection, or over HTTP after
    `connect_http`. All ids, choices and times follow from `seed` and `clock`.
    """

    def __init__(
        self,
        manifest: dict[str, Any],
        clock: SimClock,
        seed: int = 0,
        settings: SandboxSettings | None = None,
    ) -> None:
        parsed = Manifest.read(manifest)
        ids = Ids(seed)
        self.clock = clock
        self.settings = settings or SandboxSettings()
        self.world = World(
            manifest=parsed,
            clock=clock,
            settings=self.settings,
            ids=ids,
            ws=Workspace(ids, clock, parsed.name),
            bot_token=f"xoxb-pretend-{ids.hexadecimal(16)}",
            app_token=f"xapp-pretend-{ids.hexadecimal(16)}",
            signing_secret=ids.hexadecimal(32),
        )
        self.faults = Faults(seed)
        self.rates = Rates(clock, self.settings)
        self.sockets = SocketHub(self.world.ws.app_id, ids, self.settings, seed)
        self.urls = ResponseUrls(self.world)
        self.courier = Courier(self.world, self.faults)
        self.courier.sender = self.sockets
        self.web = Web(self.world, self.rates, self.faults, self.sockets, self.urls)
        self.admin = Admin(self.world)
        self.people: dict[str, Person] = {}
        self._http: HttpSender | None = None
        self._runner: web.AppRunner | None = None

    @property
    def log(self) -> Log:
        return self.world.log

    @property
    def ws(self) -> Workspace:
        return self.world.ws

    @property
    def refusals(self) -> list[str]:
        """Methods and arguments that are not modelled and were asked for."""
        return self.world.refusals

    @property
    def visible_errors(self) -> list[VisibleError]:
        return self.world.visible_errors

    @property
    def bot_token(self) -> str:
        return self.world.bot_token

    @property
    def app_token(self) -> str:
        return self.world.app_token

    @property
    def signing_secret(self) -> str:
        return self.world.signing_secret

    @property
    def api_url(self) -> str:
        """The base URL of the Web API; ends with "/api/"."""
        return f"{self.world.base_url}/api/"

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        self._runner = web.AppRunner(self.web.application(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.world.base_url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        """Close every connection and the port. May be called twice."""
        await self.courier.close()
        await self.sockets.close()
        if self._http is not None:
            await self._http.close()
            self._http = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def connect_http(self, url: str, *, verify: bool = True) -> None:
        """Deliver by HTTP to this request URL from now on; the url_verification handshake comes first.

        Raises ConnectionError when the bot does not answer the challenge. May be called again with another URL.
        """
        sender = HttpSender(url, self.signing_secret, self.settings)
        if verify:
            try:
                await sender.verify("pretend-verification-token", self.world.ids.hexadecimal(32))
            except ConnectionError:
                await sender.close()
                raise
        if self._http is not None:
            await self._http.close()
        self._http = sender
        self.courier.sender = sender
        self.courier.wake()

    def use_sockets(self) -> None:
        """Deliver by Socket Mode again (the default)."""
        self.courier.sender = self.sockets

    def add_person(self, name: str, real_name: str | None = None, **fields: Any) -> Person:  # noqa: ANN401
        """Somebody in the workspace who can act; fields as in `records.User` (tz, locale, dnd, is_restricted ...)."""
        return self.welcome_back(self.ws.add_user(name, real_name, **fields))

    def welcome_back(self, user: User) -> Person:
        """Let somebody act who is in the workspace already."""
        self.people[user.name] = Person(self.world, self.courier, self.urls, user)
        return self.people[user.name]

    def next_wake(self) -> datetime | None:
        """When Slack itself has something to do next: a retry or a late delivery."""
        return self.courier.next_due()

    def busy(self) -> bool:
        """A call is being answered, or a delivery is on its way."""
        return bool(self.web.in_flight or self.courier.active)

    async def settled(self) -> None:
        """Until no call is being answered and no delivery is on its way. Raises TimeoutError saying what is."""
        try:
            async with asyncio.timeout(self.settings.settle_timeout_s):
                while self.busy():
                    await self.web.quiet.wait()
                    await self.courier.quiet.wait()
        except TimeoutError as error:
            busy = f"{self.web.in_flight} calls, {self.courier.active} deliveries"
            raise TimeoutError(f"the pretend Slack does not come to rest: {busy} in flight") from error
