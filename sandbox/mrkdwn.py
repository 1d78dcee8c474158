"""mrkdwn as a person reads it: markup resolved, dates in the reader's zone, entities turned back into characters.

Pure functions. Dates are shown as Slack shows them on a device set to British English: "Friday 15 May 2026", 24 hours.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.mentions import MARKUP

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
STYLED = re.compile(r"(?<![\w*~])(\*|_|~)(?=\S)([^\n]*?\S)\1(?![\w*~])")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_STAND_IN = "\ue000"  # a private character that no keyboard types
# What Slack accepts as a moment: seconds since 1970, up to the year 9999 minus a day for the zone.
_LATEST = 253_402_000_000


def _same(identifier: str) -> str:
    """The name of an id when nobody gave a better one."""
    return identifier


@dataclass(frozen=True)
class Viewer:
    """Who reads: their IANA zone, how ids of people, channels and groups become names, and the time of reading.

    `now` (aware UTC) is needed only for the forms that say "today" or "in 3 hours"; without it they name the date.
    """

    zone: str = "UTC"
    name_of: Callable[[str], str] = _same
    now: datetime | None = None


def day_of(moment: date, year: bool = False) -> str:
    """A day as voice.md writes it: "Friday 15 May", or with `year` "Friday 15 May 2026"."""
    words = f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"
    return f"{words} {moment.year}" if year else words


def _pretty(moment: datetime, viewer: Viewer, otherwise: str) -> str:
    if viewer.now is None:
        return otherwise
    away = (moment.date() - viewer.now.astimezone(moment.tzinfo).date()).days
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(away, otherwise)


def _ago(moment: datetime, viewer: Viewer, otherwise: str) -> str:
    if viewer.now is None:
        return otherwise
    seconds = int((moment - viewer.now).total_seconds())
    steps = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
    size, unit = next(((size, unit) for size, unit in steps if abs(seconds) >= size), steps[-1])
    count = abs(seconds) // size
    words = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {words}" if seconds > 0 else f"{words} ago"


def _date(token: str, viewer: Viewer) -> str:
    """`!date^seconds^format^link|fallback` in the viewer's zone; the fallback where Slack would fall back too."""
    head, _, fallback = token.partition("|")
    parts = head.split("^")
    if len(parts) < 3 or not parts[1].isascii() or not parts[1].isdigit() or int(parts[1]) > _LATEST:
        return fallback
    moment = datetime.fromtimestamp(int(parts[1]), UTC).astimezone(ZoneInfo(viewer.zone))
    plain, with_day = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}", day_of(moment, year=True)
    forms = {
        "{date_num}": f"{moment:%Y-%m-%d}",
        "{date_slash}": f"{moment:%d/%m/%Y}",
        "{date}": plain,
        "{date_short}": plain,
        "{date_long}": with_day,
        "{date_long_full}": with_day,
        "{date_pretty}": _pretty(moment, viewer, plain),
        "{date_short_pretty}": _pretty(moment, viewer, plain),
        "{date_long_pretty}": _pretty(moment, viewer, with_day),
        "{day_divider_pretty}": _pretty(moment, viewer, with_day),
        "{time}": f"{moment:%H:%M}",
        "{time_secs}": f"{moment:%H:%M:%S}",
        "{ago}": _ago(moment, viewer, with_day),
    }
    return re.sub(r"\{\w+\}", lambda found: forms.get(found[0], found[0]), parts[2])


def token_words(token: str, viewer: Viewer) -> str:
    """One piece of markup, without its angle brackets, as a person sees it."""
    target, _, label = token.partition("|")
    if token.startswith("!date^"):
        return _date(token, viewer)
    if target.startswith("@"):
        return f"@{viewer.name_of(target[1:])}"
    if target.startswith("#"):
        return f"#{label or viewer.name_of(target[1:])}"
    if target.startswith("!subteam^"):
        return f"@{(label or viewer.name_of(target.removeprefix('!subteam^'))).removeprefix('@')}"
    if target.startswith("!"):
        return f"@{target[1:]}"
    return f"{label} ({target})" if label and label != target else target


def unescaped(text: str) -> str:
    """Slack's three entities turned back into characters."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def unstyled(text: str) -> str:
    """*Bold*, _italic_ and ~struck~ words without their signs, nested ones too."""
    for _ in range(3):
        text = STYLED.sub(r"\2", text)
    return text


def plain_words(text: str, viewer: Viewer) -> str:
    """A mrkdwn text as plain words for this viewer."""
    tokens = [token_words(found[1], viewer) for found in MARKUP.finditer(text)]
    # Markup becomes one odd character each while styles are taken off: a name or address keeps its underscores.
    waiting = iter(tokens)
    bare = unescaped(unstyled(MARKUP.sub(_STAND_IN, text.replace(_STAND_IN, " "))))
    return re.sub(_STAND_IN, lambda _: next(waiting), bare)


def moment_words(seconds: int, viewer: Viewer) -> str:
    """A moment (seconds since 1970) as day and time in the viewer's zone."""
    if not 0 <= seconds <= _LATEST:
        return str(seconds)
    moment = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(ZoneInfo(viewer.zone))
    return f"{day_of(moment, year=True)}, {moment:%H:%M}"
