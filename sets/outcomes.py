"""The outcome ledger (product.md C11): planned, actual and unexpected, for the holder alone or for their set."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sets import action_words as words
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.queries import outcomes as queries
from storage.queries.actions import ActionRow
from storage.queries.outcomes import OutcomeRow
from storage.unit_of_work import UnitOfWork

ME, SET = "me", "set"
ACTUAL_LIMIT = 3000  # with `planned`, of at most 500, it fits into one sealed record
MOST_SHARED = 15


class TurnedOut(StrEnum):
    """How an action turned out, in its holder's eyes; stored, so never renamed."""

    AS_HOPED = "as_hoped"
    NOT_AS_HOPED = "not_as_hoped"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True)
class Outcome:
    """One entry of the ledger. name: whose; planned: how they would know that it helped; at: aware UTC.

    label  of the action; None: it was closed before this reader joined
    """

    action_id: UUID
    name: str
    at: datetime
    turned_out: TurnedOut
    planned: Confidential
    actual: Confidential
    label: Confidential | None
    shared: bool


async def keep(
    uow: UnitOfWork,
    row: ActionRow,
    event_id: UUID,
    turned_out: TurnedOut,
    actual: Confidential,
    now: datetime,
    *,
    share: bool,
) -> None:
    """Write an entry with the line it came with (`event_id`); Undo of that line takes it back."""
    outcome_id, detail = uow.new_id(), await words.open_detail(uow, row)
    body = {"planned": detail.sign.reveal(), "turned_out": turned_out.value, "actual": actual.reveal().strip()}
    sealed = Confidential(json.dumps(body, ensure_ascii=False))
    await queries.add(
        uow,
        id=outcome_id,
        set_id=row.set_id,
        person_id=row.holder_id,
        action_id=row.id,
        event_id=event_id,
        at=now,
        audience=SET if share else ME,
        body=await uow.seal(Field.OUTCOME, Scope("person", row.holder_id), outcome_id, sealed),
    )


async def of_action(uow: UnitOfWork, action_id: UUID) -> Outcome | None:
    """What its holder said last about an action. The caller has checked that it is the holder who asks."""
    row = await queries.of_action(uow, action_id)
    return await _opened(uow, row) if row else None


async def shared(uow: UnitOfWork, set_id: UUID, reader_id: UUID) -> Sequence[Outcome]:
    """What members of a set shared since this reader joined it, newest first; none for who is no member."""
    return [await _opened(uow, row) for row in await queries.shared_in(uow, set_id, reader_id, MOST_SHARED)]


async def _opened(uow: UnitOfWork, row: OutcomeRow) -> Outcome:
    found = await uow.unseal(Field.OUTCOME, Scope("person", row.person_id), row.id, row.body)
    label = None
    if row.label is not None:
        label = await uow.unseal(Field.ACTION_LABEL, Scope("set", row.set_id), row.action_id, row.label)
    body = json.loads(found.reveal())
    return Outcome(
        row.action_id,
        row.name,
        row.at,
        TurnedOut(body["turned_out"]),
        Confidential(body["planned"]),
        Confidential(body["actual"]),
        label,
        row.audience == SET,
    )
