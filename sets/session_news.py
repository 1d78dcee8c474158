"""What a set's channel hears of its calendar: one line a session, changed in place, and its calendar file.

Both go out a minute after a change, from what is true then: whoever thinks again at once has told nobody. A delivery
carries the count of the calendar entry that it is about; a newer change brings its own.
"""

from datetime import datetime, timedelta
from uuid import UUID

from storage.outbox import Delivery, Effect, NewDelivery, schedule_all
from storage.queries import booking as queries
from storage.queries.booking import Posted
from storage.queries.calendar import SessionRow
from storage.unit_of_work import UnitOfWork

__all__ = ["CHANGED_LINE", "FILE", "GRACE", "LINE", "Posted", "file_posted", "line_posted", "still_news", "tell"]

LINE, CHANGED_LINE, FILE = "calendar.line", "calendar.changed_line", "calendar.file"
GRACE = timedelta(minutes=1)
KEPT = timedelta(days=2)


async def tell(
    uow: UnitOfWork, session: SessionRow, channel_id: str | None, now: datetime, since: SessionRow | None = None
) -> None:
    """A session was booked, or changed `since`. A set without a channel, or a new place alone, is no news."""
    if channel_id is None or (since is not None and since.ics_sequence == session.ics_sequence):
        return
    news = [
        _news(LINE, Effect.POST, session, channel_id, now),
        _news(FILE, Effect.UPLOAD, session, channel_id, now),
    ]
    if since is not None:
        news.append(_news(CHANGED_LINE, Effect.UPDATE, session, channel_id, now))
    await schedule_all(uow, news)


def _news(kind: str, effect: Effect, session: SessionRow, channel_id: str, now: datetime) -> NewDelivery:
    return NewDelivery(
        effect=effect,
        kind=kind,
        dedupe=f"{kind}:{session.id}:{session.ics_sequence}",
        due_at=now + GRACE,
        expires_at=now + KEPT,
        set_id=session.set_id,
        channel=channel_id,
        args={"session": str(session.id), "sequence": session.ics_sequence},
    )


def patience(delivery: Delivery) -> datetime:
    """How long a file waits for the line about its session, which may never come (aware UTC)."""
    told = (delivery.expires_at or delivery.due_at) - KEPT
    return told + 2 * GRACE


async def still_news(uow: UnitOfWork, delivery: Delivery) -> Posted | None:
    """The session that a delivery is about, as it is now; None when a newer change has taken over, or the set ended."""
    found = await queries.posted(uow, UUID(delivery.args["session"]))
    if found is None or found.set_state == "closed" or found.session.ics_sequence != delivery.args["sequence"]:
        return None
    return found


async def line_posted(uow: UnitOfWork, session_id: UUID, channel_id: str, ts: str) -> None:
    """The line of a session stands in the channel."""
    await queries.note_posted(uow, session_id, notice_channel=channel_id, notice_ts=ts)


async def file_posted(uow: UnitOfWork, session_id: UUID, sequence: int) -> None:
    """The channel has the calendar entry of that count."""
    await queries.note_posted(uow, session_id, ics_posted=sequence)
