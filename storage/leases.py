"""What the holder of a lease may write. Every statement names the lease token: whoever lost the lease writes nothing.

Each function returns whether the row was still ours. They run in the caller's transaction, so that a hook of the
feature commits with the state it belongs to.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, literal, update
from sqlalchemy.sql.dml import Update

from storage.deliveries import Delivery, State
from storage.models import Delivery as Row
from storage.models import OperatorLog
from storage.types import UtcDateTime
from storage.unit_of_work import UnitOfWork

_CODE_LENGTH = 64


async def begin_send(uow: UnitOfWork, delivery: Delivery, now: datetime, file_id: str | None = None) -> bool:
    """Mark that a send begins: from here until the confirmation nobody can know whether Slack has it.

    False when the lease is lost or the row was moved or cancelled since the claim. The earliest mark in doubt is kept,
    because a look-up must reach back to it. `file_id`: the file that is about to be completed.
    """
    marking = (
        _held(delivery)
        .where(_unmoved(delivery))
        .values(
            sending_at=func.coalesce(Row.sending_at, literal(now, UtcDateTime())),
            ambiguous=case((Row.sending_at.is_not(None), True), else_=Row.ambiguous),
            slack_file=file_id,
        )
    )
    return await _changed(uow, marking)


async def confirm(
    uow: UnitOfWork, delivery: Delivery, now: datetime, *, channel: str | None, ts: str | None, code: str | None = None
) -> bool:
    """Slack has it. `channel` and `ts` are where it stands; `code` only when our own bookkeeping was given up.

    A row cancelled while the send was under way becomes sent too: that is what happened.
    """
    confirming = _held(delivery, State.OPEN, State.CANCELLED).values(
        state=State.SENT,
        sent_at=now,
        next_at=now,  # from here on: when it ended, by which storage/backlog.py tidies
        lease_token=None,
        sending_at=None,
        slack_channel=func.coalesce(channel, Row.slack_channel),
        slack_ts=func.coalesce(ts, Row.slack_ts),
        last_error_code=code,
    )
    return await _changed(uow, confirming)


async def keep_place(uow: UnitOfWork, delivery: Delivery, *, channel: str | None, ts: str | None) -> bool:
    """Slack has it, but the feature's hook failed: keep the proof, so that the next try does not send again."""
    return await _changed(uow, _held(delivery).values(slack_channel=channel, slack_ts=ts))


async def give_back(uow: UnitOfWork, delivery: Delivery, at: datetime) -> bool:
    """Nothing was sent under this lease and nobody failed: due again at `at`, or at its due time when that is later."""
    giving = _held(delivery).values(
        lease_token=None,
        next_at=_later_of_due(at),
        sending_at=delivery.sending_at,
        ambiguous=delivery.in_doubt,
    )
    return await _changed(uow, giving)


async def retry(uow: UnitOfWork, delivery: Delivery, at: datetime, code: str, *, ambiguous: bool) -> bool:
    """A failed attempt: counted, due again at `at`. `ambiguous`: Slack may have it from this attempt."""
    values: dict[str, object] = {
        "lease_token": None,
        "next_at": _later_of_due(at),
        "attempts": Row.attempts + 1,
        "last_error_code": code[:_CODE_LENGTH],
        "ambiguous": ambiguous or delivery.in_doubt,
    }
    if not ambiguous:
        values["sending_at"] = delivery.sending_at
    return await _changed(uow, _held(delivery).values(values))


async def bury(uow: UnitOfWork, delivery: Delivery, now: datetime, code: str, *, ambiguous: bool) -> bool:
    """Give it up: dead until an operator replays it, and said so in the operator's log. `ambiguous`: as in retry()."""
    values: dict[str, object] = {
        "state": State.DEAD,
        "lease_token": None,
        "attempts": Row.attempts + 1,
        "last_error_code": code[:_CODE_LENGTH],
        "ambiguous": ambiguous or delivery.in_doubt,
    }
    if not ambiguous:
        values["sending_at"] = delivery.sending_at
    if not await _changed(uow, _held(delivery).values(values)):
        return False
    await tell_operator(uow, now, "delivery_dead", str(delivery.id))
    return True


async def drop(uow: UnitOfWork, delivery: Delivery) -> bool:
    """It is no longer true: cancelled."""
    return await _changed(uow, _held(delivery).values(state=State.CANCELLED, lease_token=None))


async def expire(uow: UnitOfWork, delivery: Delivery, reason: str | None = None) -> bool:
    """Too late to be of use."""
    return await _changed(uow, _held(delivery).values(state=State.EXPIRED, lease_token=None, last_error_code=reason))


async def tell_operator(uow: UnitOfWork, now: datetime, code: str, reference: str) -> None:
    """A line for the operator: codes and references only."""
    await uow.insert(OperatorLog, id=uow.new_id(), at=now, code=code[:_CODE_LENGTH], reference=reference)


def _held(delivery: Delivery, *states: State) -> Update:
    """The fence: only the row whose lease is still this one, and open unless said otherwise."""
    allowed = Row.state.in_(states or (State.OPEN,))
    return update(Row).where(Row.id == delivery.id, Row.lease_token == delivery.lease_token, allowed)


def _unmoved(delivery: Delivery) -> ColumnElement[bool]:
    return Row.version == delivery.version


def _later_of_due(at: datetime) -> ColumnElement[datetime]:
    """The row's own due time counts: it may have been moved while the lease was held."""
    return case((Row.due_at > at, Row.due_at), else_=literal(at, UtcDateTime()))


async def _changed(uow: UnitOfWork, statement: Update) -> bool:
    return bool((await uow.execute(statement)).rowcount == 1)
