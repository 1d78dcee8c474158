"""What is known of a set when a turn is to be found, read from storage; and who may take a turn by their own wish."""

from datetime import datetime
from uuid import UUID

from sets.budget import Hours, hours_of
from sets.errors import Problem, Refused
from sets.rotation import Bar, Ledger
from sets.situation import Known, Situation, situation_of, volunteering
from storage.queries import bids, calendar, rotation
from storage.queries.calendar import SessionRow
from storage.unit_of_work import UnitOfWork


async def situation(uow: UnitOfWork, session: SessionRow, ledger: Ledger, now: datetime) -> Situation:
    """As things stand in this transaction."""
    people = await rotation.members(uow, session.set_id)
    hours: dict[UUID, Hours] = {}
    for one in people:
        found = await hours_of(uow, one.id, now)
        if found is not None:
            hours[one.id] = found
    known = Known(
        people=people,
        hours=hours,
        sessions=await rotation.sessions_of(uow, session.set_id),
        led=await rotation.turns_of_set(uow, session.set_id, Ledger.FACILITATING),
        hosted=await rotation.turns_of_set(uow, session.set_id, Ledger.HOSTING),
        attended=await rotation.attendance(uow, session.set_id),
        bids={one.person_id for one in await bids.of_session(uow, session.id)},
        phase=await calendar.current_phase(uow, session.set_id),
    )
    return situation_of(session, ledger, known)


async def may_volunteer(
    uow: UnitOfWork, session: SessionRow, ledger: Ledger, person_id: UUID, now: datetime
) -> frozenset[Bar]:
    """The soft rules that give way to somebody's own wish to take a turn.

    Raises Refused(TWICE_RUNNING): they facilitate the session before or after, and there are others who could. On the
    day before, when the set would else lead together, they may.
    """
    aside = volunteering(session, ledger, await situation(uow, session, ledger, now), person_id, now)
    if aside is None:
        raise Refused(Problem.TWICE_RUNNING)
    return aside


def person_of(session: SessionRow, ledger: Ledger) -> UUID | None:
    """Who facilitates, or hosts, a session."""
    return session.facilitator_id if ledger is Ledger.FACILITATING else session.host_id
