"""Ask my set, in Slack: the form and its check, the channel's message, a question, and reading what came."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.action_parts import reader_for
from handlers.feature import Call, DeliveryKind, Desk, Feature, NotYet, NudgeKind, Numbers, Tick
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import submission_key
from handlers.messages import questions as messages
from handlers.messages.bundles import Item, Part, numbered
from handlers.messages.errors import problem
from handlers.messages.parts import buttons, section
from handlers.people import reader_of
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import question_calls, questions
from sets.errors import Refused
from storage.confidential import Confidential
from storage.outbox import Delivery
from storage.queries.nudges import NudgeRow
from storage.queries.questions import CallRow, call
from storage.unit_of_work import UnitOfWork

# The channel's message is being sent at this moment: its edit waits for that.
_SOON_S = 10


def _asker(row: CallRow) -> Reader:
    return Reader(row.asker_locale, row.asker_tz)


def _typed(view: dict[str, Any], block_id: str) -> Confidential:
    element = ((view.get("state") or {}).get("values") or {}).get(block_id, {}).get(Field.VALUE)
    return Confidential(str((element or {}).get("value") or ""))


class Listeners:
    """What the asker and their set press and send."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def begin(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        row = await question_calls.blank(store, user_of(body), action_id)
        await ack()
        view = messages.call_form(reader_for(row.holder), row.id, row.set_name, row.contacts)
        show(self._desk, body, view, in_place=True)

    async def preview(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        action_id, about = parse_handle(view["private_metadata"]).row_id, _typed(view, Field.CALL_ABOUT)
        try:
            drafted = await question_calls.draft(store, user_of(body), action_id, view["id"], about, now)
        except Refused as refused:
            await _say(ack, refused, Field.CALL_ABOUT)
            return
        await ack(response_action="push", view=messages.check_view(_asker(drafted.row), drafted))

    async def post(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        draft, store = parse_handle(body["view"]["private_metadata"]), await self._desk.store_of(body)
        key, now = submission_key(body), self._desk.clock.now()
        await question_calls.post(store, user_of(body), draft.row_id, draft.revision, key, now)
        await ack(response_action="clear")

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        call_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        row = await question_calls.take_back(store, user_of(body), call_id, self._desk.clock.now())
        await ack()
        edit_pressed(self._desk, body, messages.undone_message(_asker(row), row))

    async def read(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        call_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        found, person = await questions.read(store, user_of(body), call_id)
        await ack()
        own = found.row.asker_id == person.id
        show(self._desk, body, messages.ask_view(reader_of(person), found, own=own))

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        call_id, words = parse_handle(view["private_metadata"]).row_id, _typed(view, Field.OPEN_QUESTION)
        try:
            row, person, question_id = await questions.ask(
                store, user_of(body), call_id, words, submission_key(body), now
            )
        except Refused as refused:
            await _say(ack, refused, Field.OPEN_QUESTION)
            return
        await ack(response_action="update", view=messages.sent_view(reader_of(person), row, question_id))

    async def take_question_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        question_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        row, person, in_time = await questions.take_question_back(store, user_of(body), question_id)
        await ack()
        view = messages.question_undone_view(reader_of(person), row, in_time=in_time)
        show(self._desk, body, view, in_place=True)

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What came, for the asker's eyes. That they have it on screen is noted once Slack has its answer."""
        call_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        row, found = await questions.received(store, user_of(body), call_id)
        await ack()
        show(self._desk, body, messages.received_view(_asker(row), found))
        marking = questions.mark_read(store, user_of(body), call_id, self._desk.clock.now())
        self._desk.background.start(marking, "questions.mark_read")


async def _say(ack: AsyncAck, refused: Refused, field: str) -> None:
    """What is wrong with the words, at their box; anything else is for the error root."""
    if refused.field is None:
        raise refused
    await ack(response_action="errors", errors={field: problem(Reader(), refused.problem)})


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    """The notes that questions have come."""
    items = []
    for row in rows:
        found, number = await call(uow, row.subject_id), numbers.get(row.id, 0)
        count = await questions.unread(uow, found) if found else 0
        said = section(numbered(reader, number, messages.note_words(reader, count)))
        button = buttons(messages.note_button(reader, row.subject_id, number))
        items.append(Item(row.id, row.revision, [said, button], waiting=row.state != "answered"))
    return Part(items, messages.note_notice(reader))


async def _called(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    """The channel's message, unless it was taken back on the way. A channel has no language: it is the asker's."""
    row = await call(uow, UUID(delivery.args["call"]))
    if row is None or row.state != "open":
        return None
    return Call("chat.postMessage", messages.channel_message(Reader.of_channel(row.asker_locale, row.zone), row))


async def _edited(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    row = await call(uow, UUID(delivery.args["call"]))
    if row is None or row.delivery_state not in ("open", "sent"):
        return None
    if row.slack_ts is None or row.slack_channel is None:
        raise NotYet(_SOON_S)
    message = messages.channel_message(Reader.of_channel(row.asker_locale, row.zone), row)
    return Call("chat.update", {"channel": row.slack_channel, "ts": row.slack_ts, **message})


async def _posted(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    row = await call(uow, UUID(delivery.args["call"]))
    if row is None or row.state != "open":
        return None
    return Call("chat.postMessage", messages.posted_message(_asker(row), row))


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.STUCK_SET)(listeners.begin)
    app.view(Form.QUESTION_CALL)(listeners.preview)
    app.view(Form.QUESTION_CALL_CHECK)(listeners.post)
    app.action(Press.QUESTION_CALL_UNDO)(listeners.take_back)
    app.action(Press.QUESTION_CALL_READ)(listeners.read)
    app.view(Form.OPEN_QUESTION)(listeners.ask)
    app.action(Press.QUESTION_UNDO)(listeners.take_question_back)
    app.action(Press.QUESTIONS_OPEN)(listeners.open)


FEATURE = Feature(
    name="questions",
    register=register,
    ticks=(Tick("questions.close", question_calls.close_due, question_calls.next_closing),),
    kinds=(
        DeliveryKind(question_calls.POST_KIND, _called),
        DeliveryKind(question_calls.EDIT_KIND, _edited),
        DeliveryKind(question_calls.POSTED_KIND, _posted),
    ),
    nudges=(NudgeKind(questions.RULES, _part),),
)
