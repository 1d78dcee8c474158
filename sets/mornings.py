"""When the day of a session begins for its set: pure rules."""

from datetime import datetime, time, timedelta

from sets.wall_time import moment_of, wall, wall_of
from storage.queries.calendar import SessionRow

MORNING = time(8, 0)
AHEAD = timedelta(hours=1)


def morning_of(session: SessionRow) -> datetime:
    """When its set is reminded, aware UTC: at eight by its own clock, or an hour ahead of a session before nine."""
    day = wall_of(session.starts_at, session.zone).date()
    return min(moment_of(wall(day, MORNING), session.zone), session.starts_at - AHEAD)


def reminded_for(session: SessionRow, now: datetime) -> datetime | None:
    """What `Session.reminded_for` holds after a change: who books or moves in the course of the day just told all."""
    return session.starts_at if morning_of(session) <= now else None
