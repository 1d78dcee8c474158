"""When the day of a session begins for its set, and the mornings on which the bot acts for one: pure rules."""

from datetime import datetime, time, timedelta

from sets.wall_time import moment_of, wall, wall_of
from storage.queries.calendar import SessionRow

MORNING = time(8, 0)
AHEAD = timedelta(hours=1)
WORK_BEGINS = time(9, 0)
EVENING = time(18, 0)
_WORKING_DAYS = range(1, 6)  # ISO weekdays: Monday to Friday
_STILL_MORNING = timedelta(hours=3)


def morning_of(session: SessionRow) -> datetime:
    """When its set is reminded, aware UTC: at eight by its own clock, or an hour ahead of a session before nine."""
    day = wall_of(session.starts_at, session.zone).date()
    return min(moment_of(wall(day, MORNING), session.zone), session.starts_at - AHEAD)


def reminded_for(session: SessionRow, now: datetime) -> datetime | None:
    """What `Session.reminded_for` holds after a change: who books or moves in the course of the day just told all."""
    return session.starts_at if morning_of(session) <= now else None


def channel_moment(zone: str, earliest: datetime) -> datetime:
    """When a channel may hear what nobody there has just asked for; aware UTC: at `earliest`, or when it is next
    between eight and six in this IANA zone, Monday to Friday. A message in a channel reaches everyone in it."""
    here = wall_of(earliest, zone)
    if here.isoweekday() in _WORKING_DAYS and MORNING <= here.time() < EVENING:
        return earliest
    first = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    for ahead in range(8):
        on = first + timedelta(days=ahead)
        if on.isoweekday() in _WORKING_DAYS:
            return moment_of(wall(on, MORNING), zone)
    raise ValueError("there is a working day in every week")


def working_morning(zone: str, earliest: datetime) -> datetime:
    """The first nine in the morning of a Monday to Friday in this IANA zone, at `earliest` or after; aware UTC.

    What closes or ends does so then, and never late in an evening or on a Sunday.
    """
    day = wall_of(earliest, zone).date()
    for ahead in range(8):
        on = day + timedelta(days=ahead)
        moment = moment_of(wall(on, WORK_BEGINS), zone)
        if on.isoweekday() in _WORKING_DAYS and moment >= earliest:
            return moment
    raise ValueError("there is a working day in every week")


def this_morning(zone: str, now: datetime) -> datetime:
    """When to say something that was due at nine: now while it is still morning, else on the next working morning.

    A bot that was off over the morning does not wake a set late in the evening instead.
    """
    return max(now, working_morning(zone, now - _STILL_MORNING))
