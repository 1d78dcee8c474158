"""Posting, editing and deleting messages, whoever does it: state, log and events in one place."""

import copy
from typing import Any

from sandbox import events, pictures
from sandbox.blocks import problems_in_message
from sandbox.errors import SlackError
from sandbox.forms import with_ids
from sandbox.mentions import live_mentions
from sandbox.records import JSON, Channel, Message
from sandbox.shapes import message_object
from sandbox.world import World

LONGEST_TEXT = 4000  # Slack truncates at 40,000 and advises 4,000; chat.update refuses above 4,000: we are strict


def checked(world: World, payload: JSON) -> list[JSON] | None:
    """The blocks of a message with ids filled in; None when it has none.

    Raises SlackError msg_too_long, no_text, or what the Block Kit linter names; invalid_blocks for a file not ready.
    """
    text = payload.get("text") or ""
    if len(text) > LONGEST_TEXT:
        raise SlackError("msg_too_long")
    if not text and not payload.get("blocks"):
        raise SlackError("no_text")
    problems = problems_in_message(payload)
    if problems:
        refuse(problems)
    blocks = payload.get("blocks")
    pictures.check(world, blocks or [])
    return with_ids(world.ids, blocks) if blocks is not None else None


def refuse(problems: list[str]) -> None:
    """Raise the first problem's code, with all of them in `response_metadata.messages` as Slack does."""
    raise SlackError(
        problems[0].split(":", 1)[0],
        errors=problems,
        response_metadata={"messages": [f"[ERROR] {p}" for p in problems]},
    )


def post(world: World, channel: Channel, author: str, text: str, **fields: Any) -> Message:  # noqa: ANN401
    """A new message; `fields` as in `records.Message` (blocks, metadata, thread_ts, to, by_app, ...)."""
    message = Message(channel.id, world.ws.next_ts(channel), author, text, **fields)
    if message.thread_ts == message.ts:
        message.thread_ts = None
    channel.messages.append(message)
    if message.thread_ts:
        parent = world.ws.message(channel.id, message.thread_ts)
        if parent is not None and parent.thread_ts is None:
            parent.thread_ts = parent.ts
    _note(world, message, "ephemeral" if message.to else "message", "posted")
    events.message_posted(world, message)
    return message


def edit(world: World, message: Message, text: str, blocks: list[JSON] | None, metadata: JSON | None = None) -> None:
    """Change a message in place; `metadata` None leaves it as it was."""
    previous = message_object(world.ws, message, metadata=False)
    message.edits.append(message.text)
    message.text, message.blocks = text, copy.deepcopy(blocks)
    message.edited_ts = events.event_ts(world)
    message.entered.clear()
    if metadata is not None:
        message.metadata = metadata
    _note(world, message, "edit", "edited")
    if message.to is None:
        events.message_changed(world, message, previous)


def delete(world: World, message: Message) -> None:
    previous = message_object(world.ws, message, metadata=False)
    message.deleted = True
    _note(world, message, "delete", "deleted")
    if message.to is None:
        events.message_deleted(world, message, previous)


def _note(world: World, message: Message, kind: str, outcome: str) -> None:
    channel = world.ws.channels[message.channel]
    shown: JSON = {"text": message.text} | ({"blocks": copy.deepcopy(message.blocks)} if message.blocks else {})
    world.note(
        kind,
        "app" if message.by_app else message.author,
        channel=message.channel,
        seen_by=(message.to,) if message.to else world.ws.readers(channel),
        text=message.text,
        outcome=outcome,
        ts=message.ts,
        thread_ts=message.thread_ts or "",
        metadata=copy.deepcopy(message.metadata) or {},
        mentions=tuple(live_mentions(shown)) if message.by_app else (),
        shown=shown,
    )
