"""What one person can see at this moment, as copies that stay as they are."""

import copy
from dataclasses import dataclass, field

from sandbox.records import JSON, Channel, Message, View
from sandbox.render import Viewer, render_message, render_view
from sandbox.shapes import file_object
from sandbox.world import VisibleError, World


@dataclass(frozen=True, slots=True)
class ChannelSight:
    """A channel the person is in, with the messages they can read, oldest first."""

    id: str
    name: str
    topic: str
    archived: bool
    messages: list[Message]


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything on one person's screen. `direct`: their messages with the app, ephemeral ones included."""

    channels: list[ChannelSight]
    direct: list[Message]
    modal: View | None
    home: View | None
    viewer: Viewer
    errors: list[VisibleError] = field(default_factory=list)
    files: dict[str, JSON] = field(default_factory=dict)  # as Slack's API shows them

    def messages(self) -> list[Message]:
        """All of them: the direct ones, then the channels'."""
        return [*self.direct, *(m for c in self.channels for m in c.messages)]

    def lines(self, seen: Message | View) -> list[str]:
        """A message or view as this person reads it, in plain lines."""
        return _lines(seen, self.viewer, self.files)

    def text(self) -> str:
        """Every word in sight, for a search: what this person can read and nobody else's."""
        seen: list[Message | View] = [*self.messages(), *(v for v in (self.modal, self.home) if v is not None)]
        parts = [m.text for m in self.messages()] + [line for s in seen for line in self.lines(s)]
        return "\n".join([*parts, *(e.text for e in self.errors)])


def readable(channel: Channel, user: str) -> list[Message]:
    """The messages of a channel that this person can read."""
    return [m for m in channel.messages if not m.deleted and m.to in (None, user)]


def _lines(seen: Message | View, viewer: Viewer, files: dict[str, JSON]) -> list[str]:
    if isinstance(seen, View):
        return render_view(seen.body, viewer)
    shared = [files[each] for each in seen.files]
    return render_message({"text": seen.text, "blocks": seen.blocks or [], "files": shared}, viewer)


def reading(world: World, user: str, seen: Message | View) -> list[str]:
    """One message or view as this person reads it, without looking at the rest of their screen."""
    named = seen.files if isinstance(seen, Message) else []
    return _lines(seen, _viewer(world, user), {each: file_object(world.ws, world.ws.files[each]) for each in named})


def _viewer(world: World, user: str) -> Viewer:
    return Viewer(world.ws.users[user].tz, lambda i: _name(world, i), world.now())


def sight_of(world: World, user: str) -> Sight:
    ws = world.ws
    mine = [c for c in ws.channels.values() if user in c.members and not c.deleted]
    direct = ws.known_direct(user)
    stack = ws.stack(user)
    return Sight(
        [
            ChannelSight(c.id, c.name, c.topic, c.archived, copy.deepcopy(readable(c, user)))
            for c in mine
            if not c.is_im
        ],
        # Ephemeral answers to a command show where it was given, also in a channel without the app.
        copy.deepcopy(readable(direct, user)) if direct else [],
        copy.deepcopy(stack[-1]) if stack else None,
        copy.deepcopy(ws.homes.get(user)),
        _viewer(world, user),
        [e for e in world.visible_errors if e.user == user],
        {file.id: file_object(ws, file) for file in ws.files.values() if file.done},
    )


def _name(world: World, any_id: str) -> str:
    """The name of a person or channel; the id itself for what is not known."""
    if any_id in world.ws.users:
        return world.ws.users[any_id].real_name
    return world.ws.channels[any_id].name if any_id in world.ws.channels else any_id
