"""A bot with one or two features on a real database, Slack's payloads made by hand, and every answer written down."""

import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.bundles import kinds_of
from handlers.feature import Desk, Feature
from handlers.ids import Field
from handlers.routes import Routes
from storage.outbox import Delivery, Outbox
from storage.unit_of_work import Storage, WorkspaceStore

Json = dict[str, Any]


class SpyClient(AsyncWebClient):
    """Writes calls down instead of making them."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-test")
        self.calls: list[tuple[str, Json]] = []

    async def api_call(self, api_method: str, **arguments: Any) -> Any:  # noqa: ANN401
        sent = arguments.get("json") or arguments.get("params") or arguments.get("data") or {}
        self.calls.append((api_method, dict(sent)))
        return {"ok": True}


@dataclass
class Tasks:
    """Work after the ack, done when the test says so."""

    waiting: list[Awaitable[None]] = field(default_factory=list)

    def start(self, work: Awaitable[None], name: str) -> None:
        self.waiting.append(work)

    async def run(self) -> None:
        while self.waiting:
            await self.waiting.pop(0)


@dataclass
class Stopped:
    """A clock that a test sets."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class Bot:
    """Listeners of some features, fed by hand."""

    def __init__(self, store: WorkspaceStore, now: datetime, *features: Feature) -> None:
        self.client, self.tasks, self.clock = SpyClient(), Tasks(), Stopped(now)
        self.errors: list[BaseException] = []

        async def authorize(**_: object) -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id="T0001", bot_token="xoxb-test")

        async def store_of(_: Mapping[str, Any]) -> WorkspaceStore:
            return store

        self._app = AsyncApp(
            name="Setkeeper",
            authorize=authorize,
            client=self.client,
            request_verification_enabled=False,
            process_before_response=True,
        )
        desk = Desk(self.clock, self.client, self.tasks, store_of, kinds_of(features))
        routes = Routes(self._app)
        for feature in features:
            if feature.register:
                feature.register(routes, desk)
        self._app.error(self._note)

    async def _note(self, error: Exception) -> BoltResponse:
        self.errors.append(error)
        return BoltResponse(status=200)

    async def send(self, payload: Json) -> Json:
        """Dispatch one payload; Slack's answer. What follows the ack runs afterwards: nothing is called before it."""
        before = len(self.client.calls)
        response = await self._app.async_dispatch(AsyncBoltRequest(body=json.dumps(payload), mode="socket_mode"))
        assert response.status == 200, response.status
        assert len(self.client.calls) == before
        await self.tasks.run()
        return json.loads(response.body) if response.body else {}

    async def press(
        self, user: str, action_id: str, value: str = "", view: Json | None = None, ts: str = "1", **element: object
    ) -> Json:
        """Press a button in a window or Home (`view`), or in a message. element: what another kind of element sends."""
        payload: Json = {
            "type": "block_actions",
            "user": {"id": user, "team_id": "T0001"},
            "team": {"id": "T0001"},
            "trigger_id": f"trigger-{ts}",
            "actions": [
                {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": ts, **element}
            ],
        }
        if view is None:
            payload["container"] = {"type": "message", "channel_id": "D1", "message_ts": "100.1"}
            payload["channel"] = {"id": "D1"}
        else:
            payload["container"] = {"type": "view", "view_id": view["id"]}
            payload["view"] = view
        return await self.send(payload)

    async def submit(self, user: str, view: Json) -> Json:
        """Send a window's form."""
        return await self.send({"type": "view_submission", "user": {"id": user}, "team": {"id": "T0001"}, "view": view})


def shown(view: Json, view_id: str = "V1", values: Mapping[str, str] | None = None, **more: object) -> Json:
    """A window as Slack sends it back, filled in; `values` by block_id."""
    typed = {
        block: {Field.VALUE: {"type": "plain_text_input", "value": text}} for block, text in (values or {}).items()
    }
    return {**view, "id": view_id, "type": view["type"], "state": {"values": typed}, **more}


def buttons_of(view: Json) -> dict[str, Json]:
    """Every button by action_id; the last wins."""
    found: dict[str, Json] = {}
    for block in view["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory", {})]:
            if element.get("type") == "button":
                found[element["action_id"]] = element
    return found


def texts_of(view: Json) -> str:
    """Every text of sections and contexts, one a line."""
    lines = []
    for block in view["blocks"]:
        for part in [block.get("text"), *block.get("elements", [])]:
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                lines.append(part["text"])
    return "\n".join(lines)


async def claimed(store: WorkspaceStore, now: datetime) -> dict[str, Delivery]:
    """What is due by then, by kind, as the sender gets it."""
    outbox = Outbox(Storage(store._database, store._vault))
    return {delivery.kind: delivery for delivery in await outbox.claim(now, 100)}
