"""A session that runs: who comes to it and what they may do. Each room of a running session begins here."""

from uuid import UUID

from sets.access import May, judge
from sets.errors import Problem, Refused
from storage.queries import sessions as queries
from storage.queries.sessions import Beheld, RunRow, StageRow
from storage.unit_of_work import UnitOfWork

__all__ = ["Beheld", "RunRow", "StageRow"]

LED, TOGETHER, PHONES = "led", "together", "phones"
OPEN, CLOSED, PLANNED = "open", "closed", "planned"


async def behold(uow: UnitOfWork, slack_user_id: str, session_id: UUID, may: May = May.SEE_SESSION) -> Beheld:
    """The session as this person comes to it. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE (the set ended)."""
    found = await queries.beheld(uow, slack_user_id, session_id)
    if found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(may, found.belongs, person_id=found.person.id)
    if found.set_state == "closed":
        raise Refused(Problem.GONE)
    return found


def running(found: Beheld) -> tuple[RunRow, StageRow]:
    """How an open session runs. Raises Refused(NOT_OPEN) for one that is not open."""
    if found.session.state != OPEN or found.run is None or found.stage is None:
        raise Refused(Problem.NOT_OPEN)
    return found.run, found.stage


def leads(found: Beheld) -> bool:
    """Whether this person may move the session on: who facilitates, or everyone when nobody does."""
    return found.session.facilitator_id in (None, found.person.id)


def own_issue(leader: UUID | None, *stages: StageRow | None) -> bool:
    """Whether somebody would facilitate their own issue in one of these stages: nobody does (practice.md section 4)."""
    return leader is not None and any(one is not None and one.presenter_id == leader for one in stages)


async def led(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> tuple[Beheld, RunRow, StageRow]:
    """An open session for who leads it. Raises Refused: NOT_FACILITATOR, NOT_OPEN, and as `behold`."""
    found = await behold(uow, slack_user_id, session_id, May.RUN_SESSION)
    run, stage = running(found)
    if not leads(found):
        raise Refused(Problem.NOT_FACILITATOR)
    return found, run, stage
