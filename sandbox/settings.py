"""Knobs of the pretend Slack. Times named `_s` are real seconds (input/output); timedeltas are simulated."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """Defaults are Slack's own numbers; tests shorten the real ones."""

    ack_timeout_s: float = 3.0  # how long Slack waits for an answer to a delivery
    hold_s: float = 0.2  # how long a "timeout" fault holds a connection before it drops it
    settle_timeout_s: float = 30.0  # after this long, `settled()` says what is still in flight
    socket_heartbeat_s: float = 30.0  # pings on Socket Mode connections
    trigger_life: timedelta = timedelta(seconds=3)
    response_url_life: timedelta = timedelta(minutes=30)
    response_url_uses: int = 5
    retry_delays: tuple[timedelta, ...] = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
    file_processing: timedelta = timedelta(seconds=2)  # until a new file can stand in a block; Slack names no time
    message_burst: int = 3  # Slack allows "short bursts" above 1 a second a channel without naming a number
    workspace_messages_a_minute: int = 300  # "several hundred messages a minute" a workspace
    rates_on: bool = True
    max_sockets: int = 10
    keep_bodies: bool = True  # keep raw requests and answers in `traffic`, so that tests can search them
