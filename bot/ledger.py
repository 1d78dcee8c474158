"""What is written down about one delivery: how it ended, or when it is tried again.

The feature's hook runs in the same transaction as the state it belongs to. A hook that fails rolls both back and counts
as a failed attempt; when the message is in Slack already, the proof is kept, so that the next try runs only the hook.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot import logs
from bot.failpoints import Failpoint, Failpoints
from bot.lookup import uploaded
from bot.sending import TOKEN_REFUSED, Ambiguous, Definite, Limited, Outcome, Sent
from handlers.feature import Clock, DeliveryKind
from storage import backlog, gates, leases
from storage.outbox import Delivery, Effect
from storage.unit_of_work import UnitOfWork, WorkspaceStore

MOST_ATTEMPTS = 8
# Slack names no time now and then, and an outage never does.
WAIT_UNTOLD = timedelta(seconds=30)
# A late answer of Slack may still turn up; only then is it known that a message is not there.
LOOK_AGAIN = timedelta(seconds=20)
_FIRST_S, _FACTOR, _LONGEST_S = 60.0, 3.0, 4 * 3600.0


class Backoff:
    """Full jitter: anything up to a limit that trebles. Eight attempts reach over hours, so an hour's outage kills none
    but the unluckiest; while Slack cannot be reached at all, no attempt is counted."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def after(self, failures: int) -> timedelta:
        """How long to wait after that many failed attempts (1 or more)."""
        limit = min(_LONGEST_S, _FIRST_S * _FACTOR ** (failures - 1))
        return timedelta(seconds=max(1.0, self._random.uniform(0.0, limit)))


class HookFailed(Exception):
    """A feature's hook raised; its error is the cause."""


Hook = Callable[[UnitOfWork], Awaitable[None]]


