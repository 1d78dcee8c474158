"""Answering for a turn: yes, not this time, volunteering, and undoing while that is honest.

No receipt is written: a turn's state is its own. A press that comes twice finds what it made, and is shown it. Who said
no is shown to nobody; the next is asked a little later, so that "Not this time" can be taken back.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from sets import home, offering, rota, turn_ends
from sets.access import May, judge
from sets.errors import Problem, Refused
from sets.next_step import SHORTEST_ASK
from sets.rotation import ANSWER_WITHIN, BRIEF_BEFORE, VOLUNTEERS_BEFORE, Ledger, Rule, Stage, written
from storage.queries import calendar, rotation, swaps, turns
from storage.queries.turns import SeenRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["SeenRow"]

hold = turns.hold


class Happened(Enum):
    """What a press did.

    SAME: as it stood; TAKEN: somebody else has the turn, or is being asked; ENDED: the session was held or called off
    TOO_LATE: it cannot be undone any more
    """

    YES = "yes"
    PASSED = "passed"
    UNDONE = "undone"
    SAME = "same"
    TAKEN = "taken"
    ENDED = "ended"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Answered:
    """What a press did, and the turn as it stands now."""

    happened: Happened
    seen: SeenRow


async def look(store: WorkspaceStore, slack_user_id: str, turn_id: UUID) -> SeenRow:
    """One's own turn. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE (the set is closed)."""
    async with store.read() as uow:
        return await own(uow, slack_user_id, turn_id)


async def own(uow: UnitOfWork, slack_user_id: str, turn_id: UUID, *, hold: bool = False) -> SeenRow:
    """The presser's own turn. `hold`: nobody else answers until the transaction ends. Raises Refused, as `look`."""
    if hold:
        await turns.hold(uow, turn_id=turn_id)
    seen = await turns.seen_turn(uow, turn_id, slack_user_id)
    if seen is None or seen.turn is None:
        raise Refused(Problem.NOT_YOUR_SET)
    _may(seen, seen.turn.person_id)
    return seen


async def in_set(uow: UnitOfWork, slack_user_id: str, session_id: UUID, *, hold: bool = False) -> SeenRow:
    """A session of a set the presser is a member of. `hold`: as in `own`. Raises Refused, as `look`."""
    if hold:
        await turns.hold(uow, session_id)
    seen = await turns.seen_session(uow, session_id, slack_user_id)
    if seen is None:
        raise Refused(Problem.NOT_YOUR_SET)
    _may(seen, seen.person.id)
    return seen


def _may(seen: SeenRow, whose: UUID) -> None:
    judge(May.TAKE_TURN, seen.standing, person_id=seen.person.id, holder_id=whose)
    if seen.set_state == "closed":
        raise Refused(Problem.GONE)


def holder(seen: SeenRow, ledger: str) -> UUID | None:
    """Who has the turn of this session now."""
    return seen.session.facilitator_id if ledger == Ledger.FACILITATING else seen.session.host_id


async def say_yes(store: WorkspaceStore, slack_user_id: str, turn_id: UUID, now: datetime) -> Answered:
    """Take the turn that was offered; also after it passed on, while it is still free. Raises Refused, as `look`."""
    async with store.write() as uow:
        return await take(uow, await own(uow, slack_user_id, turn_id, hold=True), now)


async def take(uow: UnitOfWork, seen: SeenRow, now: datetime) -> Answered:
    """The presser says yes to their own turn, in the caller's transaction."""
    turn = _turn(seen)
    if seen.session.state != "planned":
        return Answered(Happened.ENDED, seen)
    if turn.state == "accepted":
        return Answered(Happened.SAME, seen)
    before = holder(seen, turn.ledger)
    if before is not None or seen.others_turn or turn.state not in ("offered", "passed"):
        return Answered(Happened.TAKEN, seen)
    if turn.state == "passed":
        await rota.may_volunteer(uow, seen.session, Ledger(turn.ledger), turn.person_id, now)
    changed = await rotation.change_turn(
        uow, turn.id, turn.revision, state="accepted", answered_at=now, expires_at=None
    )
    if not changed or not await rotation.take_session(uow, seen.session.id, turn.ledger, turn.person_id, None):
        raise Refused(Problem.STALE)  # nothing of this is kept
    await rotation.look_again(uow, [seen.session.id], turn.ledger, now, Stage.FOUND)
    return Answered(Happened.YES, _after(seen, "accepted", now, turn.person_id))


