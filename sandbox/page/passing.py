"""Moving the simulated time for a visitor: a step, to a landmark, or steadily while they watch.

Every moment on the way is lived through: what is due is sent, and people answer. The scene's turn is given back
between two moments, so that a visitor can act or stop.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from sandbox.errors import CannotDo
from sandbox.page.scene import Scene

Step = Literal["minutes", "hour", "morning", "session", "digest"]
STEPS: tuple[Step, ...] = get_args(Step)
MORNING = time(9, 15)  # most messages of a day go out at nine
BEFORE_A_SESSION = timedelta(minutes=2)
AFTER_A_DIGEST = timedelta(minutes=1)
PLAYED = timedelta(minutes=1)  # of simulated time a second, while playing
TICK_S = 1.0


class Passing:
    """Time of one scene. `changed` is called whenever there is something new to see."""

    def __init__(self, scene: Scene, changed: Callable[[], None]) -> None:
        self._scene = scene
        self._changed = changed
        self._moving: asyncio.Task[None] | None = None
        self.playing = False
        self.goal: datetime | None = None  # where time is on its way to; aware UTC

    async def step(self, step: Step, zone: str) -> None:
        """Go there, whatever else was under way. `zone` (IANA) says whose morning. Raises CannotDo without a goal."""
        goal = await self._goal(step, zone)
        await self.stop()
        self.goal = goal
        self._moving = asyncio.create_task(self._go(goal), name="time passes")

    async def play(self) -> None:
        """Let time go on steadily until `stop`."""
        await self.stop()
        self.playing = True
        self._moving = asyncio.create_task(self._play(), name="time passes")
        self._changed()

    async def stop(self) -> None:
        """Stand still after the moment that is being lived through."""
        moving, self._moving = self._moving, None
        self.playing, self.goal = False, None
        if moving is not None:
            async with self._scene.turn:
                moving.cancel()
            with suppress(asyncio.CancelledError):
                await moving
        self._changed()

    async def arrived(self) -> None:
        """Until a step is over. For tests and for what must come after."""
        if self._moving is not None:
            await asyncio.wait({self._moving})

    async def _goal(self, step: Step, zone: str) -> datetime:
        now = self._scene.now
        if step == "minutes":
            return now + timedelta(minutes=10)
        if step == "hour":
            return now + timedelta(hours=1)
        if step == "morning":
            return next_morning(now, zone)
        marks = self._scene.landmarks
        if step == "session":
            begins = await marks.next_session(now + BEFORE_A_SESSION) if marks is not None else None
            return _found(begins, "No session is booked. Go on a little, or book one with /als-session.") - (
                BEFORE_A_SESSION
            )
        goes = await marks.next_digest(now) if marks is not None else None
        return _found(goes, "There is no coordinator’s note to wait for yet.") + AFTER_A_DIGEST

    async def _go(self, goal: datetime) -> None:
        try:
            await self._live_until(goal)
        finally:
            self.goal = None
            self._changed()

    async def _play(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self._live_until(self._scene.now + PLAYED)

    async def _live_until(self, goal: datetime) -> None:
        """One moment after the other, the turn given back in between."""
        while self._scene.now < goal:
            async with self._scene.turn:
                coming = await self._scene.driver.next_moment()
                moment = goal if coming is None or coming > goal else max(coming, self._scene.now)
                await self._scene.driver.run_until(moment)
            self._changed()
            await asyncio.sleep(0)


def next_morning(now: datetime, zone: str) -> datetime:
    """The next quarter past nine by the clock of that zone; aware UTC."""
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def _found(moment: datetime | None, otherwise: str) -> datetime:
    if moment is None:
        raise CannotDo(otherwise)
    return moment
