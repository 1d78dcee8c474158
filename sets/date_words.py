"""The everyday words for dates that British people type, each read the same way every time.

Choices, all shown to the person before they count: "Friday" is the coming one, "next Friday" the one of the week after
this, "next week" its Friday, "next month" its last day. Numbers are day first.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

SLIP_DAYS = 60  # a day without a year that passed this lately is a slip, not a wish for next year
_FRIDAY, _SUNDAY = 4, 6
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_DAY_NAME = (
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_MONTH_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_LEAD = rf"(?:{_DAY_NAME},? ?)?(?:the )?"
_COUNT = rf"(?P<count>\d{{1,3}}|an?|a couple of|couple of|{'|'.join(_NUMBERS[1:])})"
_UNIT = r"(?P<unit>working day|day|week|wk|fortnight|month|year)s?"

Read = Callable[[re.Match[str], date], date]


def in_everyday_words(text: str, today: date) -> tuple[bool, date | None]:
    """Whether the text (lower case, single spaces) is one of these forms, and its date: None for 31 February."""
    for pattern, read in _RULES:
        match = pattern.fullmatch(text)
        if match:
            try:
                return True, read(match, today)
            except (ValueError, OverflowError):  # a day that no calendar has
                return True, None
    return False, None


def months_on(day: date, months: int) -> date:
    """So many months later, on the same day or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _weekday(match: re.Match[str]) -> int:
    return _WEEKDAYS.index(match["weekday"][:3])


def _coming(match: re.Match[str], today: date) -> date:
    """The next such day after today."""
    return today + timedelta(days=(_weekday(match) - today.weekday() - 1) % 7 + 1)


def _this(match: re.Match[str], today: date) -> date:
    """ "this Friday": today on a Friday."""
    return today + timedelta(days=(_weekday(match) - today.weekday()) % 7)


def _in_week(today: date, weekday: int, weeks: int) -> date:
    """That day of the week (Monday to Sunday) so many weeks on."""
    return today + timedelta(days=weekday - today.weekday(), weeks=weeks)


def _work_week_end(today: date) -> date:
    """Friday of this week; at the weekend, of the coming one."""
    return _in_week(today, _FRIDAY, 0 if today.weekday() <= _FRIDAY else 1)


def _relative(match: re.Match[str], today: date) -> date:
    """ "in two weeks", "a fortnight", "three months' time", "2 weeks ago"."""
    word = match["count"] or "a"
    count = (
        int(word) if word.isdecimal() else 2 if "couple" in word else 1 if word in ("a", "an") else _NUMBERS.index(word)
    )
    count = -count if match["tail"] == " ago" else count
    unit = match["unit"]
    if unit == "working day":
        return _working_days_on(today, count)
    if unit in ("month", "year"):
        return months_on(today, count * (12 if unit == "year" else 1))
    return today + timedelta(days=count * {"day": 1, "week": 7, "wk": 7, "fortnight": 14}[unit])


def _working_days_on(today: date, count: int) -> date:
    """So many days from Monday to Friday later (or earlier); bank holidays are not known here."""
    day, step = today, 1 if count > 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while day.weekday() > _FRIDAY:
            day += timedelta(days=step)
    return day


def _part_of_month(match: re.Match[str], today: date) -> date:
    """ "end of May", "middle of next month"."""
    if match["month"]:
        month = _MONTHS.index(match["month"][:3]) + 1
        first = date(today.year + (month < today.month), month, 1)
    else:
        first = months_on(today.replace(day=1), 1 if "next" in match[0] else 0)
    part = match["part"]
    if part.startswith("mid"):
        return first.replace(day=15)
    return first if part.startswith(("start", "beginning")) else _last_of_month(first)


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _calendar(match: re.Match[str], today: date) -> date:
    """Day, month and perhaps year, the month as a number or a name."""
    month = int(match["month"]) if match["month"].isdecimal() else _MONTHS.index(match["month"][:3]) + 1
    day, year = int(match["day"]), match["year"]
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _without_year(today, month, day)


def _without_year(today: date, month: int, day: int) -> date:
    """This year's, or next year's when this year's is long gone; 29 February waits for a leap year."""
    years = [
        year for year in range(today.year, today.year + 9) if (month, day) != (2, 29) or monthrange(year, 2)[1] == 29
    ]
    found = date(years[0], month, day)
    return found if found >= today - timedelta(days=SLIP_DAYS) else date(years[1], month, day)


