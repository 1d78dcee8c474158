"""One delivery's way: claimed, looked up when in doubt, prepared, gated, marked, sent, written down.

Between the mark and the confirmation a crash leaves a row that says "perhaps sent"; everything before the mark can
simply be done again.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from time import monotonic as real_monotonic

from bot import logs, lookup, pictures, uploads
from bot.addressing import address, is_direct, known_dm
from bot.failpoints import Failpoint, Failpoints
from bot.ledger import Backoff, Ledger, kept_response
from bot.lookup import Found, LookUp, NotThere
from bot.quiet import quiet_until
from bot.sending import TOKEN_REFUSED, Ambiguous, Definite, Limited, Outcome, Sender, Sent
from handlers.feature import Call, Clock, DeliveryKind, File, NotYet
from storage import gates, leases
from storage.outbox import LEASE, Delivery, Effect
from storage.unit_of_work import Storage, WorkspaceStore

# Slack is given 10 s (bot/settings.py); with this much lease left the answer comes while the row is still ours.
MARGIN = timedelta(seconds=20)
# Slack says these when it was done before; for us that is done.
_DONE_BEFORE = {
    Effect.INVITE: frozenset({"already_in_channel", "already_in_team_channel"}),
    Effect.KICK: frozenset({"not_in_channel"}),
}
_ONE_AT_A_TIME = _LOOKED_UP = (Effect.POST, Effect.UPLOAD)


class Courier:
    """Carries claimed deliveries, one call of deliver() each. Holds no state of its own."""

    def __init__(
        self,
        storage: Storage,
        sender: Sender,
        kinds: Mapping[str, DeliveryKind],
        clock: Clock,
        backoff: Backoff,
        failpoints: Failpoints,
        monotonic: Callable[[], float] = real_monotonic,
    ) -> None:
        self._storage = storage
        self._sender = sender
        self._kinds = kinds
        self._clock = clock
        self._backoff = backoff
        self._failpoints = failpoints
        self._monotonic = monotonic

    async def deliver(self, delivery: Delivery, claimed_at: float) -> None:
        """Carry it as far as it goes now. `claimed_at`: monotonic seconds just before the claim.

        An error of ours or of the database is logged and leaves the row as it is; its lease ends by itself.
        """
        try:
            await self._deliver(delivery, claimed_at)
        except Exception as error:
            logs.failure("delivery.failed", error, kind=delivery.kind, delivery=str(delivery.id))

    async def _deliver(self, delivery: Delivery, claimed_at: float) -> None:
        store = self._storage.workspace(delivery.workspace_id)
        kind = self._kinds.get(delivery.kind)
        ledger = Ledger(store, delivery, kind, self._clock, self._backoff, self._failpoints)
        if delivery.fault is not None:
            await ledger.bury(delivery.fault)
        elif kind is None:
            await ledger.settle(Definite("unknown_kind"), "")
        elif (kept := kept_response(delivery)) is not None:
            await ledger.confirm(kept)
        elif await self._is_still_wanted(store, delivery, ledger):
            await self._send(store, kind, delivery, ledger, claimed_at)

    async def _is_still_wanted(self, store: WorkspaceStore, delivery: Delivery, ledger: Ledger) -> bool:
        """Whether it is to be sent now; otherwise that is written down."""
        if delivery.in_doubt and delivery.effect in _LOOKED_UP:
            found = await self._look_up(store, delivery)
            if isinstance(found, Found):
                await ledger.confirm(found.response)
                return False
            if not isinstance(found, NotThere):
                await ledger.settle(found, "conversations.history")
                return False
        now = self._clock.now()
        if delivery.expires_at is not None and delivery.expires_at <= now:
            await ledger.expire()
            return False
        if delivery.due_at > now:  # moved while somebody held it
            await ledger.give_back(delivery.due_at)
            return False
        return True

    async def _send(
        self, store: WorkspaceStore, kind: DeliveryKind, delivery: Delivery, ledger: Ledger, claimed_at: float
    ) -> None:
        if kind.quiet and delivery.recipient_id is not None:
            ends = await quiet_until(store, partial(self._ask, store), delivery.recipient_id, self._clock.now())
            if ends is not None:
                if kind.waits is not None:
                    async with store.write() as uow:
                        await kind.waits(uow, delivery)
                await ledger.give_back(ends)
                return
        try:
            async with store.read() as uow:
                prepared = await kind.prepare(uow, delivery, self._clock.now())
        except NotYet as first:
            await ledger.give_back(self._clock.now() + timedelta(seconds=first.seconds))
            return
        except Exception as error:
            await ledger.failed_to_prepare(error)
            return
        if prepared is None:
            await ledger.drop()
            return
        call = await address(store, partial(self._ask, store), delivery, prepared)
        if not isinstance(call, Call):
            await ledger.settle(call, "conversations.open")
            return
        if call.file is not None:
            if (turn := await self._turn_at(store, call)) is not None:
                await ledger.give_back(turn)
                return
            call = await self._with_file(store, delivery, call, call.file)
            if not isinstance(call, Call):
                await ledger.settle(call, "files.getUploadURLExternal")
                return
        call = pictures.fitting(call, delivery.attempts)
        self._failpoints.reach(Failpoint.BEFORE_MARK)
        if not await self._mark(store, delivery, call):
            return
        self._failpoints.reach(Failpoint.AFTER_MARK)
        if not self._has_time(delivery, claimed_at):
            await ledger.give_back(self._clock.now())
            return
        self._failpoints.reach(Failpoint.BEFORE_POST)
        outcome = await self._sender.post(delivery.workspace_id, call)
        self._failpoints.reach(Failpoint.AFTER_POST)
        outcome = uploads.judged(delivery, call, pictures.judged(call, outcome))
        outcome = await self._done_before(store, delivery, call, outcome)
        await ledger.settle(outcome, call.method)

    async def _turn_at(self, store: WorkspaceStore, call: Call) -> datetime | None:
        """When the file's channel takes the next message, None: now. Asked before the bytes are brought for nothing."""
        channel = _channel_of(call)
        if channel is None:
            return None
        async with store.read() as uow:
            return await gates.turn_at(uow, channel, self._clock.now())

    async def _with_file(self, store: WorkspaceStore, delivery: Delivery, call: Call, file: File) -> Call | Outcome:
        """The call that completes the file begun before, or a new one."""
        if (begun := uploads.begun(delivery, self._clock.now())) is not None:
            return uploads.completing(call, begun)
        ask = partial(self._ask, store)
        return await uploads.bring(ask, self._sender, store.workspace_id, self._failpoints, call, file)

    async def _mark(self, store: WorkspaceStore, delivery: Delivery, call: Call) -> bool:
        """Mark the send and take the channel's turn, in one transaction; False when it is not to be sent now."""
        now = self._clock.now()
        async with store.write() as uow:
            if not await leases.begin_send(uow, delivery, now, uploads.file_of(call)):
                await leases.give_back(uow, delivery, now)
                return False
            closed = await gates.closed_until(uow, call.method, now)
            channel = _channel_of(call)
            if closed is None and delivery.effect in _ONE_AT_A_TIME and channel is not None:
                closed = await gates.take(uow, channel, now)
            if closed is not None:
                await leases.give_back(uow, delivery, closed)
            return closed is None

    def _has_time(self, delivery: Delivery, claimed_at: float) -> bool:
        """By both clocks: domain time may have jumped, and this process may have been frozen."""
        used = timedelta(seconds=self._monotonic() - claimed_at)
        return delivery.lease_until - self._clock.now() >= MARGIN and used <= LEASE - MARGIN

    async def _look_up(self, store: WorkspaceStore, delivery: Delivery) -> LookUp:
        if not is_direct(delivery) or delivery.sending_at is None:
            return NotThere()
        channel = await known_dm(store, delivery)
        if channel is None:
            return NotThere()
        ask, since, thread = partial(self._ask, store), delivery.sending_at, delivery.args.get("thread_ts")
        if delivery.effect is Effect.POST:
            return _unsure(await lookup.find_message(ask, delivery.id, channel, since, thread))
        if delivery.slack_file is None:
            return NotThere()
        return _unsure(await lookup.find_file(ask, delivery.slack_file, channel, since, thread))

    async def _done_before(self, store: WorkspaceStore, delivery: Delivery, call: Call, outcome: Outcome) -> Outcome:
        """Refusals that mean "it is so already" count as sent."""
        if not isinstance(outcome, Definite):
            return outcome
        if outcome.code in _DONE_BEFORE.get(delivery.effect, ()):
            return Sent({"ok": True, "channel": {"id": call.arguments.get("channel")}})
        if delivery.effect is Effect.CREATE_CHANNEL and outcome.code == "name_taken":
            found = await lookup.find_channel(partial(self._ask, store), call.arguments["name"])
            if isinstance(found, Found):
                return Sent(found.response)
            # The name is random and was stored first: not ours means that somebody else has it, for good.
            return Definite("name_taken", retryable=False) if isinstance(found, NotThere) else _unsure_outcome(found)
        return outcome

    async def _ask(self, store: WorkspaceStore, call: Call) -> Outcome:
        """A call that changes nothing when repeated, unless Slack asked to wait with its method."""
        now = self._clock.now()
        async with store.read() as uow:
            closed = await gates.closed_until(uow, call.method, now)
        if closed is not None:
            return Limited((closed - now).total_seconds())
        return await self._sender.post(store.workspace_id, call)


def _channel_of(call: Call) -> str | None:
    return call.arguments.get("channel_id" if call.file else "channel")


def _unsure(found: LookUp) -> LookUp:
    return found if isinstance(found, Found | NotThere) else _unsure_outcome(found)


def _unsure_outcome(outcome: Outcome) -> Outcome:
    """A look-up that failed says nothing about the message: try the look-up again, whatever the reason was."""
    if isinstance(outcome, Ambiguous) or (isinstance(outcome, Definite) and outcome.code not in TOKEN_REFUSED):
        return Definite(f"lookup_{outcome.code}"[:64])
    return outcome
