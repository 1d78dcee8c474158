"""What follows when somebody joins a set or leaves it: the one place, whatever the way in or out was.

Each room adds its line to the four functions below: a call of its own, in the transaction of the joining or leaving.
So a leaver leaves the rota, the buddies and the nudges whole (product.md C1). No room imports this module to be told.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sets import (
    ballots,
    buddies,
    erasures,
    handed_over,
    issue_holders,
    nudges,
    question_calls,
    supporters,
    turns,
    update_news,
)
from sets.erasures import ErasureRow
from sets.errors import Problem, Refused
from sets.people import Person
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import joining as queries
from storage.queries.joining import Ended, InvitationRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

__all__ = ["KEPT", "KICK", "Ended", "end", "joined", "kept_in_channel", "left", "out_of_channel", "remove"]

KICK = "joining.kick"
# A person who cannot be reached for this long is told of by `setkeeper outbox list`, not tried for ever.
KEPT = timedelta(days=14)
BACK_WITHIN = timedelta(days=14)


async def joined(uow: UnitOfWork, set_id: UUID, person_id: UUID, role: str, now: datetime) -> None:
    """Somebody said yes: their membership as `role` (member or coach) has just begun."""
    await buddies.changed(uow, set_id, now)
    if role == "member":
        await nudges.back(uow, set_id, person_id, now)
        await update_news.back(uow, set_id, person_id, now)


async def left(uow: UnitOfWork, set_id: UUID, person_id: UUID, role: str, now: datetime) -> None:
    """A membership as `role` (member or coach) has just ended: by choice, by the account, or at hand-over."""
    await ballots.left(uow, set_id, person_id)
    await turns.left(uow, person_id, set_id, now)
    await buddies.changed(uow, set_id, now)
    await question_calls.left(uow, set_id, person_id, now)
    await supporters.left(uow, set_id, person_id)
    await issue_holders.left(uow, set_id, person_id)


async def out_of_channel(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Slack says that somebody who belongs no more is out of the channel. It may say so twice."""
    await handed_over.coach_out(uow, set_id, person_id, now)


async def kept_in_channel(uow: UnitOfWork, set_id: UUID, person_id: UUID, now: datetime) -> None:
    """Slack refused to take somebody who belongs no more out of the channel."""
    await handed_over.coach_kept(uow, set_id, person_id, now)


async def end(
    uow: UnitOfWork, person_id: UUID, set_id: UUID | None, now: datetime, joined_by: datetime | None = None
) -> list[Ended]:
    """End the open membership of one set (None: of all), with everything that follows. Those that were ended.

    joined_by  only a membership that had begun by then: news of a leaving may come late
    The caller has their Home published again (`home.changed`, or `home_soon` after an ack).
    """
    ended = await queries.leave(uow, person_id, set_id, now, joined_by)
    for each in ended:
        await left(uow, each.set_id, person_id, each.role, now)
    return ended


@dataclass(frozen=True)
class Leaver:
    """Somebody and the set they would leave, or have left.

    back_until  when Undo ends (aware UTC); None: they have not left
    erasure     what they asked to have erased, and when
    """

    person: Person
    row: InvitationRow
    back_until: datetime | None = None
    erasure: ErasureRow | None = None


async def may_leave(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> Leaver:
    """Somebody who belongs to a set, as a member or as its coach. Raises Refused: NOT_YOUR_SET, FORMER_MEMBER."""
    found = await queries.belonging(uow, slack_user_id, set_id)
    if found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    if found.standing not in ("member", "coach"):
        raise Refused(Problem.FORMER_MEMBER if found.standing == "former" else Problem.NOT_YOUR_SET)
    return Leaver(found.person, found.invitation)


async def leave(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, key: str, now: datetime, *, erase: bool = False
) -> Leaver:
    """Leave a set without a reason. erase: what they wrote for it goes a day later. Raises Refused, as `may_leave`."""
    async with store.write() as uow:
        found = await may_leave(uow, slack_user_id, set_id)
        row = found.row
        if (await claim(uow, key, now)).first and await remove(uow, found.person.id, set_id, now):
            await queries.decline(uow, found.person.id, set_id)
            row = replace(row, state="declined", revision=row.revision + 1)
        erasure = await erasures.ask_in(uow, found.person.id, set_id, now) if erase else None
    return Leaver(found.person, row, now + BACK_WITHIN, erasure)


async def remove(uow: UnitOfWork, person_id: UUID, set_id: UUID, now: datetime) -> bool:
    """`end`, and have Slack take them out of the channel; False when they did not belong."""
    ended = await end(uow, person_id, set_id, now)
    for each in ended:
        await schedule(
            uow,
            NewDelivery(
                effect=Effect.KICK,
                kind=KICK,
                dedupe=f"{KICK}:{each.membership_id}",
                due_at=now,
                expires_at=now + KEPT,
                recipient_id=person_id,
                set_id=set_id,
            ),
        )
    return bool(ended)