def _day_of_month(match: re.Match[str], today: date) -> date:
    """ "the 22nd": of this month, or of the next one that has it when it has passed."""
    first = months_on(today.replace(day=1), 1 if "next" in match[0] else 0)
    for month in (months_on(first, ahead) for ahead in range(3)):
        if _last_of_month(month).day >= int(match["day"]) and month.replace(day=int(match["day"])) >= today:
            return month.replace(day=int(match["day"]))
    raise ValueError("no month has that day")


def _rule(pattern: str, read: Read) -> tuple[re.Pattern[str], Read]:
    return re.compile(pattern), read


def _on(days: int) -> Read:
    return lambda match, today: today + timedelta(days=days)


def _coming_and(weeks: int) -> Read:
    return lambda match, today: _coming(match, today) + timedelta(weeks=weeks)


_RULES: tuple[tuple[re.Pattern[str], Read], ...] = (
    _rule(r"today|tonight|now", _on(0)),
    _rule(r"tomorrow|tmrw|tomoz", _on(1)),
    _rule(r"(?:the )?day after tomorrow", _on(2)),
    _rule(r"yesterday", _on(-1)),
    _rule(r"(?:a )?week (?:from )?today|today week", _on(7)),
    _rule(r"(?:a )?week (?:from )?tomorrow|tomorrow week", _on(8)),
    _rule(r"(?:a )?fortnight (?:from )?today|today fortnight", _on(14)),
    _rule(rf"last {_DAY_NAME}", lambda m, t: _this(m, t) - timedelta(days=7)),
    _rule(rf"(?:(?:the |this )?coming )?{_DAY_NAME}", _coming),
    _rule(rf"this {_DAY_NAME}(?: coming)?", _this),
    _rule(rf"next {_DAY_NAME}", lambda m, t: _in_week(t, _weekday(m), 1)),
    _rule(rf"{_DAY_NAME}(?: of)? next week", lambda m, t: _in_week(t, _weekday(m), 1)),
    _rule(rf"next week,?(?: on)? {_DAY_NAME}", lambda m, t: _in_week(t, _weekday(m), 1)),
    _rule(rf"(?:a )?week on {_DAY_NAME}", _coming_and(1)),
    _rule(rf"{_DAY_NAME} week", _coming_and(1)),
    _rule(rf"(?:a )?fortnight on {_DAY_NAME}", _coming_and(2)),
    _rule(rf"{_DAY_NAME} fortnight", _coming_and(2)),
    _rule(rf"(?:in |within )?{_COUNT} {_UNIT}'?(?P<tail> time| from now| from today| ago)?", _relative),
    _rule(rf"(?:in |within )?{_COUNT} {_UNIT}'s(?P<tail> time)?", _relative),
    _rule(r"(?P<count>)(?P<unit>fortnight)(?P<tail>)", _relative),
    _rule(r"(?:the )?end of (?:the |this )?week|this week|eow", lambda m, t: _work_week_end(t)),
    _rule(r"(?:(?:the )?end of )?next week", lambda m, t: _in_week(t, _FRIDAY, 1)),
    _rule(r"(?:the )?week after next", lambda m, t: _in_week(t, _FRIDAY, 2)),
    _rule(r"(?:the |this |at the )?weekend", lambda m, t: _in_week(t, _SUNDAY, 0)),
    _rule(r"next weekend", lambda m, t: _in_week(t, _SUNDAY, 1)),
    _rule(
        r"(?:the )?(?P<part>end|mid|middle|start|beginning)(?: of)?[ -]"
        rf"(?:(?:the |this )?month|next month|{_MONTH_NAME})",
        _part_of_month,
    ),
    _rule(r"this month|month end|eom", lambda m, t: _last_of_month(t)),
    _rule(r"next month", lambda m, t: _last_of_month(months_on(t.replace(day=1), 1))),
    _rule(r"(?:the )?end of (?:the |this )?year|year end|new year's eve", lambda m, t: t.replace(month=12, day=31)),
    _rule(r"christmas(?: day)?|xmas", lambda m, t: _without_year(t, 12, 25)),
    _rule(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})", _calendar),
    _rule(rf"{_LEAD}{_DAY} ?[/.\- ] ?(?P<month>\d{{1,2}})(?: ?[/.\- ] ?(?P<year>\d{{4}}|\d{{2}}))?", _calendar),
    _rule(rf"{_LEAD}{_DAY}[ \-/.]?(?:of )?{_MONTH_NAME}\.?(?:[ ,\-/]+(?P<year>\d{{4}}|\d{{2}}))?", _calendar),
    _rule(rf"{_LEAD}{_MONTH_NAME}\.? ?(?:the )?{_DAY}(?:[ ,]+(?P<year>\d{{4}}))?", _calendar),
    _rule(rf"{_LEAD}{_DAY}(?: of (?:this|next) month)?", _day_of_month),
)
