"""What administrators and Slack itself do to a workspace, outside of the app's reach."""

from sandbox import channels, events
from sandbox.records import Channel, User
from sandbox.world import World


class Admin:
    """Each act changes the state and sends the events Slack would send."""

    def __init__(self, world: World) -> None:
        self._world = world

    def deactivate(self, user: str) -> None:
        """The person's account is closed; they stay listed in channels, as deleted."""
        self._change(user, deleted=True)

    def reactivate(self, user: str) -> None:
        self._change(user, deleted=False)

    def change(self, user: str, **fields: object) -> None:
        """Any other fields of `records.User`: tz, locale, real_name, dnd ..."""
        self._change(user, **fields)

    def _change(self, user_id: str, **fields: object) -> None:
        user = self._world.ws.user(user_id)
        for name, value in fields.items():
            setattr(user, name, value)
        user.updated = self._world.ws.seconds()
        self._world.note("act", "admin", text=f"{user.name}: {', '.join(sorted(fields))}", outcome="changed")
        events.user_changed(self._world, user)

    def announce(self, user: User) -> None:
        """team_join for somebody who was added while the app was installed."""
        events.team_joined(self._world, user)

    def refuse_invites(self, user: str, code: str) -> None:
        """Inviting this person fails with `code` (user_is_restricted, org_user_not_in_team ...)."""
        self._world.ws.invite_refusals[user] = code

    def refuse_kicks(self, user: str, code: str) -> None:
        """Removing this person from a channel fails with `code` (restricted_action, cant_kick_from_general ...)."""
        self._world.ws.kick_refusals[user] = code

    def archive(self, channel: Channel) -> None:
        channels.archive(self._world, channel, "admin")

    def unarchive(self, channel: Channel) -> None:
        channels.unarchive(self._world, channel, "admin")

    def delete(self, channel: Channel) -> None:
        channels.delete(self._world, channel, "admin")

    def change_channel_id(self, channel: Channel) -> str:
        """As on Grid or with Slack Connect. Returns the new id."""
        return channels.change_id(self._world, channel)

    def uninstall(self) -> None:
        """The app is removed: tokens_revoked and app_uninstalled, then every call gets account_inactive."""
        events.app_uninstalled(self._world)
        self._world.token_state = "account_inactive"  # noqa: S105

    def revoke_token(self, code: str = "token_revoked") -> None:
        """Every call gets this error from now on; "ok" puts the token right again."""
        self._world.token_state = code
