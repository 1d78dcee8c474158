"""A session while it runs, in Slack: opening it, the panel, the board, and the small signs people give."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.board import KINDS, TICK
from handlers.feature import Desk, Feature, View
from handlers.ids import Field, Form, Press, handle, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import board as board_messages
from handlers.messages import sessions as messages
from handlers.messages.panel import begun_view, clock_words, panel_view
from handlers.messages.parts import Button
from handlers.messages.scripts import PROMPTS
from handlers.panel import channel_of, chosen_word, not_leading, session_of, show_again, ticked, values_of
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import user_of, whisper
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import opening, panel, running, signs
from sets.errors import Refused
from sets.panel import Panel
from sets.running import Happened
from sets.session_menu import Looked, State
from sets.sessions import behold
from storage.unit_of_work import UnitOfWork, WorkspaceStore

Move = Callable[[WorkspaceStore, str, UUID, int, datetime], Awaitable[Happened]]


async def open_view(uow: UnitOfWork, looked: Looked, reader: Reader, now: datetime) -> View:
    """The menu while the session is open, for whoever typed /als-session or pressed [Session]."""
    found = await behold(uow, looked.person.slack_user_id, looked.session.id)
    return panel_view(reader, await panel.read(uow, found, now))


def _buttons(looked: Looked, reader: Reader, now: datetime) -> Sequence[SessionPart]:
    """Before it opens, on its day: [Open the session] for who has the turn, or for all when nobody has it."""
    if looked.state is not State.TODAY:
        return ()
    value = handle(looked.session.id)
    facilitator = looked.session.facilitator_id
    if facilitator in (None, looked.person.id) or not looked.is_member:
        button = Button(reader.t("Open the session"), Press.SESSION_START, value, style="primary")
        return (SessionPart(SessionPlace.BEGIN, button),)
    heard = reader.t("Take over as facilitator")
    return (SessionPart(SessionPlace.MORE, Button(reader.t("Take over"), Press.LEADING_TAKE_OVER, value, heard)),)


class Listeners:
    """What people press and send while a session runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def start(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        try:
            asked = await opening.asked(store, user_of(body), session_id, self._desk.clock.now())
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        show(self._desk, body, messages.start_form(reader_of(asked.found.person), asked), in_place=True)

    async def begin(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id, values = await self._desk.store_of(body), session_of(body), values_of(body)
        try:
            found = await opening.begin(
                store,
                user_of(body),
                session_id,
                ticked(values),
                together=chosen_word(values.get(Field.SESSION_LEAD, {})) == messages.LEAD_TOGETHER,
                phones=chosen_word(values.get(Field.SESSION_PHONES, {})) == messages.ALL_PHONES,
                key=submission_key(body),
                now=self._desk.clock.now(),
            )
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        reader = reader_of(found.person)
        said = reader.t("The session is open. The board is in your channel.")
        await ack(response_action="update", view=begun_view(reader, found.session.set_id, said))
        show_again(self._desk, body, store, session_id, _opened)

    async def _move(self, ack: AsyncAck, body: dict[str, Any], move: Move) -> None:
        """A press that moves the session on, in the panel or on the board."""
        store, pressed = await self._desk.store_of(body), parse_handle(pressed_value(body))
        try:
            happened = await move(store, user_of(body), pressed.row_id, pressed.revision, self._desk.clock.now())
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, pressed.row_id, refused)
            return
        await ack()
        if in_modal(body):
            show_again(self._desk, body, store, pressed.row_id, _SAID[happened])
        else:
            self._desk.background.start(self._tell(body, store, pressed.row_id, move, happened), "sessions.moved")

    async def _tell(
        self, body: dict[str, Any], store: WorkspaceStore, session_id: UUID, move: Move, happened: Happened
    ) -> None:
        """Pressed on the board: who pressed hears what came of it, alone."""
        seen = await panel.look(store, user_of(body), session_id, self._desk.clock.now())
        reader = reader_of(seen.found.person)
        if happened is not Happened.MOVED:
            told = board_messages.noted(_SAID[happened](reader, seen))
        elif move is running.forward:
            told = board_messages.moved(reader, seen.stage, seen.issues, handle(session_id, seen.revision))
        else:
            told = board_messages.noted(clock_words(reader, seen))
        whisper(self._desk, channel_of(body), user_of(body), told)

    async def forward(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._move(ack, body, running.forward)

    async def back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._move(ack, body, running.back)

    async def more(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._move(ack, body, running.more)

    async def pause(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._move(ack, body, running.pause)

    async def switch(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self._move(ack, body, running.switch)

    async def question(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await self._desk.store_of(body), session_of(body)
        key, now = press_key(body), self._desk.clock.now()
        try:
            offered = await signs.question(store, user_of(body), session_id, key=key, now=now)
        except Refused as refused:
            await not_leading(self._desk, ack, body, store, session_id, refused)
            return
        await ack()
        number = offered.question.number if offered.question else None
        show_again(
            self._desk, body, store, session_id, _no_more if number is None else _SAID[Happened.MOVED], question=number
        )

    async def prompt(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        chosen = parse_handle(chosen_word(body["actions"][0]) or pressed_value(body))
        store = await self._desk.store_of(body)
        seen = await panel.look(store, user_of(body), chosen.row_id, self._desk.clock.now())
        await ack()
        card = chosen.revision if seen.leads and chosen.revision < PROMPTS else None
        show(self._desk, body, panel_view(reader_of(seen.found.person), seen, card=card), in_place=True)


def _opened(reader: Reader, _: Panel) -> str:
    return reader.t("The session is open. The board is in your channel.")


def _no_more(reader: Reader, _: Panel) -> str:
    return reader.t("You have seen all my questions for this stage. Yours will be as good.")


def _moved(_reader: Reader, _: Panel) -> str:
    return ""


def _overtaken(reader: Reader, _: Panel) -> str:
    return reader.t("Somebody was faster, so I changed nothing. This is how it stands now.")


def _last(reader: Reader, _: Panel) -> str:
    return reader.t("There is no stage after this one.")


def _own_issue(reader: Reader, _: Panel) -> str:
    return reader.t("That issue is your own. Hand over first: nobody facilitates their own issue.")


_SAID = {
    Happened.MOVED: _moved,
    Happened.OVERTAKEN: _overtaken,
    Happened.LAST: _last,
    Happened.OWN_ISSUE: _own_issue,
}


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.SESSION_START)(listeners.start)
    app.view(Form.SESSION_START)(listeners.begin)
    app.action(Press.SESSION_NEXT)(listeners.forward)
    app.action(Press.SESSION_BACK)(listeners.back)
    app.action(Press.SESSION_MORE)(listeners.more)
    app.action(Press.SESSION_PAUSE)(listeners.pause)
    app.action(Press.SESSION_SWITCH)(listeners.switch)
    app.action(Press.SESSION_QUESTION)(listeners.question)
    app.action(Press.SESSION_PROMPT)(listeners.prompt)


FEATURE = Feature(name="sessions", register=register, kinds=KINDS, ticks=(TICK,), session=_buttons)
