"""Swapping turns: one asks, the other says yes or no, and the asker keeps the turn until a yes moves both at once.

The set hears of it only after a yes. Where the other has no turn yet, they take this one, and the asker owes the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from uuid import UUID

from sets import exchange, offering, turns
from sets.access import May, judge
from sets.budget import hours_of
from sets.errors import Problem, Refused
from sets.rotation import Ledger, Stage
from sets.turns import Happened, SeenRow
from storage.outbox import Effect, NewDelivery, cancel, schedule
from storage.queries import rotation
from storage.queries import swaps as queries
from storage.queries.swaps import Partner, SeenSwap
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["Partner", "SeenSwap"]

ASK, ASK_REFRESH, ANSWER, NOTE = "rotation.swap", "rotation.swap_refresh", "rotation.swap_answer", "rotation.swapped"
LED = Ledger.FACILITATING


class Outcome(Enum):
    """What a press on a swap did. MOVED_ON: it was taken back, or a turn has changed hands since."""

    AGREED = "agreed"
    DECLINED = "declined"
    UNDONE = "undone"
    ASKED_BACK = "asked_back"
    SAME = "same"
    MOVED_ON = "moved_on"


@dataclass(frozen=True)
class Choosing:
    """Whom the holder of a turn may ask."""

    seen: SeenRow
    partners: Sequence[Partner]


@dataclass(frozen=True)
class Pressed:
    """What a press did, and the swap as it stands now."""

    outcome: Outcome
    seen: SeenSwap


async def choose(store: WorkspaceStore, slack_user_id: str, turn_id: UUID, now: datetime) -> Choosing:
    """The form. Raises Refused: NOT_YOUR_TURN (it is somebody else's now), and as `turns.look`."""
    async with store.read() as uow:
        seen = await turns.own(uow, slack_user_id, turn_id)
        _may_give(seen)
        return Choosing(seen, await exchange.partners(uow, seen.session, seen.person.id, now))


async def choose_for(store: WorkspaceStore, slack_user_id: str, session_id: UUID, now: datetime) -> Choosing:
    """The form, from a session of which the presser has the turn. Raises Refused, as `choose`."""
    async with store.read() as uow:
        seen = await turns.in_set(uow, slack_user_id, session_id)
        mine = [one for one in await rotation.turns_of_session(uow, session_id, LED) if one.state == "accepted"]
        if not mine or mine[0].person_id != seen.person.id:
            raise Refused(Problem.NOT_YOUR_TURN)
        partners = await exchange.partners(uow, seen.session, seen.person.id, now)
        return Choosing(replace(seen, turn=mine[0]), partners)


def _may_give(seen: SeenRow) -> None:
    turn = seen.turn
    if seen.session.state != "planned":
        raise Refused(Problem.GONE)
    if turn is None or turn.ledger != LED or turn.state not in rotation.LIVE:
        raise Refused(Problem.NOT_YOUR_TURN)


async def ask(
    store: WorkspaceStore, slack_user_id: str, turn_id: UUID, asked_id: UUID, *, key: str, now: datetime
) -> tuple[SeenRow, str]:
    """Ask somebody to swap; the turn is kept, and taken if it was only offered. The turn, and the name of who is asked.

    Raises Refused: NOT_YOUR_TURN, GONE, NOT_A_PARTNER (they left, or would have two running), and as `turns.look`.
    """
    async with store.write() as uow:
        seen = await turns.own(uow, slack_user_id, turn_id, hold=True)
        _may_give(seen)
        partners = await exchange.partners(uow, seen.session, seen.person.id, now)
        partner = next((one for one in partners if one.person_id == asked_id), None)
        if partner is None:
            raise Refused(Problem.NOT_A_PARTNER, "swap_with")
        if not (await claim(uow, key, now)).first:
            return seen, partner.name
        if (await turns.take(uow, seen, now)).happened not in (Happened.YES, Happened.SAME):
            raise Refused(Problem.NOT_YOUR_TURN)
        for swap_id in await queries.close_open(uow, turn_id, "taken_back"):
            await _refresh_asked(uow, swap_id, now)
        await _ask(uow, turn_id, partner.turn_id, seen.person.id, asked_id, seen.session.starts_at, now)
        if seen.turn is not None:
            await offering.refresh(uow, seen.turn, now, cause=key)
        return seen, partner.name


async def _ask(
    uow: UnitOfWork,
    turn_id: UUID,
    other_turn_id: UUID | None,
    asker_id: UUID,
    asked_id: UUID,
    until: datetime,
    now: datetime,
) -> None:
    swap_id = await queries.add(uow, turn_id, other_turn_id, asker_id, asked_id, now)
    if swap_id is None:
        raise Refused(Problem.STALE)
    hours = await hours_of(uow, asked_id, now)
    delivery_id = await schedule(
        uow, _delivery(ASK, swap_id, asked_id, hours.next_open(now) if hours else now, until, str(swap_id))
    )
    await queries.note_message(uow, swap_id, delivery_id)


def _delivery(kind: str, swap_id: UUID, to: UUID, due_at: datetime, until: datetime | None, cause: str) -> NewDelivery:
    return NewDelivery(
        effect=Effect.UPDATE if kind == ASK_REFRESH else Effect.POST,
        kind=kind,
        dedupe=f"{kind}:{swap_id}:{to}:{cause}",
        due_at=due_at,
        expires_at=until,
        recipient_id=to,
        args={"swap": str(swap_id)},
    )


async def _refresh_asked(uow: UnitOfWork, swap_id: UUID, now: datetime) -> None:
    """Bring the message to the one who was asked up to date."""
    asked_id = await queries.asked_of(uow, swap_id)
    await schedule(uow, _delivery(ASK_REFRESH, swap_id, asked_id, now, None, now.isoformat()))


async def _own(uow: UnitOfWork, slack_user_id: str, swap_id: UUID) -> SeenSwap:
    """A swap, for the one who was asked. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER, GONE."""
    seen = await queries.seen(uow, swap_id, slack_user_id=slack_user_id)
    if seen is None:
        raise Refused(Problem.NOT_YOUR_SET)
    judge(May.TAKE_TURN, seen.standing, person_id=seen.person.id, holder_id=seen.swap.asked_id)
    if seen.set_state == "closed":
        raise Refused(Problem.GONE)
    return seen


def stands(seen: SeenSwap) -> bool:
    """Whether both turns are still where they were when the question was asked."""
    mine = (
        seen.turn.state == "accepted"
        and seen.session.state == "planned"
        and seen.session.facilitator_id == seen.swap.asker_id
        and seen.asker_in == "member"
        and seen.asked_in == "member"
    )
    if not mine or seen.other_turn is None or seen.other is None:
        return mine and seen.swap.other_turn_id is None
    return (
        seen.other_turn.state == "accepted"
        and seen.other.state == "planned"
        and seen.other.facilitator_id == seen.swap.asked_id
    )


async def agree(store: WorkspaceStore, slack_user_id: str, swap_id: UUID, now: datetime) -> Pressed:
    """Yes: both turns move, in this transaction. Raises Refused, as `turns.look`; STALE when a turn moved just now."""
    async with store.write() as uow:
        first = await _own(uow, slack_user_id, swap_id)
        await exchange.hold(uow, first)
        seen = await _own(uow, slack_user_id, swap_id) if uow.dialect == "postgresql" else first
        if seen.swap.state != "asked":
            return Pressed(Outcome.SAME if seen.swap.state == "agreed" else Outcome.MOVED_ON, seen)
        aside = await exchange.set_aside(uow, seen, now) if stands(seen) else None
        if aside is None or not await queries.change(uow, swap_id, "asked", "agreed", now):
            return Pressed(Outcome.MOVED_ON, seen)
        await exchange.carry_out(uow, seen, aside, now)
        await _tell(uow, seen, now)
        return Pressed(Outcome.AGREED, replace(seen, swap=replace(seen.swap, state="agreed")))


async def _tell(uow: UnitOfWork, seen: SeenSwap, now: datetime) -> None:
    """The asker hears that it is a yes; then the channel hears who has the turn now. Never before."""
    swap = seen.swap
    await schedule(uow, _delivery(ANSWER, swap.id, swap.asker_id, now, None, "yes"))
    await offering.refresh(uow, seen.turn, now, cause=f"swap:{swap.id}")
    if seen.channel_id is not None:
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.POST,
                kind=NOTE,
                dedupe=f"{NOTE}:{swap.id}",
                due_at=now,
                expires_at=seen.session.starts_at,
                set_id=seen.session.set_id,
                channel=seen.channel_id,
                args={"swap": str(swap.id)},
            ),
        )


