"""The next step in finding someone for one session in one ledger: a pure rule, which `sets/offering.py` carries out.

One person at a time is asked, quietly; then volunteers; then all lead together (product.md C4).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from sets.budget import Hours
from sets.rotation import (
    ANSWER_WITHIN,
    OFFERED_BEFORE,
    TOGETHER_BEFORE,
    VOLUNTEERS_BEFORE,
    Bar,
    Choice,
    Ledger,
    Stage,
    queue,
    stage_at,
    waits_for_previous,
)
from sets.situation import Situation
from storage.queries.calendar import SessionRow

# An offer leaves somebody at least this long before volunteers are asked.
SHORTEST_ASK = timedelta(hours=4)
# Who is not to be reached for longer than this keeps their place, and the next is asked.
REACH = timedelta(days=3)
# A session that nobody closed holds the next one's turn back no longer than this after its end.
UNCLOSED = timedelta(hours=12)


class Do(Enum):
    """What to do now. WAIT: nothing before `Step.again`."""

    WAIT = "wait"
    APPOINT_COACH = "appoint_coach"
    MOVE_ON = "move_on"
    ASK = "ask"
    ASK_VOLUNTEERS = "ask_volunteers"
    LEAD_TOGETHER = "lead_together"


@dataclass(frozen=True)
class Step:
    """One step, and when to look again after it (aware UTC; None: when something changes).

    stage  how far finding someone has come then
    choice, due, ends  of ASK: who, when they can be written to, and until when they are asked
    """

    do: Do
    again: datetime | None = None
    stage: Stage = Stage.QUEUE
    choice: Choice | None = None
    due: datetime | None = None
    ends: datetime | None = None


def next_step(session: SessionRow, ledger: Ledger, seen: Situation, now: datetime) -> Step:
    """For a planned session that nobody has yet. After MOVE_ON the caller looks again at once."""
    opening = session.starts_at - OFFERED_BEFORE
    if now < opening:
        return Step(Do.WAIT, opening)  # it was moved to later
    if seen.coach is not None and ledger is Ledger.FACILITATING:
        return Step(Do.APPOINT_COACH)
    if seen.live is not None:
        still = seen.live.expires_at is not None and seen.live.expires_at > now
        return Step(Do.WAIT, seen.live.expires_at) if still else Step(Do.MOVE_ON)
    free_at = after_previous(session, seen.previous, now)
    if free_at is not None:
        return Step(Do.WAIT, free_at)
    if stage_at(session.starts_at, now) is Stage.QUEUE:
        asked = _ask(session, ledger, seen, now)
        if asked is not None:
            return asked
    together_at = session.starts_at - TOGETHER_BEFORE
    if now < together_at:
        return Step(Do.ASK_VOLUNTEERS, together_at, Stage.VOLUNTEERS)
    if ledger is Ledger.HOSTING:
        return Step(Do.WAIT, stage=Stage.VOLUNTEERS)  # a session can do without a host
    return Step(Do.LEAD_TOGETHER, stage=Stage.TOGETHER)


def after_previous(session: SessionRow, previous: SessionRow | None, now: datetime) -> datetime | None:
    """When to look again while the session before is still to come; None: now is the time."""
    if previous is None or not waits_for_previous(session.starts_at, previous.starts_at):
        return None
    ends = previous.starts_at + timedelta(minutes=previous.length_minutes) + UNCLOSED
    return ends if now < ends else None


def _ask(session: SessionRow, ledger: Ledger, seen: Situation, now: datetime) -> Step | None:
    """Offer the turn to the first who can be reached. None: the queue is through."""
    closing = session.starts_at - VOLUNTEERS_BEFORE
    choices, out_of_reach = queue(seen.there, ledger, seen.passed), frozenset[Bar]()
    for choice in choices:
        hours = seen.hours[choice.person_id]
        due = reachable(hours, now, closing - SHORTEST_ASK)
        if due is not None:
            ends = min(hours.next_open(due + ANSWER_WITHIN), closing)
            chosen = replace(choice, spared=choice.spared | out_of_reach)
            return Step(Do.ASK, ends, choice=chosen, due=due, ends=ends)
        out_of_reach = frozenset({Bar.UNREACHED})
    if not choices:
        return None
    # Nobody can be written to for days: look again when the first of them can. For an answer it may be too late by now.
    opening = [seen.hours[each.person_id].next_open(now) for each in choices]
    return Step(Do.WAIT, min([closing, *(each for each in opening if each > now)]))


def reachable(hours: Hours, now: datetime, before: datetime) -> datetime | None:
    """When someone could be written to, if that is soon enough to ask them; aware UTC."""
    due = hours.next_open(now)
    return due if due <= now + REACH and due < before else None
