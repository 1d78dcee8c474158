"""The page on its port of this machine: `page = Page(theatre)`, `await page.listen()`, `page.begin()`."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.page import routes, security
from sandbox.page.live import Live
from sandbox.page.passing import Passing
from sandbox.page.scene import Scene, Start, Theatre
from sandbox.people import Person

USUAL_PORT = 8423
STATIC = Path(__file__).parent / "static"
A_MOMENT = 2  # simulated seconds that a visitor's deed takes, so that what follows comes after it


class Page:
    """The scene that is on, who sits where, and the server that shows it."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre = theatre
        self.live = Live()
        self.scene: Scene | None = None
        self.passing: Passing | None = None
        self.told = ""  # how far the story has come, while a scene is made ready; or why none can be
        self.by_themselves: set[str] = set()  # user ids that act by themselves even while a visitor sits with them
        self.untouched = True  # nobody has done anything in this scene, and its time has not been moved
        self.url = ""
        self._opening: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None

    # Listening

    async def listen(self, port: int = USUAL_PORT) -> str:
        """Listen on 127.0.0.1; on a free port when this one is busy. Returns the address to open."""
        app = web.Application(middlewares=[security.guard], client_max_size=1024 * 1024)
        app.on_response_prepare.append(security.add_headers)
        routes.add(app, self)
        app.router.add_static("/static/", STATIC)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", port).start()
        except OSError:
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        return self.url

    def resources(self) -> list[str]:
        """The path of every GET route, with its placeholders."""
        routes_now = self._runner.app.router.routes() if self._runner is not None else ()
        found = (each.resource.canonical for each in routes_now if each.method == "GET" and each.resource is not None)
        return sorted(set(found))

    async def close(self) -> None:
        """Write down what is to be kept, and let everything go. May be called twice."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        if self.passing is not None:
            await self.passing.stop()
        if self.scene is not None:
            await self.theatre.keep()
        self.live.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self.theatre.close()

    # Scenes

    def begin(self, start: Start | None = None) -> None:
        """Make a scene ready in the background; the page tells how far it is. None: the kept one, or the usual."""
        if self._opening is not None:
            self._opening.cancel()
        self._opening = asyncio.create_task(self._open(start, self._opening), name="a scene is made ready")

    async def ready(self) -> None:
        """Until the scene is there."""
        if self._opening is not None:
            await asyncio.shield(self._opening)

    async def _open(self, start: Start | None, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.gather(before, return_exceptions=True)
        if self.passing is not None:
            await self.passing.stop()
        self.scene = self.passing = None
        self.told = "A moment, please."
        self.live.changed()
        try:
            scene = await self.theatre.open(start, self._progress)
        except Exception as problem:
            self.told = f"This could not be made ready ({type(problem).__name__}). The terminal says more."
            self.live.changed()
            raise
        scene.driver.watchers.append(self.live.changed)
        if start is not None or not self.theatre.goes_on:
            scene.read = {each.id: up_to_now(each) for each in scene.slack.people.values()}
        self.by_themselves.clear()
        self.untouched = start is not None or not self.theatre.goes_on
        self.scene, self.passing, self.told = scene, Passing(scene, self.live.changed), ""
        self.who_rests()
        self.live.changed()

    def _progress(self, now: datetime) -> None:
        told = f"The story so far: {now:%A} {now.day} {now:%B}"
        if told != self.told:
            self.told = told
            self.live.changed()

    # People

    def who_rests(self) -> None:
        """Whoever a visitor sits with does nothing by themselves, unless the visitor wants it so."""
        if self.scene is None:
            return
        for user, resident in self.scene.residents.items():
            taken = user in self.live.sitting and user not in self.by_themselves
            if taken and not resident.resting:
                resident.rest()
            elif not taken and resident.resting:
                resident.resume()

    async def act(self, scene: Scene, deed: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the deed gives back
        """Do something in the scene's own turn, let what follows happen, and keep it."""
        async with scene.turn:
            try:
                return await deed()
            finally:
                await scene.driver.run_until(moment_after(scene))
                await self.theatre.keep()
                self.live.changed()

    def person(self, user: str) -> Person | None:
        """A human being of the scene that is on."""
        return self.scene.person(user) if self.scene is not None else None


def moment_after(scene: Scene) -> datetime:
    """When somebody's deed is done."""
    return scene.now + timedelta(seconds=A_MOMENT)


def up_to_now(person: Person) -> dict[str, str]:
    """What stands on their screen counts as read, by place."""
    return {place: max((m.ts for m in messages), default="") for place, messages in person.places().items()}


def say(words: str) -> None:
    """To the terminal, at once."""
    with suppress(BrokenPipeError):
        print(words, file=sys.stdout, flush=True)
