"""Check-ins in Slack: the bundle that goes out, and every press on it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.action_parts import change_view, reader_for
from handlers.bundles import redraw
from handlers.feature import Desk, Feature, NudgeKind, Numbers
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import submission_key
from handlers.messages import checkin_windows as windows
from handlers.messages.bundles import Part
from handlers.messages.checkins import bundle_message, check_ins, on_home, what_happened
from handlers.messages.errors import problem
from handlers.messages.line_boxes import line_of
from handlers.people import reader_of
from handlers.places import HomePart, Place
from handlers.reply import edit_pressed, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import answering, my_actions, notes, quiet, stuck
from sets.answering import Answer, Happened, Pressed
from sets.asking import Standing, bundle_of
from sets.bundles import Rules
from sets.errors import Problem, Refused
from sets.home import Standing as PersonStanding
from storage.queries.nudges import CHECK_IN, NudgeRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

ANSWERS = {
    Press.CHECKIN_DONE: Answer.DONE,
    Press.CHECKIN_STILL: Answer.STILL_ON_IT,
    Press.CHECKIN_KEEP: Answer.STILL_ON_IT,
    Press.CHECKIN_STUCK: Answer.STUCK,
    Press.CHECKIN_TOMORROW: Answer.TOMORROW,
    Press.CHECKIN_NEXT_WEEK: Answer.NEXT_WEEK,
    Press.CHECKIN_BEFORE_SESSION: Answer.BEFORE_SESSION,
    Press.CHECKIN_STOP: Answer.STOP,
}


class Listeners:
    """What people press on a check-in and send from its windows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        said, now = ANSWERS[body["actions"][0]["action_id"]], self._desk.clock.now()
        done = await answering.answer(store, user_of(body), pressed.row_id, pressed.revision, said, now)
        await ack()
        self._edit(body, store, done)
        self._home(store, done)
        if said is Answer.STUCK and done.happened is Happened.SAVED and (item := done.bundle.item(done.nudge_id)):
            self._desk.background.start(self._stuck(body, store, item.action_id), "checkins.stuck")

    async def _stuck(self, body: dict[str, Any], store: WorkspaceStore, action_id: UUID) -> None:
        """What could help, read once Slack has its answer."""
        routes = await stuck.routes(store, user_of(body), action_id)
        show(self._desk, body, windows.stuck_view(reader_for(routes.holder), routes))

    async def not_now(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        now = self._desk.clock.now()
        done = await answering.choose_when(store, user_of(body), pressed.row_id, pressed.revision, now)
        await ack()
        self._edit(body, store, done)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        now = self._desk.clock.now()
        done = await answering.undo_answer(store, user_of(body), pressed.row_id, pressed.revision, now)
        await ack()
        self._edit(body, store, done)
        self._home(store, done)

    async def change(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Change, or Make smaller: the form of the action; a question answered before is shown as it stands."""
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        seen = await answering.look(store, user_of(body), pressed.row_id, self._desk.clock.now())
        item = seen.bundle.item(pressed.row_id)
        if item is None or item.standing not in (Standing.ASKED, Standing.CHOOSING):
            await ack()
            self._edit(body, store, seen)
            return
        form = await my_actions.to_change(store, user_of(body), item.action_id)
        await ack()
        show(self._desk, body, change_view(reader_for(form.holder), form))

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        now = self._desk.clock.now()
        seen = await answering.look(store, user_of(body), pressed.row_id, now)
        item = seen.bundle.item(pressed.row_id)
        if item is None:
            raise Refused(Problem.GONE)
        whole = await my_actions.whole(store, user_of(body), item.action_id, now)
        await ack()
        show(self._desk, body, windows.answer_view(reader_for(whole.holder), whole))

    async def line(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Keep a line, from the action's own window."""
        action_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        whole = await my_actions.whole(store, user_of(body), action_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, windows.answer_view(reader_for(whole.holder), whole), in_place=True)

    async def note(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A line kept about an action, from either form."""
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        action_id, line = parse_handle(view["private_metadata"]).row_id, line_of(view)
        try:
            kept = await notes.keep(store, user_of(body), action_id, line, submission_key(body), now)
        except Refused as refused:
            if refused.problem is not Problem.TOO_LONG:
                raise
            box = Field.NOTE_COMPARED if refused.field == "compared" else Field.NOTE
            await ack(response_action="errors", errors={box: problem(Reader(), Problem.TOO_LONG)})
            return
        await ack(response_action="update", view=windows.saved_view(reader_for(kept.holder), kept))

    async def not_until(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        pressed, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        person = await quiet.who(store, user_of(body))
        reader = reader_of(person)
        await ack()
        tomorrow = reader.local_date(self._desk.clock.now()) + timedelta(days=1)
        show(self._desk, body, windows.not_until_form(reader, pressed.row_id, tomorrow))

    async def save_not_until(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now, user = await self._desk.store_of(body), self._desk.clock.now(), user_of(body)
        try:
            day = date.fromisoformat(str(_element(body["view"], Field.NOT_UNTIL).get("selected_date") or ""))
            person = await quiet.not_until(store, user, day, submission_key(body), now)
        except ValueError:
            await ack(response_action="errors", errors={Field.NOT_UNTIL: problem(Reader(), Problem.DATE_UNREADABLE)})
        except Refused as refused:
            if refused.field is None:
                raise
            await ack(response_action="errors", errors={Field.NOT_UNTIL: problem(Reader(), refused.problem)})
        else:
            view = windows.not_until_saved(reader_of(person), day, person.id)
            await ack(response_action="update", view=view)

    async def lift(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, person_id = await self._desk.store_of(body), parse_handle(pressed_value(body)).row_id
        person = await quiet.lift(store, user_of(body), person_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, windows.lifted_view(reader_of(person)), in_place=True)

    def _home(self, store: WorkspaceStore, done: Pressed) -> None:
        if done.changed:
            home_soon(self._desk, store, done.holder_id)

    def _edit(self, body: dict[str, Any], store: WorkspaceStore, done: Pressed) -> None:
        """Other features' things in the same message are read again; check-ins alone were read already."""
        reader = reader_for(done.bundle.holder)
        if done.bundle.mixed:
            said = what_happened(reader, done.bundle, done.happened, done.nudge_id)
            redraw(self._desk, store, body, done.nudge_id, said[1] if said else "")
        else:
            edit_pressed(self._desk, body, bundle_message(reader, done.bundle, done.happened, done.nudge_id))


def _element(view: dict[str, Any], block_id: str) -> dict[str, Any]:
    found = ((view.get("state") or {}).get("values") or {}).get(block_id, {}).get(Field.VALUE)
    return found if isinstance(found, dict) else {}


async def _home(uow: UnitOfWork, standing: PersonStanding, reader: Reader, now: datetime) -> list[HomePart]:
    """How many questions wait in this person's messages."""
    return [HomePart(Place.NEXT, (on_home(reader, standing.check_ins),))] if standing.check_ins else []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    for press in ANSWERS:
        app.action(press)(listeners.answer)
    app.action(Press.CHECKIN_NOT_NOW)(listeners.not_now)
    app.action(Press.CHECKIN_UNDO)(listeners.undo)
    app.action(Press.CHECKIN_CHANGE)(listeners.change)
    app.action(Press.CHECKIN_SMALLER)(listeners.change)
    app.action(Press.CHECKIN_OPEN)(listeners.open)
    app.action(Press.ACTION_LINE)(listeners.line)
    app.action(Press.CHECKIN_NOT_UNTIL)(listeners.not_until)
    app.action(Press.CHECKIN_LIFT)(listeners.lift)
    app.view(Form.CHECKIN_NOTE)(listeners.note)
    app.view(Form.REPLY_FORM)(listeners.note)
    app.view(Form.CHECKIN_NOT_UNTIL)(listeners.save_not_until)


async def _part(
    uow: UnitOfWork, reader: Reader, rows: Sequence[NudgeRow], numbers: Numbers, now: datetime
) -> Part | None:
    """The check-ins of a daily message."""
    message = rows[0].delivery_id
    bundle = await bundle_of(uow, message, now, only={row.id for row in rows}) if message else None
    return check_ins(reader, bundle, numbers) if bundle else None


async def _why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """Sets/bundles.py reads how an action stands along with its nudge, and knows it already."""
    return {}


CHECK_INS = NudgeKind(Rules(CHECK_IN, _why_not), _part)
FEATURE = Feature(name="checkins", register=register, home=_home, nudges=(CHECK_INS,))
