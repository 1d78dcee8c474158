"""The composition root: puts one whole bot together from settings and a clock. Nothing is built at import."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import uuid4

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import errors, logs, ticks
from bot.background import Background
from bot.clock import Clock
from bot.delivery import Deliverer
from bot.errors import UnknownWorkspace
from bot.failpoints import Failpoint, Failpoints, failpoints_for
from bot.features import FEATURES
from bot.operator import STATES, key_ring
from bot.sending import SlackSender
from bot.serve import CannotStart
from bot.session import open_session, slack_client, slack_code
from bot.settings import Settings
from bot.telling import Words
from bot.waiting import Waiting
from handlers.bundles import kinds_of
from handlers.feature import Desk, Feature
from handlers.messages.errors import told
from handlers.routes import Routes
from sets import dates
from storage import health, schema
from storage.engine import Database
from storage.keystore import KeyStore
from storage.queries import workspaces
from storage.queries.workspaces import WorkspaceBrief
from storage.unit_of_work import IdFactory, Storage, WorkspaceStore
from storage.vault import Vault
from storage.watching import Watch

CLOSING_S = 1.0
WELL_S = 2.0  # a database that takes longer would not answer Slack in time either


class Commits:
    """Tells the sender that something may be due, and the rehearsal's failpoints where a transaction stands."""

    def __init__(self, failpoints: Failpoints) -> None:
        self._failpoints = failpoints
        self.deliverer: Deliverer | None = None
        self.count = 0  # transactions kept by this process

    def before_commit(self) -> None:
        self._failpoints.reach(Failpoint.BEFORE_COMMIT)

    def after_commit(self) -> None:
        self.count += 1
        self._failpoints.reach(Failpoint.AFTER_COMMIT)
        if self.deliverer is not None:
            self.deliverer.wake()


@dataclass
class Identity:
    """Who the bot is in Slack, asked once while starting (docs/decisions/0006)."""

    workspace: WorkspaceBrief | None = None
    bot_id: str = ""

    def required(self) -> WorkspaceBrief:
        """The workspace. Raises UnknownWorkspace before start()."""
        if self.workspace is None:
            raise UnknownWorkspace
        return self.workspace


