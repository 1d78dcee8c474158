"""The words of a reader: their language, their zone, their dates. Every sentence goes through here.

A sentence is written whole in English, with named placeholders, as `reader.t("Your date is {date}.", date=...)`;
babel extracts these into `handlers/locale/setkeeper.pot`. A language is then a file.
"""

import datetime as dt
import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list

PSEUDO = "en-XA"
_ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


class PseudoTranslations(gettext.NullTranslations):
    """A language that marks every sentence: what is unmarked on a screen escaped the catalogue."""

    def gettext(self, message: str) -> str:
        return _mark(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _mark(msgid1 if n == 1 else msgid2)


def _mark(message: str) -> str:
    pieces = message.replace("{", "\0{").replace("}", "}\0").split("\0")
    shown = "".join(piece if piece.startswith("{") else piece.translate(_ACCENTS) for piece in pieces)
    return f"⟦{shown}⟧"


DATES_IN = "-x-"
"""What follows it in a locale is the language of its dates (sets/people.py)."""


def spoken(locale: str) -> str:
    """The language of sentences that a locale names."""
    return locale.partition(DATES_IN)[0]


@lru_cache(maxsize=32)
def _translations(locale: str) -> gettext.NullTranslations:
    language = spoken(locale)
    if language == PSEUDO:
        return PseudoTranslations()
    with as_file(files("handlers")) as folder:
        return gettext.translation("setkeeper", folder / "locale", [language.replace("-", "_")], fallback=True)


@lru_cache(maxsize=64)
def _babel_locale(locale: str) -> Locale:
    """The language of dates: their own, where somebody chose one."""
    sentences, _, dates = locale.partition(DATES_IN)
    language = dates or sentences
    if language == PSEUDO:
        return Locale("en", "GB")
    try:
        # Slack says en-US for everyone who never chose a language; the bot's English is British.
        return Locale("en", "GB") if language.startswith("en") else Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name; UTC when Slack names one that we do not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Etc/UTC")


@dataclass(frozen=True)
class Reader:
    """Who reads: language as Slack gives it (`en-GB`), with that of dates after it (`en-GB-x-cy`), and IANA zone."""

    locale: str = "en-GB"
    tz: str = "Etc/UTC"

    @classmethod
    def of_channel(cls, locale: str, zone: str) -> "Reader":
        """For a set's channel: somebody's language, without the one of dates that they chose for themselves."""
        return cls(spoken(locale), zone)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.tz)

    def t(self, sentence: str, **values: object) -> str:
        """A whole sentence in the reader's language, its named placeholders filled."""
        return _translations(self.locale).gettext(sentence).format_map(values)

    def n(self, one: str, many: str, count: int, **values: object) -> str:
        """A sentence that depends on a number, given as {n}."""
        return _translations(self.locale).ngettext(one, many, count).format_map({"n": count, **values})

    def date(self, day: dt.date) -> str:
        """A calendar date with its weekday: "Thursday 14 May"."""
        return format_date(day, "EEEE d MMMM", locale=_babel_locale(self.locale))

    def date_with_year(self, day: dt.date) -> str:
        """ "Thursday 14 May 2026", for the echo of a date that was typed."""
        return format_date(day, "EEEE d MMMM y", locale=_babel_locale(self.locale))

    def month(self, day: dt.date) -> str:
        """ "May 2026", of any day in it."""
        return format_date(day, "LLLL y", locale=_babel_locale(self.locale))

    def time(self, moment: dt.datetime) -> str:
        """24-hour time of an aware moment, in the reader's zone."""
        return format_time(moment, "HH:mm", tzinfo=self.zone, locale=_babel_locale(self.locale))

    def wall_time(self, at: dt.time) -> str:
        """24-hour time on the wall of whatever zone it is."""
        return format_time(at, "HH:mm", locale=_babel_locale(self.locale))

    def local_date(self, moment: dt.datetime) -> dt.date:
        """The reader's calendar date of an aware moment."""
        return moment.astimezone(self.zone).date()

    def listed(self, names: Sequence[str]) -> str:
        """ "Ann, Ben and Chloe"."""
        return format_list(names, locale=_babel_locale(self.locale))

    def city(self) -> str:
        """The reader's zone in words: "London"."""
        return self.tz.rsplit("/", 1)[-1].replace("_", " ")
