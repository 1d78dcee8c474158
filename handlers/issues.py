"""Issues in Slack: my own and the set's, raising one, wording it, how it stands, settling it, removing it, Undo."""

from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.actions import commit_view_about
from handlers.feature import Desk, Feature, Line, Tick, View
from handlers.home import homes_soon
from handlers.ids import Field, Form, Press, handle, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import issue_forms as forms
from handlers.messages import issue_lists as lists
from handlers.messages import issues as messages
from handlers.messages.issues import Flash
from handlers.panel import chosen_row, values_of
from handlers.people import reader_of
from handlers.places import HomePart, MenuPart, SessionPart, SessionPlace
from handlers.reply import update_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import issue_changing, issue_lists, issues
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.issue_words import State
from sets.issues import Whole
from sets.session_menu import Looked
from storage.queries.issues import SeenIssue
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_OVERTAKEN = {Problem.STALE: Flash.OLD, Problem.ALREADY_DONE: Flash.ALREADY}
_STATES = {Press.ISSUE_MOVING: State.MOVING, Press.ISSUE_RESUME: State.MOVING, Press.ISSUE_PARK: State.PARKED}
_FLASHES = {
    Press.ISSUE_MOVING: Flash.MOVING,
    Press.ISSUE_RESUME: Flash.RESUMED,
    Press.ISSUE_PARK: Flash.PARKED,
    Form.ISSUE_WORDS: Flash.REWORDED,
    Form.ISSUE_SETTLE: Flash.SETTLED,
}


def reader_for(seen: SeenIssue) -> Reader:
    """How the person reads who stands so to an issue."""
    return Reader(seen.locale, seen.tz)


async def new_view(store: WorkspaceStore, slack_user_id: str, headline: str = "") -> View:
    """The form for a new issue, or why there is none. headline: words typed already."""
    person, sets = await issue_changing.blank(store, slack_user_id)
    if sets:
        return forms.new_form(reader_of(person), sets, headline)
    found = await issue_lists.mine(store, slack_user_id)
    return forms.no_set_view(reader_of(person), coach=bool(found.seats))


async def mine_view(store: WorkspaceStore, slack_user_id: str, page: int = 0) -> View:
    """My issues."""
    mine = await issue_lists.mine(store, slack_user_id, page)
    return lists.mine_view(reader_of(mine.person), mine)


def issue_view(whole: Whole, flash: Flash | None = None) -> View:
    """One issue."""
    return messages.issue_view(reader_for(whole.seen), whole, flash)


def show_latest(desk: Desk, body: dict[str, Any], store: WorkspaceStore, issue_id: UUID, flash: Flash) -> None:
    """The window as the issue stands now, read once Slack has its answer: in place, or in the one beneath a form."""
    view_id = (body.get("view") or {}).get("previous_view_id")

    async def look_and_show() -> None:
        view = issue_view(await issues.look(store, user_of(body), issue_id), flash)
        if view_id and body.get("type") == "view_submission":
            update_modal(desk, view_id, view)
        else:
            show(desk, body, view, in_place=in_modal(body))

    desk.background.start(look_and_show(), "issues.latest")


