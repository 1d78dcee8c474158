"""What is known of a set when a turn is to be found, read from storage; and who may take a turn by their own wish."""

from datetime import datetime
from uuid import UUID

from sets.budget import hours_from
from sets.errors import Problem, Refused
from sets.rotation import Bar, Ledger
from sets.situation import Known, Situation, situation_of, volunteering
from storage.queries import bids, calendar, rotation
from storage.queries.calendar import SessionRow
from storage.queries.reaching import belonging
from storage.queries.rotation import MemberRow
from storage.unit_of_work import UnitOfWork


async def known(uow: UnitOfWork, set_id: UUID, now: datetime) -> Known:
    """All that decides whose turn it is in a set, as it is in this transaction."""
    people = await belonging(uow, set_id)
    turns = await rotation.turns_of_set(uow, set_id, Ledger.FACILITATING, Ledger.HOSTING)
    return Known(
        people=[MemberRow(one.reached.id, one.role, one.joined) for one in people],
        hours={one.reached.id: hours_from(one.reached, one.away, now) for one in people},
        sessions=await rotation.sessions_of(uow, set_id),
        led=[one for one in turns if one.ledger == Ledger.FACILITATING],
        hosted=[one for one in turns if one.ledger == Ledger.HOSTING],
        attended=await rotation.attendance(uow, set_id),
        bids=await bids.askers(uow, set_id),
        phase=await calendar.current_phase(uow, set_id),
    )


async def situation(uow: UnitOfWork, session: SessionRow, ledger: Ledger, now: datetime) -> Situation:
    """How things stand for one session."""
    return situation_of(session, ledger, await known(uow, session.set_id, now))


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
