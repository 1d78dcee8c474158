"""When someone may be written to: their days and hours in their own zone, away dates, pause and "Not until".

Everything is decided on the wall clock of the person's zone, so a skipped hour shortens a window and a repeated hour
belongs to it twice. A window that ends at or before its start goes past midnight (night work); it belongs to the day
on which it begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sets.reasons import Why

# How far ahead a window is looked for. Someone away longer is looked at again then.
HORIZON_DAYS = 400
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class WindowSettings(Protocol):
    """The part of `sets.people.Settings` that is about time."""

    @property
    def days(self) -> frozenset[int]:
        """ISO weekdays: Monday is 1."""

    @property
    def window_start(self) -> time:
        """Local time, included."""

    @property
    def window_end(self) -> time:
        """Local time, excluded; at or before the start: on the next day."""

    @property
    def paused_until(self) -> date | None:
        """No reminders before this local date."""

    @property
    def not_until(self) -> datetime | None:
        """No reminders before this moment (aware UTC)."""


@dataclass(frozen=True)
class Stretch:
    """From `start` up to, not including, `end`: aware UTC (Do Not Disturb)."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class DaysAway:
    """Local dates, both included."""

    first_day: date
    last_day: date


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name; UTC when Slack names one that we do not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Etc/UTC")


def local_date(moment: datetime, zone: str) -> date:
    """The calendar date of an aware moment there."""
    return moment.astimezone(zone_of(zone)).date()


def window_day(moment: datetime, settings: WindowSettings, zone: str) -> date | None:
    """The day to which the open window at `moment` belongs (a night's window: the day it began); None when shut.

    Looks at days and hours only, not at away dates or pauses.
    """
    local = moment.astimezone(zone_of(zone))
    wall, today = local.time(), local.date()
    start, end = settings.window_start, settings.window_end
    if start < end:
        return today if start <= wall < end and _works(settings, today) else None
    if wall >= start and _works(settings, today):
        return today
    if wall < end and _works(settings, today - _DAY):
        return today - _DAY
    return None


def is_open(
    moment: datetime,
    settings: WindowSettings,
    away: Sequence[DaysAway],
    zone: str,
    quiet: Sequence[Stretch] = (),
) -> bool:
    """Whether someone may be written to at `moment` (aware UTC). quiet: their scheduled Do Not Disturb."""
    return why_shut(moment, settings, away, zone, quiet) is None


def why_shut(
    moment: datetime,
    settings: WindowSettings,
    away: Sequence[DaysAway],
    zone: str,
    quiet: Sequence[Stretch] = (),
) -> Why | None:
    """Why someone may not be written to at `moment`, what lasts longest first; None: they may. As `is_open`."""
    day, today = window_day(moment, settings, zone), local_date(moment, zone)
    # On a night that begins or ends on a day away, they are away.
    if any(one.first_day <= each <= one.last_day for one in away for each in (day or today, today)):
        return Why.AWAY
    if settings.paused_until is not None and today < settings.paused_until:
        return Why.PAUSED
    if settings.not_until is not None and moment < settings.not_until:
        return Why.NOT_UNTIL
    if any(stretch.start <= moment < stretch.end for stretch in quiet):
        return Why.DO_NOT_DISTURB
    return Why.HOURS if day is None else None


def next_open(
    t: datetime,
    settings: WindowSettings,
    away: Sequence[DaysAway],
    zone: str,
    quiet: Sequence[Stretch] = (),
) -> datetime:
    """The first moment at or after `t` when someone may be written to; aware UTC, as `t`.

    When there is none within HORIZON_DAYS, the moment at which to look again.
    """
    if is_open(t, settings, away, zone, quiet):
        return t
    begin = t.astimezone(UTC)
    edges = {stretch.end for stretch in quiet}
    if settings.not_until is not None:
        edges.add(settings.not_until)
        begin = max(begin, settings.not_until)
    first = local_date(begin, zone)
    if settings.paused_until is not None:
        first = max(first, settings.paused_until)
    for offset in range(-1, HORIZON_DAYS):
        day = first + offset * _DAY
        moments = [
            *_edges(day, settings.window_start, zone),
            *(edge.astimezone(UTC) for edge in edges if local_date(edge, zone) == day),
        ]
        found = [each for each in moments if each >= t and is_open(each, settings, away, zone, quiet)]
        if found:
            return min(found)
    return begin + HORIZON_DAYS * _DAY


def closes(t: datetime, settings: WindowSettings, zone: str) -> datetime:
    """When the window that is open at `t` shuts on the wall clock: aware UTC, after `t`. ValueError when it is shut."""
    day = window_day(t, settings, zone)
    if day is None:
        raise ValueError("the window is shut")
    end_day = day if settings.window_start < settings.window_end else day + _DAY
    moments = _edges(end_day, settings.window_end, zone)
    return min(each for each in moments if each > t and window_day(each, settings, zone) != day)


def _works(settings: WindowSettings, day: date) -> bool:
    return day.isoweekday() in settings.days


def _edges(day: date, wall: time, zone: str) -> list[datetime]:
    """Every moment of that local day at which a window could open or shut: the time itself (twice in a repeated hour),
    midnight (where a pause ends), and a change of the clock, which may jump in or out of a window."""
    place = zone_of(zone)
    walls = [datetime.combine(day, each, place) for each in (wall, time.min)]
    moments = [each.replace(fold=fold).astimezone(UTC) for each in walls for fold in (0, 1)]
    midnight = datetime.combine(day, time.min, place).astimezone(UTC)
    change = _clock_change(midnight - timedelta(hours=3), midnight + timedelta(hours=27), place)
    return [*moments, change] if change and local_date(change, zone) == day else moments


def _clock_change(start: datetime, end: datetime, place: ZoneInfo) -> datetime | None:
    """The moment between two others at which the zone's offset changes, to the second; None when it does not."""
    before = start.astimezone(place).utcoffset()
    if before == end.astimezone(place).utcoffset():
        return None
    while end - start > _SECOND:
        middle = (start + (end - start) / 2).replace(microsecond=0)
        if middle <= start:
            break
        if middle.astimezone(place).utcoffset() == before:
            start = middle
        else:
            end = middle
    return end.replace(microsecond=0)
