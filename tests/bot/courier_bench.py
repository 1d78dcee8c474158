"""A sender whose Slack reads from a script: each answer led to one thing, and these tests look at it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bot.delivery import Deliverer
from bot.sending import Outcome, Sent
from handlers.feature import Call, DeliveryKind
from storage.deliveries import Delivery
from storage.models import OperatorLog
from storage.unit_of_work import Storage, UnitOfWork, WorkspaceStore
from tests.bot.delivery_slack import HandClock
from tests.conftest import NOW

SENT = Sent({"ok": True, "channel": "C1", "ts": "1.0", "message": {}})


class Script:
    """A Slack that says what it was told to, one answer a call of that method; otherwise that all is well."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Outcome]] = {}
        self.calls: list[Call] = []

    def says(self, method: str, *outcomes: Outcome) -> None:
        self.answers.setdefault(method, []).extend(outcomes)

    async def post(self, workspace_id: UUID, call: Call) -> Outcome:
        self.calls.append(call)
        waiting = self.answers.get(call.method)
        if waiting:
            return waiting.pop(0)
        return Sent({"ok": True, "channel": "C1", "ts": f"{len(self.calls)}.0"}) if "chat" in call.method else SENT

    async def put(self, workspace_id: UUID, url: str, data: bytes) -> Outcome:
        raise AssertionError("nothing is uploaded here")

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.calls if call.method == method]


class Bench:
    """A sender, its script and hooks that keep what they were told."""

    def __init__(self, storage: Storage, store: WorkspaceStore) -> None:
        self.storage = storage
        self.store = store
        self.slack = Script()
        self.clock = HandClock()
        self.heard: list[tuple[str, Any]] = []
        self.call: Call | None = Call("chat.postMessage", {"text": "Hello"})
        self.prepare_fails = self.hook_fails = False
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.seconds = 0.0
        kind = DeliveryKind("message", self._prepare, self._sent, self._refused)
        self.sender = Deliverer(
            storage,
            self.slack,
            {"message": kind},
            self.clock,
            random=Random(7),
            workers=2,
            monotonic=lambda: self.seconds,
        )

    async def run(self, now: datetime = NOW) -> None:
        self.clock.moment = now
        await self.sender.run_due(now)

    async def run_next(self) -> datetime:
        """Go on to the next moment at which there is something to do."""
        upcoming = await self.sender.next_at()
        assert upcoming is not None
        await self.run(upcoming)
        return upcoming

    async def _prepare(self, uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
        if self.prepare_fails:
            raise KeyError("a bug")
        if self.meanwhile is not None:
            await self.meanwhile()
        return self.call

    async def _sent(self, uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
        await uow.insert(OperatorLog, id=uow.new_id(), at=now, code="from_hook", reference="")
        if self.hook_fails:
            raise KeyError("a bug")
        self.heard.append(("sent", response))

    async def _refused(self, uow: UnitOfWork, delivery: Delivery, code: str, now: datetime) -> None:
        if self.hook_fails:
            raise KeyError("a bug")
        self.heard.append(("refused", code))

    async def told(self) -> list[str]:
        """The operator's log."""
        async with self.store.read() as uow:
            return list((await uow.rows(select(OperatorLog.code).order_by(OperatorLog.at))).scalars())
