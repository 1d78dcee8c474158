"""The progress round, in Slack: one person at a time, in a window of who leads."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, handle, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import progress as messages
from handlers.messages.errors import problem
from handlers.panel import not_leading, values_of
from handlers.people import reader_of
from handlers.reply import update_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import progress
from sets.errors import Problem, Refused
from sets.progress import Mark, Marked
from storage.unit_of_work import WorkspaceStore

MARKS = {
    Press.PROGRESS_DONE: Mark.DONE,
    Press.PROGRESS_STILL: Mark.STILL_ON_IT,
    Press.PROGRESS_STOP: Mark.STOP,
}


class Listeners:
    """What who leads the round presses and sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def turn(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """The round, or the next person in it."""
        store, wanted = await self._desk.store_of(body), parse_handle(pressed_value(body))
        try:
            seen = await progress.look(store, user_of(body), wanted.row_id, wanted.revision)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, wanted.row_id, refused)
            return
        await ack()
        in_round = (body.get("view") or {}).get("callback_id") == Form.PROGRESS
        show(self._desk, body, messages.round_view(reader_of(seen.found.person), seen), in_place=in_round)

    async def _act(
        self, ack: AsyncAck, body: dict[str, Any], act: Callable[[WorkspaceStore, UUID, str], Awaitable[Marked]]
    ) -> None:
        store = await self._desk.store_of(body)
        session_id = parse_handle((body.get("view") or {}).get("private_metadata")).row_id
        press = str(body["actions"][0]["action_id"])
        try:
            marked = await act(store, session_id, press_key(body))
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        self._show(body, store, marked, press, str(body["view"]["id"]))

    async def mark(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action, now = parse_handle(pressed_value(body)), self._desk.clock.now()
        said = MARKS[body["actions"][0]["action_id"]]

        async def act(store: WorkspaceStore, session_id: UUID, key: str) -> Marked:
            return await progress.mark(
                store, user_of(body), session_id, action.row_id, action.revision, said, key=key, now=now
            )

        await self._act(ack, body, act)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        event, now = parse_handle(pressed_value(body)), self._desk.clock.now()

        async def act(store: WorkspaceStore, session_id: UUID, key: str) -> Marked:
            return await progress.take_back(store, user_of(body), session_id, event.row_id, key=key, now=now)

        await self._act(ack, body, act)

    async def date(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, wanted = await self._desk.store_of(body), parse_handle(pressed_value(body))
        found, action = await progress.one(store, user_of(body), wanted.row_id)
        if action.standing != "open":
            raise Refused(Problem.ALREADY_DONE)
        await ack()
        show(self._desk, body, messages.date_form(reader_of(found.person), action))

    async def dated(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, action = await self._desk.store_of(body), parse_handle(body["view"]["private_metadata"])
        key, now, due = submission_key(body), self._desk.clock.now(), _date(values_of(body).get(Field.ACTION_DUE, {}))
        try:
            marked = await progress.new_date(
                store, user_of(body), action.row_id, action.revision, due, key=key, now=now
            )
        except Refused as refused:
            if refused.field != "due":
                raise
            await ack(response_action="errors", errors={Field.ACTION_DUE: problem(Reader(), refused.problem)})
            return
        await ack()
        self._show(body, store, marked, Press.PROGRESS_DATE, str(body["view"].get("previous_view_id") or ""))

    def _show(self, body: dict[str, Any], store: WorkspaceStore, marked: Marked, press: str, view_id: str) -> None:
        """The round at that person's turn, with what was marked and its Undo; their Home shows it soon."""
        home_soon(self._desk, store, marked.holder_id)

        async def look_and_show() -> None:
            seen = await progress.look(store, user_of(body), marked.session_id, of=marked.holder_id)
            reader = reader_of(seen.found.person)
            undo = handle(marked.event_id) if marked.event_id else ""
            view = messages.round_view(reader, seen, messages.marked(reader, press), undo)
            update_modal(self._desk, view_id, view)

        if view_id:
            self._desk.background.start(look_and_show(), "progress.round")


def _date(value: dict[str, Any]) -> date | None:
    """None when it cannot be read."""
    try:
        return date.fromisoformat(str(value.get("selected_date") or ""))
    except ValueError:
        return None


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.PROGRESS)(listeners.turn)
    app.action(Press.PROGRESS_DONE)(listeners.mark)
    app.action(Press.PROGRESS_STILL)(listeners.mark)
    app.action(Press.PROGRESS_STOP)(listeners.mark)
    app.action(Press.PROGRESS_DATE)(listeners.date)
    app.view(Form.PROGRESS_DATE)(listeners.dated)
    app.action(Press.PROGRESS_UNDO)(listeners.undo)


FEATURE = Feature(name="progress", register=register)
