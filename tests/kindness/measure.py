"""How kind a year was, from outside: what came to each person and when, held against what they had asked for.

Pure. Nothing is asked of the bot or its database: members know their hours, their days away and their own actions.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from tests.kindness.cast import Member
from tests.kindness.notebook import Notebook

WEEK = timedelta(days=7)
# What a check-in says about one action (handlers/messages/checkins.py), and what an action's window says.
_ASKED = re.compile(
    r"\"(?P<label>[^\"]+)\" (?:is for|was for|is due|was planned for|has waited)(?: (?P<day>\w+ \d+ \w+))?"
    r"|about \"(?P<last>[^\"]+)\" again"
)
KINDS_OF_COUNT = (
    "people",
    "actions",
    "messages that count",
    "check-ins asked",
    "actions open all their day",
    "asked on the day",
    "not asked, and told why",
)
_WHY = re.compile(r"I planned to ask on [^.]+\. (?P<why>[^.]+\.)")


@dataclass(frozen=True)
class Reminder:
    """A message that counts against the budget. `at`: aware UTC; words: all of it, as its reader sees it."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Wish:
    """Days on which somebody does not want to hear anything, local and both included, told to the bot at `told`.

    by_night  a night counts as the date on which it began, as with days away; else each date is one
    """

    told: datetime
    first: date
    last: date
    what: str
    by_night: bool = True


@dataclass(frozen=True)
class Window:
    """What stood in an action's window on the day after its own."""

    label: str
    due: date
    at: datetime
    words: str


@dataclass
class Lived:
    """One person's months."""

    member: Member
    notebook: Notebook
    reminders: Sequence[Reminder]
    wishes: Sequence[Wish] = ()
    windows: Sequence[Window] = ()


@dataclass(frozen=True)
class Breach:
    """One unkindness."""

    what: str
    name: str
    at: datetime | date
    words: str = ""


@dataclass
class Figures:
    """What was counted, over all people and months.

    reasons  why something was not asked on its day, in the words its holder read
    problems  what Slack refused or showed as an error; mishaps: what people meant to do and could not
    """

    counts: Counter[str] = field(default_factory=Counter)
    breaches: list[Breach] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)

    def join(self, other: "Figures") -> None:
        """And those of another workspace."""
        self.counts += other.counts
        self.reasons += other.reasons
        self.mishaps += other.mishaps
        self.breaches += other.breaches
        self.problems += other.problems

    def lines(self, months: int) -> list[str]:
        """To be read by people."""
        people, weeks = max(1, self.counts["people"]), months * 52 / 12
        told = [f"{self.counts[what]:6}  {what}" for what in KINDS_OF_COUNT]
        told += [f"{often:10}  {why}" for why, often in self.reasons.most_common()]
        mean = self.counts["messages that count"] / people / weeks
        told.append(f"{mean:6.2f}  messages that count, a person and week (at most 3)")
        told += [f"{often:6}  breach: {what}" for what, often in Counter(each.what for each in self.breaches).items()]
        told += [f"{often:6}  Slack was not content: {what}" for what, often in Counter(self.problems).items()]
        told += [f"{often:6}  people could not: {what}" for what, often in self.mishaps.most_common(5)]
        return told if self.breaches else [*told, f"{0:6}  breaches"]

    def add(self, lived: Lived) -> None:
        """One more person."""
        self.counts["people"] += 1
        self.counts["messages that count"] += len(lived.reminders)
        self.counts["actions"] += len(lived.notebook.pages)
        self.breaches += [*_too_often(lived), *_at_a_bad_time(lived), *_about_the_wrong_thing(lived)]
        self._asked(lived)

    def _asked(self, lived: Lived) -> None:
        """Every action that was open all through its day was asked about then, or its window says why not."""
        asked: defaultdict[str, set[date]] = defaultdict(set)
        for reminder in lived.reminders:
            for label, _ in asked_about(reminder.words):
                asked[label].add(reminder.at.astimezone(lived.member.tz).date())
                self.counts["check-ins asked"] += 1
        self.counts["actions open all their day"] += len(lived.windows)
        for window in lived.windows:
            if window.due in asked[window.label]:
                self.counts["asked on the day"] += 1
            elif why := _WHY.search(window.words):
                self.counts["not asked, and told why"] += 1
                self.reasons[why["why"]] += 1
            else:
                self.breaches.append(Breach("not asked and not told why", lived.member.name, window.due, window.words))


def asked_about(words: str) -> Iterator[tuple[str, str]]:
    """Each action that a message asks about: its label, and the day it names ("" for none)."""
    for found in _ASKED.finditer(words):
        yield found["label"] or found["last"], found["day"] or ""


def _too_often(lived: Lived) -> Iterator[Breach]:
    member, days = lived.member, [lived.member.day_of(each.at) for each in lived.reminders]
    dates = Counter(each.at.astimezone(member.tz).date() for each in lived.reminders)
    for day, often in (Counter(days) | dates).items():
        if often > 1:
            yield Breach("more than one message a day", member.name, day)
    for day in days:
        if len([each for each in days if day <= each < day + WEEK]) > member.weekly:
            yield Breach("more messages a week than they chose", member.name, day)


def _at_a_bad_time(lived: Lived) -> Iterator[Breach]:
    member = lived.member
    for each in lived.reminders:
        clock, day = each.at.astimezone(member.tz).time(), member.day_of(each.at)
        if not _within(clock, member.hours) or day.isoweekday() not in member.days:
            yield Breach("outside their hours", member.name, each.at)
        if member.quiet is not None and _within(clock, member.quiet):
            yield Breach("in Do Not Disturb", member.name, each.at)
        for wish in lived.wishes:
            counted = day if wish.by_night else each.at.astimezone(member.tz).date()
            if wish.told < each.at and wish.first <= counted <= wish.last:
                yield Breach(wish.what, member.name, each.at)


def _within(clock: time, hours: tuple[time, time]) -> bool:
    opens, closes = hours
    return opens <= clock < closes if opens < closes else clock >= opens or clock < closes


def _about_the_wrong_thing(lived: Lived) -> Iterator[Breach]:
    for each in lived.reminders:
        for label, day in asked_about(each.words):
            page = lived.notebook.pages.get(label)
            if page is None:
                yield Breach("about something that was never theirs", lived.member.name, each.at, label)
                continue
            stand = page.at(each.at)
            if stand.ended:
                yield Breach(f"about a thing that was {stand.ended}", lived.member.name, each.at, label)
            elif day and day != f"{stand.due:%A %-d %B}":
                yield Breach("about a day that had been moved", lived.member.name, each.at, label)
