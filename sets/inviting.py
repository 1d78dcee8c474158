"""Asking one more person into a set, or somebody to coach it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import arrivals
from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.people import Person, meet
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import inviting as queries
from storage.queries.inviting import Asker
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["ASK", "MOST", "Asker", "OneMore", "ask", "find", "may_ask", "one_more"]

ASK = "joining.ask"
ASKED_FOR = timedelta(days=14)
MOST = 10  # people in a set: practice.md section 1


@dataclass(frozen=True)
class OneMore:
    """What came of asking one more person. asked: they were asked; otherwise the set was asked first."""

    person: Person
    set_name: str
    other_id: UUID
    asked: bool


async def find(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> tuple[UUID | None, Problem | None]:
    """Somebody who is to be asked into a set, or why they cannot be. Nobody is met yet when there is a problem."""
    found = await queries.invited(uow, slack_user_id, set_id)
    if found is None:
        return (await meet(uow, slack_user_id)).id, None
    if found.kind in ("bot", "stranger") or not found.active:
        return None, Problem.NOT_A_MEMBER
    if found.coordinates:
        return None, Problem.COORDINATES
    if found.state in ("asked", "joined"):
        return None, Problem.ASKED_ALREADY
    return found.id, None


async def ask(uow: UnitOfWork, set_id: UUID, person_id: UUID, role: str, now: datetime) -> None:
    """Ask somebody by direct message whether they would join, as `role`: member or coach."""
    revision = await queries.ask(uow, set_id, person_id, role, now)
    await queries.note_step(uow, set_id, person_id)
    new = NewDelivery(
        effect=Effect.POST,
        kind=ASK,
        dedupe=f"{ASK}:{set_id}:{person_id}:{revision}",
        due_at=now,
        expires_at=now + ASKED_FOR,
        recipient_id=person_id,
        set_id=set_id,
    )
    await schedule(uow, new)


async def may_ask(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Asker:
    """A member of the set, or who looks after it. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE, SET_IS_FULL."""
    found = await queries.asker(uow, slack_user_id, set_id)
    if found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    if not found.coordinates:
        judge(May.SPEAK_FOR_SET, found.standing, person_id=found.person.id)
    if found.set_state == "closed":
        raise Refused(Problem.GONE)
    if found.seats_taken >= MOST:
        raise Refused(Problem.SET_IS_FULL)
    return found


async def one_more(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, wanted: str, key: str, now: datetime
) -> OneMore:
    """Ask one more person. When a coordinator wants somebody in a set that has begun, its members are asked first:
    an arrival needs the set's confirmation (privacy.md section 2).

    Raises Refused as `may_ask`; and with field "person": EMPTY, NOT_A_MEMBER, COORDINATES, ASKED_ALREADY.
    """
    async with store.write() as uow:
        found = await may_ask(uow, slack_user_id, set_id)
        if not wanted:
            raise Refused(Problem.EMPTY, "person")
        other, problem = await find(uow, wanted, set_id)
        if other is None or problem is not None:
            raise Refused(problem or Problem.NOT_A_MEMBER, "person")
        the_set_first = found.standing != "member" and found.members > 0
        if (await claim(uow, key, now)).first:
            if the_set_first:
                await arrivals.suggest(uow, set_id, other, now)
            else:
                await ask(uow, set_id, other, "member", now)
    return OneMore(found.person, found.set_name, other, asked=not the_set_first)
