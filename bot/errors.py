"""The one error root: whatever goes wrong in a listener ends here.

The log gets class, reference and place. A person who is present gets kind words with the same reference, in the way
their kind of payload can show them; Slack gets 200 for those and 500 for an event, so that it sends the event again
(200 would lose it).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot import logs
from bot.background import Background
from bot.telling import Words, tell
from sets.errors import Refused

Body = Mapping[str, Any]
Wording = Callable[[Exception, str, Body], Words]
"""error, reference, payload -> what to say. A BoltUnhandledRequestError is a control from an older message."""

FORMS = "view_submission"
PRESSED = frozenset({"block_actions", "shortcut", "message_action"})


class UnknownWorkspace(Exception):
    """A payload came from a workspace that this bot does not serve."""


@dataclass(frozen=True)
class ErrorRoot:
    """Answers for failed listeners. `new_reference` is replaced in stories, so that they read the same each time."""

    app: AsyncApp
    wording: Wording
    background: Background
    new_reference: Callable[[], str] = logs.new_reference

    def answer(self, error: Exception, body: Body) -> BoltResponse:
        """Log the error, have the person told, and return what Slack gets."""
        reference = self.new_reference()
        _log(error, reference)
        if _is_event(body):
            return BoltResponse(status=200 if _is_settled(error) else 500, body="")
        kind = body.get("type")
        if kind == "view_closed":
            return BoltResponse(status=200, body="")
        if kind == "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
        words = self.wording(error, reference, body)
        if kind == FORMS:
            return BoltResponse(status=200, body=_answer_form(body, words))
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": words.text})
        if kind in PRESSED:
            self.background.start(tell(self.app.client, body, words), "errors.tell")
        return BoltResponse(status=200, body="")


def attach(
    app: AsyncApp, wording: Wording, background: Background, new_reference: Callable[[], str] = logs.new_reference
) -> ErrorRoot:
    """Make the app answer every failed listener and middleware through one ErrorRoot.

    With `raise_error_for_unhandled_request=True` on the app, controls nobody listens to come here too.
    """
    root = ErrorRoot(app, wording, background, new_reference)

    async def on_error(error: Exception, request: AsyncBoltRequest) -> BoltResponse:
        return root.answer(error, request.body)

    app.error(on_error)
    return root


def _is_event(body: Body) -> bool:
    """Events API payloads have an `event`; nobody waits for their answer."""
    return "event" in body


def _is_settled(error: Exception) -> bool:
    """True when sending the event again could change nothing."""
    return isinstance(error, Refused | BoltUnhandledRequestError | UnknownWorkspace)


def _log(error: Exception, reference: str) -> None:
    log = logs.get_logger()
    if isinstance(error, Refused):
        log.info("listener.refused", code=error.problem.value, reference=reference)
    elif isinstance(error, BoltUnhandledRequestError):
        log.info("listener.unknown", reference=reference)
    else:
        logs.failure("listener.failed", error, reference=reference)


def _answer_form(body: Body, words: Words) -> dict[str, Any]:
    """Keep the window and everything typed in it: the words stand under its first input. Without inputs, replace it."""
    blocks = body.get("view", {}).get("blocks", [])
    inputs = [block["block_id"] for block in blocks if block.get("type") == "input" and "block_id" in block]
    if inputs:
        return {"response_action": "errors", "errors": {inputs[0]: words.text}}
    return {"response_action": "update", "view": words.as_modal()}
