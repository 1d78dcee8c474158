"""Reading a typed date. What was read is always shown to the person before it counts."""

import re
import unicodedata
import warnings
from datetime import date, datetime
from datetime import time as clock_time

from sets.date_words import in_everyday_words, months_on
from sets.errors import Problem, Refused

HORIZON_MONTHS = 24
_LONGEST = 60
_OPENING = re.compile(
    r"^(?:(?:by|on|before|until|till|due|for|around|about|no later than|close of play|close of business|cop|cob|eod|"
    r"(?:the )?end of (?:the )?day|w/c|week commencing|week of|some ?time|early|late)(?: on)? )+"
)
_TIME_OF_DAY = re.compile(
    r",? (?:(?:at |by |before )?(?:\d{1,2}(?:[:.]\d{2})? ?[ap]m|\d{1,2}:\d{2}|noon|midday|lunchtime|lunch)"
    r"|first thing|morning|afternoon|evening|night)$"
)


def read_date(typed: str, today: date) -> date:
    """The date that was typed. `today` is the writer's own calendar date.

    Raises Refused about the field `due`: DATE_UNREADABLE, DATE_PAST (before today) or DATE_TOO_FAR (over two years on).
    """
    text = _simple(typed)
    if not text or len(text) > _LONGEST:
        raise Refused(Problem.DATE_UNREADABLE, "due")
    known, found = in_everyday_words(text, today)
    found = found if known else _by_dateparser(text, today)
    if found is None:
        raise Refused(Problem.DATE_UNREADABLE, "due")
    if found < today:
        raise Refused(Problem.DATE_PAST, "due")
    if found > months_on(today, HORIZON_MONTHS):
        raise Refused(Problem.DATE_TOO_FAR, "due")
    return found


def warm() -> None:
    """Load dateparser and its English, which takes a moment, so that no form has to wait for it."""
    _by_dateparser("the first of may", date(2026, 1, 1))


def _simple(typed: str) -> str:
    """Lower case, plain spaces and digits, without what says nothing about the day."""
    if len(typed) > 10 * _LONGEST:
        return ""
    text = " ".join(unicodedata.normalize("NFKC", typed).lower().replace("’", "'").split()).strip(" .!,;")
    return _TIME_OF_DAY.sub("", _OPENING.sub("", text)).strip(" .!,;")


def _by_dateparser(text: str, today: date) -> date | None:
    """What dateparser makes of the rest, such as "in 1 week and 2 days". None when it makes nothing of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own deprecations are no business of the writer's
        import dateparser

        try:
            found = dateparser.parse(
                text,
                languages=["en"],
                settings={
                    "DATE_ORDER": "DMY",
                    "PREFER_DATES_FROM": "future",
                    "REQUIRE_PARTS": ["day"],
                    "RELATIVE_BASE": datetime.combine(today, clock_time(12)),
                    "RETURN_AS_TIMEZONE_AWARE": False,
                    "PARSERS": ["relative-time", "absolute-time"],
                },
            )
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            return None  # it guesses, and chokes on some nonsense: then we ask again
    return found.date() if found else None


def write_date(day: date) -> str:
    """A date as words that `read_date` reads the same way: what a form is filled in with."""
    return f"{day.day} {day:%B} {day.year}"
