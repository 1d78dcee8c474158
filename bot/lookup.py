"""Was it sent? Asked before anything that may have reached Slack is sent again.

Direct messages are looked up by the delivery's random id in the message's metadata (im:history). The set's own
channels are not: reading them would need groups:history, and that is the set's talk.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bot.sending import Definite, Outcome, Sent
from handlers.feature import Call

EVENT_TYPE = "setkeeper_delivery"
# Our clock and Slack's may differ a little.
BEFORE = timedelta(seconds=5)
_PAGE = 200
_MOST_PAGES = 25

Ask = Callable[[Call], Awaitable[Outcome]]


@dataclass(frozen=True)
class Found:
    """Slack has it; `response` is shaped like the answer of the call that was lost."""

    response: Mapping[str, Any]


@dataclass(frozen=True)
class NotThere:
    """Slack does not have it."""


LookUp = Found | NotThere | Outcome


def metadata(delivery_id: UUID) -> dict[str, Any]:
    """What a message carries so that it can be found again: a random id, readable by every app, telling nothing."""
    return {"event_type": EVENT_TYPE, "event_payload": {"id": str(delivery_id)}}


async def find_message(
    ask: Ask, delivery_id: UUID, channel: str, since: datetime, thread_ts: str | None = None
) -> LookUp:
    """Search a direct message channel, or one thread of it, from `since` (when the send began) on.

    Gives a failed outcome when Slack could not say; then nothing may be sent.
    """

    def ours(message: Mapping[str, Any]) -> bool:
        carried = message.get("metadata") or {}
        payload = carried.get("event_payload") or {}
        return carried.get("event_type") == EVENT_TYPE and payload.get("id") == str(delivery_id)

    return await _find(ask, channel, since, thread_ts, ours)


async def find_file(ask: Ask, file_id: str, channel: str, since: datetime, thread_ts: str | None = None) -> LookUp:
    """As find_message, for the message that shares our file: Slack takes no metadata with an upload."""

    def ours(message: Mapping[str, Any]) -> bool:
        return any(each.get("id") == file_id for each in message.get("files") or [])

    found = await _find(ask, channel, since, thread_ts, ours)
    return Found(uploaded(file_id, channel)) if isinstance(found, Found) else found


def uploaded(file_id: str, channel: str | None) -> dict[str, Any]:
    """How every upload that is done is told to its feature. A file that is shared nowhere stands in itself."""
    return {"ok": True, "channel": channel or file_id, "files": [{"id": file_id}]}


async def _find(
    ask: Ask, channel: str, since: datetime, thread_ts: str | None, ours: Callable[[Mapping[str, Any]], bool]
) -> LookUp:
    arguments: dict[str, Any] = {
        "channel": channel,
        "oldest": f"{(since - BEFORE).timestamp():.6f}",
        "inclusive": True,
        "include_all_metadata": True,
        "limit": _PAGE,
    }
    method = "conversations.history"
    if thread_ts is not None:
        method, arguments["ts"] = "conversations.replies", thread_ts
    found = await _search(ask, Call(method, arguments), "messages", ours)
    if not isinstance(found, Mapping):
        return found
    return Found({"ok": True, "channel": channel, "ts": found.get("ts"), "message": found})


async def find_channel(ask: Ask, name: str) -> LookUp:
    """Find our private channel by the random name that was stored before it was made (groups:read)."""
    call = Call("conversations.list", {"types": "private_channel", "exclude_archived": True, "limit": _PAGE})
    found = await _search(ask, call, "channels", lambda channel: channel.get("name") == name)
    return found if not isinstance(found, Mapping) else Found({"ok": True, "channel": found})


async def _search(
    ask: Ask, call: Call, key: str, wanted: Callable[[Mapping[str, Any]], bool]
) -> Mapping[str, Any] | NotThere | Outcome:
    """Page through Slack's answer until something is wanted."""
    cursor = ""
    for _ in range(_MOST_PAGES):
        arguments = {**call.arguments, "cursor": cursor} if cursor else call.arguments
        outcome = await ask(Call(call.method, arguments))
        if not isinstance(outcome, Sent):
            return outcome
        for item in outcome.response.get(key) or []:
            if wanted(item):
                return item  # type: ignore[no-any-return]
        cursor = (outcome.response.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return NotThere()
    # Too much to read to the end: claiming that it is not there would risk a double.
    return Definite("lookup_too_long")
