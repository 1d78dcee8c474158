"""response_url: 5 uses within 30 minutes, for answers to the person who acted.

Source: docs.slack.dev/interactivity/handling-user-interaction, "message responses".
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox import messages
from sandbox.api.arguments import typed
from sandbox.errors import SlackError
from sandbox.records import JSON, Message
from sandbox.world import World

TAKES = {
    "text": "str",
    "blocks": "json",
    "response_type": "str",
    "replace_original": "bool",
    "delete_original": "bool",
    "thread_ts": "str",
    "unfurl_links": "bool",
    "unfurl_media": "bool",
    "mrkdwn": "bool",
    "metadata": "json",
}


@dataclass(slots=True)
class ResponseUrl:
    """Where an answer goes. `source` is the message that was acted on, if any."""

    user: str
    channel: str
    source: Message | None
    expires: datetime
    uses: int = 0


class ResponseUrls:
    """All response_urls that were handed out, by their secret part."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[str, ResponseUrl] = {}

    def make(self, user: str, channel: str, source: Message | None) -> str:
        secret = self._world.ids.hexadecimal(24)
        expires = self._world.now() + self._world.settings.response_url_life
        self._made[secret] = ResponseUrl(user, channel, source, expires)
        return f"{self._world.base_url}/actions/{self._world.ws.team_id}/{secret}"

    def use(self, secret: str, raw: dict[str, Any]) -> None:
        """One answer. Raises SlackError expired_url, used_url, or what is wrong with the message."""
        url = self._made.get(secret)
        if url is None or self._world.now() >= url.expires:
            raise SlackError("expired_url")
        if url.uses >= self._world.settings.response_url_uses:
            raise SlackError("used_url")
        for name in raw:
            if name not in TAKES:
                self._world.refusals.append(f"unmodelled_argument: response_url {name}")
                raise SlackError("unmodelled_argument", argument=name)
        url.uses += 1
        self._apply(url, {k: typed(k, TAKES[k], v) for k, v in raw.items() if v is not None})

    def _apply(self, url: ResponseUrl, body: JSON) -> None:
        if body.get("delete_original"):
            if url.source is not None and not url.source.deleted:
                messages.delete(self._world, url.source)
            return
        blocks = messages.checked(self._world, body)
        text = str(body.get("text", ""))
        if body.get("replace_original") and url.source is not None and not url.source.deleted:
            messages.edit(self._world, url.source, text, blocks)
            return
        show_to = None if body.get("response_type") == "in_channel" else url.user
        messages.post(
            self._world,
            self._world.ws.channels[url.channel],
            self._world.ws.bot_user,
            text,
            blocks=blocks,
            thread_ts=body.get("thread_ts"),
            to=show_to,
            by_app=True,
        )
