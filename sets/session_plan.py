"""The plan of a session that is booked: times, who does what, and what the set brings along.

Headlines are the set's own words, for its members and its coach. Who cannot come is shown to those who facilitate and
host it, and to nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sets.calendar import of_session
from sets.errors import Problem, Refused
from sets.session_menu import Looked, State, open_place
from sets.stages import Plan, plan_for
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import attendance, bids, briefs
from storage.queries import session_menu as queries
from storage.unit_of_work import UnitOfWork, WorkspaceStore


@dataclass(frozen=True)
class SessionPlan:
    """All of it, as one person may see it.

    looked   the session, its set and place
    plan     the stages in order, exact to the minute
    carried  headlines of the issues that are carried forward, the oldest first
    asked    how many have asked for time in advance
    missing  names of those who cannot come; None: not for this person's eyes
    """

    looked: Looked
    plan: Plan
    asked: int
    carried: Sequence[Confidential] = field(repr=False)
    missing: Sequence[str] | None = field(default=None, repr=False)


async def read(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> SessionPlan:
    """The plan of one session. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE (it is over, or was called off)."""
    async with store.read() as uow:
        person, seat, session = await of_session(uow, slack_user_id, session_id)
        if session.state not in ("planned", "open"):
            raise Refused(Problem.GONE)
        meeting = await queries.meeting(uow, session.id, person.id)
        people = await attendance.people(uow, seat.set_id, session.id)
        place, carried = await open_place(uow, session), await _carried(uow, seat.set_id)
        asked = len(await bids.of_session(uow, session.id))
    coming = sum(1 for one in people if one.role == "member" and one.state != "cannot")
    missing = [one.name for one in people if one.state == "cannot"]
    shown = person.id in (session.facilitator_id, session.host_id)
    looked = Looked(person, seat, State.PLANNED, meeting, place)
    plan = plan_for(session.length_minutes, session.ordinal, coming, by_bids=session.by_bids)
    return SessionPlan(looked, plan, asked, carried, missing if shown else None)


async def _carried(uow: UnitOfWork, set_id: UUID) -> list[Confidential]:
    scope = Scope("set", set_id)
    rows = await briefs.carried(uow, set_id)
    return [await uow.unseal(Field.ISSUE_HEADLINE, scope, row.id, row.headline) for row in rows]
