"""Wall time and the moment it means: what a set agrees on is a time on the wall of its own zone.

A set that meets "on Thursdays at 14:00" keeps meeting at 14:00 when the clocks change. So the wall time is worked out
first, and the moment is derived from it. On the two odd nights of a year:

- a wall time that the clocks skip (01:30 in London on the last Sunday of March) moves to the next minute there is
  (02:00);
- a wall time that comes twice (01:30 on the last Sunday of October) is its first coming.

What was agreed is kept as it was agreed, so that one odd night does not move the sessions after it.

Wall times are datetimes without a zone, on purpose: their zone stands beside them.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from sets.hours import zone_of
from storage.queries.calendar import PhaseRow, SessionRow

_MINUTE = timedelta(minutes=1)
_LONGEST_SKIP = 24 * 60  # minutes: a whole day was skipped in Samoa in 2011
NOTICE_DAYS = 7
"""A first session is proposed at least so long from now: people have to make time for it."""


def wall(day: date, at: time) -> datetime:
    """That day and time on the wall, to the minute."""
    return datetime.combine(day, at.replace(second=0, microsecond=0, tzinfo=None))


class Odd(Enum):
    """What can be odd about a wall time on the night when the clocks change."""

    SKIPPED = "skipped"
    TWICE = "twice"


def odd_hour(local: datetime, zone: str) -> Odd | None:
    """Whether the clocks of the zone skip this wall time, or show it twice; None on every other day."""
    if not exists(local, zone):
        return Odd.SKIPPED
    there = local.replace(tzinfo=zone_of(zone))
    return Odd.TWICE if there.utcoffset() != there.replace(fold=1).utcoffset() else None


def exists(local: datetime, zone: str) -> bool:
    """Whether the clocks of the IANA `zone` ever show this wall time."""
    moment = local.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None) == local


def settled(local: datetime, zone: str) -> datetime:
    """The wall time itself, or the next minute there is when the clocks skip it."""
    for _ in range(_LONGEST_SKIP + 1):
        if exists(local, zone):
            return local
        local += _MINUTE
    raise ValueError("no zone skips more than a day")


def moment_of(local: datetime, zone: str) -> datetime:
    """The moment of a wall time, aware UTC, by the rules above."""
    return settled(local, zone).replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def wall_of(moment: datetime, zone: str) -> datetime:
    """What the clocks of the zone show at an aware moment, to the minute."""
    return moment.astimezone(zone_of(zone)).replace(tzinfo=None, second=0, microsecond=0)


def write_wall(local: datetime) -> str:
    """YYYY-MM-DDTHH:MM, as `Session.local_start` keeps it."""
    return f"{local:%Y-%m-%dT%H:%M}"


def read_wall(text: str) -> datetime:
    """The wall time of `Session.local_start`. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is not None:
        raise ValueError("a wall time has no zone of its own")
    return found


def propose_next(phase: PhaseRow, last_session: SessionRow | None, now: datetime, zone: str) -> datetime | None:
    """When the next session of a phase would be, as a wall time in `zone`; None while the phase does not say enough.

    last_session  the latest session that was held or is booked; None before the first. now: aware UTC.
    A whole cadence after the last one, on the phase's weekday that is nearest and at its time. What the phase does not
    say is taken from the last session, and never made up. It is always in the future.
    """
    day, at = proposal(phase, last_session, now, zone)
    return settled(wall(day, at), zone) if day and at else None


def proposal(
    phase: PhaseRow, last_session: SessionRow | None, now: datetime, zone: str
) -> tuple[date | None, time | None]:
    """The day and the wall time of `propose_next`, each as far as it is known: what a form is filled in with."""
    last = read_wall(last_session.local_start) if last_session else None
    at = time.fromisoformat(phase.local_time) if phase.local_time else last.time() if last else None
    weekday = phase.weekday or (last.isoweekday() if last else None)
    if weekday is None or (last is not None and phase.cadence_weeks is None):
        return None, at
    today = wall_of(now, zone)
    if last is None:
        return _on_weekday(today.date() + timedelta(days=NOTICE_DAYS), weekday, latest=6), at
    step = timedelta(weeks=phase.cadence_weeks or 1)
    day = _on_weekday(last.date() + step, weekday, latest=3)
    while day <= today.date():
        day += step
    return day, at


def _on_weekday(day: date, weekday: int, *, latest: int) -> date:
    """The day of that ISO weekday nearest to `day`, up to `latest` days after it and the rest of the week before."""
    ahead = (weekday - day.isoweekday()) % 7
    return day + timedelta(days=ahead if ahead <= latest else ahead - 7)
