"""A running pretend Slack for tests, its manifest, and a small bot on the real Bolt to answer it."""

import asyncio
import contextlib
import copy
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import SimClock
from sandbox.people import Person
from sandbox.server import PretendSlack
from sandbox.settings import SandboxSettings
from tests.sandbox.kit import Json

START = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)  # a Thursday, 09:00 in London

MANIFEST: Json = {
    "display_information": {"name": "Testbot"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "Testbot", "always_online": True},
        "slash_commands": [{"command": "/als", "description": "Try it", "should_escape": False}],
        "shortcuts": [
            {"name": "Start", "type": "global", "callback_id": "start", "description": "Start"},
            {"name": "Keep", "type": "message", "callback_id": "keep", "description": "Keep"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "chat:write",
                "commands",
                "dnd:read",
                "files:write",
                "groups:read",
                "groups:write",
                "im:history",
                "im:write",
                "users:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_uninstalled",
                "channel_id_changed",
                "group_archive",
                "group_deleted",
                "group_left",
                "group_rename",
                "group_unarchive",
                "member_joined_channel",
                "member_left_channel",
                "message.im",
                "team_join",
                "tokens_revoked",
                "user_change",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def manifest_with(*scopes: str) -> Json:
    """The manifest with more scopes."""
    changed = copy.deepcopy(MANIFEST)
    changed["oauth_config"]["scopes"]["bot"] += scopes
    return changed


class Outbox:
    """Stands in for the bot: keeps every delivery and answers as told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        self.answers: list[web.Response | float] = []
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/slack/events", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        if '"url_verification"' in body:
            return web.json_response({"challenge": (await request.json())["challenge"]})
        self.got.append((dict(request.headers), body))
        answer = self.answers.pop(0) if self.answers else web.Response()
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return web.Response()
        return answer

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()


@dataclass
class Room:
    """A pretend Slack and who is in it."""

    slack: PretendSlack
    clock: SimClock
    client: AsyncWebClient
    session: aiohttp.ClientSession
    ana: Person
    ben: Person
    cy: Person

    async def close(self) -> None:
        await self.session.close()
        await self.slack.stop()

    async def call(self, method: str, **arguments: Any) -> Json:  # noqa: ANN401
        """A Web API call; the answer also when Slack refuses."""
        try:
            response = await self.client.api_call(method, json=arguments)
        except SlackApiError as error:
            return dict(error.response.data)
        return dict(response.data)  # type: ignore[arg-type]

    async def channel(self, *people: Person, name: str = "set-one") -> str:
        """A private channel that the app made, with these people in it."""
        made = await self.call("conversations.create", name=name, is_private=True)
        if people:
            invited = await self.call(
                "conversations.invite", channel=made["channel"]["id"], users=",".join(p.id for p in people)
            )
            assert invited["ok"], invited
        await self.slack.settled()
        return str(made["channel"]["id"])

    async def open_modal(self, view: Json) -> Json:
        """Open a modal for Ana."""
        return await self.call("views.open", trigger_id=self.command_trigger(self.ana), view=view)

    def command_trigger(self, person: Person) -> str:
        """A fresh trigger_id, as a command would bring one."""
        return self.slack.world.new_trigger(person.id)


async def open_room(manifest: Json | None = None, **settings: Any) -> Room:  # noqa: ANN401
    """Start a pretend Slack with Ana (London), Ben (New York) and Cy (Lord Howe)."""
    clock = SimClock(START)
    chosen: dict[str, Any] = {"ack_timeout_s": 0.3, "hold_s": 0.05, "settle_timeout_s": 5.0, **settings}
    slack = PretendSlack(manifest or MANIFEST, clock, seed=7, settings=SandboxSettings(**chosen))
    await slack.start()
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
    client = AsyncWebClient(slack.bot_token, slack.api_url, session=session, retry_handlers=[])
    ana = slack.add_person("ana", "Ana Cole", email="ana@example.org")
    ben = slack.add_person("ben", "Ben Ode", tz="America/New_York", locale="en-US")
    cy = slack.add_person("cy", "Cy Lee", tz="Australia/Lord_Howe")
    return Room(slack, clock, client, session, ana, ben, cy)


def bolt_app(room: Room) -> AsyncApp:
    """A Bolt app in the mode our bot uses: the listener runs to its end before the ack."""
    return AsyncApp(client=room.client, signing_secret=room.slack.signing_secret, process_before_response=True)


@contextlib.asynccontextmanager
async def over_http(room: Room, app: AsyncApp) -> AsyncIterator[None]:
    """Serve a Bolt app and connect the pretend Slack to it by HTTP."""
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await room.slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def over_sockets(room: Room, app: AsyncApp) -> AsyncIterator[None]:
    """Connect a Bolt app by Socket Mode."""
    handler: Any = AsyncSocketModeHandler(app, room.slack.app_token)  # its methods are not annotated
    await handler.connect_async()
    await room.slack.sockets.wait_for(1)
    try:
        yield
    finally:
        await handler.close_async()


def payload(bot: Outbox) -> Json:
    """The last interactive payload the bot got."""
    found: Json = json.loads(parse_qs(bot.got[-1][1])["payload"][0])
    return found
