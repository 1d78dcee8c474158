"""`setkeeper sandbox` as somebody types it: what it prints, that it ends, and a bot of another process beside it."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


class Command:
    """A running `setkeeper` command. `said` holds every line so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said: list[str] = []

    async def until(self, words: str) -> str:
        """Read on to the line that holds these words."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while line := (await self._process.stdout.readline()).decode():
                self.said.append(line.rstrip())
                if words in line:
                    return line.rstrip()
        raise AssertionError(f"{words!r} was not said: {self.said}")

    async def end(self) -> int:
        """Press Ctrl-C. Returns the exit code."""
        self._process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE_S):
            return await self._process.wait()


@asynccontextmanager
async def setkeeper(folder: Path, *words: str, **environment: str) -> AsyncIterator[Command]:
    """The command, run in a folder of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("SLACK_", "SETKEEPER_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.cli",
        *words,
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield Command(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_the_page_is_there_at_once_and_what_happened_next_time(tmp_path: Path) -> None:
    for _ in range(2):
        async with setkeeper(tmp_path, "sandbox", "--port", "0", "--data", "kept") as command:
            address = ADDRESS.findall(await command.until("Open this page"))[0]
            async with aiohttp.ClientSession() as client, client.get(address) as answer:
                assert answer.status == 200
                assert "Setkeeper" in await answer.text()
            assert "kept in kept" in await command.until("Ready.")
            assert await command.end() == 0
        assert not [line for line in command.said if "Traceback" in line or '"level"' in line]
    assert {path.name for path in (tmp_path / "kept").iterdir()} == {"bot", "slack.json", "in-use"}


async def test_a_bot_of_another_process_answers(tmp_path: Path) -> None:
    async with setkeeper(tmp_path, "sandbox", "--connect", "--port", "0") as slack:
        address = ADDRESS.findall(await slack.until("Open this page"))[0]
        await slack.until("Any other Bolt app")
        said = "\n".join(slack.said)
        told = dict(re.findall(r"export (\w+)=(\S+)", said))
        assert set(told) == {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL"}
        priya = re.findall(r"coordinator add (U\w+)", said)[0]
        for words in (("keys", "init"), ("coordinator", "add", priya)):
            async with setkeeper(tmp_path, *words, **told) as once:
                assert await once._process.wait() == 0
        async with setkeeper(tmp_path, "run", SETKEEPER_PORT="0", **told) as bot:
            await bot.until("serve.ready")
            async with aiohttp.ClientSession() as client:
                deed = {"do": "command", "text": "/als", "place": None}
                async with client.post(f"{address}seat/{priya}/deed", json=deed) as answer:
                    assert await answer.json() == {}
                html = await _window(client, address, priya)
            assert "New set" in html
            assert "placeholder-loud" not in html
            assert await bot.end() == 0
        assert await slack.end() == 0


async def _window(client: aiohttp.ClientSession, address: str, user: str) -> str:
    """Somebody's window, once the page's own stream says that something changed and it is there."""
    async with asyncio.timeout(PATIENCE_S), client.get(f"{address}live") as stream:
        async for line in stream.content:
            if line.startswith(b"data:"):
                async with client.get(f"{address}seat/{user}/state") as answer:
                    window = (await answer.json())["window"]
                if window:
                    return str(window["html"])
    return ""
