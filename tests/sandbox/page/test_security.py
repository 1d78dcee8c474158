"""The page answers this machine and itself, changes nothing on GET, and lets nothing in from elsewhere."""

import asyncio
import socket

import pytest
from aiohttp import web

from sandbox.page.server import Page
from tests.sandbox.page.hall import Hall, SmallTheatre


async def test_only_a_host_of_this_machine_is_answered(place: Hall) -> None:
    assert (await place.get("/now", Host="evil.example:8423"))[0] == 403
    assert (await place.get("/now", Host="127.0.0.1.evil.example"))[0] == 403
    assert (await place.get("/static/seat.js", Host="evil.example"))[0] == 403
    assert (await place.get("/now", Host="localhost:1"))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_page_changes_nothing(place: Hall, headers: dict[str, str]) -> None:
    status, _ = await place.post("/time", {"step": "hour"}, **headers)
    assert status == 403
    assert place.page.scene is not None
    assert place.page.passing is not None
    await place.page.passing.arrived()
    assert place.page.scene.now == place.slack.clock.now()


async def test_a_form_of_another_page_changes_nothing(place: Hall) -> None:
    url = place.page.url + "time"
    async with place.client.post(url, data={"step": "hour"}) as answer:
        assert answer.status == 403
    async with place.client.post(url, data='{"step": "hour"}', headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 403


async def test_every_answer_carries_the_policy(place: Hall) -> None:
    for path in ("/", f"/seat/{place.id('ana')}", "/now", "/static/seat.js", "/nothing", "/file/F0"):
        async with place.client.get(place.page.url.rstrip("/") + path) as answer:
            policy = answer.headers.get("Content-Security-Policy", "")
            assert "default-src 'none'" in policy, path
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_get_changes_nothing(place: Hall) -> None:
    """Every GET route but the stream, asked twice: nobody is told anything, nothing moves."""
    scene = place.page.scene
    assert scene is not None
    before = (scene.now, len(place.slack.log.records), place.page.live.version)
    for resource in place.page.resources():
        if resource.startswith(("/live", "/static")):
            continue
        path = resource.replace("{user}", place.id("ana")).replace("{file}", "F0")
        await place.get(path)
        await place.get(path)
    assert (scene.now, len(place.slack.log.records), place.page.live.version) == before


async def test_the_pages_hold_no_script_or_style_of_their_own(place: Hall) -> None:
    for path in ("/", f"/seat/{place.id('ana')}"):
        html = (await place.get(path))[1]
        assert "<style" not in html
        assert " style=" not in html
        assert " onclick" not in html
        assert all("src=" in each.split(">")[0] for each in html.split("<script")[1:])
        assert "http://" not in html
        assert "https://" not in html


async def test_a_busy_port_gives_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        page = Page(SmallTheatre())
        url = await page.listen(taken.getsockname()[1])
        try:
            assert f":{taken.getsockname()[1]}/" not in url
            assert url.startswith("http://127.0.0.1:")
        finally:
            await page.close()


async def test_a_stream_ends_when_the_page_does(place: Hall) -> None:
    async with place.client.get(f"{place.page.url}live") as stream:
        assert (await stream.content.readline()).startswith(b"data: ")
        async with asyncio.timeout(5):
            await place.page.close()


def test_no_route_but_post_takes_a_body() -> None:
    app = web.Application()
    from sandbox.page import routes

    routes.add(app, Page(SmallTheatre()))
    assert {route.method for route in app.router.routes()} == {"GET", "HEAD", "POST"}
