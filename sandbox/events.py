"""Events of the Events API, built from what changed. Whether the bot gets them is the courier's business.

Source: docs.slack.dev/reference/events/*; shapes: Slack's Java SDK samples.
"""

from sandbox.records import JSON, Channel, Message, User, View
from sandbox.shapes import message_object, user_object, view_object
from sandbox.world import World

# Which bot_event in the manifest subscribes to an event type; message types depend on the kind of conversation.
MESSAGE_SUBSCRIPTION = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


def subscription_of(event: JSON) -> str:
    """The name under `bot_events` in the manifest that asks for this event."""
    if event["type"] == "message":
        return MESSAGE_SUBSCRIPTION[event["channel_type"]]
    return str(event["type"])


def event_ts(world: World) -> str:
    now = world.now()
    return f"{int(now.timestamp())}.{now.microsecond:06d}"


def channel_type(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "group" if channel.is_private else "channel"


def message_posted(world: World, message: Message) -> None:
    """`message.*`: also sent for the app's own posts (with bot_id), as Slack does."""
    if message.to is not None:
        return
    channel = world.ws.channels[message.channel]
    shown = message_object(world.ws, message, metadata=False)
    if message.files:
        shown["subtype"] = "file_share"
    world.emit(
        {**shown, "channel": channel.id, "event_ts": message.ts, "channel_type": channel_type(channel)},
    )


def message_changed(world: World, message: Message, previous: JSON) -> None:
    """`message` with subtype message_changed."""
    channel = world.ws.channels[message.channel]
    world.emit(
        {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": message_object(world.ws, message, metadata=False),
            "previous_message": previous,
            "channel": channel.id,
            "ts": event_ts(world),
            "event_ts": event_ts(world),
            "channel_type": channel_type(channel),
        }
    )


def message_deleted(world: World, message: Message, previous: JSON) -> None:
    """`message` with subtype message_deleted."""
    channel = world.ws.channels[message.channel]
    world.emit(
        {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": message.ts,
            "previous_message": previous,
            "channel": channel.id,
            "ts": event_ts(world),
            "event_ts": event_ts(world),
            "channel_type": channel_type(channel),
        }
    )


def member_joined(world: World, channel: Channel, user: str, inviter: str | None) -> None:
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": world.ws.team_id,
        "event_ts": event_ts(world),
    }
    if inviter:
        event["inviter"] = inviter
    _if_bot_inside(world, channel, event)


def member_left(world: World, channel: Channel, user: str) -> None:
    """For a person `member_left_channel`; for the bot itself `group_left` or `channel_left`."""
    if user == world.ws.bot_user:
        kind = "group_left" if channel.is_private else "channel_left"
        world.emit({"type": kind, "channel": channel.id, "event_ts": event_ts(world)})
        return
    event = {
        "type": "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": world.ws.team_id,
        "event_ts": event_ts(world),
    }
    _if_bot_inside(world, channel, event)


def channel_event(world: World, channel: Channel, what: str, actor: str) -> None:
    """`group_archive`, `_unarchive`, `_rename`, `_deleted` (or `channel_*` for a public one). `what` is the ending."""
    kind = ("group_" if channel.is_private else "channel_") + what
    event: JSON = {"type": kind, "channel": channel.id, "event_ts": event_ts(world)}
    if what == "rename":
        event["channel"] = {"id": channel.id, "name": channel.name, "created": channel.created}
    elif what in ("archive", "unarchive"):
        event["user"] = actor
    _if_bot_inside(world, channel, event)


def channel_id_changed(world: World, old: str, new: Channel) -> None:
    event = {
        "type": "channel_id_changed",
        "old_channel_id": old,
        "new_channel_id": new.id,
        "event_ts": event_ts(world),
    }
    _if_bot_inside(world, new, event)


def _if_bot_inside(world: World, channel: Channel, event: JSON) -> None:
    """An app hears of a channel only while it is a member (public channels too, to be strict)."""
    if world.ws.bot_user in channel.members:
        world.emit(event)


def _user_shape(world: World, user: User) -> JSON:
    email = "users:read.email" in world.manifest.scopes
    return user_object(world.ws, user, world.now(), email=email, locale=True)


def user_changed(world: World, user: User) -> None:
    world.emit({"type": "user_change", "user": _user_shape(world, user), "cache_ts": user.updated})


def team_joined(world: World, user: User) -> None:
    world.emit({"type": "team_join", "user": _user_shape(world, user)})


def app_home_opened(world: World, user: str, channel: str, tab: str, home: View | None) -> None:
    """`tab` is "home" or "messages"; the view stands in the event once one was published."""
    event: JSON = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": tab,
        "event_ts": event_ts(world),
    }
    if home is not None and tab == "home":
        event["view"] = view_object(world.ws, home)
    world.emit(event)


def app_uninstalled(world: World) -> None:
    world.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [world.ws.bot_user]}})
    world.emit({"type": "app_uninstalled"})
