"""Faults on demand: what goes wrong with the bot's calls, and with Slack's deliveries to the bot."""

import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

Callback = Callable[["Accepted"], Awaitable[None] | None]


class Fault(StrEnum):
    """What happens to one Web API call. `_after`: Slack did it all the same."""

    LIMITED = "429 with Retry-After"
    LIMITED_BARE = "429 without Retry-After"
    UNAVAILABLE = "503"
    UNAVAILABLE_AFTER = "503 after accepting"
    BAD_GATEWAY = "502"
    TIMEOUT = "timeout before accepting"
    TIMEOUT_AFTER = "timeout after accepting"
    RESET = "reset before accepting"
    RESET_AFTER = "reset after accepting"
    TRUNCATED = "truncated JSON after accepting"
    INTERNAL_ERROR = "internal_error before accepting"
    INTERNAL_ERROR_AFTER = "internal_error after accepting"
    FATAL_ERROR_AFTER = "fatal_error after accepting"

    @property
    def accepted(self) -> bool:
        return self.value.endswith("after accepting")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A call that Slack has just carried out and not answered yet."""

    method: str
    arguments: dict[str, Any]
    answer: dict[str, Any]


@dataclass(slots=True)
class DeliveryFault:
    """What happens to one delivery to the bot: `copies` more of it, each after `by`, or within a random part of it."""

    copies: int = 0
    by: timedelta = timedelta(0)
    within: timedelta = timedelta(0)


class Faults:
    """Queued and random faults. `"*"` as method means any. Random ones follow from the seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(f"faults {seed}")
        self.retry_after = 1  # seconds in a queued 429
        self._queued: dict[str, deque[Fault]] = defaultdict(deque)
        self._chances: list[tuple[str, Fault, float]] = []
        self._accepts: list[tuple[str, Callback]] = []
        self._deliveries: deque[DeliveryFault] = deque()
        self._interactive: deque[int] = deque()
        self._away_until: datetime | None = None
        self._away_how = "503"

    # Calls of the bot

    def queue(self, method: str, *faults: Fault, times: int = 1) -> None:
        """The next calls of `method` meet these faults, one each, the whole row `times` times."""
        for _ in range(times):
            self._queued[method].extend(faults)

    def at_random(self, method: str, fault: Fault, chance: float) -> None:
        """Every call of `method` meets this fault with probability `chance`."""
        self._chances.append((method, fault, chance))

    def away(self, until: datetime, how: str = "503") -> None:
        """All of Slack is away until then (simulated time); `how`: "503" or "reset"."""
        self._away_until, self._away_how = until, how

    def back(self) -> None:
        self._away_until = None

    def clear(self) -> None:
        """No more faults of any kind."""
        self._queued.clear()
        self._chances.clear()
        self._deliveries.clear()
        self._interactive.clear()
        self.back()

    def take(self, method: str, now: datetime) -> Fault | None:
        """The fault this call meets, if any; queued ones are used up."""
        if self._away_until is not None and now < self._away_until:
            return Fault.UNAVAILABLE if self._away_how == "503" else Fault.RESET
        for name in (method, "*"):
            if self._queued[name]:
                return self._queued[name].popleft()
        for name, fault, chance in self._chances:
            if name in (method, "*") and self.random.random() < chance:
                return fault
        return None

    def on_accept(self, method: str, callback: Callback) -> Callable[[], None]:
        """Call `callback` right after Slack accepted a call and before it answers. Returns what takes it off again."""
        entry = (method, callback)
        self._accepts.append(entry)
        return lambda: self._accepts.remove(entry)

    async def accepted(self, call: Accepted) -> None:
        for method, callback in list(self._accepts):
            if method in (call.method, "*"):
                waiting = callback(call)
                if waiting is not None:
                    await waiting

    # Deliveries to the bot

    def duplicate(self, times: int = 1, copies: int = 1, after: timedelta = timedelta(0)) -> None:
        """The next `times` events come more than once, the copies `after` the first."""
        self._deliveries.extend(DeliveryFault(copies=copies, by=after) for _ in range(times))

    def delay(self, by: timedelta, times: int = 1) -> None:
        """The next `times` events come late."""
        self._deliveries.extend(DeliveryFault(by=by) for _ in range(times))

    def shuffle(self, within: timedelta, times: int) -> None:
        """The next `times` events each come a random while later, so out of order."""
        self._deliveries.extend(DeliveryFault(within=within) for _ in range(times))

    def repeat_interaction(self, times: int = 1, copies: int = 1) -> None:
        """The next interactive payloads come again, word for word; the copies' answers are thrown away."""
        self._interactive.extend(copies for _ in range(times))

    def take_delivery(self) -> list[timedelta]:
        """How long after now each copy of the next event comes; normally `[0]`."""
        if not self._deliveries:
            return [timedelta(0)]
        fault = self._deliveries.popleft()
        first = timedelta(0) if fault.copies else fault.by
        first += fault.within * self.random.random()
        return [first, *(fault.by for _ in range(fault.copies))]

    def take_interaction(self) -> int:
        """How many copies of the next interactive payload follow the first."""
        return self._interactive.popleft() if self._interactive else 0
