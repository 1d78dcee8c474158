"""A person's own journal in Slack: read, write, erase; and starting paused questions again."""

from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature, Line
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import journal as messages
from handlers.messages import update_forms
from handlers.messages.errors import problem
from handlers.messages.reflections import typed_of
from handlers.people import reader_of
from handlers.places import HomePart, MenuPart
from handlers.reply import update_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import in_modal, pressed_value, show
from handlers.words import Reader
from sets import journal, reflections
from sets.errors import Problem, Refused
from sets.home import Standing
from sets.journal import ToShare
from sets.update_sharing import Typed
from sets.update_words import Lasts
from storage.confidential import Confidential
from storage.unit_of_work import UnitOfWork, WorkspaceStore


class Listeners:
    """What its owner presses and writes."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = await _view(await self._desk.store_of(body), user_of(body))
        await ack()
        show(self._desk, body, view)

    async def turn(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Newer, older: a page of one's own, whatever the value says."""
        month, page = messages.month_of(pressed_value(body))
        view = await _view(await self._desk.store_of(body), user_of(body), page, month)
        await ack()
        show(self._desk, body, view, in_place=True)

    async def month(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A month was chosen: its first page."""
        chosen = str((body["actions"][0].get("selected_option") or {}).get("value") or "")
        month, page = messages.month_of(f"{chosen}:0")
        view = await _view(await self._desk.store_of(body), user_of(body), page, month)
        await ack()
        show(self._desk, body, view, in_place=True)

    async def share(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A copy, in the form of an update: nothing is shared before its owner has seen it and pressed Share it."""
        store, entry = await self._desk.store_of(body), parse_handle(pressed_value(body))
        found = await journal.to_share(store, user_of(body), entry.row_id)
        await ack()
        show(self._desk, body, _share_view(found))

    async def share_with(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """One of several sets was chosen; which line it is about stands in the window."""
        store, chosen = await self._desk.store_of(body), parse_handle(pressed_value(body))
        entry = parse_handle((body.get("view") or {}).get("private_metadata"))
        found = await journal.to_share(store, user_of(body), entry.row_id, chosen.row_id)
        await ack()
        show(self._desk, body, _share_view(found), in_place=True)

    async def write(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        person, contacts = await journal.contacts_of(await self._desk.store_of(body), user_of(body))
        await ack()
        apart = in_modal(body) and body["view"]["callback_id"] != Form.JOURNAL
        show(self._desk, body, messages.entry_form(reader_of(person), contacts, apart=apart))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view, store, now = body["view"], await self._desk.store_of(body), self._desk.clock.now()
        words = Confidential(typed_of(view)[0])
        try:
            person = await journal.write(store, user_of(body), words, submission_key(body), now)
        except Refused as refused:
            if refused.problem not in (Problem.EMPTY, Problem.TOO_LONG):
                raise
            await ack(response_action="errors", errors={Field.REFLECTION_ANSWER: problem(Reader(), refused.problem)})
            return
        said = reader_of(person).t("Saved. I show it only to you.")
        latest = await _view(store, user_of(body), said=said)
        if view["callback_id"] == Form.JOURNAL_ENTRY and view.get("previous_view_id"):
            await ack()
            update_modal(self._desk, view["previous_view_id"], latest)
        else:
            await ack(response_action="update", view=latest)

    async def erase(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        entry = parse_handle(pressed_value(body))
        person = await journal.erase(store, user_of(body), entry.row_id, press_key(body), now)
        await ack()
        self._show(body, store, reader_of(person).t("Erased. I no longer hold it."))

    async def resume(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        person = await reflections.resume(store, user_of(body), press_key(body), now)
        await ack()
        self._show(body, store, reader_of(person).t("Started again. I will ask you the next one."))

    def _show(self, body: dict[str, Any], store: WorkspaceStore, said: str) -> None:
        """The journal as it is now, read once Slack has its answer."""

        async def look_and_show() -> None:
            show(self._desk, body, await _view(store, user_of(body), said=said), in_place=in_modal(body))

        self._desk.background.start(look_and_show(), "journal.latest")


def _share_view(found: ToShare) -> dict[str, Any]:
    blank, reader = found.blank, reader_of(found.blank.person)
    if blank.brief is None:
        return messages.share_with(reader, found.entry_id, blank.sets)
    typed = Typed(found.words.reveal(), lasts=Lasts.DAYS)
    return update_forms.share_form(reader, blank, blank.brief, typed, copied=True)


async def _view(
    store: WorkspaceStore, slack_user_id: str, page: int = 0, month: date | None = None, said: str = ""
) -> dict[str, Any]:
    found = await journal.page_of(store, slack_user_id, page, month)
    return messages.journal_view(reader_of(found.person), found, said)


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    return [messages.home_part(reader)] if standing.is_member else []


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[MenuPart]:
    return [messages.menu_part(reader)] if standing.is_member else []


async def _typed(store: WorkspaceStore, line: Line) -> dict[str, Any]:
    """/als journal"""
    return await _view(store, line.user)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.JOURNAL_OPEN)(listeners.open)
    app.action(Press.JOURNAL_PAGE)(listeners.turn)
    app.action(Press.JOURNAL_MONTH)(listeners.month)
    app.action(Press.JOURNAL_SHARE)(listeners.share)
    app.action(Press.JOURNAL_SHARE_WITH)(listeners.share_with)
    app.action(Press.JOURNAL_WRITE)(listeners.write)
    app.action(Press.JOURNAL_ERASE)(listeners.erase)
    app.action(Press.REFLECT_RESUME)(listeners.resume)
    app.view(Form.JOURNAL_ENTRY)(listeners.save)
    app.view(Form.JOURNAL_APART)(listeners.save)


FEATURE = Feature(name="journal", register=register, home=_home, menu=_menu, words={"journal": _typed})
