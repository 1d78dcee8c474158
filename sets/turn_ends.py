"""What becomes of a turn: pure rules, for both ledgers.

A turn is owed when it fell through and its holder did not choose that: they are asked again at the first chance,
without comment (practice.md section 4). It is repaid once it has been offered again, or its holder had a turn since.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from sets.rotation import Rule
from storage.queries.calendar import SessionRow
from storage.queries.rotation import FELL_OUT, LIVE, TurnRow

OWED, PASSED, SWAPPED, DONE, REPAID = "owed", "passed", "swapped", "done", "repaid"


def cannot_come(turn: TurnRow) -> str:
    """Its holder, or who was asked, cannot come."""
    return OWED if turn.state in LIVE else turn.state


def withdrawn(turn: TurnRow) -> str:
    """An offer ended before its answer: somebody else stepped in, or the session was called off."""
    return OWED if turn.rule == Rule.OWED else PASSED


def given_away(turn: TurnRow, *, in_return: bool) -> str:
    """In a swap. in_return: for another turn. One that came by a swap and is given back leaves nothing owed."""
    return SWAPPED if in_return or turn.rule == Rule.SWAP else OWED


def ended(session: SessionRow, turn: TurnRow, there: Collection[UUID], led: UUID | None) -> str:
    """A session was held, called off, or never opened. there: who was at it; led: who facilitated or hosted it at last.

    Done by whoever was there; owed by whoever could not be, and when the session fell out.
    """
    if turn.state == "offered":
        return withdrawn(turn)
    if session.state in FELL_OUT:
        return OWED
    return DONE if turn.person_id in there or (not there and led == turn.person_id) else OWED


def credit(session: SessionRow, turns: Collection[TurnRow], there: Collection[UUID], led: UUID | None) -> Rule | None:
    """By which rule who led in the end has had a turn that was not theirs; None: they have not.

    turns  of this session, as they stood before it ended. Whoever leads for a while, with the one there whose turn it
    is, helps out: that is no turn of theirs.
    """
    if session.state != "closed" or led is None or led not in there:
        return None
    live = next((one for one in turns if one.state in LIVE), None)
    if any(one.state == DONE for one in turns) or (live and ended(session, live, there, led) == DONE):
        return None
    return Rule.TOOK_OVER if live is not None and live.state == "accepted" else Rule.AGREED


def repaid_by(turn: TurnRow, history: Iterable[TurnRow]) -> TurnRow | None:
    """What was owed to the holder of a turn the longest, that this turn makes good; None: nothing.

    An offer that is made because it was owed does so at once: whatever is answered, it has been offered. Any other turn
    does so when it is done; but not one that was owed itself, and that its holder took after all.
    """
    if turn.owed_from is not None or turn.state not in (("offered",) if turn.rule == Rule.OWED else (DONE,)):
        return None
    owed = [
        (one.owed_from, str(one.id), one)
        for one in history
        if one.person_id == turn.person_id and one.state == OWED and one.owed_from and one.owed_from <= turn.offered_at
    ]
    return min(owed)[2] if owed else None
