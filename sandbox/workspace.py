"""The state of one Slack workspace: people, channels, messages, views, files. Knows no HTTP and no rules of the API."""

from typing import Any

from sandbox.clock import Clock, epoch_seconds, microseconds
from sandbox.errors import SlackError
from sandbox.ids import Ids
from sandbox.records import Channel, File, Message, User, View

SLACKBOT = "USLACKBOT"


class Workspace:
    """Holds everything of a workspace with one installed app. All ids follow from the seed of `ids`."""

    def __init__(self, ids: Ids, clock: Clock, app_name: str) -> None:
        self.ids = ids
        self._clock = clock
        self.team_id = ids.make("T")
        self.team_name = "Pretend Trust"
        self.domain = "pretend-trust"
        self.app_id = ids.make("A")
        self.app_name = app_name
        self.bot_id = ids.make("B")
        self.bot_user = ids.make("U")
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.modals: dict[str, list[View]] = {}  # per person, the root first
        self.homes: dict[str, View] = {}
        self.closed_views: list[View] = []
        self.files: dict[str, File] = {}
        self.invite_refusals: dict[str, str] = {}  # person -> the error inviting them gives
        self.kick_refusals: dict[str, str] = {}  # person -> the error removing them gives
        self._add(User(SLACKBOT, "slackbot", "Slackbot"))
        handle = app_name.lower().replace(" ", "-")
        self._add(User(self.bot_user, handle, app_name, tz="UTC", is_bot=True))

    def seconds(self) -> int:
        return epoch_seconds(self._clock.now())

    def _add(self, user: User) -> User:
        user.updated = self.seconds()
        self.users[user.id] = user
        return user

    def add_user(self, name: str, real_name: str | None = None, **fields: Any) -> User:  # noqa: ANN401 - User's fields
        """A new person. `name` is the handle, without @; other fields as in `records.User`."""
        if any(u.name == name for u in self.users.values()):
            raise ValueError(f"there is already somebody called {name}")
        if fields.get("is_ultra_restricted"):
            fields["is_restricted"] = True
        if fields.get("is_stranger"):
            fields.setdefault("team_id", self.ids.make("T"))
        return self._add(User(self.ids.make("U"), name, real_name or name.title(), **fields))

    def user(self, user_id: str) -> User:
        """Raises SlackError user_not_found."""
        found = self.users.get(user_id)
        if found is None:
            raise SlackError("user_not_found")
        return found

    def by_name(self, name: str) -> User:
        """The person with this handle. Raises KeyError."""
        for user in self.users.values():
            if user.name == name:
                return user
        raise KeyError(name)

    def people(self) -> list[User]:
        """Everybody who is a human being."""
        return [u for u in self.users.values() if not u.is_bot and u.id != SLACKBOT]

    # Channels

    def add_channel(self, name: str, creator: str, *, is_private: bool) -> Channel:
        channel = Channel(self.ids.make("C"), name, creator, self.seconds(), is_private, members=[creator])
        self.channels[channel.id] = channel
        return channel

    def channel(self, channel_id: str) -> Channel:
        """Raises SlackError channel_not_found, also for a deleted channel."""
        found = self.channels.get(channel_id)
        if found is None or found.deleted:
            raise SlackError("channel_not_found")
        return found

    def direct(self, user_id: str) -> Channel:
        """The direct-message channel between the app and a person; made when it is not there yet."""
        found = self.known_direct(user_id)
        if found is not None:
            return found
        channel = Channel(
            self.ids.make("D"),
            "directmessage",
            self.bot_user,
            self.seconds(),
            is_im=True,
            user=user_id,
            members=[user_id, self.bot_user],
        )
        self.channels[channel.id] = channel
        return channel

    def known_direct(self, user_id: str) -> Channel | None:
        return next((c for c in self.channels.values() if c.is_im and c.user == user_id), None)

    def name_taken(self, name: str) -> bool:
        """Names of archived channels stay taken; those of deleted ones do not."""
        return any(c.name == name for c in self.channels.values() if not c.is_im and not c.deleted)

    def is_connected(self, channel: Channel) -> bool:
        """Whether people of another organisation are in it by Slack Connect."""
        return any(self.users[member].is_stranger for member in channel.members)

    # Messages

    def next_ts(self, channel: Channel) -> str:
        """A ts from the clock, unique and growing in its channel: seconds, a dot, six digits."""
        channel.last_ts = max(microseconds(self._clock.now()), channel.last_ts + 1)
        return f"{channel.last_ts // 1_000_000}.{channel.last_ts % 1_000_000:06d}"

    def message(self, channel_id: str, ts: str) -> Message | None:
        """The message with this ts that is not deleted; ephemeral ones are not found this way."""
        channel = self.channels.get(channel_id)
        for message in channel.messages if channel else ():
            if message.ts == ts and not message.deleted and message.to is None:
                return message
        return None

    def readers(self, channel: Channel) -> tuple[str, ...]:
        """The people (not bots) who see what is posted in a channel."""
        return tuple(m for m in channel.members if not self.users[m].is_bot and not self.users[m].deleted)

    # Views

    def stack(self, user_id: str) -> list[View]:
        return self.modals.setdefault(user_id, [])

    def view(self, *, view_id: str | None = None, external_id: str | None = None) -> View:
        """An open modal or Home tab. Raises SlackError not_found."""
        for view in [*self.homes.values(), *(v for stack in self.modals.values() for v in stack)]:
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise SlackError("not_found")