@dataclass(frozen=True)
class Ledger:
    """One claimed delivery and everything needed to write its end."""

    store: WorkspaceStore
    delivery: Delivery
    kind: DeliveryKind | None
    clock: Clock
    backoff: Backoff
    failpoints: Failpoints

    async def settle(self, outcome: Outcome, method: str) -> None:
        """Write down what came of a call of `method`."""
        if isinstance(outcome, Sent):
            await self.confirm(outcome.response)
        elif isinstance(outcome, Limited):
            await self._wait(outcome, method)
        elif isinstance(outcome, Definite) and outcome.code in TOKEN_REFUSED:
            await self._pause(outcome.code)
        elif self._last_attempt() or (isinstance(outcome, Definite) and not outcome.retryable):
            await self.bury(outcome.code, ambiguous=isinstance(outcome, Ambiguous))
        else:
            await self._retry(outcome.code, ambiguous=isinstance(outcome, Ambiguous))

    async def confirm(self, response: Mapping[str, Any]) -> None:
        """Slack has it. Does nothing when the lease was lost: whoever has it now finds the message."""
        self.failpoints.reach(Failpoint.BEFORE_CONFIRM)
        channel, ts = place_of(response)
        now = self.clock.now()
        sent = self.kind.sent if self.kind else None
        try:
            async with self.store.write() as uow:
                if not await leases.confirm(uow, self.delivery, now, channel=channel, ts=ts):
                    return
                if sent is not None:
                    await _run(sent(uow, self.delivery, response, now))
        except HookFailed as failed:
            await self._keep_place(failed, channel, ts)
            return
        self._log("delivery.sent")
        self.failpoints.reach(Failpoint.AFTER_CONFIRM)

    async def bury(self, code: str, *, ambiguous: bool = False) -> None:
        """Give it up and tell the operator; the feature hears of it in the same transaction."""
        now = self.clock.now()
        try:
            async with self.store.write() as uow:
                if await leases.bury(uow, self.delivery, now, code, ambiguous=ambiguous):
                    await self._refuse(uow, code, now)
        except HookFailed as failed:
            self._log_failure("delivery.hook_failed", failed)
            if not self._last_attempt():
                await self._retry("hook_failed", ambiguous=ambiguous)
                return
            async with self.store.write() as uow:
                await leases.bury(uow, self.delivery, now, code, ambiguous=ambiguous)
        self._log("delivery.dead", code)

    async def expire(self) -> None:
        """Too late to be of use; the feature hears "expired"."""
        now = self.clock.now()
        try:
            async with self.store.write() as uow:
                if await leases.expire(uow, self.delivery):
                    await self._refuse(uow, "expired", now)
        except HookFailed as failed:
            self._log_failure("delivery.hook_failed", failed)
            if not self._last_attempt():
                await self._retry("hook_failed", ambiguous=False)
                return
            async with self.store.write() as uow:
                await leases.expire(uow, self.delivery, "hook_failed")
        self._log("delivery.expired")

    async def drop(self) -> None:
        """No longer true."""
        async with self.store.write() as uow:
            await leases.drop(uow, self.delivery)

    async def give_back(self, at: datetime) -> None:
        """Not now, and nobody's fault."""
        async with self.store.write() as uow:
            await leases.give_back(uow, self.delivery, at)

    async def failed_to_prepare(self, error: Exception) -> None:
        """The renderer has a bug, or the row it needs is broken: a failed attempt like any other."""
        self._log_failure("delivery.prepare_failed", error)
        await self.settle(Definite("prepare_failed"), "")

    def _last_attempt(self) -> bool:
        return self.delivery.attempts + 1 >= MOST_ATTEMPTS

    async def _retry(self, code: str, *, ambiguous: bool) -> None:
        wait = self.backoff.after(self.delivery.attempts + 1)
        at = self.clock.now() + (max(wait, LOOK_AGAIN) if ambiguous else wait)
        async with self.store.write() as uow:
            await leases.retry(uow, self.delivery, at, code, ambiguous=ambiguous)
        self._log("delivery.retry", code)

    async def _wait(self, limited: Limited, method: str) -> None:
        """Slack or the network asks for patience: the whole gate waits, and no attempt is counted."""
        told = None if limited.retry_after is None else timedelta(seconds=limited.retry_after)
        until = self.clock.now() + (told or WAIT_UNTOLD)
        async with self.store.write() as uow:
            await leases.give_back(uow, self.delivery, until)
            await gates.close(uow, gates.POSTING if limited.code == "unreachable" else method, until)
        self._log("delivery.limited", limited.code)

    async def _pause(self, code: str) -> None:
        now = self.clock.now()
        async with self.store.write() as uow:
            await leases.give_back(uow, self.delivery, now)
            await backlog.pause(uow, now, code)
        self._log("workspace.paused", code)

    async def _refuse(self, uow: UnitOfWork, code: str, now: datetime) -> None:
        if self.kind is not None and self.kind.refused is not None:
            await _run(self.kind.refused(uow, self.delivery, code, now))

    async def _keep_place(self, failed: HookFailed, channel: str | None, ts: str | None) -> None:
        self._log_failure("delivery.hook_failed", failed)
        now = self.clock.now()
        at = now + self.backoff.after(self.delivery.attempts + 1)
        async with self.store.write() as uow:
            await leases.keep_place(uow, self.delivery, channel=channel, ts=ts)
            if self._last_attempt():
                await leases.bury(uow, self.delivery, now, "hook_failed", ambiguous=False)
            else:
                await leases.retry(uow, self.delivery, at, "hook_failed", ambiguous=False)

    def _log(self, event: str, code: str = "ok") -> None:
        logs.get_logger().info(
            event,
            code=code,
            kind=self.delivery.kind,
            delivery=str(self.delivery.id),
            workspace=str(self.delivery.workspace_id),
        )

    def _log_failure(self, event: str, error: Exception) -> None:
        cause = error.__cause__ or error
        logs.failure(event, cause, kind=self.delivery.kind, delivery=str(self.delivery.id))


def place_of(response: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Channel id and ts of what Slack did, as far as its answer names them."""
    channel, ts = response.get("channel"), response.get("ts")
    if isinstance(channel, Mapping):
        channel = channel.get("id")
    return channel if isinstance(channel, str) else None, ts if isinstance(ts, str) else None


def kept_response(delivery: Delivery) -> Mapping[str, Any] | None:
    """Slack's answer as far as the row has kept it: the message is there, and only our hook is still to run."""
    if delivery.slack_channel is None or delivery.effect is Effect.LOOK:
        return None  # an answer is not kept: Slack is asked again
    if delivery.effect is Effect.UPLOAD and delivery.slack_file is not None:
        return uploaded(delivery.slack_file, delivery.slack_channel)
    if delivery.effect in (Effect.CREATE_CHANNEL, Effect.INVITE):
        return {"ok": True, "channel": {"id": delivery.slack_channel}}
    return {"ok": True, "channel": delivery.slack_channel, "ts": delivery.slack_ts}


async def _run(hook: Awaitable[None]) -> None:
    try:
        await hook
    except Exception as error:
        raise HookFailed from error
