"""Receipts: what Slack sent is acted on once, however often it is sent (architecture.md rule 7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from storage.models import Receipt
from storage.unit_of_work import UnitOfWork

# Slack gives up on an event after about six minutes and on a response_url after thirty; a day is its own advice.
KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Claim:
    """Whether this is the first time, and if not, what was answered then (a code of ours)."""

    first: bool
    answer: str = ""


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()


async def claim(uow: UnitOfWork, key: str, now: datetime) -> Claim:
    """Insert the receipt of `key` (event_id, view_id, trigger_id or a press), in the caller's transaction."""
    if await uow.insert_once(Receipt, key=_hash(key), answer="", expires_at=now + KEPT):
        return Claim(first=True)
    found = (await uow.rows(select(Receipt.answer).where(Receipt.key == _hash(key)))).scalar_one_or_none()
    return Claim(first=False, answer=found or "")


async def keep_answer(uow: UnitOfWork, key: str, answer: str) -> None:
    """Remember what was answered, so that a repeat gets the same."""
    await uow.execute(update(Receipt).where(Receipt.key == _hash(key)).values(answer=answer))


async def forget_old(uow: UnitOfWork, now: datetime) -> None:
    """Delete receipts past their time."""
    await uow.execute(delete(Receipt).where(Receipt.expires_at < now))
