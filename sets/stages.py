"""The stages of a session and their minutes: pure sums, exact to the minute.

Source: practice.md section 2. A length that stands in no column takes the fixed stages of the longest column that is
not longer, and what is left goes to the issues.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST = 45
"""Minutes of the shortest session there is a plan for."""
LEAST_SLOT = 30
"""Below this, equal time would be too short to help: the set chooses between bids instead."""
MOST_SLOT = 60
FULL_DAY = 390
"""Minutes from which everyone has time."""


class Kind(StrEnum):
    """What a stage is."""

    OPEN = "open"
    OPENING_ROUND = "opening_round"
    PROGRESS_ROUND = "progress_round"
    BIDS = "bids"
    ISSUE = "issue"
    COMMON = "common"
    BREAK = "break"
    LUNCH = "lunch"
    PROCESS_REVIEW = "process_review"
    CLOSING_ROUND = "closing_round"
    WELCOME = "welcome"
    HOW_IT_WORKS = "how_it_works"
    GROUND_RULES = "ground_rules"
    HOPES = "hopes"


@dataclass(frozen=True)
class Planned:
    """One stage. `number`: 1 for the first issue, and so on; 0 for every other stage."""

    kind: Kind
    minutes: int
    number: int = 0


@dataclass(frozen=True)
class Plan:
    """The stages of one session in order. Their minutes add up to the session's length.

    equal   everyone present has a slot of the same length; else the set chooses between bids
    """

    stages: tuple[Planned, ...]
    equal: bool = False

    @property
    def minutes(self) -> int:
        return sum(stage.minutes for stage in self.stages)

    @property
    def slots(self) -> tuple[Planned, ...]:
        return tuple(stage for stage in self.stages if stage.kind is Kind.ISSUE)


@dataclass(frozen=True)
class Timed:
    """A stage with its moments, aware UTC."""

    stage: Planned
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class _Column:
    """A column of the table: minutes of the stages around the issues. `pauses` stand between the issues."""

    length: int
    before: tuple[tuple[Kind, int], ...]
    issues: int
    pauses: tuple[tuple[Kind, int], ...]
    after: tuple[tuple[Kind, int], ...]
    common: int = 0

    @property
    def fixed(self) -> int:
        return sum(minutes for _, minutes in (*self.before, *self.pauses, *self.after)) + self.common


def _column(
    length: int,
    before: tuple[int, int, int, int],
    issues: int,
    pauses: tuple[tuple[Kind, int], ...],
    after: tuple[int, int],
    common: int = 0,
) -> _Column:
    first = (Kind.OPEN, Kind.OPENING_ROUND, Kind.PROGRESS_ROUND, Kind.BIDS)
    last = (Kind.PROCESS_REVIEW, Kind.CLOSING_ROUND)
    kept = tuple((kind, minutes) for kind, minutes in zip(first, before, strict=True) if minutes)
    return _Column(length, kept, issues, pauses, tuple(zip(last, after, strict=True)), common)


_COLUMNS = (
    _column(SHORTEST, (5, 5, 5, 3), 1, (), (3, 5)),
    _column(90, (5, 10, 10, 5), 1, (), (5, 10)),
    _column(120, (5, 10, 15, 5), 2, ((Kind.BREAK, 5),), (5, 5)),
    _column(210, (10, 15, 30, 10), 2, ((Kind.BREAK, 15),), (10, 10)),
    _column(390, (10, 20, 40, 10), 3, ((Kind.BREAK, 15), (Kind.LUNCH, 45)), (20, 20), common=30),
)
_FIRST = (
    _Column(
        SHORTEST,
        ((Kind.WELCOME, 5), (Kind.HOW_IT_WORKS, 10), (Kind.GROUND_RULES, 10)),
        0,
        (),
        ((Kind.HOPES, 10), (Kind.PROCESS_REVIEW, 3), (Kind.CLOSING_ROUND, 7)),
    ),
    _Column(
        120,
        ((Kind.WELCOME, 10), (Kind.HOW_IT_WORKS, 20), (Kind.GROUND_RULES, 20), (Kind.BREAK, 5)),
        1,
        (),
        ((Kind.HOPES, 10), (Kind.PROCESS_REVIEW, 5), (Kind.CLOSING_ROUND, 10)),
    ),
    _Column(
        210,
        ((Kind.WELCOME, 20), (Kind.HOW_IT_WORKS, 40), (Kind.GROUND_RULES, 40), (Kind.BREAK, 15)),
        1,
        (),
        ((Kind.HOPES, 20), (Kind.PROCESS_REVIEW, 10), (Kind.CLOSING_ROUND, 15)),
    ),
    _Column(
        330,
        ((Kind.WELCOME, 20), (Kind.HOW_IT_WORKS, 40), (Kind.GROUND_RULES, 40), (Kind.BREAK, 15)),
        2,
        ((Kind.LUNCH, 45),),
        ((Kind.HOPES, 20), (Kind.PROCESS_REVIEW, 10), (Kind.CLOSING_ROUND, 15)),
    ),
)


def plan(length: int, heads: int, *, first: bool = False, equal: bool = False) -> Plan:
    """The stages of a session of `length` minutes with `heads` people. Raises ValueError below SHORTEST.

    first  the set's first session: how action learning works, ground rules, a practice slot
    equal  equal time was asked for; with less than LEAST_SLOT minutes for each it is bids all the same
    """
    if length < SHORTEST:
        raise ValueError(f"a session has at least {SHORTEST} minutes")
    if first:
        return _around(_column_for(_FIRST, length), length, heads)
    column = _column_for(_COLUMNS, length)
    if equal and heads > 0:
        folded = tuple(part for part in column.before if part[0] not in (Kind.PROGRESS_ROUND, Kind.BIDS))
        around = replace(column, before=folded, issues=heads, common=0)
        if airtime(length, around.fixed, heads) is not None:
            return _around(around, length, heads, equal=True)
    return _around(column, length, heads)


def plan_for(length: int, ordinal: int, heads: int, *, by_bids: bool = False) -> Plan:
    """The stages of a set's session: the first teaches and contracts; a full day gives everyone time.

    by_bids  the set chose that a full day gives time to those who ask
    """
    return plan(max(SHORTEST, length), heads, first=ordinal == 1, equal=length >= FULL_DAY and not by_bids)


def airtime(total: int, fixed: int, presenters: int) -> int | None:
    """Minutes for each presenter: (total - fixed) / presenters, whole minutes; None: too short, so choose by bids."""
    slot = (total - fixed) // presenters
    return slot if slot >= LEAST_SLOT else None


def _column_for(columns: Sequence[_Column], length: int) -> _Column:
    return max((each for each in columns if each.length <= length), key=lambda each: each.length)


def _around(column: _Column, length: int, heads: int, *, equal: bool = False) -> Plan:
    """The fixed stages, with what is left shared between the issues: no more of them than people, and else none longer
    than an hour.

    Minutes that cannot be shared evenly go to the last stage, so that nobody has less time than somebody else.
    """
    left = length - column.fixed
    if column.issues:
        count = column.issues if equal else max(column.issues, -(-left // MOST_SLOT))
        count = min(count, max(heads, 1))
    else:
        count = int(left >= LEAST_SLOT)  # a short first session has a practice slot when there is room for one
    slot = left // count if count else 0
    last_kind, last_minutes = column.after[-1]
    after = (*column.after[:-1], (last_kind, last_minutes + left - slot * count))
    stages = [Planned(kind, minutes) for kind, minutes in column.before]
    stages += _issues(column.pauses, count, slot)
    if column.common:
        stages.append(Planned(Kind.COMMON, column.common))
    stages += [Planned(kind, minutes) for kind, minutes in after]
    return Plan(tuple(stages), equal)


def _issues(pauses: Sequence[tuple[Kind, int]], count: int, slot: int) -> list[Planned]:
    """The issue slots with the pauses spread between them; with one slot alone, after it."""
    after: dict[int, list[Planned]] = {}
    for place, (kind, minutes) in enumerate(pauses, 1):
        after.setdefault(max(1, place * count // (len(pauses) + 1)), []).append(Planned(kind, minutes))
    stages: list[Planned] = []
    for number in range(1, count + 1):
        stages.append(Planned(Kind.ISSUE, slot, number))
        stages += after.get(number, [])
    return stages


def timed(planned: Plan, starts_at: datetime) -> list[Timed]:
    """Each stage with its start and end. `starts_at`: aware UTC."""
    found: list[Timed] = []
    for stage in planned.stages:
        ends_at = starts_at + timedelta(minutes=stage.minutes)
        found.append(Timed(stage, starts_at, ends_at))
        starts_at = ends_at
    return found
