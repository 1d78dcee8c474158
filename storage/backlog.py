"""The outbox as an operator sees it: what waits, what died, replay, and tidying up. Codes and ids; never arguments."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from storage.deliveries import State
from storage.gates import set_workspace_state
from storage.leases import tell_operator
from storage.models import Delivery as Row
from storage.models import Workspace
from storage.unit_of_work import Storage, UnitOfWork

# privacy.md section 4: a sent row shrinks to hash and expiry after a day.
ARGS_KEPT = timedelta(hours=24)
# privacy.md section 3: "buddy requests leave no row after delivery". Its hash stays, so that nothing goes out twice.
TRACELESS = frozenset({"buddies.answer"})
_LISTED = 100


@dataclass(frozen=True)
class Waiting:
    """How many deliveries of one workspace stand in one state. oldest_due: aware UTC."""

    workspace_id: UUID
    state: str
    count: int
    oldest_due: datetime


@dataclass(frozen=True)
class Listed:
    """One delivery, without what it says. Moments are aware UTC."""

    id: UUID
    workspace_id: UUID
    kind: str
    effect: str
    state: str
    due_at: datetime
    next_at: datetime
    attempts: int
    ambiguous: bool
    last_error_code: str | None


async def summary(storage: Storage) -> list[Waiting]:
    """Open and dead deliveries by workspace and state. Sent rows are not counted: they are history."""
    counting = (
        select(Row.workspace_id, Row.state, func.count(), func.min(Row.due_at))
        .where(Row.state.in_([State.OPEN, State.DEAD]))
        .group_by(Row.workspace_id, Row.state)
        .order_by(Row.workspace_id, Row.state)
    )
    async with storage.database.read() as connection:
        return [Waiting(*row) for row in await connection.execute(counting)]


async def listing(storage: Storage, state: State = State.DEAD, most: int = _LISTED) -> list[Listed]:
    """The oldest `most` deliveries in that state."""
    columns = [Row.__table__.c[each.name] for each in fields(Listed)]
    choosing = select(*columns).where(Row.state == state).order_by(Row.due_at, Row.dedupe_hash).limit(most)
    async with storage.database.read() as connection:
        return [Listed(**row) for row in (await connection.execute(choosing)).mappings()]


async def replay(storage: Storage, delivery_id: UUID, now: datetime) -> bool:
    """Open a dead delivery again, with fresh attempts; False when it is not dead.

    What is in doubt stays in doubt: a look-up comes before the send. An expiry that has passed still counts.
    """
    finding = select(Row.workspace_id).where(Row.id == delivery_id, Row.state == State.DEAD)
    async with storage.database.read() as connection:
        workspace_id = (await connection.execute(finding)).scalar_one_or_none()
    if workspace_id is None:
        return False
    opening = (
        update(Row)
        .where(Row.id == delivery_id, Row.state == State.DEAD)
        .values(state=State.OPEN, attempts=0, next_at=now, lease_token=None)
    )
    async with storage.workspace(workspace_id).write() as uow:
        if (await uow.execute(opening)).rowcount != 1:
            return False
        await tell_operator(uow, now, "delivery_replayed", str(delivery_id))
        return True


async def pause(uow: UnitOfWork, now: datetime, code: str) -> None:
    """Slack refused the workspace's token: stop sending there until someone resumes it."""
    await set_workspace_state(uow, "paused")
    await tell_operator(uow, now, "workspace_paused", code)


async def resume(storage: Storage, workspace_id: UUID, now: datetime) -> bool:
    """Send again for a paused workspace, once its token works; False when it was not paused."""
    async with storage.workspace(workspace_id).write() as uow:
        state = select(Workspace.state).where(Workspace.id == workspace_id)
        if (await uow.connection.execute(state)).scalar_one_or_none() != "paused":
            return False
        await set_workspace_state(uow, "active")
        await tell_operator(uow, now, "workspace_resumed", "")
        return True


async def anything_to_tidy(uow: UnitOfWork, now: datetime) -> bool:
    """Whether tidy() has work: a look by reading alone, so that an idle minute takes no write lock."""
    return (await uow.rows(select(Row.id).where(*_finished(now)).limit(1))).first() is not None


async def tidy(uow: UnitOfWork, now: datetime, most: int = 500) -> int:
    """Empty the arguments of finished deliveries a day after they ended; how many. Dead ones keep theirs for replay.

    Of those that are to leave no trace, whom they went to is forgotten too.
    """
    chosen = (await uow.rows(select(Row.id).where(*_finished(now)).limit(most))).scalars().all()
    if not chosen:
        return 0
    await uow.execute(update(Row).where(Row.id.in_(chosen)).values(args=None))
    nobodys = update(Row).where(Row.id.in_(chosen), Row.kind.in_(TRACELESS))
    await uow.execute(nobodys.values(recipient_id=None, set_id=None, slack_channel=None, slack_ts=None))
    return len(chosen)


def _finished(now: datetime) -> tuple[ColumnElement[bool], ...]:
    ended = (Row.state != State.OPEN, Row.state != State.DEAD)
    return (*ended, Row.args.is_not(None), Row.next_at < now - ARGS_KEPT)
