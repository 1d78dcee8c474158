"""The close of a secret ballot, at its deadline's tick, each in one transaction (privacy.md section 3).

The answers are opened and shuffled, the ballots deleted, the round's own key destroyed. Then the answers are kept
without a person, when there are enough of them to show; or only counted, by whoever decides by them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sets import ballot_box as box
from sets.ballot_kinds import FEWEST, SHOWN, Vote
from storage.cipher import Scope
from storage.fields import Field
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import ballots as queries
from storage.queries.ballots import RoundRow
from storage.queries.setup import learning_set
from storage.unit_of_work import UnitOfWork, WorkspaceStore

CLOSED_KIND = "ballots.closed"


@dataclass(frozen=True)
class Counted:
    """A round of which no answer is kept. asked: how many who had a ballot are members now; votes: shuffled."""

    round: RoundRow
    asked: int
    votes: Sequence[Vote] = field(repr=False)


async def close_due(store: WorkspaceStore, now: datetime) -> None:
    """The tick: close every round whose deadline has come, each in a transaction of its own.

    One that cannot be closed (its key is lost, say) keeps no other waiting; its error rises when the others are done.
    """
    async with store.read() as uow:
        found = await queries.due(uow, now, SHOWN)
    errors: list[Exception] = []
    for round_id in found:
        try:
            async with store.write() as uow:
                await _close(uow, round_id, now)
        except Exception as error:
            errors.append(error)
    if errors:
        raise errors[0]


async def next_close(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the next round closes (aware UTC)."""
    async with store.read() as uow:
        return await queries.next_deadline(uow, SHOWN)


async def count(uow: UnitOfWork, round_id: UUID) -> Counted | None:
    """Close a round for whoever decides by it: its answers are told to them alone, now, and to nobody after.

    None: it was closed before.
    """
    row = await queries.by_id(uow, round_id, lock=True)
    if row is None or row.state != "open":
        return None
    members = set(await queries.members(uow, row.set_id))
    asked = [each for each in await queries.ballots(uow, round_id) if each.person_id in members]
    votes = await _opened(uow, round_id)
    await _destroy(uow, row, "closed", [])
    return Counted(row, len(asked), votes)


async def _close(uow: UnitOfWork, round_id: UUID, now: datetime) -> None:
    row = await queries.by_id(uow, round_id, lock=True)
    if row is None or row.state != "open":
        return  # another replica did
    given = await _opened(uow, round_id)
    shown = given if len(given) >= FEWEST else []
    scope, bodies = box.shown_to(row), []
    for vote in shown:
        id_ = uow.new_id()
        bodies.append((id_, await uow.seal(Field.ANSWER, scope, id_, box.words(vote))))
    await _destroy(uow, row, "closed" if shown else "too_few", bodies)
    await _tell(uow, row, now, shown=bool(shown))


async def _opened(uow: UnitOfWork, round_id: UUID) -> list[Vote]:
    """What was answered, shuffled."""
    votes = [await box.unseal(uow, round_id, ballot) for ballot in await queries.ballots(uow, round_id)]
    given: list[Vote] = [vote for vote in votes if vote]
    box.shuffle(given)
    return given


async def _destroy(uow: UnitOfWork, row: RoundRow, state: str, bodies: Sequence[tuple[UUID, bytes]]) -> None:
    """The ballots and their key go; what is kept of them is nobody's."""
    await queries.close(uow, row.id, state, bodies)
    await uow.shred(Scope("round", row.id))


async def _tell(uow: UnitOfWork, row: RoundRow, now: datetime, *, shown: bool) -> None:
    """That it has closed, in the set's channel: the same notice to all who may read it, and to all when nobody may.

    What is for one person alone, that person is told alone.
    """
    found, to = await learning_set(uow, row.set_id), row.recipient_id if shown else None
    if found is None or found.state == "closed" or (to is None and found.channel_id is None):
        return
    notice = NewDelivery(
        effect=Effect.POST,
        kind=CLOSED_KIND,
        dedupe=f"{CLOSED_KIND}:{row.id}",
        due_at=now,
        recipient_id=to,
        set_id=row.set_id,
        channel=None if to else found.channel_id,
        args={"round": str(row.id)},
    )
    await schedule(uow, notice)
