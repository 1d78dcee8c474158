"""What a session leaves in the ledgers when it was held or called off.

The room of running a session writes most of it as it closes; this is the clock's own look, which finds what was left.
"""

from datetime import datetime
from uuid import UUID

from sets.rota import HERE, person_of
from sets.rotation import Ledger, Rule, Stage
from storage.queries import rotation, swaps
from storage.queries.calendar import SessionRow
from storage.queries.rotation import RotaRow, TurnRow
from storage.unit_of_work import UnitOfWork


async def end(uow: UnitOfWork, session: SessionRow, rota: RotaRow, ledger: Ledger, now: datetime) -> None:
    """A session was held or called off: its turn is done, or owed; and the next session's turn can be offered."""
    turns_of = await rotation.turns_of_session(uow, session.id, ledger)
    live = next((one for one in turns_of if one.state in rotation.LIVE), None)
    led = person_of(session, ledger)
    there = {one.person_id for one in await rotation.attendance(uow, session.set_id) if _was_at(one, session)}
    outcome = _outcome(session, live, there, led) if live is not None else ""
    if live is not None:
        await rotation.change_turn(uow, live.id, live.revision, state=outcome)
    await rotation.forget_noes(uow, session.id, ledger)
    await swaps.forget_noes(uow, session.id)
    known = outcome == "done" or any(one.person_id == led and one.state == "done" for one in turns_of)
    # Who led in the end has had the turn, also when they had been asked before and said no.
    if session.state == "closed" and led is not None and led in there and not known:
        rule = Rule.AGREED if live is None else Rule.TOOK_OVER
        await rotation.put_turn(uow, session, ledger, led, state="done", rule=rule, now=now)
    await rotation.change_rota(uow, rota.id, stage=Stage.OVER, next_at=None, starts_at=session.starts_at)
    following = [one.id for one in await rotation.sessions_of(uow, session.set_id) if one.state == "planned"]
    await rotation.look_again(uow, following, ledger, now)


def _was_at(one: rotation.Present, session: SessionRow) -> bool:
    return one.session_id == session.id and one.state in HERE


def _outcome(session: SessionRow, turn: TurnRow, there: set[UUID], led: UUID | None) -> str:
    """Done by whoever was there; owed by whoever could not be, and when the session was called off."""
    if turn.state == "offered":
        return "passed"
    if session.state == "cancelled":
        return "owed"
    if turn.person_id in there or (not there and led == turn.person_id):
        return "done"
    return "owed"
