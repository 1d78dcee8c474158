"""Makes the scenes of the sandbox's page: a pretend Slack and the bot in it, played up to where a visitor begins."""

import asyncio
import tempfile
from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from bot import operator, resources
from bot.operator import NotDone
from bot.simulate import Town, town
from sandbox.clock import SimClock
from sandbox.driver import Driver
from sandbox.page import keep
from sandbox.page.eyes import Column, Record
from sandbox.page.scene import Progress, Scene, Start
from sandbox.server import PretendSlack
from sandbox.settings import SandboxSettings
from sandbox.stories import PROGRAMMES, SELF_RUN
from sandbox.story import FarEnough, Stage
from sets import landmarks
from storage import inspection
from storage.engine import Database
from storage.inspection import RowShown

USUAL = Start(SELF_RUN, 3)
COORDINATOR, OUTSIDER = "Priya", "Olu"
# A visitor may look at a window for as long as they like; Slack's own patience is tried elsewhere.
SETTINGS = SandboxSettings(ack_timeout_s=10.0)
BY_REAL_TIME_S = 0.25


class Landmarks:
    """What the bot's calendar says."""

    def __init__(self, place: Town) -> None:
        self._place = place

    async def next_session(self, now: datetime) -> datetime | None:
        return await landmarks.next_session(await self._place.bot.store_of({}), now)

    async def next_digest(self, now: datetime) -> datetime | None:
        due = await landmarks.next_digest(await self._place.bot.store_of({}))
        return due if due is not None and due > now else None


class Archive:
    """The bot's database, as `storage.inspection` sees it without a key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counts(self) -> Sequence[tuple[str, int]]:
        return await inspection.counts(self._database)

    async def behind(self, ids: Collection[UUID]) -> Sequence[Record]:
        return [_record(each) for each in await inspection.behind(self._database, ids)]

    async def latest(self, table: str) -> Sequence[Record]:
        return [_record(each) for each in await inspection.latest(self._database, table)]

    def declared(self) -> Sequence[tuple[str, str, str, str]]:
        return [(each.table, each.column, each.privacy, each.why) for each in inspection.declared()]


def _record(row: RowShown) -> Record:
    columns = [Column(each.column, each.privacy, each.why, each.text) for each in row.cells]
    return Record(row.table, str(row.id or ""), columns, [str(each) for each in row.about])


class Theatre:
    """Scenes with the bot in this process. `folder`: where the last one is kept for another day; None: nowhere.

    Raises NotDone for a folder that cannot be read.
    """

    stories = True

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self.goes_on = False
        self._on = AsyncExitStack()
        self._scene: Scene | None = None

    async def open(self, start: Start | None, progress: Progress) -> Scene:
        await self.close()
        kept = self._kept() if start is None else None
        self.goes_on = kept is not None
        if kept is not None:
            self._scene = await self._go_on(kept)
        else:
            self._scene = await self._begin(start or USUAL, progress)
            await self.keep()
        return self._scene

    def _kept(self) -> keep.Kept | None:
        if self._folder is None:
            return None
        try:
            return keep.read(self._folder)
        except keep.CannotRead:
            raise NotDone(
                f"What was kept in {self._folder} cannot be read by this version. Name another folder, or empty it."
            ) from None

    async def _begin(self, start: Start, progress: Progress) -> Scene:
        programme = PROGRAMMES[start.programme]
        place = await self._on.enter_async_context(town(self._new_home(), programme.begins, sandbox=SETTINGS))
        until = programme.monday(start.week)
        place.driver.watchers.append(lambda: progress(place.slack.clock.now()))
        stage = Stage(place.slack, place.driver, until=until)
        coordinator = stage.cast(COORDINATOR, COORDINATOR)
        await operator.coordinator_add(place.settings, coordinator.id, place.slack.clock)
        if start.week and programme.tell is not None:
            with suppress(FarEnough):
                await programme.tell(stage)
        else:
            programme.gather(stage)
        stage.cast(OUTSIDER, OUTSIDER)
        for person in place.slack.people.values():
            if person.top_window() is not None:
                await person.close_view(everything=True)
        await place.driver.calm()
        return self._scene_of(place, start, stage)

    async def _go_on(self, kept: keep.Kept) -> Scene:
        arrange = partial(keep.put_back, kept)
        place = await self._on.enter_async_context(town(self._home(), kept.now, sandbox=SETTINGS, arrange=arrange))
        stage = Stage(place.slack, place.driver)
        PROGRAMMES[kept.start.programme].gather(stage)
        for resident in stage.residents.values():
            resident.resume()
        await place.driver.calm()
        scene = self._scene_of(place, kept.start, stage)
        scene.read = kept.read
        return scene

    def _scene_of(self, place: Town, start: Start, stage: Stage) -> Scene:
        people = place.slack.people
        return Scene(
            slack=place.slack,
            driver=place.driver,
            start=start,
            residents={people[name].id: resident for name, resident in stage.residents.items()},
            roles={people[name].id: role for name, role in PROGRAMMES[start.programme].roles.items()},
            landmarks=Landmarks(place),
            archive=Archive(place.bot.storage.database),
        )

    def _home(self) -> Path:
        """Where the bot's own files lie."""
        if self._folder is not None:
            return self._folder / "bot"
        return Path(self._on.enter_context(tempfile.TemporaryDirectory(prefix="setkeeper-")))

    def _new_home(self) -> Path:
        """As `_home`, with nothing in it."""
        home = self._home()
        if self._folder is not None:
            keep.forget(self._folder, home)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return home

    async def keep(self) -> None:
        if self._folder is not None and self._scene is not None:
            keep.write(self._folder, self._scene)

    async def close(self) -> None:
        self._scene = None
        await self._on.aclose()


class Outdoors:
    """A pretend Slack for a bot in another process, which keeps real time. No stories, nothing kept."""

    stories = goes_on = False

    def __init__(self) -> None:
        self._slack: PretendSlack | None = None
        self._time: asyncio.Task[None] | None = None

    async def open(self, start: Start | None, progress: Progress) -> Scene:
        await self.close()
        slack = PretendSlack(resources.manifest(), SimClock(datetime.now(UTC)), 0, SETTINGS)
        await slack.start()
        self._slack = slack
        driver = Driver(slack)
        for name in (*PROGRAMMES[SELF_RUN].roles, OUTSIDER):
            slack.add_person(name, name)
        scene = Scene(slack, driver, start or Start("empty", 0))
        self._time = asyncio.create_task(self._real_time(scene), name="real time")
        return scene

    async def _real_time(self, scene: Scene) -> None:
        while True:
            await asyncio.sleep(BY_REAL_TIME_S)
            if datetime.now(UTC) > scene.now:
                scene.slack.clock.advance_to(datetime.now(UTC))
            for watcher in scene.driver.watchers:
                watcher()

    async def keep(self) -> None:
        return None

    async def close(self) -> None:
        if self._time is not None:
            self._time.cancel()
            await asyncio.gather(self._time, return_exceptions=True)
            self._time = None
        if self._slack is not None:
            await self._slack.stop()
            self._slack = None
