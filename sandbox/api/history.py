"""conversations.history and conversations.replies: reading messages back."""

from sandbox.api.call import PAGES, Call, Method, page
from sandbox.errors import SlackError
from sandbox.records import JSON, Channel, Message
from sandbox.shapes import message_object


def _readable(call: Call) -> Channel:
    """A conversation the app may read. Scopes come first: Slack says missing_scope before anything else."""
    channel = call.visible_channel()
    call.need_for(channel, "history")
    if call.world.ws.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _exact(ts: str) -> int:
    """A ts, or plain seconds, as microseconds. Raises SlackError invalid_ts_oldest."""
    seconds, _, rest = ts.partition(".")
    try:
        return int(seconds) * 1_000_000 + int((rest + "000000")[:6])
    except ValueError as error:
        raise SlackError("invalid_ts_oldest") from error


def _between(call: Call, found: list[Message]) -> list[Message]:
    """Those between `oldest` and `latest`; the ends themselves only with `inclusive`."""
    slack = 0 if call.args.get("inclusive") else 1
    if call.args.get("oldest"):
        low = _exact(str(call.args["oldest"])) + slack
        found = [m for m in found if _exact(m.ts) >= low]
    if call.args.get("latest"):
        high = _exact(str(call.args["latest"])) - slack
        found = [m for m in found if _exact(m.ts) <= high]
    return found


def _answer(call: Call, found: list[Message], default: int) -> JSON:
    shown, cursor = page(call, found, default)
    metadata = bool(call.args.get("include_all_metadata"))
    answer: JSON = {
        "messages": [message_object(call.world.ws, m, metadata=metadata) for m in shown],
        "has_more": bool(cursor),
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def history(call: Call) -> JSON:
    """Newest first; ephemeral and deleted messages and plain thread replies are not in it."""
    channel = _readable(call)
    found = [m for m in channel.messages if m.to is None and not m.deleted]
    top = [m for m in found if m.thread_ts in (None, m.ts) or m.broadcast]
    return _answer(call, _between(call, top)[::-1], 100)


def replies(call: Call) -> JSON:
    """The parent first, then its replies, oldest first. Raises SlackError thread_not_found."""
    channel = _readable(call)
    ts = str(call.args["ts"])
    asked = call.world.ws.message(channel.id, ts)
    if asked is None:
        raise SlackError("thread_not_found")
    root = asked.thread_ts or asked.ts
    found = [m for m in channel.messages if m.to is None and not m.deleted and root in (m.ts, m.thread_ts)]
    parent = [m for m in found if m.ts == root]
    return _answer(call, parent + _between(call, [m for m in found if m.ts != root]), 1000)


READING = {
    "channel": "str",
    **PAGES,
    "oldest": "str",
    "latest": "str",
    "inclusive": "bool",
    "include_all_metadata": "bool",
}
METHODS = (
    Method("conversations.history", history, 3, READING, ("channel",)),
    Method("conversations.replies", replies, 3, {**READING, "ts": "str"}, ("channel", "ts")),
)
