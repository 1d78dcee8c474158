"""The outbox: what is to happen in Slack, written in the transaction of the fact that it announces.

Features call schedule, move and cancel within their own transaction. The sender uses Outbox, over all workspaces.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import case, literal, select, update

from storage import claims
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.deliveries import Args, Delivery, Effect, NewDelivery, State
from storage.fields import Field
from storage.models import Delivery as Row
from storage.types import UtcDateTime
from storage.unit_of_work import Storage, UnitOfWork
from storage.vault_errors import KeyGone, KeyLost, SealBroken

__all__ = ["Args", "Delivery", "Effect", "NewDelivery", "Outbox", "State", "cancel", "move", "schedule", "schedule_all"]

LEASE = timedelta(seconds=60)


def dedupe_hash(workspace_id: UUID, dedupe: str) -> str:
    """What the row keeps of its dedupe key."""
    return sha256(b"setkeeper delivery\0" + workspace_id.bytes + dedupe.encode()).hexdigest()


async def schedule(uow: UnitOfWork, new: NewDelivery) -> UUID:
    """Write one delivery unless its dedupe key was used before, in whatever state; the row's id in both cases.

    Raises WordsTooLong when the arguments do not fit a sealed record.
    """
    row = await _row(uow, new)
    if await uow.insert_once(Row, **row):
        return UUID(str(row["id"]))
    return (await uow.rows(select(Row.id).where(Row.dedupe_hash == row["dedupe_hash"]))).scalar_one()


async def schedule_all(uow: UnitOfWork, several: Sequence[NewDelivery]) -> None:
    """Write several deliveries in one statement. Their dedupe keys are new: each names a row of this transaction."""
    await uow.insert_many(Row, [await _row(uow, new) for new in several])


async def _row(uow: UnitOfWork, new: NewDelivery) -> dict[str, object]:
    row_id = uow.new_id()
    return {
        "id": row_id,
        "dedupe_hash": dedupe_hash(uow.workspace_id, new.dedupe),
        "set_id": new.set_id,
        "recipient_id": new.recipient_id,
        "channel": new.channel,
        "effect": new.effect,
        "kind": new.kind,
        "args": await _seal_args(uow, row_id, new.args),
        "state": State.OPEN,
        "due_at": new.due_at,
        "next_at": new.due_at,
        "expires_at": new.expires_at,
        "attempts": 0,
        "ambiguous": False,
        "version": 1,
    }


async def move(uow: UnitOfWork, dedupe: str, due_at: datetime) -> bool:
    """Change when an open delivery is due; False when there is none. What it says is rendered at send time anyway.

    A row that is being sent, or may have been, keeps its next_at: that is the end of a lease or the time of a look-up,
    and bringing it forward would let a second sender in.
    """
    undisturbed = Row.lease_token.is_(None) & Row.sending_at.is_(None)
    next_at = case((undisturbed, literal(due_at, UtcDateTime())), else_=Row.next_at)
    moving = (
        update(Row)
        .where(Row.dedupe_hash == dedupe_hash(uow.workspace_id, dedupe), Row.state == State.OPEN)
        .values(due_at=due_at, version=Row.version + 1, next_at=next_at)
    )
    return bool((await uow.execute(moving)).rowcount == 1)


async def cancel(uow: UnitOfWork, dedupe: str) -> bool:
    """Take an open delivery back; False when there is none. A send under way at this very moment may still arrive."""
    cancelling = (
        update(Row)
        .where(Row.dedupe_hash == dedupe_hash(uow.workspace_id, dedupe), Row.state == State.OPEN)
        .values(state=State.CANCELLED, version=Row.version + 1)
    )
    return bool((await uow.execute(cancelling)).rowcount == 1)


class Outbox:
    """The sender's side, over all workspaces. What a lease holder writes is in storage/leases.py."""

    def __init__(self, storage: Storage, lease: timedelta = LEASE) -> None:
        self._storage = storage
        self._lease = lease

    async def claim(self, now: datetime, most: int) -> list[Delivery]:
        """Lease up to `most` deliveries due at `now`, in order of next_at, due_at, dedupe_hash."""
        database = self._storage.database
        async with database.read() as connection:
            if not await claims.anything_due(connection, now):
                return []
        token, until = uuid4(), now + self._lease  # never from a seed: replicas of one story would share tokens
        async with database.write() as connection:
            rows = await claims.claim(connection, now, most, token, until)
        return await self._open_args([_delivery(row._asdict(), token, until) for row in rows])

    async def next_at(self) -> datetime | None:
        """When a claim can next find something; None when nothing is open in any active workspace."""
        async with self._storage.database.read() as connection:
            return await claims.next_at(connection)

    async def _open_args(self, found: list[Delivery]) -> list[Delivery]:
        """Unseal outside the claim's transaction, so that nobody waits for it. A broken record harms only its row."""
        by_workspace: dict[UUID, list[Delivery]] = defaultdict(list)
        for delivery in found:
            if delivery.args:
                by_workspace[delivery.workspace_id].append(delivery)
        opened: dict[UUID, Delivery] = {}
        for workspace_id, deliveries in by_workspace.items():
            async with self._storage.workspace(workspace_id).read() as uow:
                for delivery in deliveries:
                    opened[delivery.id] = await _with_args(uow, delivery)
        return [opened.get(delivery.id, delivery) for delivery in found]


_SEALED = "sealed"


async def _seal_args(uow: UnitOfWork, row_id: UUID, args: Args) -> bytes | None:
    if not args:
        return None
    words = Confidential(json.dumps(dict(args), separators=(",", ":"), sort_keys=True))
    return await uow.seal(Field.DELIVERY_ARGS, Scope("workspace", uow.workspace_id), row_id, words)


async def _with_args(uow: UnitOfWork, delivery: Delivery) -> Delivery:
    scope = Scope("workspace", uow.workspace_id)
    try:
        words = await uow.unseal(Field.DELIVERY_ARGS, scope, delivery.id, delivery.args[_SEALED])
    except (SealBroken, KeyGone, KeyLost) as error:
        code = {SealBroken: "seal_broken", KeyGone: "key_gone", KeyLost: "key_lost"}[type(error)]
        return replace(delivery, args={}, fault=code)
    return replace(delivery, args=json.loads(words.reveal()))


def _delivery(row: Mapping[str, Any], token: UUID, until: datetime) -> Delivery:
    return Delivery(
        id=row["id"],
        workspace_id=row["workspace_id"],
        effect=Effect(row["effect"]),
        kind=row["kind"],
        due_at=row["due_at"],
        lease_token=token,
        lease_until=until,
        set_id=row["set_id"],
        recipient_id=row["recipient_id"],
        channel=row["channel"],
        args={} if row["args"] is None else {_SEALED: row["args"]},
        expires_at=row["expires_at"],
        sending_at=row["sending_at"],
        attempts=row["attempts"],
        ambiguous=row["ambiguous"],
        version=row["version"],
        slack_channel=row["slack_channel"],
        slack_ts=row["slack_ts"],
        slack_file=row["slack_file"],
    )
