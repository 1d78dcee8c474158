"""The guide of whoever facilitates next, and a practice run. A facilitator who has swapped loses the guide at once:
who it is, is asked anew each time the button is pressed (privacy.md section 2).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sets import review
from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.stages import Plan, plan_for
from sets.turns import SeenRow
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import briefs as queries
from storage.queries import turns
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["Guide", "Practice", "guide", "practice"]


@dataclass(frozen=True)
class Guide:
    """All that a facilitator reads beforehand. place, carried, wishes: words of the set, for this window only.

    bids    how many have asked for time, never who; wishes: from the last ballot about how they worked, unnamed
    """

    seen: SeenRow
    plan: Plan
    place: Confidential | None = field(repr=False)
    carried: Sequence[Confidential] = field(repr=False)
    bids: int = 0
    wishes: Sequence[Confidential] = field(default=(), repr=False)


@dataclass(frozen=True)
class Practice:
    """A session to try out: its stages, and nothing of the set."""

    seen: SeenRow
    plan: Plan


async def guide(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> Guide:
    """The guide, for the one whose turn it is now.

    Raises Refused: NOT_YOUR_TURN (it was handed on), GONE (the session is over), NOT_YOUR_SET, FORMER_MEMBER.
    """
    async with store.read() as uow:
        seen = await _session(uow, slack_user_id, session_id)
        if seen.session.facilitator_id != seen.person.id:
            raise Refused(Problem.NOT_YOUR_TURN)
        if seen.session.state not in ("planned", "open"):
            raise Refused(Problem.GONE)
        scope = Scope("set", seen.session.set_id)
        rows = await queries.carried(uow, seen.session.set_id)
        carried = [await uow.unseal(Field.ISSUE_HEADLINE, scope, row.id, row.headline) for row in rows]
        place = None
        if seen.session.place is not None:
            place = await uow.unseal(Field.SESSION_PLACE, scope, seen.session.id, seen.session.place)
        asked, heads = await queries.bids_and_heads(uow, seen.session.set_id, seen.session.id)
        wishes = await review.last_wishes(uow, seen.session.set_id, slack_user_id)
        return Guide(seen, _plan(seen, heads), place, carried, asked, wishes)


async def practice(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> Practice:
    """The stages of a session, to step through; anyone in the set may try. Raises Refused: NOT_YOUR_SET, and so on."""
    async with store.read() as uow:
        seen = await _session(uow, slack_user_id, session_id)
        return Practice(seen, _plan(seen, await queries.heads(uow, seen.session.set_id)))


async def _session(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> SeenRow:
    seen = await turns.seen_session(uow, session_id, slack_user_id)
    if seen is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.SEE_SET, seen.standing, person_id=seen.person.id)
    if seen.set_state == "closed":
        raise Refused(Problem.GONE)
    return seen


def _plan(seen: SeenRow, heads: int) -> Plan:
    return plan_for(seen.session.length_minutes, seen.session.ordinal, heads, by_bids=seen.session.by_bids)
