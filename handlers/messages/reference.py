"""The short reference on a channel message that may be there twice.

The bot cannot read a set's channel, so after a send whose end nobody knows it posts again and says so
(delivery-and-vault.md).
"""

from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from handlers.words import Reader

_LETTERS = 4


def code_of(delivery_id: UUID) -> str:
    """Four letters or digits that stay the same for one delivery and tell nothing about it."""
    return b32encode(sha256(delivery_id.bytes).digest()).decode()[:_LETTERS]


def with_reference(arguments: Mapping[str, Any], delivery_id: UUID, reader: Reader) -> dict[str, Any]:
    """The arguments of chat.postMessage with the reference under the message."""
    sentence = reader.t("Ref {code}. If you see this message twice, it is the same one.", code=code_of(delivery_id))
    said = [{"type": "section", "text": {"type": "mrkdwn", "text": arguments.get("text", ""), "verbatim": True}}]
    blocks = list(arguments.get("blocks") or said)
    note = {"type": "context", "elements": [{"type": "mrkdwn", "text": sentence, "verbatim": True}]}
    return {**arguments, "blocks": [*blocks, note]}
