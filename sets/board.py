"""The board: one message in the set's channel, edited in place. It holds no words of the set and no presenter's name.

Each change of the session writes one edit, in its own transaction; what an edit says is read when it is sent. Two edits
may be on their way at once and arrive in the wrong order, so each looks back when it is confirmed, and one more follows
when it was overtaken.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sets import review
from sets.stages import Kind
from storage.outbox import LEASE, Delivery, Effect, NewDelivery, schedule
from storage.queries import attendance, checkins
from storage.queries import board as queries
from storage.queries import sessions as session_queries
from storage.queries.ballots import RoundRow
from storage.queries.calendar import SessionRow
from storage.queries.sessions import Beheld, StageRow
from storage.unit_of_work import UnitOfWork

POST, EDIT = "sessions.board", "sessions.board_edit"
KEPT = timedelta(days=1)
"""After a day what a session says of itself is no news any more."""


@dataclass(frozen=True)
class Board:
    """What the channel may know: the stage, its end, what is next, how many are here.

    place  channel and ts of the message; None: not posted yet, or (`lost`) never
    stage  where it is now (None: closed); coming: what is next; issues: how many slots there are
    zone   IANA zone of the set, in which the channel reads times; revision: of the run, for its buttons
    review  the round about how they worked together, while it can be answered
    """

    session: SessionRow
    zone: str
    place: tuple[str, str] | None
    stage: StageRow | None
    coming: StageRow | None
    issues: int
    here: int
    revision: int
    review: RoundRow | None = None
    lost: bool = False


async def post(uow: UnitOfWork, found: Beheld, now: datetime) -> UUID:
    """Put the board up; the delivery's id, by which it is found again. It is posted once a session."""
    return await schedule(
        uow,
        NewDelivery(
            effect=Effect.POST,
            kind=POST,
            dedupe=f"{POST}:{found.session.id}",
            due_at=now,
            expires_at=now + KEPT,
            set_id=found.session.set_id,
            channel=found.channel_id,
        ),
    )


async def changed(uow: UnitOfWork, found: Beheld, cause: str, now: datetime) -> None:
    """The board no longer says what is true. `cause`: unique for this session, such as the run's new revision."""
    await renew(uow, found.session.set_id, f"{found.session.id}:{cause}", now)


async def renew(uow: UnitOfWork, set_id: UUID, cause: str, now: datetime) -> None:
    """Write one edit of the set's newest board. `cause`: unique."""
    edit = NewDelivery(effect=Effect.UPDATE, kind=EDIT, dedupe=f"{EDIT}:{cause}", due_at=now, set_id=set_id)
    await schedule(uow, edit)


async def read(uow: UnitOfWork, set_id: UUID) -> Board | None:
    """The board of the set's newest session as it stands; None: none was opened."""
    newest = await queries.newest_run(uow, set_id)
    about = await queries.channel_of(uow, set_id)
    if newest is None or about is None:
        return None
    session, run = newest
    stages, place = await session_queries.stages(uow, session.id), await checkins.place_of(uow, run.board_id)
    is_open = session.state == "open"
    by_ordinal = {stage.ordinal: stage for stage in stages}
    return Board(
        session,
        about[2],
        place,
        by_ordinal.get(run.stage) if is_open else None,
        by_ordinal.get(run.stage + 1) if is_open else None,
        sum(1 for stage in stages if stage.kind == Kind.ISSUE),
        await attendance.count_here(uow, session.id),
        run.revision,
        await review.open_for(uow, session),
        lost=place is None and not await queries.on_its_way(uow, run.board_id),
    )


async def confirmed(uow: UnitOfWork, delivery: Delivery, now: datetime) -> None:
    """An edit is in Slack. When another was under way too, nobody knows which came last: edit once more."""
    newest = await queries.newest_run(uow, delivery.set_id) if delivery.set_id else None
    if newest is None or delivery.set_id is None:
        return
    await queries.hold(uow, newest[1].id)
    claimed_at = delivery.lease_until - LEASE
    if await queries.overtaken(uow, delivery.id, EDIT, delivery.set_id, delivery.due_at, claimed_at):
        await renew(uow, delivery.set_id, f"again:{delivery.id}", now)
