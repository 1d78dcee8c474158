"""What the operator's eyes ask for: each view is a piece of HTML."""

from collections.abc import Awaitable, Callable
from itertools import groupby

from aiohttp import web
from markupsafe import Markup

from sandbox.page import eyes
from sandbox.page.eyes import Archive
from sandbox.page.rendering import render
from sandbox.page.scene import Scene
from sandbox.people import Person

Looking = Callable[[web.Request, Scene], Awaitable[Markup]]
OUTBOX, FIRST_TABLE = "delivery", "action"
ELSEWHERE = Markup("<p>The database is with the bot, in its own process. This page cannot see it.</p>")


class Eyes:
    """The handlers. `scene_of` raises an HTTP error while there is none."""

    def __init__(self, scene_of: Callable[[], Scene], person_of: Callable[[str], Person | None]) -> None:
        self._scene_of = scene_of
        self._person_of = person_of

    def add(self, app: web.Application) -> None:
        """The routes, all of them GET."""
        views = {
            "rows": self._rows,
            "tables": self._tables,
            "thief": self._thief,
            "outbox": self._outbox,
            "traffic": self._traffic,
            "exchange": self._exchange,
        }
        for name, look in views.items():
            app.router.add_get(f"/eyes/{name}", self._answer(look))

    def _answer(self, look: Looking) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            return web.json_response({"html": str(await look(request, self._scene_of()))})

        return answer

    async def _rows(self, request: web.Request, scene: Scene) -> Markup:
        person = self._person_of(request.query.get("seat", ""))
        if scene.archive is None or person is None:
            return ELSEWHERE
        found = await eyes.rows_behind(person, request.query.get("place", "app"), scene.archive)
        return render("eyes_rows.html", found=found, who=person.user.real_name)

    async def _tables(self, request: web.Request, scene: Scene) -> Markup:
        if scene.archive is None:
            return ELSEWHERE
        counts, chosen = await scene.archive.counts(), request.query.get("table", FIRST_TABLE)
        try:
            records = await scene.archive.latest(chosen)
        except KeyError:
            raise web.HTTPNotFound(text="There is no such table.") from None
        return render("eyes_tables.html", counts=counts, chosen=chosen, records=records)

    async def _outbox(self, _: web.Request, scene: Scene) -> Markup:
        if scene.archive is None:
            return ELSEWHERE
        return render("eyes_outbox.html", records=await scene.archive.latest(OUTBOX))

    async def _thief(self, _: web.Request, scene: Scene) -> Markup:
        return thief(scene.archive) if scene.archive is not None else ELSEWHERE

    async def _traffic(self, _: web.Request, scene: Scene) -> Markup:
        return render("eyes_traffic.html", traffic=eyes.traffic_shown(scene.slack.log.traffic))

    async def _exchange(self, request: web.Request, scene: Scene) -> Markup:
        try:
            said = eyes.exchange(scene.slack.log.traffic, int(request.query.get("number", "")))
        except (IndexError, ValueError):
            raise web.HTTPNotFound(text="There was no such request.") from None
        return render("eyes_exchange.html", said=said)


def thief(archive: Archive) -> Markup:
    """What the schema itself says would be learnt from the file alone."""
    columns = archive.declared()
    plain = [each for each in columns if each[2] == "plain"]
    sealed = [each for each in columns if each[2] != "plain"]
    tables = [(table, list(rows)) for table, rows in groupby(plain, key=lambda each: each[0])]
    return render("eyes_thief.html", tables=tables, sealed=sealed)