class SetkeeperBot:
    """A whole bot: everything it needs, and nothing shared with another."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        session: aiohttp.ClientSession,
        databases: tuple[Database, Database],
        storage: Storage,
        features: Sequence[Feature],
        commits: Commits,
        failpoints: Failpoints,
        *,
        driven: bool,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.storage = storage
        self.background = Background(logs.report_task)
        self.client: AsyncWebClient = slack_client(settings, session)
        self.identity = Identity()
        self.driven = driven
        self.waiting = Waiting(Watch(storage.database)) if driven else None
        self._sending: asyncio.Task[None] | None = None
        self._session = session
        self._databases = databases
        self._ticks = [tick for feature in features for tick in feature.ticks]
        kinds = {kind.name: kind for feature in features for kind in feature.kinds}
        sender = SlackSender(lambda _: self.client)
        # A rehearsal sends one after the other, so that the same story gives the same log.
        workers = 1 if driven else settings.workers
        seed = Random() if not settings.rehearsal else Random(0)  # noqa: S311 - spreads retries, hides nothing
        self.deliverer = Deliverer(storage, sender, kinds, clock, random=seed, failpoints=failpoints, workers=workers)
        commits.deliverer = self.deliverer
        self.commits = commits
        self.app = self._make_app(features)

    def _make_app(self, features: Sequence[Feature]) -> AsyncApp:
        secret = self.settings.slack_signing_secret
        token, self.client.token = self.client.token, None  # Bolt takes either a token or an authorize function
        app = AsyncApp(
            name="Setkeeper",
            client=self.client,
            signing_secret=secret.get_secret_value() if secret else "",
            authorize=_authorize_for(self.settings, self.identity),
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            request_verification_enabled=not self.settings.socket_mode,
            logger=logs.bolt_logger(),
        )
        self.client.token = token
        errors.attach(app, _words, self.background)
        desk = Desk(self.clock, self.client, self.background, self.store_of, kinds_of(features))
        routes = Routes(app)
        for feature in features:
            if feature.register is not None:
                feature.register(routes, desk)
        return app

    async def store_of(self, _body: Mapping[str, Any]) -> WorkspaceStore:
        """The store of the payload's workspace; _authorize has refused any other."""
        return self.storage.workspace(self.identity.required().id)

    async def start(self) -> None:
        """Check database and keys, ask Slack who the bot is, begin sending. Raises CannotStart or VaultError."""
        await self._check_database()
        await self.storage.vault.open_store()
        await self.storage.vault.reconcile(self.storage.database, now=self.clock.now())
        await self._ask_identity()
        await asyncio.to_thread(dates.warm)  # else the first typed date would wait for it
        if not self.driven:
            self._sending = asyncio.create_task(self.deliverer.run(), name="delivery")

    async def _check_database(self) -> None:
        state = await schema.state(self.storage.database)
        if state != "current":
            raise CannotStart(STATES[state])

    async def _ask_identity(self) -> None:
        try:
            answer = await self.client.auth_test()
        except SlackApiError as problem:
            code = slack_code(problem)
            raise CannotStart(f"Slack did not accept SLACK_BOT_TOKEN ({code}). See: setkeeper doctor") from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise CannotStart("Slack could not be reached. See: setkeeper doctor") from None
        self.identity.bot_id = str(answer.get("bot_id") or "")
        self.identity.workspace = await workspaces.welcome(
            self.storage.database,
            str(answer.get("enterprise_id") or ""),
            str(answer.get("team_id") or ""),
            str(answer.get("user_id") or ""),
            new_id=self.storage.new_id,
            now=self.clock.now(),
        )

    async def well(self) -> bool:
        """Whether the database answers and messages are being sent."""
        if self._sending is not None and self._sending.done():
            return False
        try:
            async with asyncio.timeout(WELL_S):
                return await health.answers(self.storage.database)
        except TimeoutError:
            return False

    async def stop(self) -> None:
        """Stop sending; close session and engines."""
        try:
            await self.deliverer.stop(self.settings.drain_s)
            if self._sending is not None:
                await asyncio.wait({self._sending}, timeout=CLOSING_S)
                self._sending.cancel()
                await asyncio.gather(self._sending, return_exceptions=True)
            await self.background.drain(CLOSING_S)
        finally:
            await self._session.close()
            for database in self._databases:
                await database.close()

    def _stores(self) -> list[WorkspaceStore]:
        workspace = self.identity.workspace
        return [self.storage.workspace(workspace.id)] if workspace else []

    async def run_due(self, now: datetime) -> None:
        """Run every tick (a rehearsal: every one that is due), then send what is due or wake the sender that does."""
        stores = self._stores()
        chosen = self._ticks if self.waiting is None else await self.waiting.due(self._ticks, stores, now)
        await ticks.run_all(chosen, stores, now)
        if self.driven:
            await self.deliverer.run_due(now)
        else:
            self.deliverer.wake()

    async def next_wake(self) -> datetime | None:
        """The earliest moment at which a tick or a delivery has work."""
        ask = ticks.next_wake if self.waiting is None else self.waiting.next_wake
        moments = [await ask(self._ticks, self._stores(), self.clock.now()), await self._next_sending()]
        return min((moment for moment in moments if moment is not None), default=None)

    async def _next_sending(self) -> datetime | None:
        if self.waiting is None:
            return await self.deliverer.next_at()
        return await self.waiting.next_sending(self.deliverer, self.clock.now())

    async def settled(self) -> None:
        """Return when background is idle and nothing open is due, for a tick neither."""
        while True:
            await self.delivered()
            next_wake = await self.next_wake()
            if next_wake is None or next_wake > self.clock.now():
                return
            await self.run_due(self.clock.now())

    async def delivered(self) -> None:
        """Return when background is idle and everything that was due in the outbox has been carried."""
        while True:
            await self.background.idle()
            upcoming = await self._next_sending()
            if upcoming is not None and upcoming <= self.clock.now():
                await self.deliverer.run_due(self.clock.now())
            elif len(self.background) == 0:
                return


def _authorize_for(settings: Settings, identity: Identity) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Bolt's question who it is, answered from memory. Bolt reads the argument names, so it is a plain function."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        workspace = identity.required()
        if workspace.team_id != (team_id or ""):
            raise UnknownWorkspace
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=workspace.bot_user_id,
            bot_id=identity.bot_id,
            bot_token=settings.bot_token(),
        )

    return authorize


def _words(error: Exception, reference: str, body: Mapping[str, Any]) -> Words:
    """What the error root says; a control that nobody listens to is one from an older message."""
    said = told(error, reference, body, stale=isinstance(error, BoltUnhandledRequestError))
    return Words(said.text, said.title, said.close)


async def build(settings: Settings, clock: Clock, *, driven: bool = False, new_id: IdFactory = uuid4) -> SetkeeperBot:
    """A whole bot, not started yet. Needs a running event loop. Raises VaultError, SettingsProblem.

    driven  nothing runs on its own: a rehearsal's driver calls run_due; always so with a file clock
    """
    driven = driven or settings.file_clock is not None
    failpoints = failpoints_for(settings.failpoint, settings.slack_api_url)
    commits = Commits(failpoints)
    database = Database.connect(settings.main_database)
    keystore = Database.connect(settings.keystore, pool_size=2)
    storage = Storage(database, Vault(KeyStore(keystore), key_ring(settings)), new_id, commits)
    session = open_session(settings)
    return SetkeeperBot(
        settings, clock, session, (database, keystore), storage, FEATURES, commits, failpoints, driven=driven
    )
