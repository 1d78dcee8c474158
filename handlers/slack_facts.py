"""What Slack asks for before it lets the bot do or hear something.

METHOD_SCOPES: a Web API method the bot uses -> the bot scope it needs, None where any bot token will do. Methods of
the conversations family need a scope by the kind of conversation; ours are private channels and direct messages only.
conversations.history and conversations.replies are read in direct messages alone, to look up whether a message was
sent: so `im:history`, and never `groups:history`, which would read what a set says.

EVENT_SCOPES: an event the bot may subscribe to -> the bot scope without which Slack does not send it, None for those
that every app gets. (Slack's page of group_archive says that no scope is needed; the other events of private channels
come with `groups:read`, and we hold to that for all of them.)

Source: the pages of the methods and events at docs.slack.dev/reference, and ../shared/design/slack-platform.md.
"""

from collections.abc import Mapping
from types import MappingProxyType

METHOD_SCOPES: Mapping[str, str | None] = MappingProxyType(
    {
        "auth.test": None,
        "chat.delete": "chat:write",
        "chat.postEphemeral": "chat:write",
        "chat.postMessage": "chat:write",
        "chat.update": "chat:write",
        "conversations.archive": "groups:write",
        "conversations.create": "groups:write",
        "conversations.history": "im:history",
        "conversations.info": "groups:read",
        "conversations.invite": "groups:write",
        "conversations.kick": "groups:write",
        "conversations.list": "groups:read",
        "conversations.members": "groups:read",
        "conversations.open": "im:write",
        "conversations.rename": "groups:write",
        "conversations.replies": "im:history",
        "conversations.setPurpose": "groups:write",
        "conversations.setTopic": "groups:write",
        "dnd.info": "dnd:read",
        "files.completeUploadExternal": "files:write",
        "files.getUploadURLExternal": "files:write",
        "users.info": "users:read",
        "views.open": None,
        "views.publish": None,
        "views.push": None,
        "views.update": None,
    }
)

# Called with the app-level token (xapp-), whose scope the manifest does not list.
APP_TOKEN_METHODS: Mapping[str, str] = MappingProxyType({"apps.connections.open": "connections:write"})

EVENT_SCOPES: Mapping[str, str | None] = MappingProxyType(
    {
        "app_home_opened": None,
        "app_uninstalled": None,
        "channel_id_changed": "groups:read",
        "group_archive": "groups:read",
        "group_deleted": "groups:read",
        "group_left": "groups:read",
        "group_rename": "groups:read",
        "group_unarchive": "groups:read",
        "member_joined_channel": "groups:read",
        "member_left_channel": "groups:read",
        "message.im": "im:history",
        "tokens_revoked": None,
        "user_change": "users:read",
    }
)

# A slash command needs this one, whatever else the app does.
COMMAND_SCOPE = "commands"

# Never asked for: histories of channels read what people say, customize breaks the routing of direct messages.
FORBIDDEN_SCOPES = frozenset({"groups:history", "channels:history", "chat:write.customize"})
