"""A page over a pretend Slack with three people and no bot, and a client that asks as a browser would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp

from sandbox.clock import SimClock
from sandbox.driver import Driver
from sandbox.page.scene import Progress, Scene, Start
from sandbox.page.server import Page
from sandbox.residents import Resident
from sandbox.server import PretendSlack
from sandbox.temperaments import PROMPT
from tests.sandbox.world_kit import MANIFEST, START


@dataclass
class Moments:
    """A calendar for tests."""

    session: datetime | None = None
    digest: datetime | None = None

    async def next_session(self, now: datetime) -> datetime | None:
        return self.session if self.session is not None and self.session > now else None

    async def next_digest(self, now: datetime) -> datetime | None:
        return self.digest


@dataclass
class SmallTheatre:
    """Scenes of Ana, who answers by herself, Ben and Cy."""

    opened: list[Start | None] = field(default_factory=list)
    kept: int = 0
    moments: Moments = field(default_factory=Moments)
    slack: PretendSlack | None = None
    trouble: Exception | None = None
    stories: bool = True
    goes_on: bool = False

    async def open(self, start: Start | None, progress: Progress) -> Scene:
        await self.close()
        self.opened.append(start)
        if self.trouble is not None:
            raise self.trouble
        self.slack = PretendSlack(MANIFEST, SimClock(START))
        await self.slack.start()
        ana, ben, cy = (self.slack.add_person(name, name.title()) for name in ("ana", "ben", "cy"))
        driver = Driver(self.slack)
        progress(START)
        channel = await ben.create_channel("club", is_private=True)
        await ben.invite(channel, ana.id)
        resident = Resident(ana, PROMPT, log=self.slack.log, driver=driver)
        del cy
        return Scene(
            self.slack,
            driver,
            start or Start("empty", 0),
            residents={ana.id: resident},
            roles={ana.id: "member"},
            landmarks=self.moments,
        )

    async def keep(self) -> None:
        self.kept += 1

    async def close(self) -> None:
        if self.slack is not None:
            await self.slack.stop()
            self.slack = None


class Hall:
    """The page under test. `get` and `post` raise nothing: they give status and what was said."""

    def __init__(self, theatre: SmallTheatre, page: Page, client: aiohttp.ClientSession) -> None:
        self.theatre = theatre
        self.page = page
        self.client = client

    @property
    def slack(self) -> PretendSlack:
        """The workspace of the scene that is on."""
        assert self.theatre.slack is not None
        return self.theatre.slack

    def id(self, name: str) -> str:
        return self.slack.people[name].id

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.client.get(self.page.url.rstrip("/") + path, headers=headers) as answer:
            return answer.status, await answer.text()

    async def json(self, path: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        async with self.client.get(self.page.url.rstrip("/") + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        async with self.client.post(self.page.url.rstrip("/") + path, json=body, headers=headers) as answer:
            kind = answer.content_type
            return answer.status, await answer.json() if kind == "application/json" else await answer.text()


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    """The page on a free port, its scene ready."""
    theatre = SmallTheatre()
    page = Page(theatre)
    await page.listen(0)
    page.begin()
    await page.ready()
    async with aiohttp.ClientSession() as client:
        try:
            yield Hall(theatre, page, client)
        finally:
            await page.close()
