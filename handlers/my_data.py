"""My data in Slack: /als data, from Home and the menu; everything that is kept about a person, for their own eyes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature, Line, View
from handlers.home import home_soon
from handlers.ids import Field, Form, Handle, Press, parse_handle
from handlers.intake import press_key, submission_key
from handlers.messages import my_data as messages
from handlers.messages.data_parts import removed
from handlers.messages.errors import problem
from handlers.messages.my_facts import facts_view
from handlers.messages.my_words import correct_form
from handlers.people import reader_of, reader_of_user
from handlers.places import HomePart, MenuPart
from handlers.reply import update_modal, user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import correcting, erasing, my_data
from sets.errors import Refused
from sets.home import Standing
from sets.my_data import About, Kind
from storage.confidential import Confidential
from storage.unit_of_work import UnitOfWork, WorkspaceStore

MOST_PAGES = 10_000


class Listeners:
    """Looking, putting right, and erasing one thing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """From Home or the menu, and back to it from a page: in place, as what it leads to opens over it."""
        view = await overview(await self._desk.store_of(body), user_of(body))
        await ack()
        show(self._desk, body, view, in_place=True)

    async def page(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """A page of one's own, whatever the value says."""
        store, user = await self._desk.store_of(body), user_of(body)
        view = await page_view(store, user, *place_of(pressed_value(body)))
        await ack()
        show(self._desk, body, view, in_place=True)

    async def erase(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """One thing goes for good; its page as it is then, once Slack has its answer."""
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        pressed, user = parse_handle(pressed_value(body)), user_of(body)
        kind, reader = _kind(pressed), await reader_of_user(store, user)
        instead = Confidential(removed(reader))
        person = await erasing.erase_one(store, user, kind, pressed.row_id, instead, press_key(body), now)
        await ack()
        home_soon(self._desk, store, person.id)

        async def look_and_show() -> None:
            view = await page_view(store, user, kind, 0, reader.t("Erased. I no longer hold it."))
            show(self._desk, body, view, in_place=True)

        self._desk.background.start(look_and_show(), "my_data.latest")

    async def correct(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, user, pressed = await self._desk.store_of(body), user_of(body), parse_handle(pressed_value(body))
        found = await correcting.look(store, user, _kind(pressed), pressed.row_id)
        await ack()
        show(self._desk, body, correct_form(reader_of(found.person), found))

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, user, now = await self._desk.store_of(body), user_of(body), self._desk.clock.now()
        view, wanted = body["view"], parse_handle(body["view"]["private_metadata"])
        kind, key, words = _kind(wanted), submission_key(body), Confidential(_typed_words(view))
        try:
            person = await correcting.correct(store, user, kind, wanted.row_id, words, key, now)
        except Refused as refused:
            if refused.field is None:
                raise
            said = problem(await reader_of_user(store, user), refused.problem)
            await ack(response_action="errors", errors={Field.DATA_WORDS: said})
            return
        said = reader_of(person).t("Saved. These are your words now.")
        latest = await page_view(store, user, kind, 0, said)
        if view.get("previous_view_id"):
            await ack()
            update_modal(self._desk, view["previous_view_id"], latest)
        else:
            await ack(response_action="update", view=latest)


def _kind(named: Handle) -> Kind:
    """Which kind of words a button or a window names; whether there is such a row of theirs is asked anew."""
    return Kind(named.revision) if named.revision in list(Kind) else Kind.ACTION


def _typed_words(view: dict[str, Any]) -> str:
    values = (view.get("state") or {}).get("values") or {}
    return str((values.get(Field.DATA_WORDS) or {}).get(Field.VALUE, {}).get("value") or "")


def place_of(value: str) -> tuple[Kind | About, int]:
    """Which page a button leads to; the first one when it says nothing that we know."""
    group, _, page = value.partition(".")
    number = int(group) if group.isdecimal() and len(group) < 5 else 0
    wanted = int(page) if page.isdecimal() and len(page) < 6 else 0
    for known in (Kind, About):
        if number in [one.value for one in known]:
            return known(number), min(wanted, MOST_PAGES)
    return Kind.ACTION, 0


async def overview(store: WorkspaceStore, slack_user_id: str, said: str = "") -> dict[str, Any]:
    """Where it begins. Raises Refused(NOT_YOUR_SET) for someone the bot has never met, as all of these."""
    found = await my_data.overview(store, slack_user_id)
    return messages.overview_view(reader_of(found.person), found, said)


async def page_view(
    store: WorkspaceStore, slack_user_id: str, group: Kind | About, page: int, said: str = ""
) -> dict[str, Any]:
    """One page of words or of facts. said: what a press just did."""
    if isinstance(group, About):
        facts = await my_data.facts_of(store, slack_user_id, group)
        return facts_view(reader_of(facts.person), facts)
    found = await my_data.page_of(store, slack_user_id, group, page)
    return messages.page_view(reader_of(found.person), found, said)


async def _home(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[HomePart]:
    """For everybody the bot has met: who has left keeps what is theirs."""
    return [messages.home_part(reader)]


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> Sequence[MenuPart]:
    return [messages.menu_part(reader)]


async def _typed(store: WorkspaceStore, line: Line) -> View:
    """/als data."""
    return await overview(store, line.user)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.action(Press.DATA)(listeners.open)
    app.action(Press.DATA_PAGE)(listeners.page)
    app.action(Press.DATA_ERASE)(listeners.erase)
    app.action(Press.DATA_CORRECT)(listeners.correct)
    app.view(Form.DATA_CORRECT)(listeners.save)


FEATURE = Feature(name="my_data", register=register, home=_home, menu=_menu, words={"data": _typed})
