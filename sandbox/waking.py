"""When somebody looks at Slack: their own hours, by their own clock. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
_LONGEST = 400  # days that are looked ahead


@dataclass(frozen=True)
class Waking:
    """`opens` to `closes` in the person's local time, on `days` (0 is Monday); past midnight when closes <= opens.

    away  first and last days, both included, on which nothing is looked at; a night belongs to the day it begins on
    """

    opens: time = time(8, 0)
    closes: time = time(21, 0)
    days: frozenset[int] = EVERY_DAY
    away: tuple[tuple[date, date], ...] = ()

    def next(self, moment: datetime, zone: str) -> datetime:
        """The first moment from `moment` (aware) on at which they look; aware, UTC. `zone`: IANA.

        Raises ValueError when there is none within a year.
        """
        here = ZoneInfo(zone)
        first = moment.astimezone(here).date() - timedelta(days=1)
        for day in (first + timedelta(days=number) for number in range(_LONGEST)):
            if day.weekday() not in self.days or any(begin <= day <= end for begin, end in self.away):
                continue
            ends_on = day if self.opens < self.closes else day + timedelta(days=1)
            begins = datetime.combine(day, self.opens, here).astimezone(UTC)
            ends = datetime.combine(ends_on, self.closes, here).astimezone(UTC)
            if moment < ends:
                return max(begins, moment.astimezone(UTC))
        raise ValueError("they never look at Slack")

    def awake(self, moment: datetime, zone: str) -> bool:
        """Whether they look at Slack then."""
        return self.next(moment, zone) == moment.astimezone(UTC)


DAYS = Waking()
NIGHTS = Waking(opens=time(19, 0), closes=time(7, 30))
