"""Serving: ready only when warm, both ways in, and a stop that finishes what is under way."""

import asyncio
import io
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot import logs
from bot.background import Background
from bot.clock import Clock, SystemClock, clock_for, write_file_clock
from bot.serve import CannotStart, Server, serve
from bot.settings import Settings, given
from tests.bot.mini_slack import MiniSlack

NOW = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
SIGNING = "not-much-of-a-secret"
PRESS = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "actions": [{"action_id": "press"}]}


class SmallBot:
    """A bot with one listener, which takes as long as `hold` says and starts background work."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self.log: list[str] = []
        self.background = Background(lambda name, error: self.log.append(f"{name}: {type(error).__name__}"))
        self.clock = clock
        self.driven = True
        self.warm = asyncio.Event()
        self.warm.set()
        self.hold = 0.0
        self.healthy = True
        self.app = AsyncApp(
            client=client, signing_secret=SIGNING, process_before_response=True, logger=logs.bolt_logger()
        )
        self.app.action("press")(self.press)

    async def press(self, ack: AsyncAck) -> None:
        await asyncio.sleep(self.hold)
        await ack()
        self.log.append("acked")
        self.background.start(self.after(), "after")

    async def after(self) -> None:
        self.log.append("after")

    async def start(self) -> None:
        await self.warm.wait()
        self.log.append("started")

    async def stop(self) -> None:
        self.log.append("stopped")

    async def run_due(self, now: datetime) -> None:
        self.log.append(f"due {now:%H:%M}")

    async def next_wake(self) -> datetime | None:
        return NOW + timedelta(days=1)

    async def delivered(self) -> None:
        await self.settled()

    async def settled(self) -> None:
        await self.background.idle()

    async def well(self) -> bool:
        return self.healthy


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that nothing announces; the test's own time limit ends it."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def until_ready(server: Server) -> None:
    async with asyncio.timeout(5):
        while not await server.ready():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


def settings_for(slack: MiniSlack, **more: object) -> Settings:
    return given(slack_api_url=slack.url, slack_bot_token="xoxb-1", host="127.0.0.1", port=0, drain_s=1, **more)


@asynccontextmanager
async def serving(bot: SmallBot, settings: Settings) -> AsyncIterator[Server]:
    server = Server(bot, settings)
    starting = asyncio.create_task(server.start())
    await until(lambda: set(server.ports) == set(server._doors))
    try:
        yield server
    finally:
        await starting
        await server.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as found:
        yield found


async def post_press(session: aiohttp.ClientSession, port: int, *, secret: str = SIGNING) -> int:
    body = urlencode({"payload": json.dumps(PRESS)})
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": str(SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)),
    }
    async with session.post(f"http://127.0.0.1:{port}/slack/events", data=body, headers=headers) as response:
        return response.status


async def test_ready_only_when_warm(mini_slack: MiniSlack, session: aiohttp.ClientSession) -> None:
    bot = SmallBot(mini_slack.client(), SystemClock())
    bot.warm.clear()
    async with serving(bot, settings_for(mini_slack)) as server:
        base = f"http://127.0.0.1:{server.ports['slack']}"
        assert (await session.get(f"{base}/health/live")).status == 200
        assert (await session.get(f"{base}/health/ready")).status == 503
        assert await post_press(session, server.ports["slack"]) == 503
        bot.warm.set()
        await until_ready(server)
        assert (await session.get(f"{base}/health")).status == 200
        assert await post_press(session, server.ports["slack"]) == 200
        assert await post_press(session, server.ports["slack"], secret="another") == 401
        assert (await session.post(f"{base}/slack/events", data=b"\xff{")).status in (400, 401)
        assert (await session.get(f"{base}/settled")).status == 404
    assert bot.log == ["started", "acked", "after", "stopped"]


async def test_stopping_answers_what_is_under_way(mini_slack: MiniSlack, session: aiohttp.ClientSession) -> None:
    bot = SmallBot(mini_slack.client(), SystemClock())
    bot.hold = 0.2
    async with serving(bot, settings_for(mini_slack)) as server:
        await until_ready(server)
        press = asyncio.create_task(post_press(session, server.ports["slack"]))
        await asyncio.sleep(0.1)
    assert await press == 200
    assert bot.log == ["started", "acked", "after", "stopped"]


async def test_ready_no_more_when_the_database_is_away_or_the_line_is_cut(
    mini_slack: MiniSlack, session: aiohttp.ClientSession
) -> None:
    bot = SmallBot(mini_slack.client(), SystemClock())
    async with serving(bot, settings_for(mini_slack, slack_app_token="xapp-1", admin_port=0)) as server:
        ready = f"http://127.0.0.1:{server.ports['admin']}/health/ready"
        await until_ready(server)
        bot.healthy = False
        assert (await session.get(ready)).status == 503
        bot.healthy = True
        assert (await session.get(ready)).status == 200
        await mini_slack.lines[0].close()
        async with asyncio.timeout(5):
            while (await session.get(ready)).status == 200:  # noqa: ASYNC110
                await asyncio.sleep(0.001)


async def test_while_draining_it_lives_and_is_not_ready(mini_slack: MiniSlack, session: aiohttp.ClientSession) -> None:
    bot = SmallBot(mini_slack.client(), SystemClock())
    bot.hold = 0.5
    server = Server(bot, settings_for(mini_slack, admin_port=0))
    await server.start()
    admin = f"http://127.0.0.1:{server.ports['admin']}"
    assert (await session.get(f"{admin}/health/ready")).status == 200
    press = asyncio.create_task(post_press(session, server.ports["slack"]))
    await asyncio.sleep(0.1)
    stopping = asyncio.create_task(server.stop())
    await asyncio.sleep(0.05)
    assert (await session.get(f"{admin}/health/ready")).status == 503
    assert (await session.get(f"{admin}/health/live")).status == 200
    assert await press == 200
    await stopping


async def test_the_first_lines_say_how_it_runs_and_no_secret(mini_slack: MiniSlack, out: io.StringIO) -> None:
    logs.configure("INFO", out)
    secret = "postgresql://user:sentinel@host/name"
    settings = settings_for(
        mini_slack,
        slack_app_token="xapp-sentinel",
        admin_port=0,
        database_url=secret,
        keystore_url="sqlite:///sentinel",
    )
    async with serving(SmallBot(mini_slack.client(), SystemClock()), settings) as server:
        await until_ready(server)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    ready = next(line for line in lines if line["event"] == "serve.ready")
    assert {"mode": "socket", "database": "postgresql", "port": 0}.items() <= ready.items()
    assert "dropped" not in ready
    assert "sentinel" not in out.getvalue()


async def test_a_rehearsal_has_its_own_door(
    mini_slack: MiniSlack, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    write_file_clock(tmp_path / "clock", NOW)
    settings = settings_for(mini_slack, file_clock=tmp_path / "clock", admin_port=0)
    bot = SmallBot(mini_slack.client(), clock_for(tmp_path / "clock", mini_slack.url))
    async with serving(bot, settings) as server:
        admin = f"http://127.0.0.1:{server.ports['admin']}"
        due = await session.post(f"{admin}/run_due")
        assert await due.json() == {"next_wake": "2026-05-15T09:00:00+00:00"}
        settled = await session.get(f"{admin}/settled")
        assert await settled.json() == {"next_wake": "2026-05-15T09:00:00+00:00"}
        assert (await session.get(f"http://127.0.0.1:{server.ports['slack']}/settled")).status == 404
    assert "due 09:00" in bot.log


async def test_socket_mode(mini_slack: MiniSlack) -> None:
    bot = SmallBot(mini_slack.client(), SystemClock())
    async with serving(bot, settings_for(mini_slack, slack_app_token="xapp-1", admin_port=0)) as server:
        await until_ready(server)
        await mini_slack.send_down({"type": "interactive", "envelope_id": "e1", "payload": PRESS})
        assert await asyncio.wait_for(mini_slack.acks.get(), 2) == {"envelope_id": "e1"}
        await server.settled()
        assert mini_slack.count("apps.connections.open") == 1
        assert "slack" not in server.ports
    assert bot.log == ["started", "acked", "after", "stopped"]


async def test_a_stuck_line_is_built_anew(mini_slack: MiniSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.socket_mode.WATCH_EVERY_S", 0.01)
    settings = settings_for(mini_slack, slack_app_token="xapp-1", admin_port=0, socket_stuck_s=0.2)
    async with serving(SmallBot(mini_slack.client(), SystemClock()), settings) as server:
        await until_ready(server)
        await mini_slack.lines[0].close()
        await until(lambda: len(mini_slack.lines) == 2)
        await until_ready(server)


async def test_a_refused_app_token_is_not_tried_for_ever(mini_slack: MiniSlack) -> None:
    mini_slack.answers["apps.connections.open"] = {"ok": False, "error": "invalid_auth"}
    bot = SmallBot(mini_slack.client(), SystemClock())
    with pytest.raises(CannotStart, match="invalid_auth"):
        await serve(bot, settings_for(mini_slack, slack_app_token="xapp-1"))
    assert bot.log == ["started", "stopped"]


async def test_a_port_in_use_is_said_plainly(mini_slack: MiniSlack) -> None:
    bot = SmallBot(mini_slack.client(), SystemClock())
    taken = int(mini_slack.url.rstrip("/").rsplit(":", 1)[1])
    settings = given(slack_api_url=mini_slack.url, slack_bot_token="xoxb-1", port=taken)
    with pytest.raises(CannotStart, match="SETKEEPER_PORT"):
        await serve(bot, settings)


async def test_sigterm_stops_in_order(mini_slack: MiniSlack) -> None:
    bot = SmallBot(mini_slack.client(), SystemClock())
    served = asyncio.create_task(serve(bot, settings_for(mini_slack)))
    await until(lambda: "started" in bot.log)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(served, 5)
    assert bot.log == ["started", "stopped"]
