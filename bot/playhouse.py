"""`setkeeper sandbox`: the page in this process, until Ctrl-C."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from bot.operator import NotDone
from bot.theatre import Outdoors, Theatre
from sandbox.page import keep
from sandbox.page.scene import Scene
from sandbox.page.server import USUAL_PORT, Page, say


async def play(port: int | None, folder: Path | None) -> int:
    """Serve the page with the bot behind it. `folder`: where everything is kept; None: nowhere. Raises NotDone."""
    kept = "Nothing is kept when you stop." if folder is None else f"What happens is kept in {folder}."

    async def tell(_: Scene) -> None:
        say(f"Ready. {kept} Stop with Ctrl-C.")

    if folder is None:
        return await _serve(Page(Theatre()), port, tell)
    _make(folder)
    try:
        with keep.alone(folder):
            return await _serve(Page(Theatre(folder)), port, tell)
    except keep.InUse:
        raise NotDone(f"Another sandbox is open on {folder}. Stop that one first, or name another folder.") from None


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise NotDone(f"{folder} cannot be made or used as a folder.") from None


async def connect(port: int | None) -> int:
    """Serve the page and the pretend Slack alone, and print what a bot in another process needs to know."""

    async def tell(scene: Scene) -> None:
        say(
            "\n".join(
                [
                    "For a bot in another process, in its environment:",
                    "",
                    f"export SLACK_BOT_TOKEN={scene.slack.bot_token}",
                    f"export SLACK_APP_TOKEN={scene.slack.app_token}",
                    f"export SLACK_API_URL={scene.slack.api_url}",
                    "",
                    "Setkeeper: `setkeeper keys init`, then `setkeeper run`. Priya may set up a learning set after",
                    f"`setkeeper coordinator add {scene.slack.people['Priya'].id}`.",
                    "Any other Bolt app: give SLACK_API_URL to its WebClient as base_url, and use Socket Mode.",
                    "Stop with Ctrl-C. Nothing is kept.",
                ]
            )
        )

    return await _serve(Page(Outdoors()), port, tell)


async def _serve(page: Page, port: int | None, tell: Callable[[Scene], Coroutine[Any, Any, None]]) -> int:
    wanted = USUAL_PORT if port is None else port
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        url = await page.listen(wanted)
        if wanted and not url.endswith(f":{wanted}/"):
            say(f"Port {wanted} is busy, so another one was taken.")
        say(f"Open this page in a browser: {url}")
        page.begin()
        ready = asyncio.create_task(page.ready())
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({ready, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if ready.done() and not stop.is_set():
            ready.result()
            if page.scene is not None:
                await tell(page.scene)
        await stopped
    finally:
        await page.close()
    return 0
