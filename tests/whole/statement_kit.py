"""A bot with every feature that counts what a payload costs before Slack has its answer, and payloads for all."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from slack_bolt.request.async_request import AsyncBoltRequest
from sqlalchemy import event, select

from bot.features import FEATURES
from handlers.ids import Field as Block
from handlers.ids import Press, handle
from handlers.messages.joining import as_it_stands
from handlers.people import reader_of
from sets import joining, setup
from sets.people import known
from sets.setup import NewSet
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import ActionEvent, Invitation, LearningSet, Nudge, PendingReply, SetupStep
from storage.queries import setup as setup_queries
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_coordinator, add_person, add_set
from tests.handlers.action_kit import Bot, Json, buttons_of
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

    async def answered(self) -> str:
        """A question that was answered with Done; the value of its Undo."""
        nudge_id, revision = await self.asked()
        await CountingBot(self.store, self.now).press("UAMINA", Press.CHECKIN_DONE, handle(nudge_id, revision), ts="0")
        return handle(nudge_id, revision + 1)

    async def last_event(self) -> UUID:
        async with self.store.read() as uow:
            newest = select(ActionEvent.id).order_by(ActionEvent.at.desc()).limit(1)
            return (await uow.rows(newest)).scalar_one()

    async def replied(self, *, clear: bool = True) -> tuple[UUID, UUID]:
        """Words that were answered: kept with their action, or asked about (not `clear`). Reply and action."""
        action_id = await self.action()
        if clear:
            await self.ask(FRIDAY)
        else:
            await self.action()
        await CountingBot(self.store, self.now).send(written("Two of three rung", "EvR"))
        await self.deliver("replies.answer")
        return await self.one(PendingReply.id), action_id

    async def invited(self, state: str = "asked") -> Json:
        """Nia was asked into the second set; the buttons of the third screen, or of what stands after her answer."""
        nia = await add_person(self.store, "UNIA", name="Nia")
        await add_set(self.store, await add_coordinator(self.store, "UPRIYA"), asked=[nia], channel_id="CTWO")
        invitation_id = await self.one(Invitation.id, person_id=nia.id)
        for number in range(1 if state == "asked" else 2):
            async with self.store.read() as uow:
                found = await joining.asked(uow, "UNIA", invitation_id)
            screen = buttons_of({"blocks": _screens(found)})
            if number == 0 and state != "asked":
                press = Press.JOIN_YES if state == "joined" else Press.JOIN_NOT_NOW
                await CountingBot(self.store, self.now).press("UNIA", press, screen[press]["value"], ts="0")
        return {name: button.get("value", "") for name, button in screen.items()}

    async def failed_set(self) -> UUID:
        """A set of four that Priya made, of whom one could not be asked."""
        await add_coordinator(self.store, "UPRIYA")
        new = NewSet("Thursday set", ["U1", "U2", "U3", "U4"], "Europe/London", "Priya", 4, None)
        await setup.create(self.store, "UPRIYA", new, "view:made", self.now)
        set_id: UUID = await self.one(LearningSet.id, name="Thursday set")
        async with self.store.write() as uow:
            person = await known(uow, "U1")
            assert person is not None
            await setup_queries.finish_step(uow, set_id, "ask", person.id, "user_disabled")
        assert await self.one(SetupStep.error, state="failed") == "user_disabled"
        return set_id


def _screens(found: joining.Asked) -> list[Json]:
    """The blocks of every screen, one after the other."""
    shown = [as_it_stands(reader_of(found.person), found, number) for number in (1, 2, 3)]
    return [block for screen in shown for block in screen["blocks"]]


def pressed(user: str, action_id: str, value: str = "", *, view: Json | None = None, ts: str = "100.1") -> Json:
    """A button, in a message unless `view` is given (a window or the Home tab)."""
    payload: Json = {
        "type": "block_actions",
        "user": {"id": user, "team_id": "T0001"},
        "team": {"id": "T0001"},
        "trigger_id": "trigger",
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "9.9"}],
        "container": {"type": "message", "channel_id": "D1", "message_ts": ts},
        "channel": {"id": "D1"},
    }
    return payload if view is None else {**payload, "container": {"type": "view", "view_id": "V9"}, "view": view}


def window(callback_id: str, metadata: str = "") -> Json:
    """A window as a press in it carries it."""
    return {"id": "V9", "type": "modal", "callback_id": callback_id, "private_metadata": metadata, "blocks": []}


def home_tab() -> Json:
    return {"id": "VHOME", "type": "home", "callback_id": "", "private_metadata": "", "blocks": []}


def submitted(user: str, callback_id: str, metadata: str = "", values: Mapping[str, Json | str] | None = None) -> Json:
    """A form, filled in by block: text, or the element's state in Slack's own shape."""
    state = {
        block: {Block.VALUE: {"type": "plain_text_input", "value": value} if isinstance(value, str) else value}
        for block, value in (values or {}).items()
    }
    view = {**window(callback_id, metadata), "state": {"values": state}, "title": {"type": "plain_text", "text": "t"}}
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": "T0001"},
        "team": {"id": "T0001"},
        "view": view,
    }


def happened(kind: str, **more: object) -> Json:
    """An event."""
    inner = {"type": kind, "event_ts": "9.9", **more}
    authorizations = [{"user_id": "UBOT", "is_bot": True, "team_id": "T0001"}]
    return {
        "type": "event_callback",
        "event_id": f"Ev-{kind}",
        "team_id": "T0001",
        "event": inner,
        "authorizations": authorizations,
    }


def written(text: str, event_id: str = "Ev1") -> Json:
    """A direct message to the bot."""
    told = happened("message", channel_type="im", channel="D1", user="UAMINA", text=text, ts="9.1")
    return {**told, "event_id": event_id}


def commanded(user: str, text: str) -> Json:
    return {"command": "/als", "text": text, "user_id": user, "team_id": "T0001", "trigger_id": "t", "channel_id": "C1"}


ACTION_FORM = {Block.ACTION_LABEL: "Ring three wards", Block.ACTION_DUE: "next Friday", Block.ACTION_ABOUT: "Handover"}
SETTINGS_FORM: dict[str, Json | str] = {
    Block.DAYS: {"type": "checkboxes", "selected_options": [{"value": "1"}, {"value": "2"}]},
    Block.WINDOW_START: {"type": "timepicker", "selected_time": "09:00"},
    Block.WINDOW_END: {"type": "timepicker", "selected_time": "16:00"},
    Block.WEEKLY_LIMIT: {"type": "radio_buttons", "selected_option": {"value": "2"}},
    Block.SHOW_LABELS: {"type": "radio_buttons", "selected_option": {"value": "yes"}},
    Block.PAUSED_UNTIL: {"type": "datepicker", "selected_date": None},
}
SET_FORM: dict[str, Json | str] = {
    Block.SET_NAME: "Thursday set",
    Block.SET_PEOPLE: {"type": "multi_users_select", "selected_users": [f"U{each}" for each in range(10)]},
    Block.SET_CADENCE: {"type": "static_select", "selected_option": {"value": "4"}},
    Block.SET_ZONE: {"type": "static_select", "selected_option": {"value": "Europe/London"}},
    Block.SET_CONFIDENTIALITY: {"type": "static_select", "selected_option": {"value": "full"}},
    Block.SET_CONTACTS: "Priya, on 555 0100",
}
