"""What is known of a set when a turn is to be found, read from storage; and who may take a turn by their own wish."""

from datetime import datetime
from uuid import UUID

from sets.budget import Hours, hours_of
from sets.errors import Problem, Refused
from sets.rotation import FIRM, Bar, Ledger, Stage, bars, soft_rules_give_way, stage_at
from sets.situation import Known, Situation, situation_of
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
    seen = await situation(uow, session, ledger, now)
    if not volunteer_welcome(session, ledger, seen, person_id, now):
        raise Refused(Problem.TWICE_RUNNING)
    me = next((one for one in seen.there if one.id == person_id), None)
    return bars(me, ledger) - FIRM if me else frozenset()


def volunteer_welcome(session: SessionRow, ledger: Ledger, seen: Situation, person_id: UUID, now: datetime) -> bool:
    """Whether somebody may take a turn by their own wish: not twice running, while it could be someone else's."""
    me = next((one for one in seen.there if one.id == person_id), None)
    twice = me is not None and ledger is Ledger.FACILITATING and Bar.TWICE_RUNNING in bars(me, ledger)
    return not twice or soft_rules_give_way(len(seen.there)) or stage_at(session.starts_at, now) is Stage.TOGETHER


def person_of(session: SessionRow, ledger: Ledger) -> UUID | None:
    """Who facilitates, or hosts, a session."""
    return session.facilitator_id if ledger is Ledger.FACILITATING else session.host_id
