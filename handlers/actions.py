"""Actions in Slack: commit, check the date, my actions, change, stop, undo."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck

from handlers.action_parts import SAVED, change_view, reader_for, typed_of
from handlers.feature import Desk, Feature, Line, Tick, View
from handlers.home import home_soon
from handlers.ids import Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import actions as messages
from handlers.messages import committing as after
from handlers.messages import my_actions as windows
from handlers.messages.my_actions import Flash
from handlers.messages.our_actions import our_actions_button, ours_view
from handlers.places import HomePart, MenuPart, SessionPart, SessionPlace
from handlers.reply import edit_pressed, update_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import changing, committing, my_actions, our_actions
from sets.action_forms import FormRefused, Typed
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.session_menu import Looked
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_OVERTAKEN = frozenset({Problem.STALE, Problem.ALREADY_DONE})


async def commit_view(store: WorkspaceStore, slack_user_id: str, label: str = "", *, copied: bool = True) -> View:
    """The form for a new action, or why there is none.

    label   words typed already, behind /als action or in a message of one's own
    copied  False: it comes from somebody else's message, whose words are left where they are
    """
    found = await my_actions.blank(store, slack_user_id)
    reader = reader_for(found.person)
    if found.sets:
        note = "" if copied else messages.not_yours(reader)
        return messages.commit_form(reader, found.sets, Typed(label, ""), found.choices, note=note)
    seats = await my_actions.coached(store, slack_user_id)
    return messages.coach_view(reader, seats) if seats else messages.no_set_view(reader)


async def commit_view_about(store: WorkspaceStore, slack_user_id: str, issue_id: UUID, set_id: UUID) -> View:
    """The form for a new action about an issue, which somebody may change: for its set alone, with it chosen."""
    found = await my_actions.blank(store, slack_user_id)
    sets = [brief for brief in found.sets if brief.id == set_id]
    if not sets:
        raise Refused(Problem.GONE)
    choices = replace(
        found.choices,
        people=[one for one in found.choices.people if one.set_id == set_id],
        issues=[one for one in found.choices.issues if one.set_id == set_id],
    )
    return messages.commit_form(reader_for(found.person), sets, Typed("", "", issue_id=issue_id), choices)


async def list_view(store: WorkspaceStore, slack_user_id: str, page: int = 0) -> View:
    """My actions."""
    listed = await my_actions.list_of(store, slack_user_id, page)
    return windows.list_view(reader_for(listed.person), listed)


class Listeners:
    """What people press and send. Each reads the payload, calls one use case, answers Slack, then shows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def new(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = await commit_view(await self._desk.store_of(body), user_of(body))
        await ack()
        show(self._desk, body, view, in_place=True)

    async def listing(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        value = pressed_value(body)
        page = parse_handle(value).revision if value else 0
        view = await list_view(await self._desk.store_of(body), user_of(body), page)
        await ack()
        show(self._desk, body, view, in_place=True)

    async def ours(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        set_id, store = parse_handle(pressed_value(body)).row_id, await self._desk.store_of(body)
        found = await our_actions.ours(store, user_of(body), set_id)
        await ack()
        show(self._desk, body, ours_view(reader_for(found.person), found))

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id = parse_handle(pressed_value(body)).row_id
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        whole = await my_actions.whole(store, user_of(body), action_id, now)
        await ack()
        # Slack stacks three windows: from an issue one goes on in its place.
        beside = in_modal(body) and body["view"].get("callback_id") == Form.ISSUE_VIEW
        show(self._desk, body, windows.action_view(reader_for(whole.holder), whole), in_place=beside)

    async def change(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action_id = parse_handle(pressed_value(body)).row_id
        form = await my_actions.to_change(await self._desk.store_of(body), user_of(body), action_id)
        await ack()
        show(self._desk, body, change_view(reader_for(form.holder), form))

    async def commit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, now = body["view"], self._desk.clock.now()
        typed, store = typed_of(view), await self._desk.store_of(body)
        try:
            made = await committing.draft(store, user_of(body), view["id"], typed, now)
        except FormRefused as refused:
            await _say_problems(ack, refused)
            return
        reader = reader_for(made.person)
        check = after.date_check(reader, typed.due, made.due, made.ask_days, made.action_id, made.revision)
        await ack(response_action="push", view=check)

    async def confirm(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        draft, store = parse_handle(body["view"]["private_metadata"]), await self._desk.store_of(body)
        key, now = submission_key(body), self._desk.clock.now()
        try:
            await committing.confirm(store, user_of(body), draft.row_id, draft.revision, key, now)
        except Refused as refused:
            if refused.problem not in _OVERTAKEN | {Problem.GONE}:
                raise
            await ack(response_action="update", view=after.draft_gone(Reader(), refused.problem))
            return
        await ack(response_action="clear")

    async def changed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store = body["view"], await self._desk.store_of(body)
        action, typed = parse_handle(view["private_metadata"]), typed_of(view)
        key, now, user = submission_key(body), self._desk.clock.now(), user_of(body)
        try:
            await changing.change(store, user, action.row_id, action.revision, typed, key, now)
        except FormRefused as refused:
            await _say_problems(ack, refused)
            return
        latest = await _latest(store, user, action.row_id, now, Flash.CHANGED)
        if view.get("previous_view_id"):
            await ack()
            update_modal(self._desk, view["previous_view_id"], latest)
        else:
            await ack(response_action="update", view=latest)

    async def stop(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        action, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now, user = press_key(body), self._desk.clock.now(), user_of(body)
        try:
            done = await changing.stop(store, user, action.row_id, action.revision, key, now)
        except Refused as refused:
            await self._overtaken(ack, body, store, refused)
            return
        await ack()
        if done:
            home_soon(self._desk, store, done.holder_id)
        if in_modal(body):
            self._show_latest(body, store, action.row_id, Flash.STOPPED)
        elif done:
            edit_pressed(self._desk, body, after.stopped_message(reader_for(done.holder), done.event_id))

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        event, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        key, now, user = press_key(body), self._desk.clock.now(), user_of(body)
        try:
            undone = await changing.take_back(store, user, event.row_id, key, now)
        except Refused as refused:
            await self._overtaken(ack, body, store, refused)
            return
        await ack()
        if undone is None:
            return
        home_soon(self._desk, store, undone.holder_id)
        if in_modal(body):
            self._show_latest(body, store, undone.action_id, Flash.UNDONE)
        else:
            edit_pressed(self._desk, body, after.undone_message(reader_for(undone.holder)))

    def _show_latest(self, body: dict[str, Any], store: WorkspaceStore, action_id: UUID, flash: Flash) -> None:
        """The window as the action stands now, read once Slack has its answer."""

        async def look_and_show() -> None:
            now = self._desk.clock.now()
            show(self._desk, body, await _latest(store, user_of(body), action_id, now, flash), in_place=True)

        self._desk.background.start(look_and_show(), "actions.latest")

    async def _overtaken(self, ack: AsyncAck, body: dict[str, Any], store: WorkspaceStore, refused: Refused) -> None:
        """An old button in the window of an action: show how it stands now. Anything else is for the error root."""
        if refused.problem not in _OVERTAKEN or not in_modal(body):
            raise refused
        action = parse_handle(body["view"]["private_metadata"])
        flash = Flash.OLD if refused.problem is Problem.STALE else Flash.ALREADY
        await ack()
        self._show_latest(body, store, action.row_id, flash)


async def _latest(store: WorkspaceStore, slack_user_id: str, action_id: UUID, now: datetime, flash: Flash) -> View:
    """The action as it stands now, under a line that says what just happened."""
    whole = await my_actions.whole(store, slack_user_id, action_id, now)
    return windows.action_view(reader_for(whole.holder), whole, flash)


async def _say_problems(ack: AsyncAck, refused: FormRefused) -> None:
    await ack(response_action="errors", errors=messages.form_errors(reader_for(refused.writer), refused.problems))


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    """This person's open actions, soonest first."""
    shown, more = await my_actions.on_home(uow, standing)
    return [windows.home_part(reader, standing, shown, more=more)]


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[MenuPart]:
    return [windows.menu_part(reader)] if standing.is_member else []


def _session(looked: Looked, reader: Reader, now: datetime) -> list[SessionPart]:
    """Our actions, for a coach: members find it in My actions, which a coach has none of."""
    if looked.is_member:
        return []
    button = our_actions_button(reader, looked.seat.set_id, looked.seat.set_name)
    return [SessionPart(SessionPlace.MORE, button)]


async def _typed(store: WorkspaceStore, line: Line) -> View:
    """/als action, with or without the action's words."""
    return await commit_view(store, line.user, line.rest)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.ACTION_NEW)(listeners.new)
    app.action(Press.ACTION_LIST)(listeners.listing)
    app.action(Press.OUR_ACTIONS)(listeners.ours)
    app.action(Press.ACTION_OPEN)(listeners.open)
    app.action(Press.ACTION_CHANGE)(listeners.change)
    app.action(Press.ACTION_STOP)(listeners.stop)
    app.action(Press.ACTION_UNDO)(listeners.undo)
    app.view(Form.ACTION)(listeners.commit)
    app.view(Form.ACTION_DATE)(listeners.confirm)
    app.view(Form.ACTION_CHANGE)(listeners.changed)


FEATURE = Feature(
    name="actions",
    register=register,
    ticks=(Tick("actions.forget_drafts", committing.forget_drafts, committing.next_forgetting),),
    kinds=(SAVED,),
    home=_home,
    menu=_menu,
    session=_session,
    words={"action": _typed},
)
