"""People in Slack: keeping what the directory says in step, and their settings."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError

from handlers.feature import Desk, Feature, Line, View
from handlers.home import home_soon
from handlers.ids import Field, Form, Press, parse_handle
from handlers.intake import event_key, press_key, submission_key
from handlers.messages import people as messages
from handlers.messages.errors import problem
from handlers.places import MenuPart
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import home, joining, nudges, setup
from sets.errors import Problem
from sets.home import Standing
from sets.hours import local_date
from sets.people import (
    DATE_LANGUAGES,
    DEFAULTS,
    Person,
    Settings,
    change_settings,
    known,
    meet,
    refresh,
    settings_of,
    undo_settings,
    with_dates_in,
)
from sets.quiet import FURTHEST
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore


def reader_of(person: Person) -> Reader:
    """How this person reads: their language and zone."""
    return Reader(locale=person.locale, tz=person.tz)


async def reader_of_user(store: WorkspaceStore, slack_user_id: str) -> Reader:
    """How the person with this Slack id reads; in plain English for someone the bot has not met."""
    async with store.read() as uow:
        person = await known(uow, slack_user_id)
    return reader_of(person) if person else Reader()


async def meet_and_learn(desk: Desk, store: WorkspaceStore, slack_user_id: str) -> Person:
    """Someone who just did something. After the ack the directory is asked about a person met for the first time."""
    async with store.read() as uow:
        found = await known(uow, slack_user_id)
    if found is not None and found.display_name:
        return found
    async with store.write() as uow:
        met = await meet(uow, slack_user_id)
    desk.background.start(learn(desk, store, slack_user_id), "people.learn")
    return met


async def learn(desk: Desk, store: WorkspaceStore, slack_user_id: str) -> None:
    """Ask Slack's directory about someone. Never inside a transaction, never before an ack."""
    try:
        answer = await desk.client.users_info(user=slack_user_id, include_locale=True)
    except SlackApiError as problem:
        if problem.response.get("error") in ("user_not_found", "user_not_visible"):
            return
        raise
    async with store.write() as uow:
        await take_over(uow, answer["user"], desk.clock.now())


async def take_over(uow: UnitOfWork, user: Mapping[str, Any], now: datetime) -> None:
    """What the directory says, and what follows from it: quietly, for an account that was closed."""
    found = await refresh(uow, user)
    if found is None:
        return
    if found.closed:
        await joining.leave_everything(uow, found.person_id, now)
    if found.closed or found.kind in ("bot", "stranger"):
        await setup.cannot_be_asked(uow, found.person_id, "user_disabled" if found.closed else found.kind)


