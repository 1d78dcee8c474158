"""The unchanged bot as a process of its own, with a clock in a file, against the pretend Slack. It may die any time.

A process that has imported everything waits to be forked: a bot that dies forty times is not forty times importing.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import aiohttp

from bot import cli
from bot.clock import write_file_clock
from bot.settings import Settings
from sandbox.server import PretendSlack

Program = Callable[[], int]  # a function of a module: it is named to the new process
WAIT_S = 30.0

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["bot.build", "bot.serve", __name__])


def run() -> int:
    """`setkeeper run`."""
    return cli.main(["run"])


def _live(program: Program, environment: Mapping[str, str], log: Path) -> None:
    """The new process: with this environment alone, and whatever it prints in its log."""
    os.environ.clear()
    os.environ.update(environment)
    with log.open("ab", buffering=0) as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    sys.exit(program())


class BotProcess:
    """Starts the bot, asks it for each run over its own loopback door, and starts it again when it has died."""

    def __init__(
        self, slack: PretendSlack, settings: Settings, folder: Path, port: int, program: Program = run
    ) -> None:
        self.deaths = 0
        self.starts = 0
        self.log = folder / "bot.log"
        self._slack = slack
        self._settings = settings
        self._folder = folder
        self._door = f"http://127.0.0.1:{port}"
        self._port = port
        self._program = program
        self._process: ForkServerProcess | None = None
        self._session: aiohttp.ClientSession | None = None
        self._wake: datetime | None = None
        write_file_clock(folder / "clock", slack.clock.now())
        slack.clock.on_advance.append(lambda now: write_file_clock(folder / "clock", now))

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    async def start(self, failpoint: str = "") -> None:
        """Start a process and wait until it is ready. It may die on its way: then the next call starts another."""
        self.starts += 1
        self._session = self._session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=WAIT_S))
        given = (self._program, self._environment(failpoint), self.log)
        self._process = _forks.Process(target=_live, args=given)
        self._process.start()
        for _ in range(int(WAIT_S / 0.05)):
            if not self.alive or await self._ready():
                return
            await asyncio.sleep(0.05)
        raise TimeoutError("the bot did not become ready; see its log")

    def _environment(self, failpoint: str) -> Mapping[str, str]:
        settings = self._settings
        wanted = {
            "PATH": os.environ.get("PATH", ""),
            "SLACK_BOT_TOKEN": settings.bot_token(),
            "SLACK_APP_TOKEN": settings.app_token(),
            "SLACK_API_URL": settings.slack_api_url,
            "SETKEEPER_DATA_DIR": str(settings.data_dir),
            "SETKEEPER_DATABASE_URL": settings.main_database,
            "SETKEEPER_KEYSTORE_URL": settings.keystore,
            "SETKEEPER_FILE_CLOCK": str(self._folder / "clock"),
            "SETKEEPER_ADMIN_PORT": str(self._port),
        }
        if failpoint:
            wanted["SETKEEPER_FAILPOINT"] = failpoint
        return wanted

    async def _ready(self) -> bool:
        assert self._session is not None
        try:
            async with self._session.get(f"{self._door}/health/ready") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def kill(self) -> None:
        """SIGKILL, now: no handler, no flush."""
        if self._process is not None and self.alive:
            self._process.kill()

    async def buried(self) -> None:
        """Wait for a process that is dying, and count it. Raises AssertionError when it was not killed: it fell."""
        if self._process is not None:
            await asyncio.to_thread(self._process.join)
            code, self._process = self._process.exitcode, None
            assert code == -signal.SIGKILL, f"the bot ended by itself, with {code}; see its log"
            self.deaths += 1

    async def _ask(self, method: str, path: str) -> None:
        """Ask the bot; when it dies meanwhile, start it again (without a failpoint) and ask again."""
        while True:
            if self._process is None or not self.alive:
                await self.buried()
                await self.start()
            assert self._session is not None
            try:
                async with self._session.request(method, f"{self._door}{path}") as answer:
                    if answer.status == 200:
                        found = (await answer.json())["next_wake"]
                        self._wake = datetime.fromisoformat(found) if found else None
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.01)

    async def run_due(self, now: datetime) -> None:
        await self._ask("POST", "/run_due")

    async def settled(self) -> None:
        await self._ask("GET", "/settled")

    async def delivered(self) -> None:
        await self.settled()

    async def next_wake(self) -> datetime | None:
        await self.settled()
        return self._wake

    async def stop(self) -> None:
        """End the process in order, for the last time."""
        if self._process is not None and self.alive:
            self._process.terminate()
            await asyncio.to_thread(self._process.join, WAIT_S)
            self._process.kill()
        if self._session is not None:
            await self._session.close()
