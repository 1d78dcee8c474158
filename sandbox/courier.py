"""Brings events and interactions to the bot: subscriptions, retries, faults, and knowing when all is quiet."""

import asyncio
import heapq
import itertools
import json
import time
from datetime import datetime, timedelta

from sandbox.clock import epoch_seconds
from sandbox.events import subscription_of
from sandbox.faults import Faults
from sandbox.log import Traffic
from sandbox.records import JSON
from sandbox.senders import Answer, Delivery, Sender
from sandbox.world import World

FAREWELLS = ("app_uninstalled", "tokens_revoked")  # still sent to an app that was just removed


class Courier:
    """Events go one at a time in the order of their due times, so that a story is the same each time.

    An event that is not acked comes again at once, after 1 minute and after 5 (simulated), then never.
    Interactions go at once and once.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults
        self.sender: Sender | None = None
        self._order = itertools.count()
        self._pending: list[tuple[datetime, int, Delivery]] = []
        self._worker: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.active = 0  # deliveries on their way
        self.quiet = asyncio.Event()
        self.quiet.set()
        self.lost: list[Delivery] = []  # events the bot never acked
        world.emit = self.emit
        world.clock.on_advance.append(lambda now: self.wake())

    # Events

    def emit(self, event: JSON) -> None:
        """An event for the bot, if its manifest asks for it. Sent copies and delays follow from the faults."""
        allowed = self._world.token_state == "ok" or event["type"] in FAREWELLS  # noqa: S105
        if subscription_of(event) not in self._world.manifest.events or not allowed:
            return
        payload = self._envelope(event)
        for late in self._faults.take_delivery():
            self._later(late, Delivery("events_api", str(event["type"]), payload))

    def _envelope(self, event: JSON) -> JSON:
        ws = self._world.ws
        authorization = {
            "enterprise_id": None,
            "team_id": ws.team_id,
            "user_id": ws.bot_user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "pretend-verification-token",
            "team_id": ws.team_id,
            "api_app_id": ws.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self._world.ids.event(),
            "event_time": epoch_seconds(self._world.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{self._world.ids.hexadecimal(24)}",
        }

    def _later(self, by: timedelta, delivery: Delivery) -> None:
        heapq.heappush(self._pending, (self._world.now() + by, next(self._order), delivery))
        self.wake()

    def next_due(self) -> datetime | None:
        """When the next event goes out; None when nothing waits."""
        return self._pending[0][0] if self._pending else None

    def wake(self) -> None:
        """Start delivering what is due, unless that is going on already or the bot was never connected."""
        due = self.next_due()
        if self.sender is None or due is None or due > self._world.now():
            return
        if self._worker is None or self._worker.done():
            self._begin()
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._pending and self._pending[0][0] <= self._world.now():
                await self._attempt(heapq.heappop(self._pending)[2])
        finally:
            self._end()

    async def _attempt(self, delivery: Delivery) -> None:
        answer = await self._send(delivery)
        self._world.note(
            "delivery",
            "slack",
            method=delivery.name,
            text=str(delivery.payload["event_id"]),
            outcome="acked" if answer.ok else answer.reason,
        )
        if answer.ok:
            return
        delays = self._world.settings.retry_delays
        if answer.no_retry or delivery.attempt >= len(delays):
            self.lost.append(delivery)
            return
        again = Delivery(delivery.kind, delivery.name, delivery.payload, delivery.attempt + 1, answer.reason)
        heapq.heappush(self._pending, (self._world.now() + delays[delivery.attempt], next(self._order), again))

    # Interactions

    async def interact(self, delivery: Delivery) -> Answer:
        """A command, press, submission ...: delivered once, now. Repeats (a fault) follow in the background."""
        self._begin()
        try:
            answer = await self._send(delivery)
        finally:
            self._end()
        for _ in range(self._faults.take_interaction()):
            self._begin()
            task = asyncio.get_running_loop().create_task(self._repeat(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        outcome = "acked" if answer.ok else answer.reason
        self._world.note("interaction", "slack", method=delivery.name, outcome=outcome)
        return answer

    async def _repeat(self, delivery: Delivery) -> None:
        try:
            await self._send(delivery)
        finally:
            self._end()

    async def _send(self, delivery: Delivery) -> Answer:
        started = time.monotonic()
        answer = await self.sender.send(delivery) if self.sender else Answer(False, reason="connection_failed")
        keep = self._world.settings.keep_bodies
        self._world.log.traffic.append(
            Traffic(
                self._world.now(),
                "out",
                delivery.name,
                "ok" if answer.ok else answer.reason,
                time.monotonic() - started,
                json.dumps(delivery.payload) if keep else "",
                json.dumps(answer.body) if keep and answer.body is not None else "",
            )
        )
        return answer

    # Quiet

    def _begin(self) -> None:
        self.active += 1
        self.quiet.clear()

    def _end(self) -> None:
        self.active -= 1
        if self.active == 0:
            self.quiet.set()

    async def close(self) -> None:
        tasks = [*self._tasks, *([self._worker] if self._worker else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
