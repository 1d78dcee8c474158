"""Who may read an update, as a pure rule over how somebody stands to it (privacy.md section 2)."""

from datetime import datetime
from uuid import UUID

from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.people import known
from sets.update_words import Audience, Lasts
from storage.queries import updates
from storage.queries.updates import SeenRow
from storage.unit_of_work import UnitOfWork

_NAMED = frozenset({Audience.BUDDY, Audience.NEXT})


async def found(uow: UnitOfWork, slack_user_id: str, update_id: UUID, *, hold: bool = False) -> SeenRow:
    """An update as this person stands to it; nobody was asked yet whether they may read it.

    Raises Refused: GONE when there is no such update any more, NOT_YOUR_SET for a stranger.
    """
    seen = await updates.seen_by(uow, update_id, slack_user_id, hold=hold)
    if seen is None:
        raise Refused(Problem.GONE if await known(uow, slack_user_id) else Problem.NOT_YOUR_SET)
    return seen


def over(seen: SeenRow, now: datetime) -> bool:
    """Its time is over: its words are deleted at the next tick, and shown to nobody from this moment on."""
    update = seen.update
    if seen.set_state == "closed" or (update.expires_at is not None and update.expires_at <= now):
        return True
    return seen.met and (update.lasts == Lasts.SESSION or update.audience in _NAMED)


def problem_of_reading(seen: SeenRow, now: datetime) -> Problem | None:
    """Why this person may not read it; None: they may."""
    update = seen.update
    mine = seen.person_id == update.author_id
    try:
        may = May.SEE_OWN_UPDATE if mine else May.READ_UPDATE
        judge(may, seen.standing, person_id=seen.person_id, holder_id=update.author_id)
    except Refused as refused:
        return refused.problem
    if over(seen, now) or (update.taken_back_at is not None and not mine):
        return Problem.GONE
    return None if mine else _not_for(seen)


def _not_for(seen: SeenRow) -> Problem | None:
    """It was not shared with this person, who is in the set as a member or as its coach."""
    audience = seen.update.audience
    if audience in _NAMED:
        still = seen.leads if audience == Audience.NEXT else True
        if not (seen.named and still and seen.standing == "member"):
            return Problem.NOT_FOR_YOU
    elif seen.standing == "coach" and audience != Audience.COACH:
        return Problem.FOR_MEMBERS
    return None if seen.since else Problem.BEFORE_YOU_JOINED  # who left and came back, too
