"""Telling a person who pressed something that it did not work, where they are: one short answer, best effort."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient


@dataclass(frozen=True)
class Words:
    """What to say, in the person's language: text in Slack's mrkdwn, escaped; title and close of a window (24 long)."""

    text: str
    title: str
    close: str

    def as_modal(self) -> dict[str, Any]:
        """The same words as a window."""
        return {
            "type": "modal",
            "title": {"type": "plain_text", "text": self.title},
            "close": {"type": "plain_text", "text": self.close},
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": self.text, "verbatim": True}}],
        }


async def tell(client: AsyncWebClient, body: Mapping[str, Any], words: Words) -> None:
    """Show `words` to the sender of this press or shortcut.

    In a message: only to them, beside it (response_url). In a window: on top of it. Elsewhere: a window, while the
    trigger lives (3 s). Raises SlackApiError or aiohttp's errors; the background report logs their class and place.
    """
    if address := body.get("response_url"):
        webhook = AsyncWebhookClient(
            address, session=client.session, retry_handlers=[], logger=client.logger, timeout=client.timeout
        )
        webhook.proxy = client.proxy
        await webhook.send(text=words.text, response_type="ephemeral", replace_original=False)
    elif trigger := body.get("trigger_id"):
        in_modal = body.get("view", {}).get("type") == "modal"
        show = client.views_push if in_modal else client.views_open
        await show(trigger_id=trigger, view=words.as_modal())
