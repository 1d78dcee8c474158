"""How turns to facilitate change hands in a swap: nobody takes two running while others could have one.

Who asks and who is asked choose freely but for that; what gives way to their choice is kept with the turn.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sets import turn_ends
from sets.errors import Problem, Refused
from sets.ledger import COUNTED
from sets.rota import known
from sets.rotation import Bar, Ledger, Rule, Stage, written
from sets.situation import Known, situation_of, swapping
from storage.queries import rotation, swaps, turns
from storage.queries.calendar import SessionRow
from storage.queries.swaps import Partner, SeenSwap
from storage.unit_of_work import UnitOfWork

LED = Ledger.FACILITATING


async def partners(uow: UnitOfWork, session: SessionRow, asker_id: UUID, now: datetime) -> list[Partner]:
    """Whom the holder of a session's turn may ask, by name."""
    found = await swaps.partners(uow, session.set_id, asker_id)
    facts = await known(uow, session.set_id, now)
    return [one for one in found if _aside(facts, moves_of(session, asker_id, one)) is not None]


def moves_in(seen: SeenSwap) -> dict[UUID, UUID]:
    """Who has which turn after a yes: session -> person."""
    back = {seen.other.id: seen.swap.asker_id} if seen.other is not None else {}
    return {seen.session.id: seen.swap.asked_id} | back


def moves_of(session: SessionRow, asker_id: UUID, partner: Partner) -> dict[UUID, UUID]:
    """Who would have which turn, if this partner said yes: session -> person."""
    back = {partner.session.id: asker_id} if partner.session is not None else {}
    return {session.id: partner.person_id} | back


async def set_aside(uow: UnitOfWork, seen: SeenSwap, now: datetime) -> dict[UUID, frozenset[Bar]] | None:
    """The soft rules that give way when a swap is agreed to, by session.

    None: somebody would have two running, and enough people can come for others to have one.
    """
    return _aside(await known(uow, seen.session.set_id, now), moves_in(seen))


def _aside(facts: Known, moves: Mapping[UUID, UUID]) -> dict[UUID, frozenset[Bar]] | None:
    """As `set_aside`, for turns that would move so: session -> who takes it."""
    holders = {one.session_id: one.person_id for one in facts.led if one.state in COUNTED}
    after: dict[UUID, UUID] = {**holders, **moves}
    order = [one.id for one in facts.sessions]
    found: dict[UUID, frozenset[Bar]] = {}
    for session in (one for one in facts.sessions if one.id in moves):
        seen = situation_of(session, LED, facts)
        aside = swapping(session.id, moves[session.id], order, after, seen)
        if aside is None:
            return None
        found[session.id] = aside
    return found


async def hold(uow: UnitOfWork, seen: SeenSwap) -> None:
    """Both sessions, in one order for everybody, so that nobody waits for the other for ever."""
    for session_id in sorted({seen.session.id, *([seen.other.id] if seen.other else [])}):
        await turns.hold(uow, session_id)


async def carry_out(uow: UnitOfWork, seen: SeenSwap, aside: Mapping[UUID, frozenset[Bar]], now: datetime) -> None:
    """The turns change hands. aside: what gives way, as from `set_aside`.

    Raises Refused(STALE) when one has moved meanwhile: nothing of this is kept.
    """
    swap = seen.swap
    gives = turn_ends.given_away(seen.turn, in_return=seen.other_turn is not None)
    steps = [(seen.session, seen.turn, swap.asker_id, swap.asked_id, gives)]
    if seen.other is not None and seen.other_turn is not None:
        steps.append((seen.other, seen.other_turn, swap.asked_id, swap.asker_id, turn_ends.SWAPPED))
    for session, turn, giver, taker, state in steps:
        given = await rotation.end_turn(uow, turn, state, now)
        gave_way = written(aside[session.id])
        taken = await rotation.put_turn(
            uow, session, LED, taker, state="accepted", rule=Rule.SWAP, exceptions=gave_way, now=now
        )
        if not given or taken is None or not await rotation.take_session(uow, session.id, LED, taker, giver):
            raise Refused(Problem.STALE)
        await rotation.look_again(uow, [session.id], LED, now, Stage.FOUND)
