"""The sender: claims what is due, carries a bounded number at once, and sleeps until there is more.

Any number of replicas may run; the database decides who sends what. In production run() is the loop. A rehearsal calls
run_due(now) itself and jumps to next_at().
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from time import monotonic as real_monotonic
from uuid import UUID

from bot import logs
from bot.courier import Courier
from bot.failpoints import Failpoints, NoFailpoints
from bot.ledger import Backoff
from bot.sending import Sender
from handlers.feature import Clock, DeliveryKind
from storage.outbox import Delivery, Outbox
from storage.unit_of_work import Storage

# Rows written by other replicas announce themselves to nobody, so an idle sender looks once a second.
LOOK_EVERY_S = 1.0
AFTER_ERROR_S = 5.0


class Deliverer:
    """Sends the outbox of all workspaces. `workers`: how many calls may be under way at once; 1 keeps a fixed order."""

    def __init__(
        self,
        storage: Storage,
        sender: Sender,
        kinds: Mapping[str, DeliveryKind],
        clock: Clock,
        *,
        random: Random,
        failpoints: Failpoints | None = None,
        workers: int = 8,
        monotonic: Callable[[], float] = real_monotonic,
    ) -> None:
        self._outbox = Outbox(storage)
        points = failpoints or NoFailpoints()
        self._courier = Courier(storage, sender, kinds, clock, Backoff(random), points, monotonic)
        self._clock = clock
        self._workers = workers
        self._monotonic = monotonic
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = asyncio.Lock()
        self._woken = asyncio.Event()
        self._stopping = False

    async def run_due(self, now: datetime) -> int:
        """Send everything due at `now` or becoming due meanwhile; returns how many claims were carried.

        Raises what the database raises; a single delivery's trouble stays with it.
        """
        carried = 0
        async with self._running:
            while True:
                free = 0 if self._stopping else self._workers - len(self._tasks)
                claimed = await self._claim(max(now, self._clock.now()), free) if free > 0 else 0
                carried += claimed
                if not self._tasks:
                    if claimed == 0:
                        return carried
                    continue
                done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    if not task.cancelled():  # stop() cuts off what does not end in time
                        task.result()

    async def next_at(self) -> datetime | None:
        """When there is next something to do; None: nothing is open."""
        return await self._outbox.next_at()

    def idle(self) -> bool:
        """Whether nothing is under way in this process."""
        return not self._tasks and not self._running.locked()

    def wake(self) -> None:
        """Look now: something was just written."""
        self._woken.set()

    async def run(self) -> None:
        """Send until stop(). A database that is away is logged and asked again; nothing ends this loop but stop()."""
        while not self._stopping:
            self._woken.clear()
            try:
                await self.run_due(self._clock.now())
                pause = await self._pause()
            except Exception as error:
                logs.failure("delivery.loop_failed", error)
                pause = AFTER_ERROR_S
            try:
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def stop(self, drain_s: float) -> None:
        """Claim nothing more and give what is under way `drain_s` seconds; the rest is looked up after the restart."""
        self._stopping = True
        self._woken.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=drain_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _claim(self, now: datetime, most: int) -> int:
        claimed_at = self._monotonic()
        claimed = await self._outbox.claim(now, most)
        for group in _by_destination(claimed):
            task = asyncio.create_task(self._carry(group, claimed_at))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return len(claimed)

    async def _carry(self, group: list[Delivery], claimed_at: float) -> None:
        for delivery in group:
            await self._courier.deliver(delivery, claimed_at)

    async def _pause(self) -> float:
        upcoming = await self.next_at()
        if upcoming is None:
            return LOOK_EVERY_S
        return min(LOOK_EVERY_S, max(0.0, (upcoming - self._clock.now()).total_seconds()))


def _by_destination(claimed: list[Delivery]) -> list[list[Delivery]]:
    """Messages to one person or channel go one after the other, in the order of the claim."""
    groups: dict[UUID | str, list[Delivery]] = {}
    for delivery in claimed:
        key = delivery.channel or delivery.recipient_id or delivery.id
        groups.setdefault(key, []).append(delivery)
    return list(groups.values())
