"""What the operator's eyes ask for: four views, each a piece of HTML."""

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
ELSEWHERE = Markup("<p>The database is with the bot, in its own process. This page cannot see it.</p>")


class Eyes:
    """The handlers. `scene_of` raises an HTTP error while there is none."""

    def __init__(self, scene_of: Callable[[], Scene], person_of: Callable[[str], Person | None]) -> None:
        self._scene_of = scene_of
        self._person_of = person_of

    def add(self, app: web.Application) -> None:
        """The routes, all of them GET."""
        for name, look in (("rows", self._rows), ("tables", self._tables), ("traffic", self._traffic)):
            app.router.add_get(f"/eyes/{name}", self._answer(look))
        app.router.add_get("/eyes/thief", self._answer(self._thief))

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
        counts, chosen = await scene.archive.counts(), request.query.get("table", "delivery")
        try:
            records = await scene.archive.latest(chosen)
        except KeyError:
            raise web.HTTPNotFound(text="There is no such table.") from None
        return render("eyes_tables.html", counts=counts, chosen=chosen, records=records)

    async def _thief(self, _: web.Request, scene: Scene) -> Markup:
        return thief(scene.archive) if scene.archive is not None else ELSEWHERE

    async def _traffic(self, _: web.Request, scene: Scene) -> Markup:
        return render("eyes_traffic.html", traffic=eyes.traffic_shown(scene.slack.log.traffic))


def thief(archive: Archive) -> Markup:
    """What the schema itself says would be learnt from the file alone."""
    columns = archive.declared()
    plain = [each for each in columns if each[2] == "plain"]
    sealed = [each for each in columns if each[2] != "plain"]
    tables = [(table, list(rows)) for table, rows in groupby(plain, key=lambda each: each[0])]
    return render("eyes_thief.html", tables=tables, sealed=sealed)
