"""From a coach to the set itself. The set decides: anyone proposes, and more than half of the members say yes.

The coach's access ends with the deciding yes, in the same transaction; the hand-over is complete when Slack says that
they are out of the channel (sets/handed_over.py).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sets import ballots, handed_over, home, leaving
from sets.access import May, judge
from sets.errors import Problem, Refused
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import handover as queries
from storage.queries.handover import HandoverRow, SetWithCoach
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["HandoverRow", "SetWithCoach"]

PROPOSED, READINESS, AGREED = "handover.proposed", "handover.readiness", "handover.agreed"
READINESS_OPEN = timedelta(days=4)


@dataclass(frozen=True)
class Seen:
    """A proposal as somebody finds it. yes: how many members of now agree; needed: how many it takes."""

    row: HandoverRow
    found: SetWithCoach
    yes: int

    @property
    def needed(self) -> int:
        """More than half."""
        return self.found.members // 2 + 1


async def look(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> SetWithCoach:
    """What handing over would mean. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE, ALREADY_DONE."""
    async with store.read() as uow:
        return await _coached(uow, slack_user_id, set_id, May.SEE_SET)


async def _coached(uow: UnitOfWork, slack_user_id: str, set_id: UUID, may: May) -> SetWithCoach:
    found = await queries.of_set(uow, set_id, slack_user_id)
    if found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(may, found.standing, person_id=found.person.id)
    if found.set_state == "closed":
        raise Refused(Problem.GONE)
    if found.mode != "coached" or found.coach_id is None:
        raise Refused(Problem.ALREADY_DONE)
    return found


async def propose(store: WorkspaceStore, slack_user_id: str, set_id: UUID, now: datetime) -> SetWithCoach:
    """Ask the set in its channel, once a phase; nobody hears who proposed it. Raises Refused, as `look`."""
    async with store.write() as uow:
        found = await _coached(uow, slack_user_id, set_id, May.SEE_SET)
        handover_id = await queries.propose(uow, found, now)
        if handover_id is not None:
            await handed_over.announce(uow, PROPOSED, handover_id, set_id, now)
        return found


async def check_readiness(store: WorkspaceStore, slack_user_id: str, set_id: UUID, now: datetime) -> SetWithCoach:
    """The seven statements of practice.md section 4, by secret ballot, once a phase: totals for the set alone.

    Raises Refused, as `look`.
    """
    async with store.write() as uow:
        found = await _coached(uow, slack_user_id, set_id, May.SEE_SET)
        round_id = await ballots.open_round(uow, "readiness", set_id, found.phase_id, now + READINESS_OPEN, now)
        if found.channel_id is not None:
            ask = NewDelivery(
                effect=Effect.POST,
                kind=READINESS,
                dedupe=f"{READINESS}:{round_id}",
                due_at=now,
                expires_at=now + READINESS_OPEN,
                set_id=set_id,
                channel=found.channel_id,
                args={"round": str(round_id)},
            )
            await schedule(uow, ask)
        return found


async def answer(store: WorkspaceStore, slack_user_id: str, handover_id: UUID, now: datetime, *, yes: bool) -> Seen:
    """A member says yes, or takes it back. The last yes that was needed hands over. Raises Refused, as `look`."""
    async with store.write() as uow:
        row = await queries.by_id(uow, handover_id, lock=True)
        found = await queries.of_set(uow, row.set_id, slack_user_id) if row else None
        if row is None or found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        judge(May.SPEAK_FOR_SET, found.standing, person_id=found.person.id)
        row = replace(row, coach_id=found.coach_id or row.coach_id)  # another may coach since it was proposed
        if found.set_state == "closed":
            raise Refused(Problem.GONE)
        if row.state == "proposed":
            if yes:
                await queries.say_yes(uow, row.id, found.person.id)
            else:
                await queries.take_back(uow, row.id, found.person.id)
        seen = Seen(row, found, await queries.count(uow, row))
        if row.state == "proposed" and seen.yes >= seen.needed and await queries.agree(uow, row, now):
            await _hand_over(uow, row, now)
            return replace(seen, row=replace(row, state="agreed"))
        return seen


async def _hand_over(uow: UnitOfWork, row: HandoverRow, now: datetime) -> None:
    """The coach's access ends at once: membership, turns, channel and Home."""
    await handed_over.announce(uow, AGREED, row.id, row.set_id, now)
    await leaving.remove(uow, row.coach_id, row.set_id, now)
    await home.changed(uow, row.coach_id, now)


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
