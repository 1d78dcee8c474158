"""People: meeting them, what Slack's directory says, and when they want to hear from the bot."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from sets.errors import Problem, Refused
from storage.models import Person as PersonModel
from storage.queries import people as queries
from storage.queries.people import PersonRow as Person
from storage.queries.people import SettingsRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork

__all__ = ["DEFAULTS", "Person", "Settings", "known", "meet"]


@dataclass(frozen=True)
class Settings:
    """When someone may be written to, and how. `days`: ISO weekdays; the window may end before it starts (nights).

    one_item       one thing in each message; stage_notices: a message for each stage of a session that runs
    date_language  one of DATE_LANGUAGES; "": as in Slack's directory
    """

    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    window_start: time = time(8, 30)
    window_end: time = time(17, 30)
    weekly_limit: int = 3
    show_labels: bool = True
    paused_until: date | None = None
    not_until: datetime | None = None
    one_item: bool = False
    stage_notices: bool = False
    date_language: str = ""

    def row(self) -> dict[str, object]:
        """As the columns hold it."""
        return {
            "days": "".join(str(day) for day in sorted(self.days)),
            "window_start": f"{self.window_start:%H:%M}",
            "window_end": f"{self.window_end:%H:%M}",
            "weekly_limit": self.weekly_limit,
            "show_labels": self.show_labels,
            "paused_until": self.paused_until,
            "not_until": self.not_until,
            "one_item": self.one_item,
            "stage_notices": self.stage_notices,
            "date_language": self.date_language,
        }


DEFAULTS = Settings()
DATE_LANGUAGES = ("en", "cy", "ga", "gd", "de", "es", "fr", "it", "lt", "nl", "pl", "pt", "ro")
_DATES = "-x-"
"""What follows it in a locale is the language of dates (a private subtag of BCP 47): so it goes where a locale goes."""


def with_dates_in(locale: str, language: str) -> str:
    """A locale whose dates are in another language; "" for its own. At most 16 characters."""
    own = locale.partition(_DATES)[0]
    return f"{own[:11]}{_DATES}{language}" if language else own


def dates_of(locale: str) -> str:
    """The language of dates that a locale names; "" when it is its own."""
    return locale.partition(_DATES)[2]


async def known(uow: UnitOfWork, slack_user_id: str) -> Person | None:
    """The person with this Slack id, when the bot has met them."""
    return await queries.by_slack_id(uow, slack_user_id)


async def person_by_id(uow: UnitOfWork, person_id: UUID) -> Person | None:
    """The person with our id."""
    return await queries.by_id(uow, person_id)


async def meet(uow: UnitOfWork, slack_user_id: str, team_id: str = "") -> Person:
    """The person with this Slack id; a first meeting makes a row, which the directory fills in later."""
    found = await queries.by_slack_id(uow, slack_user_id)
    if found is not None:
        return found
    await uow.insert_once(PersonModel, id=uow.new_id(), slack_user_id=slack_user_id, home_team_id=team_id)
    met = await queries.by_slack_id(uow, slack_user_id)
    if met is None:
        raise RuntimeError("a person vanished while the bot met them")
    return met


async def settings_of(uow: UnitOfWork, person_id: UUID) -> Settings:
    """What the person chose, or the defaults."""
    return settings_from(await queries.settings(uow, person_id))


def settings_from(row: SettingsRow | None) -> Settings:
    """The settings of a stored row; None: the defaults."""
    if row is None:
        return DEFAULTS
    return Settings(
        days=frozenset(int(day) for day in row.days),
        window_start=time.fromisoformat(row.window_start),
        window_end=time.fromisoformat(row.window_end),
        weekly_limit=row.weekly_limit,
        show_labels=row.show_labels,
        paused_until=row.paused_until,
        not_until=row.not_until,
        one_item=row.one_item,
        stage_notices=row.stage_notices,
        date_language=row.date_language,
    )


async def change_settings(uow: UnitOfWork, person_id: UUID, chosen: Settings) -> UUID:
    """Keep what a form chose; what the form does not ask about stays. Returns what Undo names this save by."""
    before = await settings_of(uow, person_id)
    undo_id = uow.new_id()
    values = replace(chosen, not_until=before.not_until).row()
    values |= {"undo_id": undo_id, "before": _kept(before)}
    await queries.save_settings(uow, person_id, values, DEFAULTS.row())
    if chosen.date_language != before.date_language:
        await _write_dates_in(uow, person_id, chosen.date_language)
    return undo_id


async def _write_dates_in(uow: UnitOfWork, person_id: UUID, language: str) -> None:
    person = await queries.by_id(uow, person_id)
    if person is not None:
        await queries.change(uow, person_id, {"locale": with_dates_in(person.locale, language)})


async def undo_settings(uow: UnitOfWork, slack_user_id: str, undo_id: UUID, key: str, now: datetime) -> Person:
    """Bring back what stood before that save; a press that comes twice does it once.

    Raises Refused: NOT_YOUR_SET, or STALE when another save came later.
    """
    person = await queries.by_slack_id(uow, slack_user_id)
    kept = await queries.saved_as(uow, undo_id)
    if person is None or (kept is not None and kept[0] != person.id):
        raise Refused(Problem.NOT_YOUR_SET)
    first = (await claim(uow, key, now)).first
    if kept is None:
        if first:
            raise Refused(Problem.STALE)
        return person
    values: dict[str, object] = json.loads(kept[1])
    paused = values["paused_until"]
    values["paused_until"] = date.fromisoformat(str(paused)) if paused else None
    await queries.save_settings(uow, person.id, values | {"undo_id": None, "before": None}, DEFAULTS.row())
    language = str(values.get("date_language", ""))
    if language != dates_of(person.locale):
        await _write_dates_in(uow, person.id, language)
        return replace(person, locale=with_dates_in(person.locale, language))
    return person


def _kept(settings: Settings) -> str:
    """The columns that the form changes, as JSON."""
    values = {name: value for name, value in settings.row().items() if name != "not_until"}
    paused = settings.paused_until
    return json.dumps(values | {"paused_until": paused.isoformat() if paused else None})


async def set_not_until(uow: UnitOfWork, person_id: UUID, moment: datetime | None) -> None:
    """No reminders before `moment` (aware); None lifts it."""
    await queries.save_settings(uow, person_id, {"not_until": moment}, DEFAULTS.row())


async def away_on(uow: UnitOfWork, person_id: UUID, day: date) -> bool:
    """Whether the person is away on this local date."""
    return await queries.is_away(uow, person_id, day)


def kind_of(user: Mapping[str, object]) -> str:
    """What Slack's directory says somebody is: member, guest, single_channel_guest, stranger or bot."""
    if user.get("is_bot") or user.get("id") == "USLACKBOT":
        return "bot"
    if user.get("is_stranger"):
        return "stranger"
    if user.get("is_ultra_restricted"):
        return "single_channel_guest"
    return "guest" if user.get("is_restricted") else "member"


@dataclass(frozen=True)
class Refreshed:
    """What the directory says of someone now. `closed`: their account has just been closed."""

    person_id: UUID
    kind: str
    active: bool
    closed: bool


async def refresh(uow: UnitOfWork, user: Mapping[str, object]) -> Refreshed | None:
    """Take over what Slack's directory says about someone we know (a `user` object of users.info or user_change).

    None for people the bot has not met: they are left unknown.
    """
    person = await queries.by_slack_id(uow, str(user.get("id", "")))
    if person is None:
        return None
    profile = user.get("profile")
    names = profile if isinstance(profile, Mapping) else {}
    name = names.get("display_name") or user.get("real_name") or names.get("real_name") or user.get("name") or ""
    kind, active = kind_of(user), not user.get("deleted")
    values: dict[str, object] = {
        "display_name": str(name).replace("\0", "")[:255],  # PostgreSQL holds no NUL
        "tz": str(user.get("tz") or person.tz)[:64],
        "locale": with_dates_in(str(user.get("locale") or person.locale), dates_of(person.locale)),
        "kind": kind,
        "active": active,
    }
    await queries.change(uow, person.id, values)
    return Refreshed(person.id, kind, active, closed=person.active and not active)
