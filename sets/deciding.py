"""What a set decided about running itself, and the end of its coach's time with it.

The answers are counted when the ballot closes, and none is kept: the set hears what it decided, and no numbers. Silence
leaves things as they are. The coach is told before anything is taken from them, and stays for a day to say goodbye.
"""

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from sets import ballot_closing, home, leaving
from sets.ballot_closing import Counted
from sets.ballot_kinds import FEWEST
from sets.handed_over import announce
from sets.handover import VOTE
from sets.mornings import this_morning, working_morning
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import ballots as rounds
from storage.queries import handover as queries
from storage.queries.handover import HandoverRow
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork, WorkspaceStore

AGREED, NOT_YET, THANKS = "handover.agreed", "handover.not_yet", "handover.thanks"
GOODBYE = timedelta(hours=18)
"""The coach stays at least so long after the set has heard, until the next working morning."""


def is_yes(counted: Counted) -> bool:
    """More than half of all say yes or are happy either way, and more say yes than not yet; from four answers on."""
    said = Counter(vote.get("decision") for vote in counted.votes)
    for_it = said["yes"] + said["either"]
    return len(counted.votes) >= FEWEST and for_it * 2 > counted.asked and said["yes"] > said["not_yet"]


async def decide_due(store: WorkspaceStore, now: datetime) -> None:
    """The tick: count every vote whose deadline has come."""
    async with store.read() as uow:
        found = await rounds.due(uow, now, (VOTE,))
    for round_id in found:
        async with store.write() as uow:
            counted = await ballot_closing.count(uow, round_id)
            if counted is not None:
                await _decide(uow, counted, now)


async def next_decision(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next vote closes (aware UTC)."""
    async with store.read() as uow:
        return await rounds.next_deadline(uow, (VOTE,))


async def _decide(uow: UnitOfWork, counted: Counted, now: datetime) -> None:
    row = await queries.by_id(uow, counted.round.subject_id, lock=True)
    found = await learning_set(uow, row.set_id) if row else None
    if row is None or found is None:
        return
    told_at = this_morning(found.zone, now)
    if found.state == "closed" or not is_yes(counted):
        if await queries.change(uow, row, "not_yet", decided_at=now) and found.state != "closed":
            await announce(uow, NOT_YET, row.id, row.set_id, told_at)
        return
    coach = await queries.coach_of(uow, row.set_id)
    ends_at = working_morning(found.zone, told_at + GOODBYE)
    coach_id = coach[0] if coach else row.coach_id  # another may coach since it was proposed
    if await queries.change(uow, row, "agreed", decided_at=now, ends_at=ends_at, coach_id=coach_id):
        await queries.run_itself(uow, row.phase_id)
        await announce(uow, AGREED, row.id, row.set_id, told_at)
        if coach is not None:
            await _thank(uow, row, coach_id, told_at, ends_at)


async def _thank(uow: UnitOfWork, row: HandoverRow, coach_id: UUID, told_at: datetime, ends_at: datetime) -> None:
    """A word to the coach, at the same time as the set: what was decided, until when they stay, what they keep."""
    await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=THANKS,
            dedupe=f"{THANKS}:{row.id}",
            due_at=told_at,
            expires_at=ends_at,
            recipient_id=coach_id,
            set_id=row.set_id,
            args={"handover": str(row.id)},
        ),
    )


async def end_due(store: WorkspaceStore, now: datetime) -> None:
    """The tick: the coach's access ends, with everything: membership, turns, channel and Home."""
    async with store.read() as uow:
        found = await queries.ending(uow, now)
    for handover_id in found:
        async with store.write() as uow:
            row = await queries.by_id(uow, handover_id, lock=True)
            if row is not None and row.state == "agreed":
                await _end(uow, row, now)


async def _end(uow: UnitOfWork, row: HandoverRow, now: datetime) -> None:
    coach = await queries.coach_of(uow, row.set_id)
    if coach is None:
        await queries.change(uow, row, "complete")  # they left by themselves
    elif await queries.change(uow, row, "leaving", coach_id=coach[0]):
        await leaving.remove(uow, coach[0], row.set_id, now)
        await home.changed(uow, coach[0], now)


async def next_end(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next coach's access ends (aware UTC)."""
    async with store.read() as uow:
        return await queries.next_end(uow)
