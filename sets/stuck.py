"""Stuck: which ways of going on are there for an action now (voice.md 8). Nobody is told."""

from dataclasses import dataclass
from uuid import UUID

from sets.action_forms import own_action
from sets.errors import Problem, Refused
from storage.queries import calendar
from storage.queries.actions import Holder
from storage.queries.buddies import pair_of
from storage.unit_of_work import WorkspaceStore


@dataclass(frozen=True)
class Routes:
    """Beside a smaller step, asking the set, and keeping it to oneself: is there a buddy, and is a session booked."""

    action_id: UUID
    holder: Holder
    buddy: bool
    session: bool


async def routes(store: WorkspaceStore, slack_user_id: str, action_id: UUID) -> Routes:
    """What can be offered. Raises Refused: GONE, NOT_YOUR_SET, FORMER_MEMBER."""
    async with store.read() as uow:
        row = await own_action(uow, action_id, slack_user_id)
        if row.belongs != "member":
            raise Refused(Problem.FORMER_MEMBER)
        buddy = len(await pair_of(uow, row.holder_id, row.set_id)) > 1
        session = await calendar.next_session(uow, row.set_id) is not None
        return Routes(row.id, row.holder, buddy, session)
