"""What happened, one record for each thing a person could see and for each call: the judge of every test."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One happening. `kind`: "api", "message", "edit", "delete", "ephemeral", "view", "home", "delivery",
    "interaction", "act", "member", "channel", "file", "error". `at` is simulated time, aware, UTC. `mentions`: what is
    live in an app's message (see `sandbox/mentions.py`).
    """

    number: int
    at: datetime
    kind: str
    actor: str
    method: str = ""
    channel: str = ""
    seen_by: tuple[str, ...] = ()
    text: str = ""
    outcome: str = ""
    ts: str = ""
    thread_ts: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)  # what was seen: a message's text and blocks, or a view

    @property
    def delivery_id(self) -> str | None:
        """The delivery's opaque id, as the bot put it into the metadata's event_payload."""
        payload = self.metadata.get("event_payload", {})
        found = payload.get("delivery_id") or payload.get("id")
        return str(found) if found else None


@dataclass(frozen=True, slots=True)
class Traffic:
    """One HTTP request or socket envelope. `direction`: "in" (the bot called) or "out" (Slack delivered).

    `latency_s` is real seconds from the first byte to the answer: for "out" it is the ack time.
    """

    at: datetime
    direction: str
    name: str
    status: str
    latency_s: float
    request: str = ""
    answer: str = ""


class Log:
    """Records in order. Numbers run from 1; the same story gives the same records."""

    def __init__(self) -> None:
        self.records: list[LogRecord] = []
        self.traffic: list[Traffic] = []
        self._numbers = itertools.count(1)

    def add(self, at: datetime, kind: str, actor: str, **fields: Any) -> LogRecord:  # noqa: ANN401
        record = LogRecord(next(self._numbers), at, kind, actor, **fields)
        self.records.append(record)
        return record

    def of(self, *kinds: str) -> list[LogRecord]:
        return [r for r in self.records if r.kind in kinds]

    def calls(self, method: str) -> list[LogRecord]:
        return [r for r in self.records if r.kind == "api" and r.method == method]
