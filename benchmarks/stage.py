"""Both sides of a comparison: the whole bot's listeners on a real database, and bare Bolt that only says "ok".

Both get the same signed HTTP payloads through `AsyncApp.async_dispatch`, so that signature, parsing and matching are on
both sides. Slack itself is not called: what follows an ack ends in a client that answers at once.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from re import Pattern
from time import time
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot import logs
from bot.background import Background
from bot.features import FEATURES
from handlers.feature import Desk
from handlers.routes import Routes
from sets import committing
from sets.action_forms import Typed
from storage.engine import Database
from storage.models import Nudge
from storage.schema import create
from storage.unit_of_work import WorkspaceStore
from tests.conftest import make_storage, make_workspace
from tests.factory import add_person, add_set
from tests.handlers.action_kit import SpyClient, Stopped
from tests.handlers.checkin_kit import World, london

SECRET = "benchmark"  # noqa: S105 - both sides of this process only
LANES = 16
MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)
Json = dict[str, Any]


@dataclass(frozen=True)
class Signed:
    """A payload as Slack would post it."""

    body: str
    headers: dict[str, str]

    def request(self) -> AsyncBoltRequest:
        return AsyncBoltRequest(body=self.body, headers=dict(self.headers))


def signed(payload: Json) -> Signed:
    """Valid for five minutes of real time, as Slack's own are."""
    body, at = urlencode({"payload": json.dumps(payload)}), str(int(time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=at, body=body)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": at,
        "x-slack-signature": str(signature),
    }
    return Signed(body, headers)


class Side:
    """One app; `settle` waits for what follows its acks."""

    def __init__(self, name: str, app: AsyncApp, background: Background | None = None) -> None:
        self.name = name
        self._app = app
        self._background = background

    async def send(self, payload: Signed) -> None:
        response = await self._app.async_dispatch(payload.request())
        if response.status != 200:
            raise RuntimeError(f"{self.name} answered {response.status}")

    async def settle(self) -> None:
        if self._background is not None:
            await self._background.idle()
        await asyncio.sleep(0)


def _app() -> AsyncApp:
    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0001", bot_token="xoxb-benchmark")  # noqa: S106

    return AsyncApp(
        name="Setkeeper",
        authorize=authorize,
        client=_client(),
        signing_secret=SECRET,
        process_before_response=True,
        logger=logs.bolt_logger(),
    )


def _client() -> AsyncWebClient:
    client = SpyClient()
    client.token = None
    return client


def bare(kind: str, what: str | Pattern[str]) -> Side:
    """Bolt with one listener that acknowledges."""
    app = _app()

    async def listener(ack: AsyncAck) -> None:
        await ack()

    (app.action if kind == "action" else app.view)(what)(listener)
    return Side("bare Bolt", app)


@dataclass
class Member:
    """Someone of the set, with a question that waits for an answer."""

    slack_user_id: str
    set_id: UUID
    nudge_id: UUID
    revision: int
    forms: int = 0


@dataclass
class Stage:
    """The bot's side with a set of LANES members who were all asked about one action this morning."""

    store: WorkspaceStore
    side: Side
    members: list[Member]


@asynccontextmanager
async def stage(folder: Path, url: str) -> AsyncIterator[Stage]:
    """A migrated database, a vault, and every listener."""
    database = Database.connect(url)
    keys = Database.connect(f"sqlite:///{folder / 'keys.db'}")
    await create(database)
    store = await make_workspace(await make_storage(database, keys))
    members = await _members(store)
    background = Background(logs.report_task)
    app = _app()

    async def store_of(_: Mapping[str, Any]) -> WorkspaceStore:
        return store

    desk = Desk(Stopped(FRIDAY), _client(), background, store_of)
    routes = Routes(app)
    for feature in FEATURES:
        if feature.register is not None:
            feature.register(routes, desk)
    try:
        yield Stage(store, Side("Setkeeper", app, background), members)
    finally:
        await background.drain(5.0)
        await database.close()
        await keys.close()


async def _members(store: WorkspaceStore) -> list[Member]:
    people = [await add_person(store, f"U{number:03}") for number in range(LANES)]
    set_id = await add_set(store, await add_person(store, "UCORA"), members=people)
    for person in people:
        typed = Typed("Ring three wards", "Friday", {"about": "Handover"}, set_id)
        made = await committing.draft(store, person.slack_user_id, f"F{person.slack_user_id}", typed, MONDAY)
        key = f"view:{person.slack_user_id}"
        await committing.confirm(store, person.slack_user_id, made.action_id, made.revision, key, MONDAY)
    world = World(store, people[0], set_id, MONDAY)
    await world.tick(FRIDAY)
    await world.deliver()
    async with store.read() as uow:
        asked = await uow.rows(select(Nudge.person_id, Nudge.id, Nudge.revision).where(Nudge.state == "sent"))
        found = {row.person_id: row for row in asked}
    return [Member(each.slack_user_id, set_id, found[each.id].id, found[each.id].revision) for each in people]
