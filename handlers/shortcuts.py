"""Shortcuts: "Make this my action" on a message, and "Share an update" anywhere. A button opens each form, too."""

import html
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.actions import commit_view
from handlers.feature import Desk, Feature
from handlers.ids import Shortcut
from handlers.people import meet_and_learn
from handlers.reply import open_modal, user_of
from handlers.routes import Routes
from handlers.updates import share_view
from sets.action_words import LABEL_LIMIT

# What Slack writes for people, channels and links: <@U1>, <#C1|name>, <https://x|words>.
_MARKUP = re.compile(r"<[@#!][^>]*>|<[^>|]*\|([^>]*)>|<([^>]*)>")


class Listeners:
    """What people choose from Slack's own menus."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def make_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The form for a new action; its label begins with the message's words only if they are the person's own."""
        store, user = await self._desk.store_of(body), user_of(body)
        await meet_and_learn(self._desk, store, user)
        mine = is_own(body)
        view = await commit_view(store, user, own_label(body) if mine else "", copied=mine)
        await ack()
        open_modal(self._desk, str(body.get("trigger_id", "")), view)

    async def share_update(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, user = await self._desk.store_of(body), user_of(body)
        await meet_and_learn(self._desk, store, user)
        view = await share_view(store, user)
        await ack()
        open_modal(self._desk, str(body.get("trigger_id", "")), view)


def is_own(body: Mapping[str, Any]) -> bool:
    """Whether whoever chose the shortcut wrote the message: another's words are not theirs to make an action of."""
    found = body.get("message")
    message = found if isinstance(found, Mapping) else {}
    return bool(user_of(body)) and message.get("user") == user_of(body) and not message.get("bot_id")


def own_label(body: Mapping[str, Any]) -> str:
    """The first line of one's own message, cut between words to what a label may hold."""
    lines = html.unescape(_MARKUP.sub(r"\1\2", str(body["message"].get("text") or ""))).splitlines()
    first = " ".join(next((line for line in lines if line.strip()), "").split())
    if len(first) <= LABEL_LIMIT:
        return first
    return first[: LABEL_LIMIT + 1].rpartition(" ")[0] or first[:LABEL_LIMIT]


def register(app: Routes, desk: Desk) -> None:
    """Both."""
    listeners = Listeners(desk)
    app.shortcut(Shortcut.MAKE_ACTION)(listeners.make_action)
    app.shortcut(Shortcut.SHARE_UPDATE)(listeners.share_update)


FEATURE = Feature(name="shortcuts", register=register)
