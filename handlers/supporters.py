"""Supporters in Slack: the request and its answer, the action's window for them, a word, and the end of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.bundles import redraw
from handlers.feature import Call, DeliveryKind, Desk, Feature, NudgeKind, Numbers
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import backing as messages
from handlers.messages.bundles import Item, Part
from handlers.messages.errors import problem
from handlers.places import HomePart
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import backing, supporters
from sets.errors import Refused
from sets.home import Standing
from sets.supporters import Replied
from storage.confidential import Confidential
from storage.outbox import Delivery
from storage.queries import supporters as queries
from storage.queries.actions import by_id
from storage.queries.nudges import NudgeRow
from storage.queries.recipients import recipient
from storage.queries.supporters import Party
from storage.unit_of_work import UnitOfWork


def _reader(party: Party) -> Reader:
    return Reader(party.locale, party.tz)


class Listeners:
    """What is pressed on a request, and in the windows of an action that somebody backs up."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def yes(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._reply(ack, body, yes=True)

    async def no(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._reply(ack, body, yes=False)

    async def _reply(self, ack: AsyncAck, body: dict[str, Any], *, yes: bool) -> None:
        pressed, store, now = parse_handle(pressed_value(body)), await self._desk.store_of(body), self._desk.clock.now()
        said = await supporters.reply(store, user_of(body), pressed.row_id, pressed.revision, now, yes=yes)
        await ack()
        redraw(self._desk, store, body, pressed.row_id)
        if said.changed:
            home_soon(self._desk, store, said.row.supporter.id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store, now = parse_handle(pressed_value(body)), await self._desk.store_of(body), self._desk.clock.now()
        said = await supporters.unreply(store, user_of(body), pressed.row_id, pressed.revision, now)
        await ack()
        redraw(self._desk, store, body, pressed.row_id, _undone(said))
        if said.changed:
            home_soon(self._desk, store, said.row.supporter.id)

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        supporter_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        found = await backing.look(store, user_of(body), supporter_id)
        await ack()
        show(self._desk, body, messages.backed_view(_reader(found.row.supporter), found))

    async def word(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        supporter_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        row = await backing.form(store, user_of(body), supporter_id)
        await ack()
        show(self._desk, body, messages.word_form(_reader(row.supporter), row))

    async def leave_word(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        supporter_id, key = parse_handle(view["private_metadata"]).row_id, submission_key(body)
        try:
            row = await backing.leave_word(store, user_of(body), supporter_id, _typed(view), key, now)
        except Refused as refused:
            if refused.field is None:
                raise
            await ack(response_action="errors", errors={Field.SUPPORT_WORD: problem(Reader(), refused.problem)})
            return
        await ack(response_action="update", view=messages.word_sent_view(_reader(row.supporter), row))

    async def end(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        supporter_id, store, now = (
            parse_handle(pressed_value(body)).row_id,
            await self._desk.store_of(body),
            self._desk.clock.now(),
        )
        ended = await supporters.end(store, user_of(body), supporter_id, press_key(body), now)
        await ack()
        if ended is not None:
            by_holder = ended.by == ended.row.holder
            view = messages.ended_view(_reader(ended.by), ended.other.name, by_holder=by_holder)
            show(self._desk, body, view, in_place=True)


def _undone(said: Replied) -> str:
    reader = _reader(said.row.supporter)
    if said.too_late:
        return messages.too_late(reader, said.row)
    return reader.t("Undone. You can choose again.") if said.changed else ""


def _typed(view: Mapping[str, Any]) -> Confidential:
    values = (view.get("state") or {}).get("values") or {}
    return Confidential(str(((values.get(Field.SUPPORT_WORD) or {}).get(Field.VALUE) or {}).get("value") or ""))


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    """Requests, and news of words."""
    items = [item for row in rows if (item := await _item(uow, reader, row, numbers.get(row.id, 0)))]
    asks = any(row.slot == supporters.ASK for row in rows)
    return Part(items, messages.request_notice(reader) if asks else messages.word_notice(reader), press_only=False)


async def _item(uow: UnitOfWork, reader: Reader, row: NudgeRow, number: int) -> Item | None:
    nudge = (row.id, row.revision)
    if row.slot == supporters.WORD:
        words = await queries.words_of(uow, row.subject_id, 1)
        blocks = messages.word_blocks(reader, words[0].name, words[0].action_id, number) if words else []
        return Item(*nudge, blocks, waiting=False) if blocks else None
    found = await queries.by_id(uow, row.subject_id)
    if found is None or not found.holds:
        return Item(*nudge, messages.over_blocks(reader, number), waiting=False)
    if found.state == "asked":
        return Item(*nudge, messages.request_blocks(reader, found, nudge, number), waiting=True)
    return Item(*nudge, messages.replied_blocks(reader, found, nudge, number), waiting=False)


async def _answer(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """What the supporter said, while it is so."""
    row = await queries.by_id(uow, UUID(delivery.args["supporter"]))
    if row is None or not row.holds or row.state != delivery.args["said"]:
        return None
    return Call("chat.postMessage", messages.answer_message(_reader(row.holder), row, yes=row.state == "yes"))


async def _told(uow: UnitOfWork, delivery: Delivery, response: Mapping[str, Any], now: datetime) -> None:
    await supporters.told(uow, UUID(delivery.args["supporter"]))


async def _ended(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """A supporter has stepped back; nothing once the action is off the list."""
    row = await by_id(uow, UUID(delivery.args["action"]))
    person = await recipient(uow, delivery.recipient_id) if delivery.recipient_id else None
    if row is None or person is None or row.standing != "open" or row.belongs != "member":
        return None
    message = messages.stepped_back_message(Reader(person.locale, person.tz), delivery.args["name"], row.id)
    return Call("chat.postMessage", message)


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    """Whom this person backs up."""
    rows = await backing.on_home(uow, standing.person_id) if standing.is_member else []
    return [messages.home_part(reader, rows)] if rows else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SUPPORT_YES)(listeners.yes)
    app.action(Press.SUPPORT_NO)(listeners.no)
    app.action(Press.SUPPORT_UNDO)(listeners.undo)
    app.action(Press.SUPPORT_OPEN)(listeners.open)
    app.action(Press.SUPPORT_WORD)(listeners.word)
    app.action(Press.SUPPORT_END)(listeners.end)
    app.view(Form.SUPPORT_WORD)(listeners.leave_word)


FEATURE = Feature(
    name="supporters",
    register=register,
    kinds=(
        DeliveryKind(supporters.ANSWER_KIND, _answer, _told),
        DeliveryKind(supporters.ENDED_KIND, _ended),
    ),
    home=_home,
    nudges=(NudgeKind(supporters.RULES, _part),),
)
