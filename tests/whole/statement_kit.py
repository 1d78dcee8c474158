"""A bot with every feature that counts what a payload costs before Slack has its answer, and payloads for all."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from slack_bolt.request.async_request import AsyncBoltRequest
from sqlalchemy import event, select

from bot.features import FEATURES
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Nudge
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, Json
from tests.handlers.checkin_kit import World, london, make_world

_ENDS = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")
_WRITES = ("INSERT", "UPDATE", "DELETE")
MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)


@dataclass
class Cost:
    """What one payload took before the ack: statements of the main database, and calls of Slack's Web API."""

    statements: list[str] = field(default_factory=list)
    calls: int = 0

    @property
    def writes(self) -> list[str]:
        return [each for each in self.statements if each.startswith(_WRITES)]


@contextmanager
def counted(store: WorkspaceStore) -> Iterator[list[str]]:
    """Statements on every engine of the main database; the key store is another one, and its cache is warm."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(_ENDS):
            seen.append(" ".join(statement.split()))

    engines = [engine.sync_engine for engine in store._database.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


class CountingBot(Bot):
    """Every listener, fed by hand."""

    def __init__(self, store: WorkspaceStore, now: datetime) -> None:
        super().__init__(store, now, *FEATURES)
        self._store = store

    async def cost(self, payload: Json) -> Cost:
        """Dispatch one payload. `process_before_response`: whatever the listener awaits is before Slack's answer."""
        made, body = Cost(), json.dumps(payload)
        headers: dict[str, str | Sequence[str]] = {}
        if "command" in payload:
            body, headers = urlencode(payload), {"content-type": [_FORM]}
        before = len(self.client.calls)
        with counted(self._store) as seen:
            response = await self._app.async_dispatch(
                AsyncBoltRequest(body=body, headers=headers, mode="socket_mode" if not headers else "http")
            )
        made.statements, made.calls = list(seen), len(self.client.calls) - before
        assert response.status == 200, response.status
        assert self.errors == []
        for work in self.tasks.waiting:
            work.close()  # type: ignore[attr-defined]
        self.tasks.waiting.clear()
        return made


_FORM = "application/x-www-form-urlencoded"


class Scenes(World):
    """Amina's set, with what each listener needs to have happened before."""

    now: datetime

    @classmethod
    async def open(cls, store: WorkspaceStore) -> "Scenes":
        world = await make_world(store, MONDAY)
        async with store.write() as uow:  # the first record of a scope makes its key: once, so not here
            await uow.seal(Field.DELIVERY_ARGS, Scope("workspace", store.workspace_id), UUID(int=1), Confidential("{}"))
        return cls(store, world.amina, world.set_id, MONDAY)

    async def one(self, column: Any, **wanted: object) -> Any:  # noqa: ANN401 - any column of any model
        """The only row's column."""
        async with self.store.read() as uow:
            return (await uow.rows(select(column).filter_by(**wanted))).scalars().one()

    async def action(self) -> UUID:
        """An open action with words in every part."""
        return await self.commit("Ring three wards", "Friday")

    async def asked(self, number: int = 3) -> tuple[UUID, int]:
        """A check-in that went out, of several actions; the first of its questions and its revision."""
        for _ in range(number):
            await self.action()
        await self.ask(FRIDAY)
        async with self.store.read() as uow:
            row = (await uow.rows(select(Nudge.id, Nudge.revision).order_by(Nudge.id).limit(1))).one()
        return row.id, row.revision
