"""The question between sessions in Slack: asked in the daily message, answered in a window, opened in the channel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.bundles import redraw
from handlers.feature import Call, DeliveryKind, Desk, Feature, NudgeKind, Numbers, Tick
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import reflections as messages
from handlers.messages.bundles import Part
from handlers.messages.errors import problem
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import reflection_rounds, reflections
from sets.errors import Problem, Refused
from storage.confidential import Confidential
from storage.outbox import Delivery
from storage.queries import reflection_rounds as rounds
from storage.queries import reflections as queries
from storage.queries.checkins import place_of
from storage.queries.nudges import NudgeRow
from storage.queries.people import by_id as person_by_id
from storage.queries.reflection_rounds import RoundRow
from storage.queries.reflections import ReaderRow
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork

_SAID_IN_THE_FORM = {
    Problem.EMPTY: Field.REFLECTION_ANSWER,
    Problem.TOO_LONG: Field.REFLECTION_ANSWER,
    Problem.NO_AUDIENCE: Field.REFLECTION_AUDIENCE,
}


def _reader(row: ReaderRow) -> Reader:
    return Reader(row.locale, row.tz)


class Listeners:
    """What somebody presses on a question, and sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        mine = await reflections.look(store, user_of(body), asked.row_id)
        await ack()
        show(self._desk, body, messages.form(_reader(mine.reader), mine), in_place=in_modal(body))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        asked, (words, audience) = parse_handle(view["private_metadata"]), messages.typed_of(view)
        typed, key = Confidential(words), submission_key(body)
        try:
            mine = await reflections.answer(store, user_of(body), asked.row_id, typed, audience, key, now)
        except Refused as refused:
            field = _SAID_IN_THE_FORM.get(refused.problem)
            if field is None:
                raise
            seen = await reflections.look(store, user_of(body), asked.row_id)
            await ack(response_action="errors", errors={field: problem(_reader(seen.reader), refused.problem)})
            return
        await ack(response_action="update", view=messages.saved(_reader(mine.reader), mine))

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """From the daily message it is brought up to date by the outbox; in a window it is shown here."""
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        asked = parse_handle(pressed_value(body))
        mine = await reflections.take_back(store, user_of(body), asked.row_id, press_key(body), now)
        await ack()
        if in_modal(body):
            show(self._desk, body, messages.taken_back(_reader(mine.reader), mine), in_place=True)

    async def skip(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._mark(ack, body, reflections.skip)

    async def pause(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._mark(ack, body, reflections.pause)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._mark(ack, body, reflections.undo)

    async def _mark(self, ack: AsyncAck, body: dict[str, Any], change: Any) -> None:  # noqa: ANN401 - one of three
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        pressed = parse_handle(pressed_value(body))
        row = await change(store, user_of(body), pressed.row_id, pressed.revision, now)
        await ack()
        said = Reader(row.locale, row.tz).t("Undone. You can choose again.") if change is reflections.undo else ""
        redraw(self._desk, store, body, row.id, said)

    async def read(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        mine, answers = await reflections.read(store, user_of(body), asked.row_id)
        await ack()
        show(self._desk, body, messages.read_view(_reader(mine.reader), mine, answers), in_place=in_modal(body))


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    asked = await queries.asked_of(uow, [row.subject_id for row in rows], rows[0].person_id)
    return messages.part(reader, rows, asked, numbers)


async def _channel(uow: UnitOfWork, delivery: Delivery) -> tuple[Reader, RoundRow] | None:
    """The round of a delivery, and the language of whoever set the channel up; None when either is no more."""
    row = await rounds.round_by_id(uow, UUID(delivery.args["round"]))
    found = await learning_set(uow, row.set_id) if row else None
    coordinator = await person_by_id(uow, found.created_by) if found else None
    if row is None or found is None or coordinator is None:
        return None
    return Reader.of_channel(coordinator.locale, found.zone), row


async def _asked(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _channel(uow, delivery)
    if found is None or found[1].state != "open" or found[1].deadline is None:
        return None
    reader, row = found
    return Call("chat.postMessage", messages.asked_in_channel(reader, row.id, found[1].deadline))


async def _shown(uow: UnitOfWork, delivery: Delivery, now: datetime) -> Call | None:
    found = await _channel(uow, delivery)
    place = await place_of(uow, found[1].post_id) if found and found[1].post_id else None
    if found is None or place is None:
        return None
    reader, row = found
    said = messages.shown_in_channel(reader, row.id, anything=await queries.anything_shared(uow, row.id))
    return Call("chat.update", {"channel": place[0], "ts": place[1], **said})


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.REFLECT_ANSWER)(listeners.answer)
    app.action(Press.REFLECT_TAKE_BACK)(listeners.take_back)
    app.action(Press.REFLECT_SKIP)(listeners.skip)
    app.action(Press.REFLECT_PAUSE)(listeners.pause)
    app.action(Press.REFLECT_UNDO)(listeners.undo)
    app.action(Press.REFLECT_READ)(listeners.read)
    app.view(Form.REFLECTION)(listeners.save)


FEATURE = Feature(
    name="reflections",
    register=register,
    ticks=(Tick("reflections.rounds", reflection_rounds.tick, reflection_rounds.next_wake),),
    kinds=(DeliveryKind(reflection_rounds.ASKED, _asked), DeliveryKind(reflection_rounds.SHOWN, _shown)),
    nudges=(NudgeKind(reflections.RULES, _part),),
)
