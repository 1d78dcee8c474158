"""A set would like to hear from its coordinator: said in the weekly note, with no reason and no name.

Any member may ask, and any member may take it back until the note goes out; the set is told. Who pressed is not stored.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sets.access import May, judge
from sets.errors import Problem, Refused
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import digest as queries
from storage.queries import people as people_queries
from storage.queries.joining import standing
from storage.queries.people import PersonRow
from storage.queries.setup import SetRow, learning_set
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

ASKED = "calls.asked"


@dataclass(frozen=True)
class Calling:
    """Who looks, at which set, and who looks after it; asked: a call waits for the weekly note already."""

    person: PersonRow
    set: SetRow
    coordinator: PersonRow
    asked: bool


async def look(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Calling:
    """What a member needs to know before asking. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE."""
    person = await people_queries.by_slack_id(uow, slack_user_id)
    found = await learning_set(uow, set_id)
    if person is None or found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.ASK_FOR_CALL, await standing(uow, person.id, set_id), person_id=person.id)
    coordinator = await people_queries.by_id(uow, found.created_by)
    if found.state == "closed" or coordinator is None:
        raise Refused(Problem.GONE)
    return Calling(person, found, coordinator, await queries.asks_for_call(uow, set_id))


async def ask(store: WorkspaceStore, slack_user_id: str, set_id: UUID, key: str, now: datetime) -> Calling:
    """Ask for a call. Asked already: nothing more happens. Raises Refused as `look`."""
    async with store.write() as uow:
        found = await look(uow, slack_user_id, set_id)
        if (await claim(uow, key, now)).first and await queries.ask_for_call(uow, set_id) and found.set.channel_id:
            told = NewDelivery(
                effect=Effect.POST,
                kind=ASKED,
                dedupe=f"{ASKED}:{set_id}:{key}",
                due_at=now,
                set_id=set_id,
                channel=found.set.channel_id,
            )
            await schedule(uow, told)
        return found


async def take_back(store: WorkspaceStore, slack_user_id: str, set_id: UUID, key: str, now: datetime) -> Calling:
    """Take the request back. Raises Refused as `look`, and ALREADY_DONE when the note has gone out with it."""
    async with store.write() as uow:
        found = await look(uow, slack_user_id, set_id)
        if (await claim(uow, key, now)).first and not await queries.forget_calls(uow, [set_id]):
            raise Refused(Problem.ALREADY_DONE)
        return found
