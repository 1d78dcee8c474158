"""Replicas of the sender that can be killed or frozen at any point, on one database, and what must hold about them."""

import asyncio
import shutil
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from bot.delivery import Deliverer
from handlers.feature import Call, DeliveryKind
from storage import outbox
from storage.engine import Database
from storage.models import Delivery as Row
from storage.models import OperatorLog, Person, Workspace
from storage.outbox import Delivery, Effect, NewDelivery
from storage.unit_of_work import Storage, UnitOfWork
from storage.vault import Vault
from tests.bot.delivery_slack import START, WORKSPACE, FakeSlack, HandClock, Killed, Killer

PEOPLE = {name: UUID(int=100 + at) for at, name in enumerate(("U0", "U1"))}
CHANNELS = ("C0", "C1")
GATE = timedelta(seconds=1.1)


@dataclass
class Known:
    """What the model knows of one delivery."""

    dedupe: str
    direct: bool
    due_at: datetime
    expires_at: datetime | None
    cancelled: bool = False
    ids: set[UUID] = field(default_factory=set)


class World:
    """A database file, a Slack, and one sender process after another (all state that matters is in the database)."""

    def __init__(self, template: Path, folder: Path) -> None:
        shutil.copy(template, folder / "world.db")
        self.database = Database.connect(f"sqlite:///{folder / 'world.db'}", pool_size=4)
        self.killer = Killer()
        # No delivery of the model has arguments, so the vault is never asked.
        self.storage = Storage(self.database, Vault.__new__(Vault), moments=self.killer)
        self.clock = HandClock()
        self.slack = FakeSlack(self.clock)
        self.known: dict[str, Known] = {}
        self.accepted_seen = 0
        self.stall_prepare = False
        self.frozen: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        async with self.database.write() as connection:
            values = {"id": WORKSPACE, "team_id": "T0", "bot_user_id": "UBOT", "state": "active", "created_at": START}
            await connection.execute(insert(Workspace).values(**values, enterprise_id=""))
            for name, person_id in PEOPLE.items():
                person = {"workspace_id": WORKSPACE, "id": person_id, "slack_user_id": name, "home_team_id": "T0"}
                rest = {
                    "display_name": name,
                    "tz": "Europe/London",
                    "locale": "en-GB",
                    "kind": "member",
                    "active": True,
                }
                await connection.execute(insert(Person).values(**person, **rest))

    async def close(self) -> None:
        for task in self.frozen:
            task.cancel()
        await asyncio.gather(*self.frozen, return_exceptions=True)
        await self.database.close()

    # what features do

    async def schedule(self, dedupe: str, target: str, due_at: datetime, expires_at: datetime | None) -> None:
        direct = target in PEOPLE
        new = NewDelivery(
            Effect.POST,
            "message",
            dedupe,
            due_at,
            expires_at,
            recipient_id=PEOPLE.get(target),
            channel=None if direct else target,
        )
        async with self.storage.workspace(WORKSPACE).write() as uow:
            row_id = await outbox.schedule(uow, new)
        self.known.setdefault(dedupe, Known(dedupe, direct, due_at, expires_at)).ids.add(row_id)

    async def move(self, dedupe: str, due_at: datetime) -> None:
        async with self.storage.workspace(WORKSPACE).write() as uow:
            if await outbox.move(uow, dedupe, due_at):
                self.known[dedupe].due_at = due_at

    async def cancel(self, dedupe: str) -> None:
        async with self.storage.workspace(WORKSPACE).write() as uow:
            if await outbox.cancel(uow, dedupe):
                self.known[dedupe].cancelled = True

    # what the sender does

    def replica(self) -> Deliverer:
        kind = DeliveryKind("message", self._prepare, self._sent, self._refused)
        return Deliverer(
            self.storage,
            self.slack,
            {"message": kind},
            self.clock,
            random=Random(1),
            failpoints=self.killer,
            workers=1,
            monotonic=lambda: 0.0,  # the worst case: a suspended machine's monotonic clock stands still
        )

    async def run(self) -> None:
        try:
            await self.replica().run_due(self.clock.now())
        except Killed:
            return
        upcoming = await self.replica().next_at()
        assert upcoming is None or upcoming > self.clock.now(), "something due was left lying"

    async def freeze(self, *, before_mark: bool) -> None:
        """Start a sender and leave it frozen, before its mark or after Slack accepted; others go on."""
        if before_mark:
            self.stall_prepare = True
        else:
            self.slack.stall_next = True
        self.slack.stalled.clear()
        task = asyncio.create_task(self.run_frozen())
        waiting = asyncio.create_task(self.slack.stalled.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        self.stall_prepare = self.slack.stall_next = False
        self.frozen.append(task)

    async def run_frozen(self) -> None:
        try:
            await self.replica().run_due(self.clock.now())
        except Killed:
            return

    async def thaw(self) -> None:
        self.slack.thaw.set()
        frozen, self.frozen = self.frozen, []
        for task in frozen:
            await task
        self.slack.thaw = asyncio.Event()

    async def settle(self) -> None:
        """Faults over: run until nothing is open, as time goes on."""
        self.slack.faults.clear()
        self.slack.lookup_faults.clear()
        self.killer.point = None
        await self.thaw()
        for _ in range(300):
            upcoming = await self.replica().next_at()
            if upcoming is None:
                return
            self.clock.moment = max(self.clock.moment, upcoming)
            await self.run()
            self.check()
        raise AssertionError("the outbox does not come to rest")

    async def _prepare(self, uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
        if self.stall_prepare:
            self.stall_prepare = False
            self.slack.stalled.set()
            await self.slack.thaw.wait()
        return Call("chat.postMessage", {"text": "Hello", "blocks": []})

    async def _sent(self, uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
        assert response["ts"]
        await uow.insert(OperatorLog, id=uow.new_id(), at=now, code="hook_sent", reference=str(delivery.id))

    async def _refused(self, uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
        await uow.insert(OperatorLog, id=uow.new_id(), at=now, code="hook_refused", reference=str(delivery.id))

    # what must hold

    def check(self) -> None:
        """After every step, from Slack's own log."""
        by_key = {str(row_id): known for known in self.known.values() for row_id in known.ids}
        fresh, self.accepted_seen = self.slack.messages[self.accepted_seen :], len(self.slack.messages)
        for message in fresh:
            known = by_key[message.delivery_id]
            assert message.at >= known.due_at, "sent before it was due"
            assert known.expires_at is None or message.at < known.expires_at, "sent after it expired"
            assert not known.cancelled, "sent after it was cancelled"
        by_channel: dict[str, list[datetime]] = defaultdict(list)
        seen: Counter[str] = Counter()
        for message in self.slack.messages:
            by_channel[message.channel].append(message.at)
            dedupe = by_key[message.delivery_id].dedupe
            seen[dedupe] += 1
            if by_key[message.delivery_id].direct:
                assert seen[dedupe] == 1, "a direct message went out twice"
            elif seen[dedupe] > 1:
                assert message.referenced, "a channel post was doubled without a reference"
        for moments in by_channel.values():
            gaps = [later - earlier for earlier, later in pairwise(moments)]
            assert all(gap >= GATE for gap in gaps), "two messages to one channel within a second"

    async def check_end(self) -> None:
        """After settle(): nothing lost, and every hook ran once with its state."""
        async with self.database.read() as connection:
            rows = {row.id: row for row in await connection.execute(select(Row.__table__))}
            logged = (await connection.execute(select(OperatorLog.code, OperatorLog.reference))).all()
        hooks = Counter((row.code, row.reference) for row in logged)
        for known in self.known.values():
            assert len(known.ids) == 1, "one dedupe key, two deliveries"
            row = rows[next(iter(known.ids))]
            places = [each.ts for each in self.slack.messages if each.delivery_id == str(row.id)]
            assert row.state != "open"
            assert hooks["hook_sent", str(row.id)] == (row.state == "sent"), "the sent hook ran not once"
            assert hooks["hook_refused", str(row.id)] == (row.state in ("dead", "expired"))
            if row.state == "sent":
                assert row.slack_ts in places, "called sent, but Slack never had it"
            elif row.state == "dead":
                assert str(row.id) in self.slack.dead or row.attempts >= 8, "given up too early"
            elif row.state == "expired":
                assert known.expires_at is not None
                assert not (known.direct and places), "a direct message arrived and was called expired"
            else:
                assert known.cancelled, "cancelled by nobody"
