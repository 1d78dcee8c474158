"""One small world for the matrix: every role, and all of a holder's that can be pressed. Copied for each test."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from bot.features import FEATURES
from handlers import joining as joining_listeners
from sets import answering, changing, committing, joining, nudges, replies
from sets.action_forms import Typed
from sets.answering import Answer
from sets.notes import keep
from sets.people import Person, settings_from
from storage.confidential import Confidential
from storage.engine import Database
from storage.keyring import KeyRing
from storage.keystore import KeyStore
from storage.models import Action, LearningSet, Nudge, PendingReply, SetupStep
from storage.queries import joining as joining_queries
from storage.unit_of_work import Storage, WorkspaceStore
from storage.vault import Vault
from tests.conftest import make_storage, make_workspace
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Bot
from tests.handlers.checkin_kit import World, london

MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)
LATER = FRIDAY + timedelta(hours=1)
USERS = {
    "holder": "UAMINA",
    "member": "UBEN",
    "other": "UOLU",
    "former": "UFAY",
    "joiner": "UJO",
    "coordinator": "UCORA",
    "stranger": "UNOBODY",
    "deactivated": "UDEE",
}
HOLDERS = ("UAMINA", "UFAY", "UDEE")
NOTHING = UUID(int=0)


@dataclass
class Things:
    """What one holder has. `actions`: four, in order; 0 plain with a note, 1 changed, 2 with a reply, 3 answered."""

    user: str
    person_id: UUID
    actions: list[UUID] = field(default_factory=list)
    revisions: list[int] = field(default_factory=list)
    changed: UUID = NOTHING
    nudges: list[tuple[UUID, int]] = field(default_factory=list)
    saved_reply: UUID = NOTHING
    asking_reply: UUID = NOTHING
    asking_ts: str = ""
    draft: tuple[UUID, int] = (NOTHING, 0)


@dataclass
class Ids:
    """The ids of a world, which its copies share."""

    workspace_id: UUID
    ring: KeyRing
    things: dict[str, Things]
    set_id: UUID
    other_set: UUID
    invitation: UUID
    fingerprint: int


async def make(folder: Path, sqlite_template: Path, state: str) -> Ids:
    """Everything that has happened before a press. `state` of the holder's set."""
    os.mkdir(folder)
    shutil.copy(sqlite_template, folder / "main.db")
    database, keys = (Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db"))
    storage = await make_storage(database, keys)
    store = await make_workspace(storage)
    cora = await add_coordinator(store)
    people = {user: await add_person(store, user) for user in USERS.values() if user not in ("UCORA", "UNOBODY")}
    members = [people[user] for user in ("UAMINA", "UBEN", "UFAY", "UDEE")]
    set_id = await add_set(store, cora, members=members, asked=[people["UJO"]])
    other_set = await add_set(store, cora, members=[people["UOLU"]], name="Other set", channel_id="COTHER")
    ids = Ids(store.workspace_id, storage.vault._ring, {}, set_id, other_set, UUID(int=0), 0)
    await _actions_and_answers(store, ids, people)
    await _leave(store, people, set_id, state)
    await _invitation(store, ids, people["UJO"])
    await database.close()
    await keys.close()
    return ids


async def _actions_and_answers(store: WorkspaceStore, ids: Ids, people: dict[str, Person]) -> None:
    for user in HOLDERS:
        ids.things[user] = await _written(store, Things(user, people[user].id), ids.set_id)
    world = World(store, people["UAMINA"], ids.set_id, FRIDAY)
    await nudges.tick(store, FRIDAY)
    await world.deliver()
    for things in ids.things.values():
        await _answered(store, things, world)


async def _written(store: WorkspaceStore, things: Things, set_id: UUID) -> Things:
    name = things.user.removeprefix("U")
    for number in range(5):
        now = MONDAY + timedelta(minutes=number)
        typed = Typed(f"{name}-LABEL-{number}", "Friday", {"about": f"{name}-DETAIL"}, set_id)
        made = await committing.draft(store, things.user, f"F{number}{name}", typed, now)
        if number == 4:
            things.draft = (made.action_id, made.revision)
            break
        key = f"view:F{number}{name}"
        await committing.confirm(store, things.user, made.action_id, made.revision, key, now)
        things.actions.append(made.action_id)
    note = Confidential(f"{name}-NOTE")
    await keep(store, things.user, things.actions[0], note, f"note:{name}", MONDAY)
    again = Typed(f"{name}-LABEL-1", "Friday", {"about": f"{name}-CHANGED"})
    done = await changing.change(store, things.user, things.actions[1], 2, again, f"change:{name}", MONDAY)
    assert done is not None
    things.changed = done.event_id
    return things


async def _answered(store: WorkspaceStore, things: Things, world: World) -> None:
    name = things.user.removeprefix("U")
    rows = await _rows(store, Nudge.subject_id, Nudge.id, Nudge.revision)
    asked = {row[0]: (row[1], row[2]) for row in rows}
    fourth = asked[things.actions[3]]
    await answering.answer(store, things.user, *fourth, Answer.STILL_ON_IT, FRIDAY)
    for number in range(2):
        words = Confidential(f"{name}-REPLY-{number}")
        await replies.receive(store, things.user, words, f"event:{name}{number}", FRIDAY, None)
        (message,) = await world.deliver(replies.ANSWER_KIND)
        found = await _rows(
            store, PendingReply.id, PendingReply.at, where=PendingReply.delivery_id == message.delivery_id
        )
        if number == 0:
            await replies.choose(store, things.user, message.ts, things.actions[2], FRIDAY)
            things.saved_reply = found[0][0]
        else:
            things.asking_reply, things.asking_ts = found[0][0], message.ts
    asked = {row[0]: (row[1], row[2]) for row in await _rows(store, Nudge.subject_id, Nudge.id, Nudge.revision)}
    things.nudges = [asked[action] for action in things.actions]
    revisions = {row[0]: row[1] for row in await _rows(store, Action.id, Action.revision)}
    things.revisions = [revisions[action] for action in things.actions]


async def _leave(store: WorkspaceStore, people: dict[str, Person], set_id: UUID, state: str) -> None:
    """Fay leaves the channel, Dee's account is closed, a question to Jo failed; then the set's state."""
    async with store.write() as uow:
        assert await joining.left_channel(uow, "UFAY", "CSET", FRIDAY, FRIDAY)
    closed = {"id": "UDEE", "name": "dee", "deleted": True, "profile": {"display_name": "Dee"}}
    bot = Bot(store, FRIDAY, *FEATURES)
    event = {"type": "user_change", "user": closed}
    await bot.send({"type": "event_callback", "event_id": "EvDee", "team_id": "T0001", "event": event})
    async with store.write() as uow:
        step = {"id": uow.new_id(), "set_id": set_id, "kind": "ask", "person_id": people["UJO"].id}
        await uow.insert(SetupStep, **step, state="failed", attempts=1, error="cannot_dm_bot")
        await uow.execute(update(LearningSet).where(LearningSet.id == set_id).values(state=state))


async def _invitation(store: WorkspaceStore, ids: Ids, person: Person) -> None:
    async with store.read() as uow:
        row = await joining_queries.invitation_of(uow, person.id, ids.set_id)
        found = await joining_queries.asked(uow, row.id) if row else None
    assert found is not None
    asked = joining.Asked(found.invitation, found.person, settings_from(found.settings))
    ids.invitation, ids.fingerprint = found.invitation.id, joining.fingerprint(joining_listeners._words(asked))


async def _rows(store: WorkspaceStore, *columns: Any, where: Any = None) -> list[tuple[Any, ...]]:  # noqa: ANN401 - columns and conditions of any table
    async with store.read() as uow:
        wanted = select(*columns)
        return [tuple(row) for row in await uow.rows(wanted if where is None else wanted.where(where))]


class WholeBot(Bot):
    """A bot with every feature, an hour after the check-ins."""

    def __init__(self, store: WorkspaceStore) -> None:
        super().__init__(store, LATER, *FEATURES)
        self.store = store


@asynccontextmanager
async def copy(template: Path, folder: Path, ids: Ids) -> AsyncIterator[WholeBot]:
    """A bot with every feature on a copy of a world; `folder`/main.db is its database."""
    os.mkdir(folder)
    for name in ("main.db", "keys.db"):
        shutil.copy(template / name, folder / name)
    database, keys = (Database.connect(f"sqlite:///{folder / name}", pool_size=2) for name in ("main.db", "keys.db"))
    vault = Vault(KeyStore(keys), ids.ring)
    await vault.open_store()
    try:
        yield WholeBot(Storage(database, vault).workspace(ids.workspace_id))
    finally:
        await database.close()
        await keys.close()


def dump(path: Path) -> dict[str, list[str]]:
    """Every row of every table as it is stored; receipts too."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}  # noqa: S608
    connection.close()
    return found


def rows_of(dumped: dict[str, list[str]], things: Things) -> list[str]:
    """The rows that are a holder's own, or hang on their actions."""
    wanted = {things.person_id.hex, *(each.hex for each in things.actions)}
    own = ("action", "action_event", "nudge", "pending_reply", "membership")
    return [row for name in own for row in dumped[name] if any(each in row for each in wanted)]
