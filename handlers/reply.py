"""Answers to a person who is present: opening, changing and showing, after Slack has had its ack.

Nothing here may be lost without harm: what must arrive goes through the outbox.
"""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from handlers.feature import Desk


def user_of(body: Mapping[str, Any]) -> str:
    """The Slack id of who pressed, typed or submitted, over all payload kinds; "" when there is none."""
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id", ""))
    event = body.get("event")
    if isinstance(event, Mapping):
        found = event.get("user", "")
        return str(found.get("id", "")) if isinstance(found, Mapping) else str(found)
    return str(body.get("user_id") or user or "")


def open_modal(desk: Desk, trigger_id: str, view: dict[str, Any]) -> None:
    """Open a window for the person who just pressed."""
    desk.background.start(_call(desk, "views_open", trigger_id=trigger_id, view=view), "views.open")


def push_modal(desk: Desk, trigger_id: str, view: dict[str, Any]) -> None:
    """Put a window on top of the one the person pressed in."""
    desk.background.start(_call(desk, "views_push", trigger_id=trigger_id, view=view), "views.push")


def update_modal(desk: Desk, view_id: str, view: dict[str, Any]) -> None:
    """Show something else in an open window."""
    desk.background.start(_call(desk, "views_update", view_id=view_id, view=view), "views.update")


def publish_home(desk: Desk, user_id: str, view: dict[str, Any]) -> None:
    """Show the Home tab to someone who is looking at it."""
    desk.background.start(_call(desk, "views_publish", user_id=user_id, view=view), "views.publish")


def edit_pressed(desk: Desk, body: Mapping[str, Any], message: dict[str, Any]) -> None:
    """Edit the message that was pressed."""
    container = body.get("container", {})
    channel, ts = container.get("channel_id"), container.get("message_ts")
    if channel and ts:
        desk.background.start(edit_message(desk, channel, ts, message), "chat.update")


async def edit_message(desk: Desk, channel: str, ts: str, message: dict[str, Any]) -> None:
    """Edit a message of ours now."""
    await _call(desk, "chat_update", channel=channel, ts=ts, **message)


def whisper(desk: Desk, channel: str, user_id: str, message: dict[str, Any]) -> None:
    """A message in a channel that only this person sees."""
    desk.background.start(_call(desk, "chat_postEphemeral", channel=channel, user=user_id, **message), "ephemeral")


async def _call(desk: Desk, method: str, **arguments: Any) -> None:  # noqa: ANN401 - Slack's own arguments
    call = getattr(desk.client, method)
    try:
        await call(**arguments)
    except SlackApiError as problem:
        # The person has moved on: the window closed, the message went. What was saved stays saved.
        if problem.response.get("error") not in _MOVED_ON:
            raise


_MOVED_ON = frozenset({"expired_trigger_id", "view_not_found", "not_found", "hash_conflict", "message_not_found"})