class Listeners:
    """The directory's news, and the settings form."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def user_changed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Someone's name, zone or account changed; a closed account leaves its sets quietly."""
        store, user, now = await self._desk.store_of(body), body["event"]["user"], self._desk.clock.now()
        async with store.write() as uow:
            if (await claim(uow, event_key(body), now)).first:
                await take_over(uow, user, now)
        await ack()

    async def open_settings(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = await settings_view(await self._desk.store_of(body), user_of(body), self._desk.clock.now())
        await ack()
        show(self._desk, body, view)

    async def save(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        undo_id: UUID | None = None
        async with store.write() as uow:
            person = await meet(uow, user_of(body))
            before = await settings_of(uow, person.id)
            chosen, problems = read_settings(body["view"], reader_of(person), local_date(now, person.tz), before)
            if not problems and (await claim(uow, submission_key(body), now)).first:
                undo_id = await change_settings(uow, person.id, chosen)
                await nudges.reconsider(uow, person.id, now)
                await home.changed(uow, person.id, now)
        if problems:
            await ack(response_action="errors", errors=problems)
        else:
            reader = Reader(with_dates_in(person.locale, chosen.date_language), person.tz)
            await ack(response_action="update", view=messages.saved_view(reader, chosen, undo_id))

    async def undo(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """What stood before the last save comes back."""
        undo_id = parse_handle(pressed_value(body)).row_id
        store, now = await self._desk.store_of(body), self._desk.clock.now()
        async with store.write() as uow:
            person = await undo_settings(uow, user_of(body), undo_id, press_key(body), now)
            await nudges.reconsider(uow, person.id, now)
        await ack()
        home_soon(self._desk, store, person.id)
        show(self._desk, body, messages.undone_view(reader_of(person)), in_place=True)


async def settings_view(store: WorkspaceStore, slack_user_id: str, now: datetime) -> dict[str, Any]:
    """The settings form, filled in; with the defaults for someone the bot has not met."""
    async with store.read() as uow:
        person = await known(uow, slack_user_id)
        settings = await settings_of(uow, person.id) if person else DEFAULTS
    if person is None:
        return messages.settings_form(Reader(), settings, None, now)
    return messages.settings_form(reader_of(person), settings, person.id, now)


def read_settings(
    view: dict[str, Any], reader: Reader, today: date, before: Settings
) -> tuple[Settings, dict[str, str]]:
    """The form as sent, and what is wrong with it by field. A forged form cannot get past these checks.

    today   the person's local date: a pause that ends on it or before would pause nothing
    before  what they had chosen: a form opened before there was a question leaves its answer as it is
    """
    values = {block: fields.get(Field.VALUE, {}) for block, fields in view["state"]["values"].items()}
    problems: dict[str, str] = {}
    chosen = values.get(Field.DAYS, {}).get("selected_options") or []
    days = frozenset(int(one["value"]) for one in chosen if one["value"] in set("1234567"))
    if not days:
        problems[Field.DAYS] = reader.t("Choose at least one day. To stop all reminders, use Pause.")
    start = _time(values.get(Field.WINDOW_START, {}).get("selected_time"))
    end = _time(values.get(Field.WINDOW_END, {}).get("selected_time"))
    if start is None or end is None or start == end:
        problems[Field.WINDOW_END] = reader.t("Choose two different times.")
    limit = (values.get(Field.WEEKLY_LIMIT, {}).get("selected_option") or {}).get("value", "3")
    paused, unreadable = _date(values.get(Field.PAUSED_UNTIL, {}).get("selected_date"))
    if unreadable:
        problems[Field.PAUSED_UNTIL] = reader.t("I could not read that date.")
    elif paused is not None and paused <= today:
        problems[Field.PAUSED_UNTIL] = problem(reader, Problem.DATE_PAST)
    elif paused is not None and paused > today + FURTHEST:
        problems[Field.PAUSED_UNTIL] = problem(reader, Problem.DATE_TOO_FAR)
    labels = (values.get(Field.SHOW_LABELS, {}).get("selected_option") or {}).get("value", "yes")
    settings = Settings(
        days=days,
        window_start=start or time(8, 30),
        window_end=end or time(17, 30),
        weekly_limit=int(limit) if limit in ("1", "2", "3") else 3,
        show_labels=labels != "no",
        paused_until=paused,
        one_item=_yes(values, Field.ONE_ITEM, before.one_item),
        stage_notices=_yes(values, Field.STAGE_NOTICES, before.stage_notices),
        date_language=_language(values, before.date_language),
    )
    return settings, problems


def _yes(values: Mapping[str, Any], field: str, before: bool) -> bool:
    return {"yes": True, "no": False}.get(_chosen(values, field), before)


def _language(values: Mapping[str, Any], before: str) -> str:
    wanted = _chosen(values, Field.DATE_LANGUAGE)
    return wanted if wanted in DATE_LANGUAGES else "" if wanted == messages.AS_IN_SLACK else before


def _chosen(values: Mapping[str, Any], field: str) -> str:
    return str((values.get(field, {}).get("selected_option") or {}).get("value") or "")


def _time(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def _date(text: str | None) -> tuple[date | None, bool]:
    """The date, and whether there was one that cannot be read."""
    try:
        return (date.fromisoformat(text) if text else None), False
    except ValueError:
        return None, True


async def _menu(uow: UnitOfWork, standing: Standing, reader: Reader, now: datetime) -> list[MenuPart]:
    return [messages.menu_part(reader)]


async def _typed(store: WorkspaceStore, line: Line) -> View:
    """/als settings."""
    return await settings_view(store, line.user, line.now)


def register(app: Routes, desk: Desk) -> None:
    """Every listener of this feature."""
    listeners = Listeners(desk)
    app.event("user_change")(listeners.user_changed)
    app.action(Press.SETTINGS)(listeners.open_settings)
    app.action(Press.SETTINGS_UNDO)(listeners.undo)
    app.view(Form.SETTINGS)(listeners.save)


FEATURE = Feature(name="people", register=register, menu=_menu, words={"settings": _typed})
