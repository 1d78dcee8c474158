"""Presses and forms by id: the right listener, acked; everything else is refused as Bolt refuses it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError

from handlers.routes import Routes

USER = {"user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}, "trigger_id": "1.2.3"}
Heard = list[str]


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-t", bot_id="B1", bot_user_id="UB")


def listener(heard: Heard, name: str) -> Callable[[AsyncAck, dict[str, Any]], Awaitable[None]]:
    """A listener that says it was called."""

    async def listen(ack: AsyncAck, body: dict[str, Any]) -> None:
        heard.append(name)
        await ack()

    return listen


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def app(heard: Heard) -> AsyncApp:
    """An app of two buttons and one form; what nobody listens to ends in Bolt's own error."""
    app = AsyncApp(
        signing_secret="s" * 8,
        authorize=_authorize,
        process_before_response=True,
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,
    )

    @app.error
    async def raised(error: Exception) -> None:
        heard.append(type(error).__name__)

    routes = Routes(app)
    routes.action("one.press")(listener(heard, "one"))
    routes.action("two.press")(listener(heard, "two"))
    routes.view("form")(listener(heard, "form"))
    return app


def press(*action_ids: str | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a payload
    actions = [
        {"type": "button", "block_id": "b"} | ({} if each is None else {"action_id": each}) for each in action_ids
    ]
    return USER | {"type": "block_actions", "actions": actions} | more


def form(kind: str, callback_id: str | None) -> dict[str, Any]:
    view: dict[str, Any] = {"id": "V1", "type": "modal"}
    return USER | {"type": kind, "view": view if callback_id is None else view | {"callback_id": callback_id}}


def dialog(kind: str, callback_id: str) -> dict[str, Any]:
    return USER | {"type": kind, "callback_id": callback_id, "submission": {}, "state": ""}


UNHANDLED = BoltUnhandledRequestError.__name__


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (press("one.press"), "one"),
        (press("two.press"), "two"),
        (press("two.press", "one.press"), "two"),  # Bolt takes the first as well
        (press("three.press"), UNHANDLED),
        (press(None), UNHANDLED),
        (form("view_submission", "form"), "form"),
        (form("view_submission", "another"), UNHANDLED),
        (form("view_submission", None), UNHANDLED),
        (form("view_closed", "form"), UNHANDLED),
        (dialog("dialog_submission", "one.press"), UNHANDLED),
        (dialog("dialog_cancellation", "one.press"), UNHANDLED),
        (press("one.press", type="interactive_message", callback_id="one.press"), UNHANDLED),
        (USER | {"type": "workflow_step_edit", "callback_id": "one.press", "workflow_step": {}}, UNHANDLED),
        (USER | {"type": "shortcut", "callback_id": "one.press"}, UNHANDLED),
        (USER | {"type": "message_action", "callback_id": "form", "message": {}}, UNHANDLED),
    ],
)
async def test_each_payload_finds_its_own_listener_or_none(
    app: AsyncApp, heard: Heard, payload: dict[str, Any], expected: str
) -> None:
    request = AsyncBoltRequest(body=f"payload={json.dumps(payload)}", mode="http",
                               headers={"content-type": ["application/x-www-form-urlencoded"]})  # fmt: skip
    await app.async_dispatch(request)
    assert heard == [expected]


def test_a_press_or_form_has_one_listener(app: AsyncApp, heard: Heard) -> None:
    routes = Routes(app)
    routes.action("one")(listener(heard, "a"))
    routes.view("one")(listener(heard, "b"))
    for register in (routes.action, routes.view):
        with pytest.raises(ValueError, match="one has a listener"):
            register("one")(listener(heard, "c"))
