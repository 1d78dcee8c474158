"""What the operator's commands do; bot/cli.py parses, calls one of these and prints what it returns.

Sentences only, no words of people: the command line shows codes, counts and ids. Errors rise as SettingsProblem,
VaultError or NotDone, whose text can be printed as it is.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import keys
from bot.clock import Clock, clock_for
from bot.session import open_session, slack_client, slack_code
from bot.settings import Settings
from sets.errors import Refused
from sets.people import kind_of, refresh
from sets.setup import appoint_coordinator
from storage import backlog, schema
from storage.deliveries import State
from storage.engine import Database
from storage.keyring import KeyRing
from storage.keystore import KeyStore
from storage.queries import setup, workspaces
from storage.unit_of_work import Storage
from storage.vault import Vault

STATES = {
    "empty": "The database is empty. Set it up with: setkeeper db upgrade",
    "old": "The database is of an older version. Bring it up to date with: setkeeper db upgrade",
    "newer": "The database is of a newer version than this program. Install that version, or put back an older backup.",
}


class NotDone(Exception):
    """The command could not be carried out; the text says why and what to do."""


async def db_upgrade(settings: Settings) -> str:
    """`setkeeper db upgrade`: make the database, or bring it to this program's version."""
    _make_folder(settings.main_database)
    async with _database(settings.main_database) as database:
        before = await schema.state(database)
        if before == "newer":
            raise NotDone(STATES["newer"])
        if before == "current":
            return "The database is up to date already."
        await schema.upgrade(database)
        return "The database is set up." if before == "empty" else "The database is up to date now."


async def keys_init(settings: Settings) -> str:
    """`setkeeper keys init`: the first master key, in a file of its own; sets up an empty database on the way."""
    await db_upgrade(settings)
    _make_folder(settings.keystore)
    settings.keys.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    async with _database(settings.main_database) as main, _database(settings.keystore) as keystore:
        return await keys.init(settings.keys, keystore, main)


async def outbox_list(settings: Settings) -> str:
    """`setkeeper outbox list`: how much waits, and each delivery that was given up."""
    async with opened(settings) as storage:
        waiting = await backlog.summary(storage)
        dead = await backlog.listing(storage, State.DEAD)
    if not waiting:
        return "Nothing waits to be sent, and nothing was given up."
    lines = [f"{each.state:<5} {each.count:>6}  oldest due {each.oldest_due:%Y-%m-%d %H:%M} UTC" for each in waiting]
    if dead:
        lines += ["", "Given up (send one again with: setkeeper outbox replay ID):"]
        lines += [f"{each.id}  {each.kind}  {each.last_error_code or 'unknown'}" for each in dead]
    return "\n".join(lines)


async def outbox_replay(settings: Settings, delivery_id: UUID) -> str:
    """`setkeeper outbox replay ID`: open a delivery that was given up again; the running bot sends it."""
    now = clock_for(settings.file_clock, settings.slack_api_url).now()
    async with opened(settings) as storage:
        if not await backlog.replay(storage, delivery_id, now):
            raise NotDone("There is no delivery of that id that was given up. See them with: setkeeper outbox list")
    return "It will be sent again as soon as the bot runs."


def key_ring(settings: Settings) -> KeyRing:
    """The master keys: from SETKEEPER_MASTER_KEYS when that is set, else from their file. Raises VaultError."""
    if settings.master_keys is not None:
        return KeyRing.from_environment(settings.master_keys.get_secret_value())
    return KeyRing.from_file(settings.keys)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Storage]:
    """Storage with its vault, checked and ready. Raises NotDone for a wrong schema, VaultError for wrong keys."""
    ring = key_ring(settings)
    if not has_file(settings.main_database):
        raise NotDone(STATES["empty"])
    async with _database(settings.main_database) as main, _database(settings.keystore) as keystore:
        state = await schema.state(main)
        if state != "current":
            raise NotDone(STATES[state])
        vault = Vault(KeyStore(keystore), ring)
        await vault.open_store()
        yield Storage(main, vault)


def has_file(url: str) -> bool:
    """False for a SQLite file that is not there: connecting would make an empty one. True for every other address."""
    path = file_of(url)
    return path is None or path.exists()


def file_of(url: str) -> Path | None:
    """The file of a SQLite address; None for every other."""
    return Path(url.removeprefix("sqlite:///").partition("?")[0]) if url.startswith("sqlite") else None


def _make_folder(url: str) -> None:
    if path := file_of(url):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = Database.connect(url, pool_size=2)
    try:
        yield database
    finally:
        await database.close()


async def coordinator_add(settings: Settings, slack_user_id: str, clock: Clock | None = None) -> str:
    """`setkeeper coordinator add`: let someone set up sets. Slack is asked who they are.

    clock  a rehearsal's; None: the one the settings ask for
    """
    if slack_user_id[:1] not in ("U", "W") or not slack_user_id.isalnum():
        raise NotDone("That is not a member ID. It begins with U or W; see the profile in Slack, under the three dots.")
    now = (clock or clock_for(settings.file_clock, settings.slack_api_url)).now()
    async with opened(settings) as storage, open_session(settings) as session:
        client = slack_client(settings, session)
        try:
            team = await client.auth_test()
            user = (await client.users_info(user=slack_user_id, include_locale=True))["user"]
        except SlackApiError as problem:
            raise NotDone(f"Slack said no ({slack_code(problem)}). Is the member ID right?") from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise NotDone("Slack could not be reached. See: setkeeper doctor") from None
        if kind_of(user) in ("bot", "stranger") or user.get("deleted"):
            raise NotDone("A coordinator needs an open account in this workspace.")
        workspace = await workspaces.welcome(
            storage.database,
            str(team.get("enterprise_id") or ""),
            str(team.get("team_id") or ""),
            str(team.get("user_id") or ""),
            new_id=storage.new_id,
            now=now,
        )
        store = storage.workspace(workspace.id)
        try:
            added = await appoint_coordinator(store, slack_user_id, now)
        except Refused:
            raise NotDone("They are a member of a set, so they cannot look after sets as well.") from None
        async with store.write() as uow:
            await refresh(uow, user)
    return "They can set up sets now: in Slack, type /als." if added else "They could set up sets already."


async def coordinator_list(settings: Settings) -> str:
    """`setkeeper coordinator list`: who may set up sets."""
    async with opened(settings) as storage:
        lines = []
        for workspace_id in await workspaces.every(storage.database):
            async with storage.workspace(workspace_id).read() as uow:
                found = await setup.coordinators(uow)
            lines += [
                f"{user:<12} since {since:%Y-%m-%d}  {name or '(name not known yet)'}" for user, name, since in found
            ]
    return "\n".join(lines) or "Nobody yet. Name someone with: setkeeper coordinator add U..."