async def decline(store: WorkspaceStore, slack_user_id: str, swap_id: UUID, now: datetime) -> Pressed:
    """No, thanks. The asker hears of it a little later, so that it can be taken back. Raises Refused."""
    async with store.write() as uow:
        seen = await _own(uow, slack_user_id, swap_id)
        if not await queries.change(uow, swap_id, "asked", "declined", now):
            return Pressed(Outcome.SAME if seen.swap.state == "declined" else Outcome.MOVED_ON, seen)
        due = now + offering.UNDO_FOR
        until = seen.session.starts_at
        cause = f"no:{seen.swap.revision}"
        await schedule(uow, _delivery(ANSWER, swap_id, seen.swap.asker_id, due, until, cause))
        return Pressed(Outcome.DECLINED, replace(seen, swap=replace(seen.swap, state="declined")))


async def undo(store: WorkspaceStore, slack_user_id: str, swap_id: UUID, now: datetime) -> Pressed:
    """Take "No, thanks" back, while the asker has not gone on. Raises Refused."""
    async with store.write() as uow:
        seen = await _own(uow, slack_user_id, swap_id)
        if seen.swap.state != "declined":
            return Pressed(Outcome.SAME, seen)
        # What the asker was to hear is taken out of the outbox; when it is not there, they know.
        telling = f"{ANSWER}:{swap_id}:{seen.swap.asker_id}:no:{seen.swap.revision - 1}"
        if not stands(seen) or await queries.open_for(uow, seen.turn.id) or not await cancel(uow, telling):
            return Pressed(Outcome.MOVED_ON, seen)
        await queries.change(uow, swap_id, "declined", "asked", now)
        return Pressed(Outcome.UNDONE, replace(seen, swap=replace(seen.swap, state="asked")))


