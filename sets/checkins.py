"""Check-ins: when an action is asked about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from sets.hours import zone_of

# practice.md section 3: up to ten days, on the day; longer, also three working days before; one more a week after.
SHORT_DAYS = 10
WORKING_DAYS_BEFORE = 3
AFTER = timedelta(days=7)
ASK_AT = time(9, 0)
SATURDAY = 6  # ISO weekday


class Planned(Protocol):
    """What says when actions of its set are asked about: an action's row, or a set."""

    @property
    def ask_before(self) -> int: ...

    @property
    def ask_after(self) -> int: ...


@dataclass(frozen=True)
class Schedule:
    """When a set wants its actions asked about, beside their day: working days before (0: not), and days after."""

    ask_before: int = WORKING_DAYS_BEFORE
    ask_after: int = AFTER.days


STANDARD = Schedule()


def slots(committed: date, due: date, plan: Planned = STANDARD) -> list[tuple[str, date]]:
    """When an action is asked about: (before, due or after; local date), soonest first. plan: its set's."""
    days = [("due", due), ("after", due + timedelta(days=plan.ask_after))]
    if plan.ask_before and (due - committed).days > SHORT_DAYS:
        days.insert(0, ("before", _working_days_before(due, plan.ask_before)))
    return days


def ask_moment(day: date, zone: str) -> datetime:
    """The first moment of a check-in: 09:00 on `day` in the IANA `zone`, as aware UTC. The reader's hours follow."""
    return datetime.combine(day, ASK_AT, zone_of(zone)).astimezone(UTC)


def _working_days_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= day.isoweekday() < SATURDAY
    return day
