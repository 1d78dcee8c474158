"""A Web API call as a handler gets it, and the table row that says what the method takes."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import SlackError
from sandbox.records import JSON, Channel
from sandbox.world import World

# Scopes for a kind of conversation: docs.slack.dev/reference/methods/conversations.*, "Bot token".
SCOPES: dict[str, dict[str, tuple[str, ...]]] = {
    "read": {"channel": ("channels:read",), "group": ("groups:read",), "im": ("im:read",)},
    "history": {"channel": ("channels:history",), "group": ("groups:history",), "im": ("im:history",)},
    "write": {"channel": ("channels:manage",), "group": ("groups:write",), "im": ("im:write",)},
    "invite": {
        "channel": ("channels:manage", "channels:write.invites"),
        "group": ("groups:write", "groups:write.invites"),
        "im": (),
    },
    "topic": {
        "channel": ("channels:manage", "channels:write.topic"),
        "group": ("groups:write", "groups:write.topic"),
        "im": (),
    },
}


@dataclass(slots=True)
class Call:
    """Arguments are already typed by the method's row: str, int, bool, JSON or list."""

    world: World
    method: str
    args: dict[str, Any] = field(default_factory=dict)

    def need(self, *scopes: str) -> None:
        """One of these scopes must stand in the manifest. Raises SlackError missing_scope."""
        provided = self.world.manifest.scopes
        if scopes and not provided.intersection(scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(provided)))

    def need_for(self, channel: Channel, what: str) -> None:
        """The scope this kind of conversation wants for `what`. Raises SlackError."""
        kind = "im" if channel.is_im else "group" if channel.is_private else "channel"
        scopes = SCOPES[what][kind]
        if not scopes:
            raise SlackError("method_not_supported_for_channel_type")
        self.need(*scopes)

    def visible_channel(self, name: str = "channel") -> Channel:
        """The channel named by an argument, if the app may know of it. Raises SlackError channel_not_found."""
        channel = self.world.ws.channel(str(self.args[name]))
        if (channel.is_private or channel.is_im) and self.world.ws.bot_user not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def own_channel(self, name: str = "channel") -> Channel:
        """As `visible_channel`, and the app is a member, and it is not archived."""
        channel = self.visible_channel(name)
        if self.world.ws.bot_user not in channel.members:
            raise SlackError("not_in_channel")
        if channel.archived:
            raise SlackError("is_archived")
        return channel


Handler = Callable[[Call], JSON]


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table. `takes`: argument -> "str" | "int" | "bool" | "json" | "list".

    `tier`: 1 to 4 as Slack counts them, 0 for the special rate of chat.postMessage.
    `scopes`: one of them is needed before anything else is looked at; empty where it depends on the conversation.
    """

    name: str
    handler: Handler
    tier: int
    takes: dict[str, str]
    required: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    token: str = "bot"  # or "app" # noqa: S105 - the kind of token, not a token


PAGES = {"cursor": "str", "limit": "int"}


def page(call: Call, items: list[Any], default: int, largest: int = 1000) -> tuple[list[Any], str]:
    """One page of `items` and the next cursor ("" at the end). Raises SlackError invalid_limit, invalid_cursor."""
    limit = int(call.args.get("limit", default))
    if not 1 <= limit <= largest:
        raise SlackError("invalid_limit")
    start = _decode(str(call.args.get("cursor") or ""))
    following = start + limit
    cursor = base64.b64encode(f"next:{following}".encode()).decode() if following < len(items) else ""
    return items[start:following], cursor


def _decode(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        name, number = base64.b64decode(cursor, validate=True).decode().split(":")
        if name != "next":
            raise SlackError("invalid_cursor")
        return int(number)
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
