"""Whole messages and whole views: totals, duplicate ids, and what only one surface allows.

Every problem begins with the error code with which Slack would answer: a message answers `invalid_blocks`, a view
`invalid_arguments` (docs.slack.dev/reference/methods/chat.postMessage and views.open).
"""

import json
from collections.abc import Iterator, Mapping

from sandbox.blocks.checks import Check, Spec, boolean, obey, string
from sandbox.blocks.layout import BLOCK_CHECKS
from sandbox.blocks.objects import plain

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_TEXT = 4_000  # slack-platform.md; chat.update refuses more, chat.postMessage only advises against it
# Slack answers msg_blocks_too_long from about 13,200 characters on (slackapi/bolt-js issue 2509; not in its pages).
MESSAGE_BLOCKS_TEXT = 13_000
VIEW_BYTES = 250_000  # the whole view as JSON
METADATA_BYTES = 8_000  # not confirmed; our payloads hold one id

_VIEW_COMMON: dict[str, Check] = {
    "type": string(255),
    "blocks": lambda value, where: iter(()),  # looked at by _blocks
    "private_metadata": string(3000, low=0),
    "callback_id": string(255, low=0),
    "external_id": string(255, low=0),
}
VIEWS: dict[str, Spec] = {
    "home": Spec(_VIEW_COMMON, ("blocks",)),
    "modal": Spec(
        {
            **_VIEW_COMMON,
            "title": plain(24),
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
        },
        ("title", "blocks"),
    ),
}


def size_of(value: object) -> int:
    """Bytes of a value as compact JSON in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return len(text.encode("utf-8", "surrogatepass"))


def objects_in(value: object, where: str = "") -> Iterator[tuple[dict[str, object], str]]:
    """Every object inside a parsed JSON value, itself included, with its place; top to bottom."""
    # A stack, not recursion: a payload may be nested deeper than Python lets a function call itself.
    waiting = [(value, where)]
    while waiting:
        current, place = waiting.pop()
        inner: list[tuple[object, str]] = []
        if isinstance(current, dict):
            yield current, place
            inner = [(entry, f"{place}.{key}" if place else str(key)) for key, entry in current.items()]
        elif isinstance(current, list):
            inner = [(entry, f"{place}[{position}]") for position, entry in enumerate(current)]
        waiting += reversed(inner)


def _duplicate_ids(blocks: list[object]) -> Iterator[str]:
    seen: set[str] = set()
    for position, block in enumerate(blocks):
        own = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(own, str) and own in seen:
            yield f"block_id {own!r} already exists at blocks[{position}].block_id"
        elif isinstance(own, str):
            seen.add(own)


def _only_in_modals(blocks: list[object], surface: str) -> Iterator[str]:
    """file_input and response_url_enabled work in a modal's input block and nowhere else."""
    for block, where in ((entry, f"blocks[{index}]") for index, entry in enumerate(blocks)):
        inside_input = isinstance(block, dict) and block.get("type") == "input"
        for value, place in objects_in(block, where):
            if value.get("type") == "file_input" and surface != "modal":
                yield f"file_input works only in modals, at {place}"
            if value.get("response_url_enabled") is True and not (surface == "modal" and inside_input):
                yield f"response_url_enabled works only in an input block of a modal, at {place}"


def _focused(blocks: list[object]) -> Iterator[str]:
    places = [where for value, where in objects_in(blocks, "blocks") if value.get("focus_on_load") is True]
    for where in places[1:]:
        yield f"only one element may have focus_on_load at {where}"


def _blocks(blocks: list[object], surface: str, low: int, high: int) -> Iterator[str]:
    if not low <= len(blocks) <= high:
        yield f"must have {low} to {high} blocks, has {len(blocks)}, at blocks"
    for position, block in enumerate(blocks):
        yield from BLOCK_CHECKS[surface](block, f"blocks[{position}]")
    yield from _duplicate_ids(blocks)
    yield from _only_in_modals(blocks, surface)
    yield from _focused(blocks)


