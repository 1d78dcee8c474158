"""Whose turn it is: rules as pure functions on plain values.

Source: product.md C4, practice.md section 4. Turns are counted against the sessions held since someone joined: with
everyone always there, counts differ by at most one; someone who comes late neither owes the past nor escapes the queue.
"""

from collections.abc import Collection, Sequence
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
    """Why this person: stored with every turn."""

    OWED = "owed"
    LEAST_SERVED = "least_served"
    LEAST_RECENT = "least_recent"  # as many turns as others, longest ago
    RELAXED = "relaxed"  # a soft rule gave way, too few being there
    VOLUNTEER = "volunteer"
    SWAP = "swap"
    COACH = "coach"
    AGREED = "agreed"  # named by the set in the room
    TOOK_OVER = "took_over"  # in the session, from someone who could not go on


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
    last       when their last turn was; None: never
    joined     since when they belong
    founding   they were there from the set's first session on
    owes       their last turn fell through while they could not come, or was taken over by someone they swapped with
    led_last   they had the turn in the session before
    presents   they present in this session
    """

    id: UUID
    turns: int
    held: int
    joined: datetime
    attended: int = 0
    last: datetime | None = None
    founding: bool = True
    owes: bool = False
    led_last: bool = False
    presents: bool = False

    @property
    def served(self) -> Fraction:
        """Turns for each session there was, this one included."""
        return Fraction(self.turns, self.held + 1)

    @property
    def newcomer(self) -> bool:
        return not self.founding and self.attended < NEWCOMER_SESSIONS


@dataclass(frozen=True)
class Choice:
    """Who is asked, and the rule that says so."""

    person_id: UUID
    rule: Rule


def queue(there: Sequence[Member], ledger: Ledger, passed: Collection[UUID] = ()) -> list[Choice]:
    """Whom to ask, first to last.

    there   members who can come to this session; a coach, leavers and people who are away are not among them
    passed  those who were asked for this session already: nobody is asked twice
    """
    strict = len(there) >= SOFT_FROM
    free = [one for one in there if one.id not in passed and not (strict and _soft_no(one, ledger))]
    ordered = sorted(free, key=_standing)
    return [Choice(one.id, _rule(one, ordered, ledger)) for one in ordered]


def _soft_no(one: Member, ledger: Ledger) -> bool:
    """Not twice running; not in a session one presents in; a newcomer is not sent in alone."""
    if ledger is Ledger.HOSTING:
        return one.led_last
    return one.led_last or one.presents or one.newcomer


def _standing(one: Member) -> tuple[bool, Fraction, float, datetime, str]:
    last = one.last.timestamp() if one.last else float("-inf")
    return (not one.owes, one.served, last, one.joined, str(one.id))


def _rule(one: Member, ordered: Sequence[Member], ledger: Ledger) -> Rule:
    if _soft_no(one, ledger):
        return Rule.RELAXED
    if one.owes:
        return Rule.OWED
    alike = [other for other in ordered if other.served == one.served and not other.owes]
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
