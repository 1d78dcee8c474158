"""What a session leaves in the ledgers when it was held or called off.

The room of running a session writes most of it as it closes; this is the clock's own look, which finds what was left.
"""

from datetime import datetime

from sets import turn_ends
from sets.ledger import HERE
from sets.rota import person_of
from sets.rotation import Ledger, Stage
from storage.queries import rotation, swaps
from storage.queries.calendar import SessionRow
from storage.queries.rotation import RotaRow
from storage.unit_of_work import UnitOfWork


async def end(uow: UnitOfWork, session: SessionRow, rota: RotaRow, ledger: Ledger, now: datetime) -> None:
    """A session was held or called off: its turn is done, or owed; and the next session's turn can be offered."""
    turns_of = await rotation.turns_of_session(uow, session.id, ledger)
    led = person_of(session, ledger)
    there = {one.person_id for one in await rotation.attendance(uow, session.set_id) if _was_at(one, session)}
    for turn in turns_of:
        if turn.state in rotation.LIVE:
            await rotation.end_turn(uow, turn, turn_ends.ended(session, turn, there, led), now)
    rule = turn_ends.credit(session, turns_of, there, led)
    if rule is not None and led is not None:
        await rotation.put_turn(uow, session, ledger, led, state=turn_ends.DONE, rule=rule, now=now)
    if session.state == "closed":
        await _repay(uow, session, ledger, now)
    await rotation.forget_noes(uow, session.id, ledger)
    await swaps.forget_noes(uow, session.id)
    await rotation.change_rota(uow, rota.id, stage=Stage.OVER, next_at=None, starts_at=session.starts_at)
    following = [one.id for one in await rotation.sessions_of(uow, session.set_id) if one.state == "planned"]
    await rotation.look_again(uow, following, ledger, now)


async def _repay(uow: UnitOfWork, session: SessionRow, ledger: Ledger, now: datetime) -> None:
    """Who had this turn owes none from before it."""
    for turn in await rotation.turns_of_session(uow, session.id, ledger):
        before = turn_ends.repaid_by(turn, await rotation.turns_of_set(uow, session.set_id, ledger))
        if before is not None:
            await rotation.end_turn(uow, before, turn_ends.REPAID, now)


def _was_at(one: rotation.Present, session: SessionRow) -> bool:
    return one.session_id == session.id and one.state in HERE
