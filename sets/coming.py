"""Saying beforehand that one cannot come. No reason is asked or kept; who facilitates and who is host can see it."""

from datetime import datetime
from uuid import UUID

from sets import quorum, turns
from sets.calendar import Done, of_session, still_planned
from storage.queries import booking as queries
from storage.receipts import claim
from storage.unit_of_work import WorkspaceStore


async def say(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, *, comes: bool, key: str, now: datetime
) -> Done:
    """Somebody cannot come to a planned session after all, or can. Saying the same again changes nothing.

    Raises Refused, as everything about a session; STALE once it has begun.
    """
    async with store.write() as uow:
        person, seat, session = await of_session(uow, slack_user_id, session_id)
        still_planned(session)
        if (await claim(uow, key, now)).first:
            if comes:
                await queries.can_come(uow, session.id, person.id)
                await turns.can_come(uow, session.id, person.id, now)
            else:
                await queries.cannot_come(uow, session.id, person.id, now)
                await turns.cannot_come(uow, session.id, person.id, now)
                await quorum.look(uow, session, now)
        return Done(person, seat, session)