class Reading:
    """Lists, and one issue."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def mine(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        value = pressed_value(body)
        page = parse_handle(value).revision if value else 0
        view = await mine_view(await self._desk.store_of(body), user_of(body), page)
        await ack()
        show(self._desk, body, view, in_place=True)

    async def ours(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        set_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        found = await issue_lists.ours(store, user_of(body), set_id)
        await ack()
        show(self._desk, body, lists.ours_view(reader_of(found.person), found), in_place=True)

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        issue_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        whole = await issues.look(store, user_of(body), issue_id)
        await ack()
        # Slack stacks three windows: from an action of its own one goes on in its place.
        beside = in_modal(body) and body["view"].get("callback_id") in (Form.ACTION_VIEW, Form.ISSUE_VIEW)
        show(self._desk, body, issue_view(whole), in_place=beside)


class Changing:
    """What its holder presses and sends."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def new(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = await new_view(await self._desk.store_of(body), user_of(body))
        await ack()
        show(self._desk, body, view, in_place=True)

    async def raise_issue(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, values, now = await self._desk.store_of(body), values_of(body), self._desk.clock.now()
        # A form for one set names it itself; in a form with a choice nothing may be chosen yet.
        known = body["view"].get("private_metadata")
        set_id = parse_handle(known).row_id if known else chosen_row(values.get(Field.ISSUE_SET, {}))
        headline, key = forms.typed_headline(values), submission_key(body)
        try:
            issue_id = await issue_changing.raise_issue(store, user_of(body), set_id, headline, key, now)
        except Refused as refused:
            await _say_problem(ack, refused)
            return
        whole = await issues.brief(store, user_of(body), issue_id)
        await ack(response_action="update", view=issue_view(whole, Flash.RAISED))
        homes_soon(self._desk, store, whole.seen.row.set_id)

    async def words(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        whole = await self._brief(body)
        await ack()
        show(self._desk, body, forms.words_form(reader_for(whole.seen), whole))

    async def settle(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        whole = await self._brief(body)
        await ack()
        show(self._desk, body, forms.settle_form(reader_for(whole.seen), whole))

    async def new_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        whole, store = await self._brief(body), await self._desk.store_of(body)
        view = await commit_view_about(store, user_of(body), whole.seen.row.id, whole.seen.row.set_id)
        await ack()
        show(self._desk, body, view, in_place=True)

    async def _brief(self, body: dict[str, Any]) -> Whole:
        issue_id = parse_handle(pressed_value(body)).row_id
        return await issues.brief(await self._desk.store_of(body), user_of(body), issue_id)

    async def worded(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(body["view"]["private_metadata"])
        headline, key, now = forms.typed_headline(values_of(body)), submission_key(body), self._desk.clock.now()
        try:
            await issue_changing.reword(store, user_of(body), asked.row_id, asked.revision, headline, key, now)
        except Refused as refused:
            await _say_problem(ack, refused)
            return
        await self._saved(ack, body, store, asked.row_id)

    async def settled(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, asked = await self._desk.store_of(body), parse_handle(body["view"]["private_metadata"])
        looking, key, now = forms.typed_looking(values_of(body)), submission_key(body), self._desk.clock.now()
        try:
            seen = await issue_changing.settle(store, user_of(body), asked.row_id, looking, key, now)
        except Refused as refused:
            await _say_problem(ack, refused)
            return
        await self._saved(ack, body, store, asked.row_id)
        homes_soon(self._desk, store, seen.row.set_id)

    async def _saved(self, ack: AsyncAck, body: dict[str, Any], store: WorkspaceStore, issue_id: UUID) -> None:
        """The form goes, and the window beneath it shows how the issue stands; alone, the form becomes that window."""
        flash = _FLASHES[body["view"]["callback_id"]]
        if body["view"].get("previous_view_id"):
            await ack()
            show_latest(self._desk, body, store, issue_id, flash)
            return
        whole = await issues.look(store, user_of(body), issue_id)
        await ack(response_action="update", view=issue_view(whole, flash))

    async def move(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        press, store = body["actions"][0]["action_id"], await self._desk.store_of(body)
        asked, key, now = parse_handle(pressed_value(body)), press_key(body), self._desk.clock.now()
        state = _STATES[press]
        try:
            seen = await issue_changing.move(store, user_of(body), asked.row_id, asked.revision, state, key, now)
        except Refused as refused:
            await show_overtaken(self._desk, ack, body, store, refused)
            return
        await ack()
        show_latest(self._desk, body, store, asked.row_id, _FLASHES[press])
        homes_soon(self._desk, store, seen.row.set_id)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        event, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        try:
            seen = await issue_changing.undo(
                store, user_of(body), event.row_id, press_key(body), self._desk.clock.now()
            )
        except Refused as refused:
            await show_overtaken(self._desk, ack, body, store, refused)
            return
        await ack()
        if seen is not None:
            show_latest(self._desk, body, store, seen.row.id, Flash.UNDONE)
            homes_soon(self._desk, store, seen.row.set_id)

    async def remove(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now = press_key(body), self._desk.clock.now()
        try:
            seen, event = await issue_changing.remove(store, user_of(body), asked.row_id, asked.revision, key, now)
        except Refused as refused:
            await show_overtaken(self._desk, ack, body, store, refused)
            return
        await ack()
        if event is not None:
            undo = handle(event) if seen.belongs == "member" else None
            show(self._desk, body, messages.removed_view(reader_for(seen), seen, undo), in_place=True)
            homes_soon(self._desk, store, seen.row.set_id)


async def show_overtaken(
    desk: Desk, ack: AsyncAck, body: dict[str, Any], store: WorkspaceStore, refused: Refused
) -> None:
    """An old button in the window of an issue: show how it stands now. Anything else is for the error root."""
    if refused.problem not in _OVERTAKEN or not in_modal(body):
        raise refused
    issue_id = parse_handle(body["view"]["private_metadata"]).row_id
    await ack()
    show_latest(desk, body, store, issue_id, _OVERTAKEN[refused.problem])


async def _say_problem(ack: AsyncAck, refused: Refused) -> None:
    """What cannot be kept is said under its box; anything else is for the error root."""
    if refused.field is None:
        raise refused
    await ack(response_action="errors", errors=forms.form_errors(Reader(), refused.field, refused.problem))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    if not standing.in_a_set:
        return []
    return [lists.home_part(reader, standing, await issue_lists.counts(uow, standing))]


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[MenuPart]:
    return [lists.menu_part(reader)] if standing.is_member else []


def _session(looked: Looked, reader: Reader, now: datetime) -> list[SessionPart]:
    button = lists.ours_button(reader, looked.seat.set_id, looked.seat.set_name)
    return [SessionPart(SessionPlace.MORE, button)]


async def _typed(store: WorkspaceStore, line: Line) -> View:
    """/als issue: my issues; with words behind it, the form for a new one."""
    if line.rest:
        return await new_view(store, line.user, line.rest)
    return await mine_view(store, line.user)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    reading, changing = Reading(desk), Changing(desk)
    app.action(Press.ISSUES_MINE)(reading.mine)
    app.action(Press.ISSUES_OURS)(reading.ours)
    app.action(Press.ISSUE_OPEN)(reading.open)
    app.action(Press.ISSUE_NEW)(changing.new)
    app.action(Press.ISSUE_WORDS)(changing.words)
    app.action(Press.ISSUE_SETTLE)(changing.settle)
    app.action(Press.ISSUE_ACTION)(changing.new_action)
    app.action(Press.ISSUE_UNDO)(changing.undo)
    app.action(Press.ISSUE_REMOVE)(changing.remove)
    for press in _STATES:
        app.action(press)(changing.move)
    app.view(Form.ISSUE)(changing.raise_issue)
    app.view(Form.ISSUE_WORDS)(changing.worded)
    app.view(Form.ISSUE_SETTLE)(changing.settled)


FEATURE = Feature(
    name="issues",
    register=register,
    ticks=(Tick("issues.forget_removed", issue_changing.forget, issue_changing.next_forgetting),),
    home=_home,
    menu=_menu,
    session=_session,
    words={"issue": _typed},
)
