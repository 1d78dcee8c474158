"""Pictures in messages. Slack looks at a new file for a while and refuses a block that shows it before it is ready.

So a message waits for its picture a few times and then goes without: its words stand by themselves, and the picture's
alt text repeats what they say.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.sending import Definite, Outcome
from handlers.feature import Call

MOST_WAITS = 3


def fitting(call: Call, attempts: int) -> Call:
    """The call as it goes after so many failed attempts: with its pictures, or in the end without."""
    if attempts < MOST_WAITS or not _has_picture(call):
        return call
    blocks = [block for block in call.arguments["blocks"] if not _is_picture(block)]
    return replace(call, arguments={**call.arguments, "blocks": blocks})


def judged(call: Call, outcome: Outcome) -> Outcome:
    """Blocks with a picture that were refused may be accepted later."""
    if isinstance(outcome, Definite) and outcome.code == "invalid_blocks" and _has_picture(call):
        return Definite("picture_not_ready")
    return outcome


def _has_picture(call: Call) -> bool:
    return any(_is_picture(block) for block in call.arguments.get("blocks") or [])


def _is_picture(block: Mapping[str, Any]) -> bool:
    return block.get("type") == "image" and "slack_file" in block