def problems_in_view(view: Mapping[str, object]) -> list[str]:
    """All problems of a modal or Home view, as sent to views.open, push, update or publish; none means Slack takes it.

    Every string is `code: what is wrong at place`, with code `invalid_arguments` or `view_too_large`. Never raises.
    """
    if not isinstance(view, dict):
        return ["invalid_arguments: must be an object at view"]
    kind = view.get("type")
    if not isinstance(kind, str) or kind not in VIEWS:
        return ["invalid_arguments: must be one of home, modal at type"]
    found = list(obey(VIEWS[kind], view, ""))
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        found += _blocks(blocks, kind, 1, VIEW_BLOCKS)
        inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
        if kind == "modal" and inputs and "submit" not in view:
            found.append("a modal with an input block needs 'submit' at submit")
    elif "blocks" in view:
        found.append("must be an array at blocks")
    problems = [f"invalid_arguments: {what}" for what in found]
    size = size_of(view)
    if size > VIEW_BYTES:
        problems.append(f"view_too_large: the view has {size} bytes of JSON, {VIEW_BYTES} are allowed at view")
    return problems


def _metadata(metadata: object) -> Iterator[str]:
    """Message metadata: an event_type and an event_payload of plain values, flat objects or arrays of flat objects."""
    if not isinstance(metadata, dict):
        yield "invalid_metadata_format: must be an object at metadata"
        return
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not 1 <= len(kind) <= 255:
        yield "invalid_metadata_schema: must be a string of 1 to 255 characters at metadata.event_type"
    if not isinstance(payload, dict):
        yield "invalid_metadata_schema: must be an object at metadata.event_payload"
    else:
        for key, value in payload.items():
            if value is None:
                yield f"invalid_metadata_schema: must not be null at metadata.event_payload.{key}"
    for key in metadata.keys() - {"event_type", "event_payload"}:
        yield f"invalid_metadata_schema: unknown key {key!r} at metadata"
    if size_of(metadata) > METADATA_BYTES:
        yield f"metadata_too_large: more than {METADATA_BYTES} bytes of JSON at metadata"


def _text_and_blocks(text: object, blocks: object) -> Iterator[str]:
    if text is not None and not isinstance(text, str):
        yield "invalid_arguments: must be a string at text"
    if isinstance(text, str) and len(text) > MESSAGE_TEXT:
        yield f"msg_too_long: must be {MESSAGE_TEXT} characters or fewer, has {len(text)}, at text"
    if blocks is None:
        return
    if not isinstance(blocks, list):
        yield "invalid_blocks_format: must be an array at blocks"
        return
    for what in _blocks(blocks, "message", 0, MESSAGE_BLOCKS):
        yield f"invalid_blocks: {what}"
    total = sum(len(own) for value, _ in objects_in(blocks) if isinstance(own := value.get("text"), str))
    if total > MESSAGE_BLOCKS_TEXT:
        yield f"msg_blocks_too_long: {total} characters in all, {MESSAGE_BLOCKS_TEXT} are allowed at blocks"


def problems_in_message(payload: Mapping[str, object]) -> list[str]:
    """All problems of a message's content; none means Slack takes it.

    `payload` holds the arguments of chat.postMessage, chat.update or chat.postEphemeral (or a response_url's body),
    with `blocks` and `metadata` already parsed from JSON; only those, `text` and `attachments` are looked at.
    Every string is `code: what is wrong at place`. Never raises.
    """
    if not isinstance(payload, dict):
        return ["invalid_arguments: must be an object at message"]
    problems: list[str] = []
    if not any(payload.get(key) for key in ("text", "blocks", "attachments")):
        problems.append("no_text: a message needs text, blocks or attachments at text")
    problems += _text_and_blocks(payload.get("text"), payload.get("blocks"))
    if payload.get("metadata") is not None:
        problems += _metadata(payload["metadata"])
    return problems
