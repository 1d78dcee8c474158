"""What the browser can ask for. GET changes nothing; whatever changes something is a POST with JSON."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.errors import CannotDo, SlackError
from sandbox.page import deeds
from sandbox.page.eyes_routes import Eyes
from sandbox.page.passing import STEPS, Passing
from sandbox.page.rendering import render
from sandbox.page.scene import Scene, Start
from sandbox.page.seat import LATEST, Seat
from sandbox.page.shell import shell_state, starts
from sandbox.people import Person
from sandbox.records import JSON

if TYPE_CHECKING:
    from sandbox.page.server import Page


class Routes:
    """The handlers, over one page."""

    def __init__(self, page: "Page") -> None:
        self._page = page

    # Pages

    async def shell(self, _: web.Request) -> web.Response:
        return _html(render("shell.html", starts=starts(), stories=self._page.theatre.stories))

    async def seat(self, request: web.Request) -> web.Response:
        scene = self._scene()
        person = self._person(request)
        commands = [
            {"name": name, "hint": str(each.get("usage_hint", "")), "words": str(each.get("description", ""))}
            for name, each in scene.slack.world.manifest.commands.items()
        ]
        blocked = person.user.no_commands or person.user.is_stranger
        return _html(render("seat.html", who=person.user, commands=[] if blocked else commands))

    # What is shown

    async def now(self, _: web.Request) -> web.Response:
        return web.json_response(shell_state(self._page))

    async def state(self, request: web.Request) -> web.Response:
        scene, person = self._scene(), self._person(request)
        most = min(int(request.query.get("most", LATEST)), 5000)
        seat = Seat(scene.slack.world, person, scene.read.setdefault(person.id, {}))
        return web.json_response(
            seat.state(request.query.get("place", ""), thread=request.query.get("thread", ""), most=most)
        )

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events until the page goes away. With `seat`, that person is somebody's own meanwhile."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await stream.prepare(request)
        user = request.query.get("seat", "")
        with self._page.live.seated(user):
            self._page.who_rests()
            try:
                async for piece in self._page.live.told():
                    await stream.write(piece)
            except (ConnectionError, RuntimeError):
                pass  # the page is gone
        self._page.who_rests()
        return stream

    async def file(self, request: web.Request) -> web.Response:
        found = self._scene().slack.ws.files.get(request.match_info["file"])
        if found is None or found.data is None:
            raise web.HTTPNotFound(text="There is no such file.")
        picture = PICTURES.get(found.name.rpartition(".")[2].lower())
        kept = {} if picture else {"Content-Disposition": f'attachment; filename="{_plain(found.name)}"'}
        return web.Response(body=found.data, content_type=picture or "application/octet-stream", headers=kept)

    # What changes something

    async def deed(self, request: web.Request) -> web.Response:
        scene, person, wanted = self._scene(), self._person(request), await _json(request)
        try:
            self._page.untouched = False
            done = await self._page.act(scene, lambda: deeds.do(person, wanted))
        except (CannotDo, SlackError) as refused:
            return web.json_response({"refused": str(refused)}, status=409)
        return web.json_response(done)

    async def read(self, request: web.Request) -> web.Response:
        scene, person, wanted = self._scene(), self._person(request), await _json(request)
        scene.read.setdefault(person.id, {})[str(wanted["place"])] = str(wanted["ts"])
        self._page.live.changed()
        return web.json_response({})

    async def lives(self, request: web.Request) -> web.Response:
        """Whether somebody acts by themselves while a visitor sits with them."""
        person, wanted = self._person(request), await _json(request)
        change = self._page.by_themselves.add if wanted.get("on") else self._page.by_themselves.discard
        change(person.id)
        self._page.who_rests()
        self._page.live.changed()
        return web.json_response({})

    async def time(self, request: web.Request) -> web.Response:
        wanted = await _json(request)
        passing: Passing | None = self._page.passing
        if passing is None:
            raise web.HTTPConflict(text="There is no scene yet.")
        if not self._page.theatre.stories:
            raise web.HTTPConflict(text="The bot is in another process: time is the real one.")
        step = wanted.get("step")
        self._page.untouched = False
        try:
            if step == "play":
                await passing.play()
            elif step == "stop":
                await passing.stop()
            elif step in STEPS:
                person = self._page.person(str(wanted.get("seat", "")))
                await passing.step(step, person.user.tz if person is not None else "Europe/London")
            else:
                raise web.HTTPBadRequest(text=f"a step is one of {', '.join(STEPS)}")
        except CannotDo as refused:
            return web.json_response({"refused": str(refused)}, status=409)
        return web.json_response({})

    async def start(self, request: web.Request) -> web.Response:
        """Begin anew, where the visitor wants to."""
        if not self._page.theatre.stories:
            raise web.HTTPConflict(text="The bot is in another process: there is nothing to begin here.")
        wanted = await _json(request)
        known = {(each["programme"], each["week"]) for each in starts()}
        chosen = Start(str(wanted.get("programme")), int(wanted.get("week", 0)))
        if (chosen.programme, chosen.week) not in known:
            raise web.HTTPBadRequest(text="There is no such start.")
        self._page.begin(chosen)
        return web.json_response({})

    # What is asked for

    def eyes(self) -> Eyes:
        """What the operator's eyes ask for."""
        return Eyes(self._scene, self._page.person)

    def _scene(self) -> Scene:
        if self._page.scene is None:
            raise web.HTTPServiceUnavailable(text=self._page.told or "A moment, please.")
        return self._page.scene

    def _person(self, request: web.Request) -> Person:
        found = self._page.person(request.match_info["user"])
        if found is None:
            raise web.HTTPNotFound(text="There is nobody with that id.")
        return found


PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif"}


def add(app: web.Application, page: "Page") -> None:
    """All routes of the page."""
    to = Routes(page)
    app.router.add_get("/", to.shell)
    app.router.add_get("/now", to.now)
    app.router.add_get("/live", to.live)
    app.router.add_get("/seat/{user}", to.seat)
    app.router.add_get("/seat/{user}/state", to.state)
    app.router.add_get("/file/{file}", to.file)
    app.router.add_post("/seat/{user}/deed", to.deed)
    app.router.add_post("/seat/{user}/read", to.read)
    app.router.add_post("/seat/{user}/lives", to.lives)
    app.router.add_post("/time", to.time)
    app.router.add_post("/start", to.start)
    to.eyes().add(app)


async def _json(request: web.Request) -> JSON:
    """The body. Raises HTTPBadRequest unless it is an object."""
    try:
        found: Any = await request.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise web.HTTPBadRequest(text="This wants a JSON object.")
    return found


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html")


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isalnum() or c in "._- ")
