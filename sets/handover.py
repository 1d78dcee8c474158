"""From a coach to the set itself: what anyone of the set can ask for. The set decides, by secret ballot.

What it decided is counted at the close (sets/deciding.py); the hand-over is complete when Slack says that the coach is
out of the channel (sets/handed_over.py).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import ballots
from sets.access import May, judge
from sets.ballot_kinds import FEWEST
from sets.errors import Problem, Refused
from sets.handed_over import announce
from sets.mornings import working_morning
from storage.outbox import Delivery, Effect, NewDelivery, schedule
from storage.queries import ballots as rounds
from storage.queries import handover as queries
from storage.queries.ballots import RoundRow
from storage.queries.handover import HandoverRow, SetWithCoach
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["HandoverRow", "SetWithCoach"]

VOTE, READY = "handover", "readiness"  # kinds of rounds
PROPOSED, READINESS, PLANNED = "handover.proposed", "handover.readiness", "handover.planned"
READINESS_OPEN = timedelta(days=4)
VOTE_OPEN = timedelta(days=7)
"""At least so long, as other votes of a set (privacy.md section 3): it closes in the morning of a working day."""
AFTER_THE_LAST = timedelta(days=5)
"""A set hears that its planned sessions with a coach are over when the questions after the session are over too."""
NEWS_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Seen:
    """What handing over would mean, and how far the set is. One of each question between two sessions.

    ready  the round about being ready, since the last session; vote: the one that decides; None: not asked yet
    """

    found: SetWithCoach
    ready: RoundRow | None
    vote: RoundRow | None

    @property
    def enough(self) -> bool:
        """Whether there are enough members to ask them in secret."""
        return self.found.members >= FEWEST


async def look(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> Seen:
    """What handing over would mean. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE, ALREADY_DONE."""
    async with store.read() as uow:
        return await _seen(uow, await _coached(uow, slack_user_id, set_id))


async def _coached(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> SetWithCoach:
    found = await queries.of_set(uow, set_id, slack_user_id)
    if found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.SEE_SET, found.standing, person_id=found.person.id)
    if found.set_state == "closed":
        raise Refused(Problem.GONE)
    if found.mode != "coached" or found.coach_id is None:
        raise Refused(Problem.ALREADY_DONE)
    return found


async def _seen(uow: UnitOfWork, found: SetWithCoach) -> Seen:
    """A round counts while it is open, and when it was about the time since the last session."""
    known, asked = await rounds.newest(uow, found.set_id, (READY, VOTE)), await queries.latest(uow, found.phase_id)
    about = {READY: found.last or found.phase_id}
    if asked is not None and asked.after_sessions == found.held:
        about[VOTE] = asked.id
    now = {kind: row for kind, row in known.items() if row.state == "open" or row.subject_id == about.get(kind)}
    return Seen(found, now.get(READY), now.get(VOTE))


async def propose(store: WorkspaceStore, slack_user_id: str, set_id: UUID, now: datetime) -> Seen:
    """Ask the set in its channel, unless it was asked since its last session; nobody hears who proposed it.

    Raises Refused, as `look`.
    """
    async with store.write() as uow:
        seen = await _seen(uow, await _coached(uow, slack_user_id, set_id))
        if seen.vote is not None or not seen.enough:
            return seen
        handover_id = await queries.propose(uow, seen.found, now)
        if handover_id is not None:
            deadline = working_morning(seen.found.zone, now + VOTE_OPEN)
            await ballots.open_round(uow, VOTE, set_id, handover_id, deadline, now)
            await announce(uow, PROPOSED, handover_id, set_id, now, expires_at=deadline)
        return await _seen(uow, seen.found)


async def check_readiness(store: WorkspaceStore, slack_user_id: str, set_id: UUID, now: datetime) -> Seen:
    """The seven statements of practice.md section 4, by secret ballot: totals for the set alone.

    Raises Refused, as `look`.
    """
    async with store.write() as uow:
        seen = await _seen(uow, await _coached(uow, slack_user_id, set_id))
        found = seen.found
        if seen.ready is not None or not seen.enough:
            return seen
        deadline = working_morning(found.zone, now + READINESS_OPEN)
        round_id = await ballots.open_round(uow, READY, set_id, found.last or found.phase_id, deadline, now)
        if found.channel_id is not None:
            ask = NewDelivery(
                effect=Effect.POST,
                kind=READINESS,
                dedupe=f"{READINESS}:{round_id}",
                due_at=now,
                expires_at=deadline,
                set_id=set_id,
                channel=found.channel_id,
                args={"round": str(round_id)},
            )
            await schedule(uow, ask)
        return await _seen(uow, found)


async def session_over(uow: UnitOfWork, set_id: UUID, now: datetime) -> None:
    """A session was closed: when it was the last that the set planned with its coach, the set hears so, once a phase.

    A few days later, and only if nobody has asked the set by then.
    """
    plan = await queries.plan(uow, set_id)
    if plan is None or plan.mode != "coached" or plan.planned is None or plan.held != plan.planned:
        return
    found = await learning_set(uow, set_id)
    if found is None or found.channel_id is None:
        return
    due_at = working_morning(found.zone, now + AFTER_THE_LAST)
    news = NewDelivery(
        effect=Effect.POST,
        kind=PLANNED,
        dedupe=f"{PLANNED}:{plan.phase_id}",
        due_at=due_at,
        expires_at=due_at + NEWS_FOR,
        set_id=set_id,
        channel=found.channel_id,
        args={"set": str(set_id), "phase": str(plan.phase_id)},
    )
    await schedule(uow, news)


@dataclass(frozen=True)
class Planned:
    """The sessions with a coach that a set planned have been held. coach: a name."""

    set_id: UUID
    sessions: int
    coach: str


async def planned(uow: UnitOfWork, delivery: Delivery) -> Planned | None:
    """What a set hears of its plan; None: it is not so any more, or the set has been asked meanwhile."""
    set_id, phase_id = UUID(str(delivery.args["set"])), UUID(str(delivery.args["phase"]))
    plan, coach = await queries.plan(uow, set_id), await queries.coach_of(uow, set_id)
    if plan is None or plan.phase_id != phase_id or plan.mode != "coached" or coach is None:
        return None
    if plan.planned is None or plan.held < plan.planned or await queries.was_asked(uow, set_id, plan.phase_id):
        return None
    return Planned(set_id, plan.planned, coach[1])


async def pack(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> SetWithCoach:
    """How the set runs itself from now on. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE."""
    async with store.read() as uow:
        found = await queries.of_set(uow, set_id, slack_user_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        judge(May.SEE_SET, found.standing, person_id=found.person.id)
        if found.set_state == "closed":
            raise Refused(Problem.GONE)
        return found
