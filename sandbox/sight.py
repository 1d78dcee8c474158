"""What one person can see at this moment, as copies that stay as they are."""

import copy
from dataclasses import dataclass, field

from sandbox.reading import text_of, text_of_view
from sandbox.records import Channel, Message, View
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
    errors: list[VisibleError] = field(default_factory=list)

    def messages(self) -> list[Message]:
        """All of them: the direct ones, then the channels'."""
        return [*self.direct, *(m for c in self.channels for m in c.messages)]

    def text(self) -> str:
        """Every word in sight, for a search: what this person can read and nobody else's."""
        parts = [f"{m.text}\n{text_of(m)}" for m in self.messages()]
        parts += [text_of_view(v) for v in (self.modal, self.home) if v is not None]
        return "\n".join([*parts, *(e.text for e in self.errors)])


def readable(channel: Channel, user: str) -> list[Message]:
    """The messages of a channel that this person can read."""
    return [m for m in channel.messages if not m.deleted and m.to in (None, user)]


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
        [e for e in world.visible_errors if e.user == user],
    )
