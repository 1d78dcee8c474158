"""Check-ins: when an action is asked about."""

from datetime import UTC, date, datetime, time, timedelta

from sets.hours import zone_of

# practice.md section 3: up to ten days, on the day; longer, also three working days before; one more a week after.
SHORT_DAYS = 10
WORKING_DAYS_BEFORE = 3
AFTER = timedelta(days=7)
ASK_AT = time(9, 0)
SATURDAY = 6  # ISO weekday


def slots(committed: date, due: date) -> list[tuple[str, date]]:
    """When an action is asked about: (before, due or after; local date), soonest first."""
    days = [("due", due), ("after", due + AFTER)]
    if (due - committed).days > SHORT_DAYS:
        days.insert(0, ("before", _working_days_before(due, WORKING_DAYS_BEFORE)))
    return days


def ask_moment(day: date, zone: str) -> datetime:
    """The first moment of a check-in: 09:00 on `day` in the IANA `zone`, as aware UTC. The reader's hours follow."""
    return datetime.combine(day, ASK_AT, zone_of(zone)).astimezone(UTC)


def _working_days_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= day.isoweekday() < SATURDAY
    return day
