"""What happened, one record for each thing a person could see and for each call: the judge of every test."""

import itertools
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# What a reader would be pinged by. `<!date^...>` and `<!subteam^...>` look alike: only the latter pings.
LIVE_MENTION = re.compile(r"<!(?:channel|here|everyone)(?:\|[^>]*)?>|<!subteam\^[^>]*>|<@[UW][A-Z0-9]+(?:\|[^>]*)?>")
BARE_BROADCAST = re.compile(r"(?<![\w<!@])@(?:channel|here|everyone)\b")


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One happening. `kind`: "api", "message", "edit", "delete", "ephemeral", "view", "home", "delivery",
    "interaction", "act", "member", "channel", "file", "error". `at` is simulated time, aware, UTC.
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


def live_mentions(text: str, blocks: list[dict[str, Any]] | None) -> tuple[str, ...]:
    """Every mention in a message that would notify somebody, in the text and in the blocks."""
    found = LIVE_MENTION.findall(text)
    for node in walk(blocks or []):
        found += _mentions_of(node)
    return tuple(found)


def walk(node: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """All JSON objects inside `node`, outermost first."""
    if isinstance(node, list):
        return [inner for item in node for inner in walk(item)]
    if isinstance(node, dict):
        return [node, *(inner for value in node.values() for inner in walk(value))]
    return []


def _mentions_of(node: dict[str, Any]) -> list[str]:
    kind, text = node.get("type"), node.get("text")
    if kind in ("mrkdwn", "markdown") and isinstance(text, str):
        # Without `verbatim: true` Slack also looks for bare @channel and the like.
        bare = [] if node.get("verbatim") else BARE_BROADCAST.findall(text)
        return LIVE_MENTION.findall(text) + bare
    if kind == "user" and "user_id" in node:
        return [f"<@{node['user_id']}>"]
    if kind == "broadcast" and "range" in node:
        return [f"<!{node['range']}>"]
    return []
