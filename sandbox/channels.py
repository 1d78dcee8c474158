"""Who is in a channel, and what happens to channels: state, log and events in one place."""

from sandbox import events
from sandbox.errors import SlackError
from sandbox.records import Channel
from sandbox.world import World


def join(world: World, channel: Channel, user: str, inviter: str | None = None) -> None:
    channel.members.append(user)
    _note(world, channel, inviter or user, "member", f"{user} joined")
    events.member_joined(world, channel, user, inviter)


def leave(world: World, channel: Channel, user: str, actor: str | None = None) -> None:
    channel.members.remove(user)
    _note(world, channel, actor or user, "member", f"{user} left")
    events.member_left(world, channel, user)


def archive(world: World, channel: Channel, actor: str) -> None:
    channel.archived = True
    _note(world, channel, actor, "channel", "archived")
    events.channel_event(world, channel, "archive", actor)


def unarchive(world: World, channel: Channel, actor: str) -> None:
    channel.archived = False
    _note(world, channel, actor, "channel", "unarchived")
    events.channel_event(world, channel, "unarchive", actor)


def rename(world: World, channel: Channel, name: str, actor: str) -> None:
    """Raises SlackError name_taken."""
    if world.ws.name_taken(name):
        raise SlackError("name_taken")
    channel.previous_names.append(channel.name)
    channel.name = name
    _note(world, channel, actor, "channel", f"renamed to {name}")
    events.channel_event(world, channel, "rename", actor)


def delete(world: World, channel: Channel, actor: str) -> None:
    _note(world, channel, actor, "channel", "deleted")
    events.channel_event(world, channel, "deleted", actor)
    channel.deleted = True


def change_id(world: World, channel: Channel) -> str:
    """Slack Connect and Grid moves give a channel a new id. Returns it; the old one is not found any more."""
    old = channel.id
    del world.ws.channels[old]
    channel.id = world.ws.ids.make("C")
    for message in channel.messages:
        message.channel = channel.id
    world.ws.channels[channel.id] = channel
    events.channel_id_changed(world, old, channel)
    return channel.id


def _note(world: World, channel: Channel, actor: str, kind: str, outcome: str) -> None:
    world.note(
        kind,
        "app" if actor == world.ws.bot_user else actor,
        channel=channel.id,
        seen_by=world.ws.readers(channel),
        text=channel.name,
        outcome=outcome,
    )
