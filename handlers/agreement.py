"""The ground rules in Slack: the channel's message, reading them, agreeing, ideas, and a new version."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.feature import Call, DeliveryKind, Desk, Feature, Tick
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import agreement as messages
from handlers.people import reader_of
from handlers.places import HomePart, Place
from handlers.reply import edit_pressed, user_of, whisper
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import agreement
from sets.agreement import IDEA_LIMIT, RULES_LIMIT, RulesRow
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.people import person_by_id
from storage.confidential import Confidential
from storage.outbox import Delivery
from storage.queries import agreement as queries
from storage.unit_of_work import UnitOfWork


class Listeners:
    """What people press under the rules, and what they send."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        read = await self._read(body)
        await ack()
        show(self._desk, body, messages.window(reader_of(read.person), read))

    async def _read(self, body: dict[str, Any]) -> agreement.Read:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        async with store.read() as uow:
            return await agreement.read(uow, user_of(body), wanted.row_id)

    async def _agree(self, body: dict[str, Any], *, yes: bool) -> agreement.Read:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now = press_key(body), self._desk.clock.now()
        return await agreement.agree(store, user_of(body), wanted.row_id, yes=yes, key=key, now=now)

    async def agree(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        read = await self._agree(body, yes=True)
        await ack()
        reader, outdated = reader_of(read.person), read.row.version != read.row.newest
        said = messages.newer(reader) if outdated else messages.agreed(reader, read.row)
        if in_modal(body) and outdated:
            show(self._desk, body, messages.newer_window(reader, read.row), in_place=True)
            return
        if in_modal(body):
            show(self._desk, body, messages.thanks(reader, read.row), in_place=True)
            return
        edit_pressed(self._desk, body, messages.in_channel(_of_channel(read.row), read.row))
        whisper(self._desk, _channel(body), user_of(body), said)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        read = await self._agree(body, yes=False)
        await ack()
        reader = reader_of(read.person)
        if in_modal(body):
            show(self._desk, body, messages.undone_window(reader), in_place=True)
        else:
            whisper(self._desk, _channel(body), user_of(body), messages.undone(reader))

    async def suggest(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        read = await self._read(body)
        if not read.member:
            raise Refused(Problem.NOT_YOUR_SET)
        await ack()
        show(self._desk, body, messages.suggest_form(reader_of(read.person), read.row))

    async def save_idea(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(body["view"]["private_metadata"]), await self._desk.store_of(body)
        words, now = _typed(body, Field.RULE_IDEA), self._desk.clock.now()
        try:
            key = submission_key(body)
            read, idea_id = await agreement.suggest(store, user_of(body), wanted.row_id, words, key, now)
        except Refused as refused:
            await _under(ack, body, refused, Field.RULE_IDEA, IDEA_LIMIT)
            return
        await ack(response_action="update", view=messages.suggested(reader_of(read.person), idea_id))

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        person = await agreement.take_back_idea(
            store, user_of(body), wanted.row_id, press_key(body), self._desk.clock.now()
        )
        await ack()
        show(self._desk, body, messages.taken_back(reader_of(person)), in_place=True)

    async def write(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        read = await self._read(body)
        if not read.member:
            raise Refused(Problem.NOT_YOUR_SET)
        await ack()
        show(self._desk, body, messages.write_form(reader_of(read.person), read))

    async def save_version(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        wanted, store = parse_handle(body["view"]["private_metadata"]), await self._desk.store_of(body)
        words, now = _typed(body, Field.RULES), self._desk.clock.now()
        try:
            read = await agreement.write(
                store, user_of(body), wanted.row_id, wanted.revision, words, submission_key(body), now
            )
        except Refused as refused:
            await _under(ack, body, refused, Field.RULES, RULES_LIMIT)
            return
        await ack(response_action="update", view=messages.written(reader_of(read.person), read.row))


async def _under(ack: AsyncAck, body: dict[str, Any], refused: Refused, field: str, limit: int) -> None:
    """Say what is wrong with a text under its box; anything else is for the error root."""
    if refused.problem not in (Problem.EMPTY, Problem.TOO_LONG):
        raise refused
    reader = Reader(locale=str((body.get("user") or {}).get("locale") or "en-GB"))
    empty = refused.problem is Problem.EMPTY
    await ack(response_action="errors", errors=messages.form_error(reader, field, empty=empty, limit=limit))


def _typed(body: dict[str, Any], field: str) -> Confidential:
    found = body["view"]["state"]["values"].get(field) or {}
    return Confidential(str(found.get(Field.VALUE, {}).get("value") or ""))


def _channel(body: dict[str, Any]) -> str:
    return str((body.get("container") or {}).get("channel_id") or "")


def _of_channel(row: RulesRow) -> Reader:
    """A channel has no language of its own: that of who set it up."""
    return Reader.of_channel(row.locale, row.zone)


async def _prepare_rules(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    row = await queries.rules(uow, UUID(str(delivery.args["agreement"])))
    if row is None or row.channel_id is None or row.set_state == "closed" or row.version != row.newest:
        return None
    return Call("chat.postMessage", {"channel": row.channel_id, **messages.in_channel(_of_channel(row), row)})


async def _prepare_late(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    row = await queries.rules(uow, UUID(str(delivery.args["agreement"])))
    person = await person_by_id(uow, delivery.recipient_id) if delivery.recipient_id else None
    if row is None or person is None or row.set_state == "closed" or row.version != row.newest:
        return None
    found = await queries.read_by(uow, person.slack_user_id, agreement_id=row.id)
    if found is None or found[1].standing != "member" or found[1].mine == "agreed":
        return None
    return Call("chat.postMessage", messages.ask_late(reader_of(person), row))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    return [HomePart(Place.SETS, sets=tuple(messages.about_set(reader, each.id, each.name) for each in standing.sets))]


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.RULES_READ)(listeners.open)
    app.action(Press.RULES_AGREE)(listeners.agree)
    app.action(Press.RULES_UNDO)(listeners.undo)
    app.action(Press.RULES_SUGGEST)(listeners.suggest)
    app.action(Press.RULES_TAKE_BACK)(listeners.take_back)
    app.action(Press.RULES_WRITE)(listeners.write)
    app.view(Form.RULES_SUGGEST)(listeners.save_idea)
    app.view(Form.RULES_WRITE)(listeners.save_version)


FEATURE = Feature(
    name="agreement",
    register=register,
    kinds=(
        DeliveryKind(agreement.POSTED, _prepare_rules),
        DeliveryKind(agreement.ASK_LATE, _prepare_late),
    ),
    ticks=(Tick("agreement.begin", agreement.begin_due, agreement.next_begin),),
    home=_home,
)
