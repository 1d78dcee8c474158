"""Beginning anew, who answers by themselves, and what the page says while it is not ready."""

import asyncio

from sandbox.page.scene import Start
from sandbox.page.server import Page
from tests.sandbox.page.hall import Hall, SmallTheatre


async def test_a_visitor_begins_where_they_choose(place: Hall) -> None:
    await place.slack.people["ana"].say("one")
    assert (await place.post("/start", {"programme": "self-run", "week": 8}))[0] == 200
    await place.page.ready()
    assert place.theatre.opened == [None, Start("self-run", 8)]
    assert place.slack.people["ana"].places()["app"] == []


async def test_a_start_that_is_not_offered_is_refused(place: Hall) -> None:
    for wanted in ({"programme": "self-run", "week": 99}, {"programme": "x"}, {}):
        assert (await place.post("/start", wanted))[0] == 400
    assert place.theatre.opened == [None]


async def test_with_the_bot_elsewhere_nothing_is_begun(place: Hall) -> None:
    assert 'id="tour" class="primary">' in (await place.get("/"))[1]
    place.theatre.stories = False
    assert (await place.post("/start", {"programme": "self-run", "week": 8}))[0] == 409
    assert place.theatre.opened == [None]
    for step in ("minutes", "hour", "morning", "play", "stop"):
        assert (await place.post("/time", {"step": step}))[0] == 409
    shell = (await place.get("/"))[1]
    for button in ('id="tour" class="primary" hidden>', 'id="anew" aria-haspopup="dialog" hidden>'):
        assert button in shell


async def test_it_is_known_whether_anything_has_happened_yet(place: Hall) -> None:
    assert (await place.json("/now"))["untouched"]
    await place.post("/time", {"step": "hour"})
    assert not (await place.json("/now"))["untouched"]
    await place.post("/start", {"programme": "self-run", "week": 8})
    await place.page.ready()
    assert (await place.json("/now"))["untouched"]


async def test_what_goes_wrong_is_said_without_what_it_held() -> None:
    theatre = SmallTheatre(trouble=ValueError("secret words"))
    page = Page(theatre)
    await page.listen(0)
    page.begin()
    try:
        await asyncio.gather(page.ready(), return_exceptions=True)
        assert "ValueError" in page.told
        assert "secret" not in page.told
    finally:
        await page.close()


async def test_whoever_a_visitor_sits_with_rests(place: Hall) -> None:
    ana = place.id("ana")
    assert place.page.scene is not None
    resident = place.page.scene.residents[ana]

    def rests() -> bool:
        return resident.resting

    async with place.client.get(f"{place.page.url}live?seat={ana}") as stream:
        await stream.content.readline()
        assert rests()
        await place.post(f"/seat/{ana}/lives", {"on": True})
        assert not rests()
        await place.post(f"/seat/{ana}/lives", {"on": False})
        assert rests()
    async with asyncio.timeout(5):
        while rests():
            place.page.live.changed()  # the stream notices that its page is gone
            await place.json("/now")
