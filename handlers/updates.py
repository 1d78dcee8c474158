"""Updates in Slack: the form, reading and listing, answers, and what the channel and the daily message hear of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers import update_news
from handlers.feature import Desk, Feature, Line, Tick, View
from handlers.home import home_soon
from handlers.ids import Form, Press, parse_handle
from handlers.intake import submission_key
from handlers.messages import update_forms as forms
from handlers.messages import update_news as lines
from handlers.messages import updates as messages
from handlers.messages.updates import Flash
from handlers.people import reader_of, reader_of_user
from handlers.places import HomePart, MenuPart
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import catching_up, update_answers, update_changing, update_sharing, updates
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.update_sharing import Blank, FormRefused, Typed
from sets.update_words import Answering
from storage.queries.updates import SeenRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_ASKS = {Press.UPDATE_QUESTION: Answering.QUESTION, Press.UPDATE_REPLY: Answering.REPLY}
_FORMS = {Form.UPDATE_QUESTION: Answering.QUESTION, Form.UPDATE_REPLY: Answering.REPLY}


def _reader(seen: SeenRow) -> Reader:
    return Reader(seen.locale, seen.tz)


def _form(blank: Blank, typed: Typed | None = None, *, others: bool = False) -> View:
    """The form, or the choice of a set before it."""
    reader = reader_of(blank.person)
    if blank.brief is not None:
        return forms.share_form(reader, blank, blank.brief, typed, others=others)
    return forms.choose_set(reader, blank.sets) if blank.sets else forms.no_set(reader)


class Sharing:
    """Share, change, take back, put back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def new(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        value, store = pressed_value(body), await self._desk.store_of(body)
        set_id = parse_handle(value).row_id if value else None
        blank = await update_sharing.blank(store, user_of(body), set_id)
        await ack()
        show(self._desk, body, _form(blank), in_place=True)

    async def share(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        set_id, typed = parse_handle(view["private_metadata"]).row_id, forms.typed_of(view)
        try:
            shared = await update_sharing.share(store, user_of(body), set_id, typed, submission_key(body), now)
        except FormRefused as refused:
            await _say_problems(ack, refused)
            return
        except Refused as refused:
            if refused.problem is not Problem.CHANGED_MEANWHILE:
                raise
            blank = await update_sharing.blank(store, user_of(body), set_id)
            await ack(response_action="update", view=_form(blank, typed, others=True))
            return
        await ack(response_action="update", view=messages.shared_view(reader_of(shared.person), shared))
        home_soon(self._desk, store, shared.person.id)

    async def change(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        found = await update_changing.changing(store, user_of(body), asked.row_id, self._desk.clock.now())
        await ack()
        seen = found.opened.seen
        view = forms.change_form(_reader(seen), found, messages.who_sees(_reader(seen), seen))
        show(self._desk, body, view, in_place=True)

    async def changed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        asked, typed, key = parse_handle(view["private_metadata"]), forms.typed_of(view), submission_key(body)
        try:
            await update_changing.change(store, user_of(body), asked.row_id, asked.revision, typed, key, now)
        except FormRefused as refused:
            await _say_problems(ack, refused)
            return
        opened = await updates.look(store, user_of(body), asked.row_id, now)
        await ack(response_action="update", view=messages.read_view(_reader(opened.seen), opened, Flash.CHANGED))

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        seen = await update_changing.take_back(store, user_of(body), asked.row_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, messages.taken_back(_reader(seen), seen), in_place=True)
        home_soon(self._desk, store, seen.person_id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        now = self._desk.clock.now()
        await update_changing.put_back(store, user_of(body), asked.row_id, asked.revision, now)
        await ack()
        show_latest(self._desk, body, store, asked.row_id, Flash.PUT_BACK)


class Reading:
    """Read, list, and answer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def read(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Opening writes nothing; that somebody has read it is noted once Slack has its answer."""
        store, asked, now = await self._desk.store_of(body), parse_handle(pressed_value(body)), self._desk.clock.now()
        opened = await updates.look(store, user_of(body), asked.row_id, now)
        await ack()
        if opened.seen.update.taken_back_at is not None:
            show(self._desk, body, messages.taken_back(_reader(opened.seen), opened.seen), in_place=in_modal(body))
            return
        beside = in_modal(body) and body["view"].get("callback_id") != Form.UPDATE_LIST
        show(self._desk, body, messages.read_view(_reader(opened.seen), opened), in_place=beside)
        self._desk.background.start(updates.noted(store, opened.seen, now), "updates.noted")

    async def listing(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        now = self._desk.clock.now()
        listed = await updates.list_of(store, user_of(body), asked.row_id, asked.revision, now)
        await ack()
        show(self._desk, body, lines.list_view(Reader(listed.locale, listed.tz), listed), in_place=True)

    async def mine(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        value, store = pressed_value(body), await self._desk.store_of(body)
        page = parse_handle(value).revision if value else 0
        listed = await updates.list_mine(store, user_of(body), page, self._desk.clock.now())
        await ack()
        show(self._desk, body, lines.list_view(Reader(listed.locale, listed.tz), listed), in_place=True)

    async def missed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What they have not opened; which page says where to go on, and stands for nothing else."""
        value, store = pressed_value(body), await self._desk.store_of(body)
        after = parse_handle(value).row_id if value else None
        found = await catching_up.missed(store, user_of(body), after, self._desk.clock.now())
        await ack()
        show(self._desk, body, lines.missed_view(Reader(found.locale, found.tz), found), in_place=True)

    async def thanks(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        await update_answers.thank(store, user_of(body), asked.row_id, self._desk.clock.now())
        await ack()
        show_latest(self._desk, body, store, asked.row_id, Flash.THANKED)

    async def ask(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        kind = _ASKS[body["actions"][0]["action_id"]]
        seen = await update_answers.may_answer(store, user_of(body), asked.row_id, self._desk.clock.now())
        await ack()
        show(self._desk, body, forms.answer_form(_reader(seen), seen, kind), in_place=True)

    async def answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        asked, kind, typed = (
            parse_handle(view["private_metadata"]),
            _FORMS[view["callback_id"]],
            forms.answer_typed(view),
        )
        key = submission_key(body)
        try:
            sent = await update_answers.answer(store, user_of(body), asked.row_id, kind, typed, key, now)
        except Refused as refused:
            if refused.problem not in (Problem.EMPTY, Problem.TOO_LONG, Problem.TOO_MANY):
                raise
            seen = await update_answers.may_answer(store, user_of(body), asked.row_id, now)
            errors = forms.answer_errors(_reader(seen), refused.problem)
            await ack(response_action="errors", errors=errors)
            return
        await ack(response_action="update", view=messages.answered(_reader(sent.seen), sent))

    async def take_back(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(pressed_value(body))
        update_id = await update_answers.take_back(store, user_of(body), asked.row_id, self._desk.clock.now())
        await ack()
        show_latest(self._desk, body, store, update_id, Flash.ANSWER_GONE)


def show_latest(desk: Desk, body: dict[str, Any], store: WorkspaceStore, update_id: UUID, flash: Flash) -> None:
    """The update as it stands now, read once Slack has its answer; without it for who may not read it any more."""

    async def look_and_show() -> None:
        try:
            opened = await updates.look(store, user_of(body), update_id, desk.clock.now())
            view = messages.read_view(_reader(opened.seen), opened, flash)
        except Refused:
            view = messages.answer_gone(await reader_of_user(store, user_of(body)))
        show(desk, body, view, in_place=True)

    desk.background.start(look_and_show(), "updates.latest")


async def share_view(store: WorkspaceStore, slack_user_id: str) -> View:
    """The form for a new update, or the choice of a set before it."""
    return _form(await update_sharing.blank(store, slack_user_id, None))


async def _say_problems(ack: AsyncAck, refused: FormRefused) -> None:
    errors = forms.form_errors(Reader(refused.locale, refused.tz), refused.problems)
    await ack(response_action="errors", errors=errors)


async def _typed(store: WorkspaceStore, line: Line) -> View:
    """/als update. What is typed behind it is left alone: words of an update belong in the form."""
    return await share_view(store, line.user)


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    if not standing.sets:
        return []
    return [lines.home_part(reader, standing, await updates.counts(uow, standing, now))]


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[MenuPart]:
    if standing.is_member:
        return [lines.menu_part(reader, may_share=True)]
    if await updates.has_own(uow, standing.person_id):
        return [lines.menu_part(reader, may_share=False)]
    return []


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    sharing, reading = Sharing(desk), Reading(desk)
    app.action(Press.UPDATE_NEW)(sharing.new)
    app.action(Press.UPDATE_CHANGE)(sharing.change)
    app.action(Press.UPDATE_TAKE_BACK)(sharing.take_back)
    app.action(Press.UPDATE_UNDO)(sharing.undo)
    app.view(Form.UPDATE)(sharing.share)
    app.view(Form.UPDATE_CHANGE)(sharing.changed)
    app.action(Press.UPDATE_READ)(reading.read)
    app.action(Press.UPDATE_LIST)(reading.listing)
    app.action(Press.UPDATE_MINE)(reading.mine)
    app.action(Press.UPDATE_MISSED)(reading.missed)
    app.action(Press.UPDATE_THANKS)(reading.thanks)
    app.action(Press.UPDATE_QUESTION)(reading.ask)
    app.action(Press.UPDATE_REPLY)(reading.ask)
    app.action(Press.UPDATE_ANSWER_TAKE_BACK)(reading.take_back)
    app.view(Form.UPDATE_QUESTION)(reading.answer)
    app.view(Form.UPDATE_REPLY)(reading.answer)


FEATURE = Feature(
    name="updates",
    register=register,
    ticks=(
        Tick("updates.over", updates.tick, updates.next_wake),
        Tick("updates.back", catching_up.tick, catching_up.next_wake),
    ),
    kinds=update_news.KINDS,
    home=_home,
    menu=_menu,
    words={"update": _typed},
    nudges=update_news.NUDGES,
)
