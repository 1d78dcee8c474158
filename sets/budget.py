"""The nudge budget (product.md): when somebody may be written to, over all their sets.

At most one bundle a day, and `weekly_limit` bundles in any seven days, which holds for every calendar week too. Days
are the person's own; the hours of a night count as the day on which it began, and never two bundles fall on one
calendar date either. A day whose bundle was cancelled or expired is used up, but costs no budget.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sets.hours import DaysAway, is_open, local_date, next_open, why_shut, window_day, zone_of
from sets.people import DEFAULTS, Settings
from sets.reasons import Why
from storage.outbox import State
from storage.queries import nudges as queries
from storage.queries.reaching import Reached, reached
from storage.unit_of_work import UnitOfWork

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """Whom to write to, and when: settings, days away and IANA zone."""

    id: UUID
    active: bool
    settings: Settings
    away: Sequence[DaysAway]
    zone: str

    def is_open(self, now: datetime) -> bool:
        return self.active and is_open(now, self.settings, self.away, self.zone)

    def why_shut(self, now: datetime) -> Why | None:
        return why_shut(now, self.settings, self.away, self.zone)

    def next_open(self, t: datetime) -> datetime:
        return next_open(t.astimezone(UTC), self.settings, self.away, self.zone)


async def hours_of(uow: UnitOfWork, person_id: UUID, now: datetime, *, lock: bool = False) -> Hours | None:
    """When someone may be written to; None when there is no such person. `lock`: see reaching.reached."""
    found = await reached(uow, person_id, lock=lock)
    return hours_from(*found, now) if found else None


def hours_from(found: Reached, away: list[tuple[date, date]], now: datetime) -> Hours:
    """When someone may be written to, from what was read already."""
    since = local_date(now, found.tz) - _DAY
    days_away = [DaysAway(first, last) for first, last in away if last >= since]
    return Hours(found.id, found.active, _settings(found), days_away, found.tz)


def _settings(found: Reached) -> Settings:
    if found.days is None or found.window_start is None or found.window_end is None or found.weekly_limit is None:
        return DEFAULTS
    return Settings(
        days=frozenset(int(day) for day in found.days),
        window_start=time.fromisoformat(found.window_start),
        window_end=time.fromisoformat(found.window_end),
        weekly_limit=found.weekly_limit,
        paused_until=found.paused_until,
        not_until=found.not_until,
        one_item=bool(found.one_item),
    )


async def next_turn(uow: UnitOfWork, hours: Hours, now: datetime) -> tuple[datetime, Why | None]:
    """The first moment from `now` on at which hours and budget allow a bundle, and why it is not now."""
    if shut := hours.why_shut(now):
        return hours.next_open(now), shut  # the budget is asked again then
    today = day_of(hours, now)
    keys = {daily(hours.id, today - offset * _DAY): today - offset * _DAY for offset in range(7)}
    used = {keys[key]: found for key, found in (await queries.used(uow, keys)).items()}
    spent = {day: at for day, (state, at) in used.items() if state in (State.OPEN, State.SENT)}
    if local_date(now, hours.zone) in {local_date(at, hours.zone) for at in spent.values()}:
        midnight = datetime.combine(local_date(now, hours.zone) + _DAY, time.min, zone_of(hours.zone))
        return max(hours.next_open(midnight), now + timedelta(minutes=1)), Why.DAY
    day, why = today, Why.DAY if today in used else Why.WEEK
    while day in used or len([one for one in spent if day - WEEK < one <= day]) >= hours.settings.weekly_limit:
        day += _DAY
    if day == today:
        return now, None
    return hours.next_open(datetime.combine(day, hours.settings.window_start, zone_of(hours.zone))), why


def day_of(hours: Hours, now: datetime) -> date:
    """The day that a message at `now` counts for."""
    return window_day(now, hours.settings, hours.zone) or local_date(now, hours.zone)


def daily(person_id: UUID, day: date) -> str:
    """The dedupe key of somebody's one bundle of a day."""
    return f"daily:{person_id}:{day.isoformat()}"