async def not_this_time(store: WorkspaceStore, slack_user_id: str, turn_id: UUID, now: datetime) -> Answered:
    """No, without a reason. Raises Refused, as `look`."""
    async with store.write() as uow:
        seen = await own(uow, slack_user_id, turn_id, hold=True)
        turn = _turn(seen)
        if turn.state != "offered":
            return Answered(Happened.ENDED if seen.session.state != "planned" else Happened.SAME, seen)
        await rotation.change_turn(uow, turn.id, turn.revision, state="passed", answered_at=now, expires_at=None)
        await rotation.look_again(uow, [seen.session.id], turn.ledger, now + offering.UNDO_FOR)
        return Answered(Happened.PASSED, _after(seen, "passed", now, holder(seen, turn.ledger)))


async def undo(
    store: WorkspaceStore, slack_user_id: str, turn_id: UUID, revision: int, now: datetime, *, elsewhere: bool = False
) -> Answered:
    """Take an answer back, so that one can choose again. Raises Refused, as `look`.

    elsewhere  it was pressed in the rota: the message about the turn is brought up to date, or sent if there is none
    """
    async with store.write() as uow:
        seen = await own(uow, slack_user_id, turn_id, hold=True)
        turn = _turn(seen)
        if revision != turn.revision or turn.state not in ("accepted", "passed"):
            return Answered(Happened.SAME, seen)
        mine = turn.person_id if turn.state == "accepted" else None
        if seen.session.state != "planned" or seen.others_turn or holder(seen, turn.ledger) != mine:
            return Answered(Happened.TOO_LATE, seen)
        ends = _asked_until(seen, now)
        again = {"state": "offered", "answered_at": None, "expires_at": ends}
        await rotation.change_turn(uow, turn.id, turn.revision, **again)
        if mine is not None:
            await rotation.take_session(uow, seen.session.id, turn.ledger, None, mine)
        await rotation.look_again(uow, [seen.session.id], turn.ledger, ends, Stage.QUEUE)
        if elsewhere:
            await offering.ask_again(uow, turn, ends, now)
        after = _after(seen, "offered", None, None)
        return Answered(Happened.UNDONE, replace(after, turn=replace(_turn(after), expires_at=ends)))


def _asked_until(seen: SeenRow, now: datetime) -> datetime:
    """How long someone may think again: as for any offer, but never less than the shortest."""
    closing = seen.session.starts_at - VOLUNTEERS_BEFORE
    return max(min(now + ANSWER_WITHIN, closing), min(now + SHORTEST_ASK, seen.session.starts_at))


async def volunteer(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, ledger: Ledger, now: datetime
) -> Answered:
    """Take a turn that nobody has. Of two at once, one gets it.

    Raises Refused: as `look`, TWICE_RUNNING (they have the turn before or after, and others may still take this one).
    """
    async with store.write() as uow:
        seen = await in_set(uow, slack_user_id, session_id, hold=True)
        if seen.session.state != "planned":
            return Answered(Happened.ENDED, seen)
        before = holder(seen, ledger)
        if before is not None and not await _given(uow, seen, ledger):
            return Answered(Happened.SAME if before == seen.person.id else Happened.TAKEN, seen)
        aside = await rota.may_volunteer(uow, seen.session, ledger, seen.person.id, now)
        for turn in await rotation.turns_of_session(uow, session_id, ledger):
            if turn.state in rotation.LIVE and turn.person_id != seen.person.id:
                await offering.pass_on(uow, turn, turn_ends.withdrawn(turn), now)
        mine = (seen.person.id, Rule.VOLUNTEER, now, written(aside))
        if not await offering.appoint(uow, seen.session, ledger, *mine):
            raise Refused(Problem.STALE)  # nothing of this is kept
        await rotation.look_again(uow, [session_id], ledger, now, Stage.FOUND)
        if before is not None:
            await home.changed(uow, before, now)
        return Answered(Happened.YES, _with_holder(seen, ledger, seen.person.id))


