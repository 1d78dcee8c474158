"""Who lives through the year: their zone, their hours, their days away, and how they answer. Seeded, and pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sandbox.temperaments import LATE, PROMPT, SILENT, STUCK, WELCOME, Temperament
from sandbox.waking import DAYS, NIGHTS, Waking

IN_A_SET = 7
ZONES = ("Europe/London",) * 6 + ("Europe/Dublin", "America/New_York", "Asia/Karachi", "Pacific/Auckland")
OFFICE = (time(8, 30), time(17, 30))  # the hours of whoever chooses none
SHIFTS = ((time(21, 0), time(6, 0)), (time(19, 0), time(7, 0)), (time(6, 0), time(14, 0)), (time(13, 0), time(21, 30)))
BEGUN = (*WELCOME, "I agree")
STILL = Temperament("goes on", (*BEGUN, "Still on it"), timedelta(minutes=2), timedelta(hours=9))
NOT_NOW = Temperament("not now", (*BEGUN, "Next week", "Tomorrow", "Not now"), timedelta(minutes=2), timedelta(hours=3))
MOVES = Temperament("moves", (*BEGUN, "Change"), timedelta(minutes=2), timedelta(hours=20))
LETS_GO = Temperament("lets go", (*BEGUN, "Stop this action", "Change"), timedelta(minutes=5), timedelta(hours=20))
KEEPS = STUCK.but(name="stuck", wants=(*BEGUN, "Keep", "Stuck", "Keep it to myself"))
UNDOES = Temperament("thinks again", (*BEGUN, "Undo", "Done"), timedelta(minutes=1), timedelta(minutes=20))
# How often each way of answering is drawn, by what kind of person draws it.
WAYS: dict[str, Sequence[tuple[Temperament, int]]] = {
    "prompt": ((PROMPT, 8), (MOVES, 1), (UNDOES, 1)),
    "late": ((LATE, 6), (STILL, 3), (MOVES, 1)),
    "stuck": ((KEEPS, 5), (PROMPT, 2), (LETS_GO, 2), (NOT_NOW, 1)),
    "silent": ((SILENT, 9), (PROMPT, 1)),
    "puts off": ((NOT_NOW, 6), (STILL, 2), (LETS_GO, 2)),
    "mixed": ((PROMPT, 2), (LATE, 2), (STILL, 2), (KEEPS, 1), (NOT_NOW, 1), (MOVES, 1), (LETS_GO, 1), (SILENT, 1)),
}
KINDS = tuple(WAYS)


@dataclass(frozen=True)
class Member:
    """One person of the year. Times are their own wall time; days and dates are local.

    window   the hours they chose in their settings; None: they chose none
    weekly   the most messages a week they chose
    quiet    Slack's daily Do Not Disturb; None: off
    away     first and last days, told to the bot some days before
    pauses   (the day on which they pause, until when)
    """

    name: str
    zone: str
    kind: str
    window: tuple[time, time] | None
    days: frozenset[int]
    weekly: int
    quiet: tuple[time, time] | None
    away: Sequence[tuple[date, date]]
    pauses: Sequence[tuple[date, date]]
    waking: Waking = field(repr=False)

    @property
    def hours(self) -> tuple[time, time]:
        """When they may be written to."""
        return self.window or OFFICE

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def day_of(self, moment: datetime) -> date:
        """The day that a moment (aware) counts for: a night belongs to the date on which it began."""
        local = moment.astimezone(self.tz)
        opens, closes = self.hours
        return local.date() - timedelta(days=1) if closes <= opens and local.time() < closes else local.date()

    def way(self, random: Random) -> Temperament:
        """How they answer for the next weeks."""
        ways = WAYS[self.kind]
        return random.choices([way for way, _ in ways], [weight for _, weight in ways])[0]


def cast(sets: int, begins: date, days: int, seed: int) -> list[list[Member]]:
    """The people of each set, the same for the same seed."""
    random = Random(f"cast {seed}")
    return [[_member(random, number, place, begins, days) for place in range(IN_A_SET)] for number in range(sets)]


def _member(random: Random, number: int, place: int, begins: date, days: int) -> Member:
    zone = random.choice(ZONES)
    shift = random.choice(SHIFTS) if random.random() < 0.3 else None
    window = shift or ((time(9, 0), time(16, 0)) if random.random() < 0.2 else None)
    away = _stretches(random, begins, days, every=95, least=1, most=16)
    nightly = window is not None and window[1] <= window[0]
    waking = NIGHTS if nightly else DAYS
    return Member(
        name=f"Set{number + 1}Person{place + 1}",
        zone=zone,
        kind=KINDS[(number + place) % len(KINDS)],
        window=window,
        days=frozenset(random.sample(range(1, 8), 4)) if shift else frozenset(range(1, 6)),
        weekly=random.choice((3, 3, 3, 2, 1)),
        quiet=_quiet(random, nightly) if random.random() < 0.35 else None,
        away=away,
        pauses=_stretches(random, begins, days, every=200, least=5, most=25),
        waking=Waking(waking.opens, waking.closes, away=tuple(away)),
    )


def _quiet(random: Random, nightly: bool) -> tuple[time, time]:
    """Some switch it on over part of the hours in which they may be written to."""
    if nightly:
        return time(8, 0), time(22, 0)
    return random.choice(((time(22, 0), time(7, 0)), (time(18, 0), time(10, 30)), (time(12, 0), time(13, 0))))


def _stretches(
    random: Random, begins: date, days: int, *, every: int, least: int, most: int
) -> list[tuple[date, date]]:
    """Stretches of `least` to `most` days, about one in `every` days, never two that touch."""
    found, day = [], 10 + random.randrange(every)
    while day + most < days:
        length = random.randint(least, most)
        found.append((begins + timedelta(days=day), begins + timedelta(days=day + length - 1)))
        day += length + 20 + random.randrange(2 * every)
    return found


def at(member: Member, day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of their local day, in UTC."""
    return datetime.combine(day, time(hour, minute), member.tz).astimezone(UTC)