async def take_back(store: WorkspaceStore, slack_user_id: str, turn_id: UUID, now: datetime) -> SeenRow:
    """The asker changes their mind before an answer: the turn stays theirs. Raises Refused, as `turns.look`."""
    async with store.write() as uow:
        seen = await turns.own(uow, slack_user_id, turn_id, hold=True)
        for swap_id in await queries.close_open(uow, turn_id, "taken_back"):
            await _refresh_asked(uow, swap_id, now)
        return replace(seen, swap_id=None, swap_with="")


async def ask_back(store: WorkspaceStore, slack_user_id: str, swap_id: UUID, now: datetime) -> Pressed:
    """The one who said yes asks for things to be as they were. Raises Refused."""
    async with store.write() as uow:
        seen = await _own(uow, slack_user_id, swap_id)
        if seen.swap.state != "agreed" or seen.session.state != "planned":
            return Pressed(Outcome.MOVED_ON, seen)
        mine = await _live(uow, seen.session.id, seen.swap.asked_id)
        theirs = await _live(uow, seen.other.id, seen.swap.asker_id) if seen.other else None
        if mine is None or (seen.other is not None and theirs is None) or await queries.open_for(uow, mine):
            return Pressed(Outcome.MOVED_ON, seen)
        await _ask(uow, mine, theirs, seen.swap.asked_id, seen.swap.asker_id, seen.session.starts_at, now)
        return Pressed(Outcome.ASKED_BACK, seen)


async def _live(uow: UnitOfWork, session_id: UUID, person_id: UUID) -> UUID | None:
    found = await rotation.turns_of_session(uow, session_id, LED)
    return next((one.id for one in found if one.person_id == person_id and one.state == "accepted"), None)


async def ask_for_volunteer(store: WorkspaceStore, slack_user_id: str, turn_id: UUID, now: datetime) -> SeenRow:
    """Ask in the channel who would like the turn; it is kept until somebody takes it. Raises Refused, as `choose`."""
    async with store.write() as uow:
        seen = await turns.own(uow, slack_user_id, turn_id, hold=True)
        _may_give(seen)
        rota = await rotation.rota_of(uow, seen.session, LED)
        await rotation.change_rota(uow, rota.id, stage=Stage.VOLUNTEERS)
        await offering.tell_channel(uow, seen.session, offering.VOLUNTEERS, LED, now, cause=turn_id.hex)
        return seen
