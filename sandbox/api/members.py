"""conversations.invite, kick, leave, members: who is in a channel."""

from sandbox import channels
from sandbox.api.call import PAGES, Call, Method, page
from sandbox.errors import SlackError
from sandbox.records import JSON, Channel
from sandbox.shapes import channel_object
from sandbox.workspace import SLACKBOT

MOST_INVITED = 100  # Slack's pages say 100 or 1,000; the narrower holds


def _refusal(call: Call, channel: Channel, user_id: str) -> str | None:
    """Why this person cannot be invited; None if they can. Codes: conversations.invite, "Errors"."""
    ws = call.world.ws
    user = ws.users.get(user_id)
    if user is None:
        return "user_not_found"
    if user.id == ws.bot_user:
        return "cant_invite_self"
    if user.id in ws.invite_refusals:
        return ws.invite_refusals[user.id]
    if user.id in channel.members:
        return "already_in_channel"
    if user.is_stranger:
        return "org_user_not_in_team"
    if user.deleted or user.id == SLACKBOT:
        return "cant_invite"
    elsewhere = any(user.id in c.members and not c.is_im and not c.archived for c in ws.channels.values())
    return "ura_max_channels" if user.is_ultra_restricted and elsewhere else None


def invite(call: Call) -> JSON:
    """All or none, unless `force`: then whoever can come is invited and the others stand in `errors`."""
    channel = call.visible_channel()
    call.need_for(channel, "invite")
    channel = call.own_channel()
    users: list[str] = list(dict.fromkeys(call.args["users"]))
    if not users:
        raise SlackError("no_user")
    if len(users) > MOST_INVITED:
        raise SlackError("too_many_users")
    errors = []
    for user in users:
        code = _refusal(call, channel, user)
        if code:
            errors.append({"ok": False, "error": code, "user": user})
    refused = {e["user"] for e in errors}
    welcome = [u for u in users if u not in refused]
    if errors and (not call.args.get("force") or not welcome):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user in welcome:
        channels.join(call.world, channel, user, call.world.ws.bot_user)
    shown: JSON = {"channel": channel_object(call.world.ws, channel)}
    return shown | ({"errors": errors} if errors else {})


def kick(call: Call) -> JSON:
    channel = call.visible_channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    call.need_for(channel, "write")
    channel = call.own_channel()
    user = call.world.ws.user(str(call.args["user"]))
    if user.id == call.world.ws.bot_user:
        raise SlackError("cant_kick_self")
    if user.id not in channel.members:
        raise SlackError("not_in_channel")
    if user.id in call.world.ws.kick_refusals:
        raise SlackError(call.world.ws.kick_refusals[user.id])
    channels.leave(call.world, channel, user.id, call.world.ws.bot_user)
    return {"errors": {}}


def leave(call: Call) -> JSON:
    channel = call.visible_channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    call.need_for(channel, "write")
    if call.world.ws.bot_user not in channel.members:
        return {"not_in_channel": True}
    channels.leave(call.world, channel, call.world.ws.bot_user)
    return {}


def members(call: Call) -> JSON:
    channel = call.visible_channel()
    call.need_for(channel, "read")
    shown, cursor = page(call, channel.members, 100)
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


METHODS = (
    Method(
        "conversations.invite",
        invite,
        3,
        {"channel": "str", "users": "list", "force": "bool"},
        ("channel", "users"),
    ),
    Method("conversations.kick", kick, 3, {"channel": "str", "user": "str"}, ("channel", "user")),
    Method("conversations.leave", leave, 3, {"channel": "str"}, ("channel",)),
    Method("conversations.members", members, 4, {"channel": "str", **PAGES}, ("channel",)),
)
