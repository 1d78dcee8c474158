"""A small Slack with faults, a clock moved by hand, and a power cut: what the delivery tests put around the sender.

The pretend Slack of sandbox/ is strict about Slack's rules; this one is only strict about delivery: what was accepted,
when, in which channel, how often.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bot.failpoints import Failpoint
from bot.sending import Ambiguous, Definite, Limited, Outcome, Sent
from handlers.feature import Call

START = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
WORKSPACE = UUID(int=1)


class Killed(BaseException):
    """The process is gone: nothing may catch this."""


class HandClock:
    """Domain time, moved by hand."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    async def sleep_until(self, moment: datetime) -> None:
        raise AssertionError("the sender sleeps only in its own loop")


@dataclass
class Message:
    """What Slack accepted."""

    delivery_id: str
    channel: str
    ts: str
    at: datetime
    referenced: bool


class FakeSlack:
    """Accepts messages; each fault given is used up by the next chat.postMessage, or the next look-up."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.messages: list[Message] = []
        self.faults: list[str] = []
        self.lookup_faults: list[str] = []
        self.dead: set[str] = set()
        self.stall_next = False
        self.stalled = asyncio.Event()
        self.thaw = asyncio.Event()

    async def post(self, workspace_id: UUID, call: Call) -> Outcome:
        assert workspace_id == WORKSPACE
        await asyncio.sleep(0)
        if call.method == "chat.postMessage":
            return await self._post_message(call.arguments)
        if call.method == "conversations.open":
            return Sent({"ok": True, "channel": {"id": "D" + call.arguments["users"]}})
        if call.method in ("conversations.history", "conversations.replies"):
            return self._history(call.arguments)
        raise AssertionError(call.method)

    async def put(self, workspace_id: UUID, url: str, data: bytes) -> Outcome:
        raise AssertionError("nothing is uploaded here")

    async def _post_message(self, arguments: Mapping[str, Any]) -> Outcome:
        delivery_id = arguments["metadata"]["event_payload"]["id"]
        fault = self.faults.pop(0) if self.faults else ""
        refusals: dict[str, Outcome] = {
            "limited": Limited(7.0),
            "limited_plain": Limited(None),
            "unreachable": Limited(None, code="unreachable"),
            "definite": Definite("some_new_error", retryable=True),
            "lost_before": Ambiguous("timeout"),
        }
        if fault in refusals:
            return refusals[fault]
        if fault == "dead":
            self.dead.add(delivery_id)
            return Definite("is_archived", retryable=False)
        message = self._accept(delivery_id, arguments)
        if self.stall_next:
            self.stall_next = False
            self.stalled.set()
            await self.thaw.wait()
        if fault == "lost_after":
            return Ambiguous("connection_lost")
        return Sent({"ok": True, "channel": message.channel, "ts": message.ts, "message": {}})

    def _accept(self, delivery_id: str, arguments: Mapping[str, Any]) -> Message:
        now = self.clock.now()
        ts = f"{now.timestamp():.0f}.{len(self.messages):06d}"
        referenced = any("Ref " in str(block) for block in arguments.get("blocks", []))
        self.messages.append(Message(delivery_id, arguments["channel"], ts, now, referenced))
        return self.messages[-1]

    def _history(self, arguments: Mapping[str, Any]) -> Outcome:
        if self.lookup_faults:
            fault = self.lookup_faults.pop(0)
            return Limited(5.0) if fault == "limited" else Ambiguous("timeout")
        assert arguments["include_all_metadata"]
        assert arguments["channel"].startswith("D"), "the bot never reads a set's channel"
        oldest = float(arguments["oldest"])
        found = [
            {
                "ts": each.ts,
                "metadata": {"event_type": "setkeeper_delivery", "event_payload": {"id": each.delivery_id}},
            }
            for each in self.messages
            if each.channel == arguments["channel"] and float(each.ts) >= oldest
        ]
        return Sent({"ok": True, "messages": found, "has_more": False})


class Killer:
    """Failpoints, commits among them, that kill once, at the given arrival."""

    def __init__(self) -> None:
        self.point: Failpoint | None = None
        self.left = 0

    def arm(self, point: Failpoint, count: int) -> None:
        self.point, self.left = point, count

    def reach(self, point: Failpoint) -> None:
        if point is not self.point:
            return
        self.left -= 1
        if self.left == 0:
            self.point = None
            raise Killed

    def before_commit(self) -> None:
        self.reach(Failpoint.BEFORE_COMMIT)

    def after_commit(self) -> None:
        self.reach(Failpoint.AFTER_COMMIT)
