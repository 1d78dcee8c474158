"""The morning after a session in Slack: asked in the daily message, answered in a window, for the writer alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature, NudgeKind, Numbers, Tick
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import afterwards as messages
from handlers.messages.bundles import Item, Part
from handlers.messages.errors import problem
from handlers.messages.reflections import typed_of
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import afterwards
from sets.errors import Problem, Refused
from storage.confidential import Confidential
from storage.queries import afterwards as queries
from storage.queries.afterwards import AfterRow
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork


def _reader(row: AfterRow) -> Reader:
    return Reader(row.locale, row.tz)


class Listeners:
    """What somebody presses on the question, and sends. Skip, pause and their Undo: handlers/reflections.py."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        found = await afterwards.look(store, user_of(body), asked.row_id)
        await ack()
        show(self._desk, body, messages.form(_reader(found.row), found), in_place=in_modal(body))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        asked, typed = parse_handle(view["private_metadata"]), Confidential(typed_of(view)[0])
        try:
            found = await afterwards.answer(store, user_of(body), asked.row_id, typed, submission_key(body), now)
        except Refused as refused:
            if refused.problem not in (Problem.EMPTY, Problem.TOO_LONG):
                raise
            await ack(response_action="errors", errors={Field.REFLECTION_ANSWER: problem(Reader(), refused.problem)})
            return
        await ack(response_action="update", view=messages.saved(_reader(found.row), found))

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """From the daily message it is brought up to date by the outbox; in a window it is shown here."""
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        asked = parse_handle(pressed_value(body))
        found = await afterwards.take_back(store, user_of(body), asked.row_id, press_key(body), now)
        await ack()
        if in_modal(body):
            show(self._desk, body, messages.taken_back(_reader(found.row), found), in_place=True)


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    items = []
    for row in rows:
        found = await queries.met_by(uow, row.subject_id, person_id=row.person_id)
        if found is not None:
            asked = await afterwards.opened(uow, found)
            blocks = messages.item(reader, row, asked, numbers.get(row.id, 0))
            items.append(Item(row.id, row.revision, blocks, waiting=row.state != "answered"))
    return Part(items, messages.notice(reader)) if items else None


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.AFTER_ANSWER)(listeners.answer)
    app.action(Press.AFTER_TAKE_BACK)(listeners.take_back)
    app.view(Form.AFTERWARDS)(listeners.save)


FEATURE = Feature(
    name="afterwards",
    register=register,
    ticks=(Tick("afterwards.ask", afterwards.tick, afterwards.next_wake),),
    nudges=(NudgeKind(afterwards.RULES, _part),),
)
