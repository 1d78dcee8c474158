"""chat.*: docs.slack.dev/reference/methods/chat.postMessage and neighbours."""

from sandbox import messages
from sandbox.api.call import Call, Method
from sandbox.errors import SlackError
from sandbox.records import JSON, Channel, Message
from sandbox.shapes import message_object

CONTENT = {"text": "str", "blocks": "json"}
MANNERS = {"unfurl_links": "bool", "unfurl_media": "bool", "mrkdwn": "bool"}


def _target(call: Call) -> Channel:
    """Where to post; a person's id means their direct messages with the app, opened if need be."""
    wanted = str(call.args["channel"])
    user = call.world.ws.users.get(wanted)
    channel = call.world.ws.direct(wanted) if user is not None and not user.is_bot else call.own_channel()
    if channel.is_im and call.world.ws.users[str(channel.user)].deleted:
        raise SlackError("channel_not_found")
    return channel


def thread_of(call: Call, channel: Channel) -> str | None:
    """A reply's ts stands for its parent. Raises SlackError thread_not_found."""
    wanted = call.args.get("thread_ts")
    if not wanted:
        return None
    parent = call.world.ws.message(channel.id, str(wanted))
    if parent is None:
        raise SlackError("thread_not_found")
    return parent.thread_ts or parent.ts


def post_message(call: Call) -> JSON:
    channel = _target(call)
    blocks = messages.checked(call.world, call.args)
    message = messages.post(
        call.world,
        channel,
        call.world.ws.bot_user,
        str(call.args.get("text", "")),
        blocks=blocks,
        metadata=call.args.get("metadata"),
        thread_ts=thread_of(call, channel),
        broadcast=bool(call.args.get("reply_broadcast")),
        by_app=True,
    )
    shown = message_object(call.world.ws, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> JSON:
    channel = call.own_channel()
    user = call.world.ws.user(str(call.args["user"]))
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    blocks = messages.checked(call.world, call.args)
    message = messages.post(
        call.world,
        channel,
        call.world.ws.bot_user,
        str(call.args.get("text", "")),
        blocks=blocks,
        thread_ts=thread_of(call, channel),
        to=user.id,
        by_app=True,
    )
    return {"message_ts": message.ts}


def _own_message(call: Call, refusal: str) -> Message:
    channel = call.visible_channel()
    message = call.world.ws.message(channel.id, str(call.args["ts"]))
    if message is None:
        raise SlackError("message_not_found")
    if not message.by_app:
        raise SlackError(refusal)
    return message


def update(call: Call) -> JSON:
    """Blocks that are not sent stay; an empty list takes them away (chat.update, "blocks")."""
    message = _own_message(call, "cant_update_message")
    if call.world.ws.channels[message.channel].archived:
        raise SlackError("is_inactive")
    text = str(call.args.get("text", message.text))
    kept = call.args.get("blocks", message.blocks)
    metadata = call.args.get("metadata")  # an empty object takes the old metadata away
    given = {"text": text} | ({"blocks": kept} if kept else {}) | ({"metadata": metadata} if metadata else {})
    messages.edit(call.world, message, text, messages.checked(call.world, given), metadata)
    shown = message_object(call.world.ws, message, metadata=True)
    shown.pop("ts")  # in chat.update the ts stands beside the message, not in it
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> JSON:
    message = _own_message(call, "cant_delete_message")
    messages.delete(call.world, message)
    return {"channel": message.channel, "ts": message.ts}


WRITE = ("chat:write",)
METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        0,
        {"channel": "str", **CONTENT, **MANNERS, "thread_ts": "str", "reply_broadcast": "bool", "metadata": "json"},
        ("channel",),
        WRITE,
    ),
    Method(
        "chat.postEphemeral",
        post_ephemeral,
        4,
        {"channel": "str", "user": "str", **CONTENT, "thread_ts": "str"},
        ("channel", "user"),
        WRITE,
    ),
    Method(
        "chat.update",
        update,
        3,
        {"channel": "str", "ts": "str", **CONTENT, "metadata": "json"},
        ("channel", "ts"),
        WRITE,
    ),
    Method("chat.delete", delete, 3, {"channel": "str", "ts": "str"}, ("channel", "ts"), WRITE),
)
