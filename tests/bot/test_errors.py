"""The error root: what the person sees, what Slack gets, what the log keeps."""

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import errors, logs
from bot.background import Background
from bot.telling import Words
from sets.errors import Problem, Refused
from tests.bot.mini_slack import MiniSlack
from tests.bot.test_logs import SENTINEL

USER = {"id": "U1", "team_id": "T1"}
TEAM = {"team": {"id": "T1"}, "user": USER}
INPUT = {"type": "input", "block_id": "label", "label": {}, "element": {}}


def wording(error: Exception, reference: str, body: Mapping[str, Any]) -> Words:
    kind = "stale" if isinstance(error, BoltUnhandledRequestError) else type(error).__name__
    return Words(text=f"{kind}. Reference {reference}.", title="Sorry", close="Close")


def ours(out: io.StringIO) -> list[dict[str, Any]]:
    """What we logged ourselves."""
    assert SENTINEL not in out.getvalue()
    return [line for line in map(json.loads, out.getvalue().splitlines()) if line["event"] != "library"]


async def authorize(**_: object) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="UBOT", bot_id="B1")


class Shop:
    """An app whose every listener fails."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.failed: list[tuple[str, BaseException]] = []
        self.background = Background(lambda name, error: self.failed.append((name, error)))
        self.app = AsyncApp(
            client=client,
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            raise_error_for_unhandled_request=True,
            logger=logs.bolt_logger(),
        )
        errors.attach(self.app, wording, self.background, lambda: "ABC234")
        for register in (
            self.app.action("press"),
            self.app.view("form"),
            self.app.view_closed("form"),
            self.app.command("/als"),
            self.app.shortcut("jump"),
            self.app.options("pick"),
            self.app.event("app_home_opened"),
        ):
            register(self.fail)
        self.error: Exception = KeyError(SENTINEL)

    async def fail(self) -> None:
        raise self.error

    async def send(self, **body: object) -> BoltResponse:
        response = await self.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={**TEAM, **body}))
        await self.background.idle()
        return response


@pytest.fixture
async def shop(mini_slack: MiniSlack, out: io.StringIO) -> Shop:
    return Shop(mini_slack.client())


async def test_a_form_keeps_its_words_and_says_why(shop: Shop, out: io.StringIO) -> None:
    view = {"type": "modal", "callback_id": "form", "blocks": [{"type": "section", "block_id": "s"}, INPUT]}
    answer = await shop.send(type="view_submission", view=view)
    assert answer.status == 200
    assert json.loads(answer.body) == {
        "response_action": "errors",
        "errors": {"label": "KeyError. Reference ABC234."},
    }
    (log,) = ours(out)
    assert (log["event"], log["error"], log["reference"]) == ("listener.failed", "KeyError", "ABC234")
    assert log["raised_at"].startswith("tests.bot.test_errors:") or log["raised_at"].startswith("slack_bolt")


async def test_a_form_without_inputs_is_replaced(shop: Shop) -> None:
    answer = await shop.send(type="view_submission", view={"type": "modal", "callback_id": "form", "blocks": []})
    body = json.loads(answer.body)
    assert body["response_action"] == "update"
    assert body["view"]["blocks"][0]["text"]["text"] == "KeyError. Reference ABC234."


async def test_a_command_is_answered_to_its_sender(shop: Shop) -> None:
    answer = await shop.send(command="/als", text=SENTINEL)
    assert json.loads(answer.body) == {"response_type": "ephemeral", "text": "KeyError. Reference ABC234."}


async def test_a_press_in_a_message_is_answered_beside_it(shop: Shop, mini_slack: MiniSlack) -> None:
    answer = await shop.send(
        type="block_actions", actions=[{"action_id": "press"}], response_url=mini_slack.url + "hook", trigger_id="t"
    )
    assert (answer.status, answer.body) == (200, "")
    ((method, said),) = mini_slack.calls
    assert method == "hook"
    assert said["text"] == "KeyError. Reference ABC234."
    assert (said["response_type"], said["replace_original"]) == ("ephemeral", False)


@pytest.mark.parametrize(("view", "method"), [({"type": "modal"}, "views.push"), ({"type": "home"}, "views.open")])
async def test_a_press_elsewhere_opens_a_window(
    shop: Shop, mini_slack: MiniSlack, view: dict[str, str], method: str
) -> None:
    await shop.send(type="block_actions", actions=[{"action_id": "press"}], view=view, trigger_id="t")
    await shop.send(type="shortcut", callback_id="jump", trigger_id="t")
    assert [name for name, _ in mini_slack.calls] == [method, "views.open"]


async def test_options_and_closed_windows_need_no_words(shop: Shop, mini_slack: MiniSlack) -> None:
    options = await shop.send(type="block_suggestion", action_id="pick", block_id="b", value="x")
    assert json.loads(options.body) == {"options": []}
    closed = await shop.send(type="view_closed", view={"callback_id": "form"})
    assert (closed.status, closed.body) == (200, "")
    assert mini_slack.calls == []


async def test_a_failed_event_comes_again_and_a_refused_one_does_not(shop: Shop, out: io.StringIO) -> None:
    event = {"type": "event_callback", "team_id": "T1", "event": {"type": "app_home_opened", "user": "U1"}}
    assert (await shop.send(**event)).status == 500
    shop.error = Refused(Problem.NOT_YOUR_SET)
    assert (await shop.send(**event)).status == 200
    unknown = {"type": "event_callback", "team_id": "T1", "event": {"type": "team_join", "user": {"id": "U1"}}}
    assert (await shop.send(**unknown)).status == 200
    logged = ours(out)
    assert [line["event"] for line in logged] == ["listener.failed", "listener.refused", "listener.unknown"]
    assert logged[1]["code"] == "not_your_set"


async def test_an_old_control_is_answered_kindly(shop: Shop, mini_slack: MiniSlack) -> None:
    answer = await shop.send(
        type="block_actions", actions=[{"action_id": "retired"}], response_url=mini_slack.url + "hook"
    )
    assert answer.status == 200
    assert mini_slack.calls[0][1]["text"] == "stale. Reference ABC234."


async def test_when_telling_fails_the_report_hears_of_it(shop: Shop, mini_slack: MiniSlack) -> None:
    mini_slack.answers["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    assert (await shop.send(type="shortcut", callback_id="jump", trigger_id="t")).status == 200
    assert [name for name, _ in shop.failed] == ["errors.tell"]
