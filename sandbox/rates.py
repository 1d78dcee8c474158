"""Rate limits, counted on the simulated clock: a token bucket a method, and one a channel for posting.

Source: docs.slack.dev/apis/web-api/rate-limits. Slack names a rate a minute for each tier and "1 message a second a
channel, short bursts allowed" for posting; it names no size of burst. We allow `message_burst` (3) in a channel and a
whole minute's worth in a tier.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from sandbox.clock import Clock
from sandbox.settings import SandboxSettings

A_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
TIER_1_BURST = 10  # "occasional bursts tolerated": ten Socket Mode connections may be opened at start


@dataclass(slots=True)
class Bucket:
    """Refills `rate` tokens a second up to `size`."""

    size: float
    rate: float
    tokens: float
    at: datetime

    def take(self, now: datetime) -> int | None:
        """Take one token. None when there was one, else whole seconds to wait (at least 1)."""
        self.tokens = min(self.size, self.tokens + (now - self.at).total_seconds() * self.rate)
        self.at = now
        if self.tokens >= 1 - 1e-9:
            self.tokens -= 1
            return None
        return max(1, math.ceil((1 - self.tokens) / self.rate - 1e-9))


class Rates:
    """All buckets of one app in one workspace. `on` switches them."""

    def __init__(self, clock: Clock, settings: SandboxSettings) -> None:
        self._clock = clock
        self._settings = settings
        self.on = settings.rates_on
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def check(self, method: str, tier: int, channel: str) -> int | None:
        """None: go ahead. Otherwise the Retry-After in seconds. Tier 0 is chat.postMessage's special rate."""
        if not self.on:
            return None
        if tier == 0:
            a_minute = self._settings.workspace_messages_a_minute
            in_channel = self._bucket((method, channel), self._settings.message_burst, 1.0)
            in_workspace = self._bucket((method, ""), a_minute, a_minute / 60)
            return in_channel.take(self._clock.now()) or in_workspace.take(self._clock.now())
        size = A_MINUTE[tier] if tier > 1 else TIER_1_BURST
        return self._bucket((method, ""), size, A_MINUTE[tier] / 60).take(self._clock.now())

    def _bucket(self, key: tuple[str, str], size: float, rate: float) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(size, rate, size, self._clock.now())
        return self._buckets[key]
