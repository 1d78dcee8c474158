"""When few can come to a booked session, its host hears so once: keep it, make it shorter, or choose another day.

Source: practice.md section 4, "Meetings cancelled". How many say that they cannot come is told, not who; nobody outside
the set hears of it. Where no host can be written to before it, one line in the set's channel says so instead.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sets.budget import hours_of
from sets.mornings import channel_moment
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import booking as queries
from storage.queries.booking import Expected, Posted
from storage.queries.calendar import SessionRow
from storage.unit_of_work import UnitOfWork

FEW = "quorum.few"
LEAST = 3
"""With fewer there is nobody to ask while one listens."""
SETTLES = timedelta(minutes=15)
"""A press is often taken back: nothing is said before."""


def too_few(expected: Expected) -> bool:
    """Whether fewer than half of the members can come, or fewer than LEAST, because some said that they cannot."""
    can = expected.members - expected.cannot
    return expected.cannot > 0 and (can < LEAST or 2 * can < expected.members)


async def look(uow: UnitOfWork, session: SessionRow, now: datetime) -> None:
    """Somebody cannot come to this planned session: its host is told when few are left; once for each date."""
    if not too_few(await queries.expected(uow, session)):
        return
    host = await queries.host_of(uow, session)
    hours = await hours_of(uow, host, now) if host else None
    due = hours.next_open(now + SETTLES) if hours else session.starts_at
    channel = None
    if due >= session.starts_at:  # no host, or none who can be written to before it
        posted = await queries.posted(uow, session.id)
        host, channel = None, posted.channel_id if posted else None
        due = channel_moment(session.zone, now + SETTLES)
    if due >= session.starts_at or (host is None and channel is None):
        return
    told = NewDelivery(
        effect=Effect.POST,
        kind=FEW,
        dedupe=f"{FEW}:{session.id}:{session.starts_at.isoformat()}",
        due_at=due,
        expires_at=session.starts_at,
        set_id=session.set_id,
        recipient_id=host,
        channel=channel,
        args={"session": str(session.id), "starts_at": session.starts_at.isoformat()},
    )
    await schedule(uow, told)


async def still_few(uow: UnitOfWork, session_id: UUID, starts_at: str) -> tuple[Posted, Expected] | None:
    """The session that few can come to, just before somebody is told; None when that is over."""
    found = await queries.posted(uow, session_id)
    if found is None or found.session.state != "planned" or found.session.starts_at.isoformat() != starts_at:
        return None
    expected = await queries.expected(uow, found.session)
    return (found, expected) if too_few(expected) and found.set_state != "closed" else None
