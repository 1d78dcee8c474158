"""Whose turn it is: rules as pure functions on plain values.

Source: product.md C4, practice.md section 4. Turns are counted against the sessions held since someone joined: with
everyone always there, counts differ by at most one; someone who comes late neither owes the past nor escapes the queue.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

OFFERED_BEFORE = timedelta(days=10)
ANSWER_WITHIN = timedelta(days=2)
VOLUNTEERS_BEFORE = timedelta(days=3)
TOGETHER_BEFORE = timedelta(days=1)
BRIEF_BEFORE = timedelta(days=7)
SAME_DAY = timedelta(hours=24)
# With fewer people than this, the soft rules give way (practice.md section 4).
SOFT_FROM = 5
# Someone who joined a set under way sits in on this many sessions before they are asked to guide one alone.
NEWCOMER_SESSIONS = 2


class Ledger(StrEnum):
    """Turns are counted apart in each."""

    FACILITATING = "facilitating"
    PRESENTING = "presenting"
    HOSTING = "hosting"


class Rule(StrEnum):
    """Why this person: stored with every turn, and read in the set's history."""

    OWED = "owed"
    LEAST_SERVED = "least_served"
    LEAST_RECENT = "least_recent"  # as many turns as others, longest ago
    VOLUNTEER = "volunteer"
    SWAP = "swap"
    COACH = "coach"
    AGREED = "agreed"  # chosen by the set in the room
    TOOK_OVER = "took_over"  # in the session, from someone who could not go on


class Bar(StrEnum):
    """What keeps somebody out of the queue for one session. All are soft rules but the last two, which always hold."""

    TWICE_RUNNING = "twice_running"
    PRESENTS = "presents"  # they asked for time in this session
    NEWCOMER = "newcomer"  # nobody is sent in alone
    GUIDES = "guides"  # who facilitates a session is not asked to host it too
    UNREACHED = "unreached"  # they cannot be written to in time


FIRM = frozenset({Bar.GUIDES, Bar.UNREACHED})


class Stage(StrEnum):
    """How far finding someone has come."""

    QUEUE = "queue"
    VOLUNTEERS = "volunteers"
    TOGETHER = "together"
    FOUND = "found"
    OVER = "over"


@dataclass(frozen=True)
class Member:
    """A member of the set, as the queue for one session sees them.

    turns      in this ledger since they joined, those to come included
    held       sessions the set ran itself since they joined, before this one
    attended   how many of those they were at
    last       when their last turn was (to host: their last turn of either kind); None: never
    joined     since when they belong
    founding   they were there from the set's first session on
    owes       a turn of theirs fell through, and they have not been asked again
    next_to    they have the turn in the session before, or in the one after
    presents   they asked for time in this session
    guides     they facilitate this session, or are being asked to
    """

    id: UUID
    turns: int
    held: int
    joined: datetime
    attended: int = 0
    last: datetime | None = None
    founding: bool = True
    owes: bool = False
    next_to: bool = False
    presents: bool = False
    guides: bool = False

    @property
    def served(self) -> Fraction:
        """Turns for each session there was, this one included."""
        return Fraction(self.turns, self.held + 1)

    @property
    def newcomer(self) -> bool:
        return not self.founding and self.attended < NEWCOMER_SESSIONS


@dataclass(frozen=True)
class Choice:
    """Who is asked, the rule that says so, and what was set aside on the way.

    gave_way  soft rules that would have kept them out, had more people been there
    spared    what kept others out who stand before them
    """

    person_id: UUID
    rule: Rule
    gave_way: frozenset[Bar] = frozenset()
    spared: frozenset[Bar] = frozenset()

    @property
    def exceptions(self) -> str:
        """As it is kept with the turn: codes with a blank between them, "" for none."""
        return written(self.gave_way, self.spared)


def written(gave_way: Collection[Bar] = (), spared: Collection[Bar] = ()) -> str:
    """Exceptions as they are kept: "gave_way:newcomer spared:presents"."""
    return " ".join(sorted([*(f"gave_way:{each}" for each in gave_way), *(f"spared:{each}" for each in spared)]))


def queue(there: Sequence[Member], ledger: Ledger, passed: Collection[UUID] = ()) -> list[Choice]:
    """Whom to ask, first to last.

    there   members who can come to this session; a coach, leavers and people who are away are not among them
    passed  those who were asked for this session already: nobody is asked twice
    """
    willing = sorted((one for one in there if one.id not in passed), key=_standing)
    kept_out = {one.id: _kept_out(one, ledger, few=soft_rules_give_way(len(there))) for one in willing}
    free = [one for one in willing if not kept_out[one.id]]
    choices: list[Choice] = []
    spared: frozenset[Bar] = frozenset()
    for one in willing:
        if kept_out[one.id]:
            spared |= kept_out[one.id]
        else:
            choices.append(Choice(one.id, _rule(one, free), bars(one, ledger), spared))
    return choices


def soft_rules_give_way(there: int) -> bool:
    """Whether so few people can come that the soft rules are relaxed."""
    return there < SOFT_FROM


def bars(one: Member, ledger: Ledger) -> frozenset[Bar]:
    """Every rule that speaks against asking this member."""
    against = {
        Bar.TWICE_RUNNING: one.next_to,
        Bar.PRESENTS: one.presents and ledger is Ledger.FACILITATING,
        Bar.NEWCOMER: one.newcomer and ledger is Ledger.FACILITATING,
        Bar.GUIDES: one.guides and ledger is Ledger.HOSTING,
    }
    return frozenset(bar for bar, holds in against.items() if holds)


def twice_running(order: Sequence[UUID], holders: Mapping[UUID, UUID], session_id: UUID) -> bool:
    """Whether who has the turn of a session has that of the one before or after as well.

    order  sessions by time, those that were called off left out; holders: who has the turn, by session
    """
    place = order.index(session_id)
    near = [order[each] for each in (place - 1, place + 1) if 0 <= each < len(order)]
    mine = holders.get(session_id)
    return mine is not None and any(holders.get(each) == mine for each in near)


def _kept_out(one: Member, ledger: Ledger, *, few: bool) -> frozenset[Bar]:
    return bars(one, ledger) & FIRM if few else bars(one, ledger)


def _standing(one: Member) -> tuple[bool, Fraction, float, datetime, str]:
    last = one.last.timestamp() if one.last else float("-inf")
    return (not one.owes, one.served, last, one.joined, str(one.id))


def _rule(one: Member, free: Sequence[Member]) -> Rule:
    if one.owes:
        return Rule.OWED
    alike = [other for other in free if other.served == one.served and not other.owes]
    return Rule.LEAST_RECENT if len(alike) > 1 else Rule.LEAST_SERVED


def offered_from(starts_at: datetime) -> datetime:
    """From when the turn of a session is offered, unless the session before it is still to come."""
    return starts_at - OFFERED_BEFORE


def waits_for_previous(starts_at: datetime, previous: datetime | None) -> bool:
    """Whether the session before, not closed yet and starting at `previous`, comes first.

    Of two sessions on one day both turns are offered together.
    """
    return previous is not None and starts_at - previous > SAME_DAY


def stage_at(starts_at: datetime, now: datetime) -> Stage:
    """Whom to ask at this point, while nobody has said yes: the queue, then volunteers, then all together."""
    if now < starts_at - VOLUNTEERS_BEFORE:
        return Stage.QUEUE
    return Stage.VOLUNTEERS if now < starts_at - TOGETHER_BEFORE else Stage.TOGETHER
