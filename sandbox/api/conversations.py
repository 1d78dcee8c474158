"""conversations.* about the channel itself: docs.slack.dev/reference/methods/conversations.*"""

import re

from sandbox import channels
from sandbox.api.call import PAGES, SCOPES, Call, Method, page
from sandbox.errors import SlackError
from sandbox.records import JSON, Channel
from sandbox.shapes import channel_object

NAME = re.compile(r"^[\w-]+$")
LONGEST_NAME = 80
LONGEST_TOPIC = 250


def _name(call: Call) -> str:
    """Raises SlackError invalid_name_*, name_taken."""
    name = str(call.args["name"])
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > LONGEST_NAME:
        raise SlackError("invalid_name_maxlength")
    if not NAME.match(name) or name != name.lower():
        raise SlackError("invalid_name_specials")
    if call.world.ws.name_taken(name):
        raise SlackError("name_taken")
    return name


def create(call: Call) -> JSON:
    private = bool(call.args.get("is_private", False))
    call.need("groups:write" if private else "channels:manage")
    channel = call.world.ws.add_channel(_name(call), call.world.ws.bot_user, is_private=private)
    call.world.note("channel", "app", channel=channel.id, text=channel.name, outcome="created")
    return {"channel": channel_object(call.world.ws, channel)}


def open_direct(call: Call) -> JSON:
    """A direct message with one person; groups of several people are not modelled."""
    ws = call.world.ws
    if call.args.get("channel"):
        channel = call.visible_channel()
        return {"no_op": True, "already_open": True, "channel": channel_object(ws, channel)}
    users = call.args.get("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("unmodelled_argument", argument="users", detail="more than one person is not modelled")
    user = ws.user(users[0])
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    known = ws.known_direct(user.id) is not None
    channel = ws.direct(user.id)
    shown = channel_object(ws, channel) if call.args.get("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if known else {})


def info(call: Call) -> JSON:
    channel = call.visible_channel()
    call.need_for(channel, "read")
    shown = channel_object(call.world.ws, channel)
    if call.args.get("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def _of_types(call: Call, found: list[Channel]) -> JSON:
    """The channels of the asked-for types, one page of them. Raises SlackError invalid_types, missing_scope."""
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    types = call.args.get("types") or ["public_channel"]
    if not set(types) <= set(kinds):
        raise SlackError("invalid_types")
    for wanted in types:
        call.need(*SCOPES["read"][kinds[wanted]])
    kept = [c for c in found if _type(c) in types and not (call.args.get("exclude_archived") and c.archived)]
    shown, cursor = page(call, kept, 100)
    listed = [channel_object(call.world.ws, c) for c in shown]
    return {"channels": listed, "response_metadata": {"next_cursor": cursor}}


def _type(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def list_all(call: Call) -> JSON:
    ws = call.world.ws
    known = [c for c in ws.channels.values() if not c.deleted and (_public(c) or ws.bot_user in c.members)]
    return _of_types(call, known)


def _public(channel: Channel) -> bool:
    return not channel.is_private and not channel.is_im


def of_user(call: Call) -> JSON:
    """users.conversations: what a person and the app have in common, or what the app is in."""
    ws = call.world.ws
    user = str(call.args.get("user") or ws.bot_user)
    ws.user(user)
    known = [c for c in ws.channels.values() if not c.deleted and user in c.members]
    return _of_types(call, [c for c in known if _public(c) or ws.bot_user in c.members])


def _topic_of(call: Call, name: str) -> tuple[Channel, str]:
    channel = call.visible_channel()
    call.need_for(channel, "topic")
    channel = call.own_channel()
    text = str(call.args[name])
    if len(text) > LONGEST_TOPIC:
        raise SlackError("too_long")
    return channel, text


def set_topic(call: Call) -> JSON:
    channel, text = _topic_of(call, "topic")
    channel.topic = text
    return {"channel": channel_object(call.world.ws, channel)}


def set_purpose(call: Call) -> JSON:
    channel, text = _topic_of(call, "purpose")
    channel.purpose = text
    return {"purpose": channel.purpose}


def _changeable(call: Call) -> Channel:
    channel = call.visible_channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    call.need_for(channel, "write")
    if call.world.ws.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def archive(call: Call) -> JSON:
    channel = _changeable(call)
    if channel.archived:
        raise SlackError("already_archived")
    channels.archive(call.world, channel, call.world.ws.bot_user)
    return {}


def rename(call: Call) -> JSON:
    channel = _changeable(call)
    if channel.archived:
        raise SlackError("is_archived")
    channels.rename(call.world, channel, _name(call), call.world.ws.bot_user)
    return {"channel": channel_object(call.world.ws, channel)}


CHANNEL = {"channel": "str"}
LISTING = {**PAGES, "types": "list", "exclude_archived": "bool"}
METHODS = (
    Method("conversations.create", create, 2, {"name": "str", "is_private": "bool"}, ("name",)),
    Method(
        "conversations.open",
        open_direct,
        3,
        {**CHANNEL, "users": "list", "return_im": "bool"},
        scopes=("im:write",),
    ),
    Method("conversations.info", info, 3, {**CHANNEL, "include_num_members": "bool"}, ("channel",)),
    Method("conversations.list", list_all, 2, LISTING),
    Method("users.conversations", of_user, 3, {**LISTING, "user": "str"}),
    Method("conversations.setTopic", set_topic, 2, {**CHANNEL, "topic": "str"}, ("channel", "topic")),
    Method("conversations.setPurpose", set_purpose, 2, {**CHANNEL, "purpose": "str"}, ("channel", "purpose")),
    Method("conversations.archive", archive, 2, CHANNEL, ("channel",)),
    Method("conversations.rename", rename, 2, {**CHANNEL, "name": "str"}, ("channel", "name")),
)
