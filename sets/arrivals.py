"""People whom a set has to confirm: who came into its channel unasked, and whom its coordinator suggests.

They see nothing of ours until a member says that they are welcome. Which member answered is neither kept nor shown.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import inviting
from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.leaving import KEPT, KICK
from sets.people import Person
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import arrivals as queries
from storage.queries.arrivals import ArrivalRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["ANSWERED", "NOTICE", "STILL_HERE", "ArrivalRow", "Decided", "came", "decide", "kept", "suggest"]

NOTICE, STILL_HERE, ANSWERED = "arrivals.notice", "arrivals.still_here", "arrivals.answered"
COORDINATOR_IN_CHANNEL = "arrivals.coordinator_in_channel"
ASKED_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Decided:
    """What the set said, and to whom it is shown."""

    arrival: ArrivalRow
    person: Person
    welcome: bool


async def came(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime, *, here: bool = False) -> bool:
    """Somebody who is not in the set came into its channel: its members are told, and say whether they are welcome.

    here  they were found there, and may have been for long: not when the set has answered about them before
    """
    return await _ask_the_set(uow, set_id, person_id, "here" if here else "came", now, again=not here)


async def suggest(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> bool:
    """The coordinator would like to ask somebody into a set that has begun."""
    return await _ask_the_set(uow, set_id, person_id, "suggested", now, again=True)


async def _ask_the_set(uow: UnitOfWork, set_id: UUID, person_id: UUID, how: str, now: datetime, *, again: bool) -> bool:
    found = await queries.note(uow, set_id, person_id, how, now, again=again)
    if found is not None:
        await _tell(uow, NOTICE, Effect.POST, set_id, found, now)
    return found is not None


async def decide(
    store: WorkspaceStore,
    slack_user_id: str,
    arrival_id: UUID,
    revision: int,
    *,
    welcome: bool,
    key: str,
    now: datetime,
) -> Decided:
    """A member says whether somebody is welcome: then they are asked to join. Otherwise Slack takes them out.

    Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE, NO_LONGER_WAITING, SET_IS_FULL, OWN_PROGRAMME.
    """
    async with store.write() as uow:
        found = await queries.asked_of(uow, arrival_id, slack_user_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        row, person, standing, seats_taken = found
        judge(May.SPEAK_FOR_SET, standing, person_id=person.id)
        if row.set_state == "closed":
            raise Refused(Problem.GONE)
        if row.belongs or row.state != "waiting":
            raise Refused(Problem.NO_LONGER_WAITING)
        if welcome and row.person_id == row.coordinator_id:
            raise Refused(Problem.COORDINATES)
        if welcome and seats_taken >= inviting.MOST:
            raise Refused(Problem.SET_IS_FULL)
        state = "welcome" if welcome else "refused"
        if (await claim(uow, key, now)).first and await queries.decide(uow, row.id, revision, state):
            await _follow(uow, row, now, welcome=welcome)
    return Decided(row, person, welcome)


async def _follow(uow: UnitOfWork, row: ArrivalRow, now: datetime, *, welcome: bool) -> None:
    if welcome:
        await inviting.ask(uow, row.set_id, row.person_id, "member", now)
    elif row.how != "suggested":
        await _tell(uow, KICK, Effect.KICK, row.set_id, (row.id, row.revision), now, to=row.person_id)
    else:
        await _tell(uow, ANSWERED, Effect.POST, row.set_id, (row.id, row.revision), now, to=row.coordinator_id)


async def kept(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Slack keeps somebody in the channel whom the set does not want there: the set hears of it, once.

    Who looks after the set, and had a channel taken that they are in, is asked to leave it.
    """
    found = await queries.kept(uow, set_id, person_id)
    if found.arrival_id is not None:
        await _tell(uow, STILL_HERE, Effect.POST, set_id, (found.arrival_id, 0), now)
    elif found.looks_after_it:
        await _tell(uow, COORDINATOR_IN_CHANNEL, Effect.POST, set_id, (set_id, 0), now, to=person_id)


async def _tell(
    uow: UnitOfWork,
    kind: str,
    effect: Effect,
    set_id: UUID,
    about: tuple[UUID, int],
    now: datetime,
    to: UUID | None = None,
) -> None:
    """`about`: the arrival and its revision, which make each question its own. No `to`: in the set's channel."""
    await schedule(
        uow,
        NewDelivery(
            effect=effect,
            kind=kind,
            dedupe=f"{kind}:{about[0]}:{about[1]}",
            due_at=now,
            expires_at=now + (KEPT if effect is Effect.KICK else ASKED_FOR),
            recipient_id=to,
            set_id=set_id,
            args={} if effect is Effect.KICK else {"arrival": str(about[0])},
        ),
    )