async def _given(uow: UnitOfWork, seen: SeenRow, ledger: Ledger) -> bool:
    """Whether the one who has the turn asked for a volunteer in their place."""
    return (await rotation.rota_of(uow, seen.session, ledger)).stage == Stage.VOLUNTEERS


async def left(uow: UnitOfWork, person_id: UUID, set_id: UUID, now: datetime) -> None:
    """Someone left a set: their turns pass on, quietly."""
    await turns.give_up(uow, person_id, set_id)
    await swaps.lapse(uow, person_id, set_id)
    coming = [one.id for one in await rotation.sessions_of(uow, set_id) if one.state == "planned"]
    for ledger in offering.LEDGERS:
        await rotation.look_again(uow, coming, ledger, now)


async def cannot_come(uow: UnitOfWork, session_id: UUID, person_id: UUID, now: datetime) -> None:
    """Someone said that they cannot come: a turn they had or were offered is owed, and somebody else is asked."""
    for turn in await rotation.live_turns(uow, session_id, person_id):
        await rotation.end_turn(uow, turn, turn_ends.cannot_come(turn), now)
        await rotation.take_session(uow, session_id, turn.ledger, None, person_id)
        await rotation.look_again(uow, [session_id], turn.ledger, now, Stage.QUEUE)


async def can_come(uow: UnitOfWork, session_id: UUID, person_id: UUID, now: datetime) -> None:
    """Someone can come after all: the turn they had said yes to is theirs again, if nobody has it or is being asked."""
    found = await rotation.turns_of_session(uow, session_id, *offering.LEDGERS)
    taken = {one.ledger for one in found if one.state in rotation.LIVE}
    for mine in found:
        ledger = Ledger(mine.ledger)
        theirs = mine.person_id == person_id and mine.state == turn_ends.OWED and mine.answered_at is not None
        if not theirs or ledger in taken:
            continue
        if await rotation.take_session(uow, session_id, ledger, person_id, None):
            await rotation.change_turn(uow, mine.id, mine.revision, state="accepted", owed_from=None)
            await rotation.look_again(uow, [session_id], ledger, now, Stage.FOUND)
            await offering.refresh(uow, mine, now)


async def presented(uow: UnitOfWork, session_id: UUID, person_id: UUID, now: datetime) -> None:
    """Someone presents in a session: noted in the ledger of presenting."""
    seen = await calendar.session(uow, session_id)
    if seen is not None:
        rule = Rule.AGREED
        await rotation.put_turn(uow, seen, Ledger.PRESENTING, person_id, state="done", rule=rule, now=now)


def _turn(seen: SeenRow) -> rotation.TurnRow:
    if seen.turn is None:
        raise RuntimeError("a turn was read without its row")
    return seen.turn


def _after(seen: SeenRow, state: str, answered_at: datetime | None, who: UUID | None) -> SeenRow:
    turn = _turn(seen)
    after = replace(turn, state=state, answered_at=answered_at, revision=turn.revision + 1)
    return replace(_with_holder(seen, Ledger(turn.ledger), who), turn=after)


def _with_holder(seen: SeenRow, ledger: Ledger, who: UUID | None) -> SeenRow:
    name = seen.person.display_name if who == seen.person.id else ""
    if ledger is Ledger.FACILITATING:
        return replace(seen, session=replace(seen.session, facilitator_id=who), facilitator=name)
    return replace(seen, session=replace(seen.session, host_id=who), host=name)


def brief_at(seen: SeenRow, now: datetime) -> datetime | None:
    """When the guide is sent; None: it is on its way."""
    moment = seen.session.starts_at - BRIEF_BEFORE
    return moment if moment > now else None
