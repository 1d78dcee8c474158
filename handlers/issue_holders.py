"""Holding an issue together, in Slack: asking one more, the request and its answer, stepping out and back in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.bundles import redraw
from handlers.feature import Call, DeliveryKind, Desk, Feature, NudgeKind, Numbers
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.issues import issue_view, reader_for, show_latest, show_overtaken
from handlers.messages import issue_holders as messages
from handlers.messages.bundles import Item, Part
from handlers.messages.issues import Flash
from handlers.panel import chosen_row, values_of
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import issue_holders, issues
from sets.errors import Refused
from sets.issue_holders import Replied
from storage.outbox import Delivery
from storage.queries import issue_holders as queries
from storage.queries.nudges import NudgeRow
from storage.queries.supporters import Party
from storage.unit_of_work import UnitOfWork


def _reader(party: Party) -> Reader:
    return Reader(party.locale, party.tz)


class Listeners:
    """What a holder presses in the window of an issue, and what who is asked presses in their message."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        issue_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        asking = await issue_holders.choices(store, user_of(body), issue_id)
        await ack()
        show(self._desk, body, messages.ask_form(reader_for(asking.seen), asking, asking.headline))

    async def asked(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, issue_id = await self._desk.store_of(body), parse_handle(body["view"]["private_metadata"]).row_id
        person = chosen_row(values_of(body).get(Field.ISSUE_PERSON, {}))
        key, now = submission_key(body), self._desk.clock.now()
        try:
            await issue_holders.ask(store, user_of(body), issue_id, person, key, now)
        except Refused as refused:
            if refused.field is None:
                raise
            await ack(response_action="errors", errors=messages.form_errors(Reader(), refused.problem))
            return
        if body["view"].get("previous_view_id"):
            await ack()
            show_latest(self._desk, body, store, issue_id, Flash.ASKED)
            return
        whole = await issues.look(store, user_of(body), issue_id)
        await ack(response_action="update", view=issue_view(whole, Flash.ASKED))

    async def unask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now = press_key(body), self._desk.clock.now()
        issue_id = await issue_holders.unask(store, user_of(body), asked.row_id, key, now)
        await ack()
        show_latest(self._desk, body, store, issue_id, Flash.UNASKED)

    async def step_out(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now = press_key(body), self._desk.clock.now()
        try:
            done = await issue_holders.step_out(store, user_of(body), asked.row_id, asked.revision, key, now)
        except Refused as refused:
            await show_overtaken(self._desk, ack, body, store, refused)
            return
        await ack()
        if done.part is not None:
            view = messages.stepped_out_view(reader_for(done.seen), done.seen, done.part)
            show(self._desk, body, view, in_place=True)

    async def step_in(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        part, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now = press_key(body), self._desk.clock.now()
        try:
            seen = await issue_holders.step_back_in(store, user_of(body), part.row_id, part.revision, key, now)
        except Refused as refused:
            await show_overtaken(self._desk, ack, body, store, refused)
            return
        await ack()
        show_latest(self._desk, body, store, seen.row.id, Flash.UNDONE)

    async def yes(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._reply(ack, body, yes=True)

    async def no(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._reply(ack, body, yes=False)

    async def _reply(self, ack: AsyncAck, body: dict[str, Any], *, yes: bool) -> None:
        pressed, store, now = parse_handle(pressed_value(body)), await self._desk.store_of(body), self._desk.clock.now()
        await issue_holders.reply(store, user_of(body), pressed.row_id, pressed.revision, now, yes=yes)
        await ack()
        redraw(self._desk, store, body, pressed.row_id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store, now = parse_handle(pressed_value(body)), await self._desk.store_of(body), self._desk.clock.now()
        said = await issue_holders.unreply(store, user_of(body), pressed.row_id, pressed.revision, now)
        await ack()
        redraw(self._desk, store, body, pressed.row_id, _undone(said))


def _undone(said: Replied) -> str:
    reader = _reader(said.row.person)
    if said.too_late:
        return messages.too_late(reader, said.row)
    return reader.t("Undone. You can choose again.") if said.changed else ""


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    """Requests."""
    items = [await _item(uow, reader, row, numbers.get(row.id, 0)) for row in rows]
    return Part(items, messages.request_notice(reader), press_only=False)


async def _item(uow: UnitOfWork, reader: Reader, row: NudgeRow, number: int) -> Item:
    nudge = (row.id, row.revision)
    found = await queries.by_id(uow, row.subject_id)
    if found is None or not found.stands:
        return Item(*nudge, messages.over_blocks(reader, number), waiting=False)
    if found.state == "asked":
        return Item(*nudge, messages.request_blocks(reader, found, nudge, number), waiting=True)
    if found.state in ("yes", "no"):
        return Item(*nudge, messages.replied_blocks(reader, found, nudge, number), waiting=False)
    return Item(*nudge, messages.over_blocks(reader, number), waiting=False)


async def _answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """What they said, while it is so."""
    row = await queries.by_id(uow, UUID(delivery.args["holder"]))
    if row is None or row.asker is None or not row.stands or row.state != delivery.args["said"]:
        return None
    return Call("chat.postMessage", messages.answer_message(_reader(row.asker), row, yes=row.state == "yes"))


async def _told(uow: UnitOfWork, delivery: Delivery, response: Any, now: datetime) -> None:  # noqa: ANN401 - Slack's
    await issue_holders.told(uow, UUID(delivery.args["holder"]))


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.ISSUE_ASK)(listeners.ask)
    app.view(Form.ISSUE_ASK)(listeners.asked)
    app.action(Press.ISSUE_UNASK)(listeners.unask)
    app.action(Press.ISSUE_STEP_OUT)(listeners.step_out)
    app.action(Press.ISSUE_STEP_IN)(listeners.step_in)
    app.action(Press.HOLD_YES)(listeners.yes)
    app.action(Press.HOLD_NO)(listeners.no)
    app.action(Press.HOLD_UNDO)(listeners.undo)


FEATURE = Feature(
    name="issue_holders",
    register=register,
    kinds=(DeliveryKind(issue_holders.ANSWER_KIND, _answer, _told),),
    nudges=(NudgeKind(issue_holders.RULES, _part),),
)
