"""Away dates in Slack: from Home, the menu, the settings and /als away."""

from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature, Line, View
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import away as messages
from handlers.messages.errors import problem
from handlers.people import reader_of, reader_of_user
from handlers.places import HomePart, MenuPart
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import away
from sets.errors import Refused
from sets.home import Standing
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_FIELDS = {"first": Field.AWAY_FIRST, "last": Field.AWAY_LAST}


async def away_view(store: WorkspaceStore, slack_user_id: str, now: datetime) -> View:
    """The window, with what is kept already."""
    kept = await away.listed(store, slack_user_id, now)
    return messages.away_form(reader_of(kept.person), kept.stretches) if kept else messages.away_form(Reader())


class Listeners:
    """Choosing days away, and taking them back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = await away_view(await self._desk.store_of(body), user_of(body), self._desk.clock.now())
        await ack()
        show(self._desk, body, view, in_place=not _in_settings(body))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, user, now = await self._desk.store_of(body), user_of(body), self._desk.clock.now()
        chosen = {name: _day(body["view"], block) for name, block in _FIELDS.items()}
        try:
            person, stretch = await away.save(store, user, chosen["first"], chosen["last"], submission_key(body), now)
        except Refused as refused:
            if refused.field is None:
                raise
            said = problem(await reader_of_user(store, user), refused.problem)
            await ack(response_action="errors", errors={_FIELDS[refused.field]: said})
            return
        planned = await away.falls_in(store, person.id, stretch) if stretch else []
        await ack(response_action="update", view=messages.saved_view(reader_of(person), stretch, planned))

    async def remove(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        kept = await self._remove(ack, body)
        show(self._desk, body, messages.away_form(reader_of(kept.person), kept.stretches, removed=True), in_place=True)

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        kept = await self._remove(ack, body)
        show(self._desk, body, messages.undone_view(reader_of(kept.person)), in_place=True)

    async def _remove(self, ack: AsyncAck, body: dict[str, Any]) -> away.Kept:
        stretch, store = parse_handle(pressed_value(body)), await self._desk.store_of(body)
        kept = await away.remove(store, user_of(body), stretch.row_id, press_key(body), self._desk.clock.now())
        await ack()
        home_soon(self._desk, store, kept.person.id)
        return kept


def _in_settings(body: dict[str, Any]) -> bool:
    """What was chosen in the settings and not saved yet stays there, under the new window."""
    return bool((body.get("view") or {}).get("callback_id") == Form.SETTINGS)


def _day(view: dict[str, Any], block_id: str) -> date | None:
    """What a date picker holds; None: nothing, or what is no date (a forged form)."""
    values = (view.get("state") or {}).get("values") or {}
    try:
        return date.fromisoformat(str((values.get(block_id) or {}).get(Field.VALUE, {}).get("selected_date") or ""))
    except ValueError:
        return None


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[HomePart]:
    """For those whom the bot reminds of anything."""
    if not standing.in_a_set:
        return []
    return [messages.home_part(reader, await away.coming_up(uow, standing.person_id, standing.tz, now))]


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[MenuPart]:
    return [messages.menu_part(reader)] if standing.in_a_set else []


async def _typed(store: WorkspaceStore, line: Line) -> View:
    """/als away."""
    return await away_view(store, line.user, line.now)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.AWAY)(listeners.open)
    app.action(Press.AWAY_REMOVE)(listeners.remove)
    app.action(Press.AWAY_UNDO)(listeners.undo)
    app.view(Form.AWAY)(listeners.save)


FEATURE = Feature(name="away", register=register, home=_home, menu=_menu, words={"away": _typed})
