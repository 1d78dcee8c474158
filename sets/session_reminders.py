"""The day of a session, the day after, and sets without a date: one line each, never twice.

On the morning of a session the channel gets one line, and whoever facilitates a message of their own, in their own
hours: nobody else is written to. Both are planned a few days before. A session that nobody opened lapses quietly:
whether the set met is not the bot's to judge. When a whole cadence has gone by with nothing booked, the host is asked
for a date, or the channel when there is no host; once.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sets.budget import Hours, hours_of
from sets.mornings import channel_moment, morning_of
from storage.outbox import Effect, NewDelivery, schedule
from storage.queries import booking, calendar
from storage.queries import session_reminders as queries
from storage.queries.booking import Posted
from storage.queries.calendar import SessionRow
from storage.queries.session_reminders import Dateless
from storage.unit_of_work import UnitOfWork, WorkspaceStore

TODAY, YOUR_DAY = "session_reminders.today", "session_reminders.your_day"
ASK_HOST, ASK_SET = "session_reminders.ask_host", "session_reminders.ask_set"
DAYS_BEFORE = 3
"""So long before its morning a session is looked at: who facilitates may have no hours on the day itself."""
BEFORE = timedelta(days=DAYS_BEFORE)
LOOKED_AHEAD = BEFORE + timedelta(hours=36)
LAPSES_AFTER = timedelta(hours=36)
LATEST = timedelta(minutes=30)
"""A note on the day comes no later than this before the session."""
KEPT = timedelta(days=7)


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Whatever is due now. May run twice, on every replica."""
    async with store.read() as uow:
        mornings = [
            one
            for one in await queries.not_reminded(uow, now, now + LOOKED_AHEAD)
            if morning_of(one[0]) - BEFORE <= now
        ]
        lapsed = await queries.went_by(uow, now - LAPSES_AFTER)
        dateless = [one for one in await queries.dateless(uow) if asked_at(one) <= now]
    if lapsed:
        async with store.write() as uow:
            await queries.lapse(uow, lapsed, now - LAPSES_AFTER)
    for session, channel_id in mornings:
        async with store.write() as uow:
            if await queries.reminded(uow, session):
                await _remind(uow, session, channel_id, now)
    for one in dateless:
        async with store.write() as uow:
            if await queries.asked_for_date(uow, one.phase_id, one.since):
                await _ask_for_date(uow, one, now)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When the tick next has work."""
    async with store.read() as uow:
        soonest, begins = await queries.next_start(uow, now), await queries.first_to_lapse(uow)
        moments = [asked_at(one) for one in await queries.dateless(uow)]
    if soonest is not None:
        moments.append(morning_of(soonest) - BEFORE)
    if begins is not None:
        moments.append(begins + LAPSES_AFTER)
    return min(moments, default=None)


def asked_at(one: Dateless) -> datetime:
    """When a set with nothing booked is asked for a date: a cadence after its last session."""
    return one.since + timedelta(weeks=one.cadence_weeks)


async def _remind(uow: UnitOfWork, session: SessionRow, channel_id: str | None, now: datetime) -> None:
    about = {"session": str(session.id), "starts_at": session.starts_at.isoformat()}
    mark = f"{session.id}:{session.starts_at.isoformat()}"
    if channel_id is not None:
        line = NewDelivery(
            effect=Effect.POST,
            kind=TODAY,
            dedupe=f"{TODAY}:{mark}",
            due_at=max(now, morning_of(session)),
            expires_at=session.starts_at,
            set_id=session.set_id,
            channel=channel_id,
            args=about,
        )
        await schedule(uow, line)
    if session.facilitator_id is None:
        return
    hours = await hours_of(uow, session.facilitator_id, now)
    due = note_at(hours, session, now) if hours else None
    if due is None:
        return
    note = NewDelivery(
        effect=Effect.POST,
        kind=YOUR_DAY,
        dedupe=f"{YOUR_DAY}:{mark}",
        due_at=due,
        expires_at=session.starts_at,
        recipient_id=session.facilitator_id,
        set_id=session.set_id,
        args=about,
    )
    await schedule(uow, note)


def note_at(hours: Hours, session: SessionRow, now: datetime) -> datetime | None:
    """When whoever facilitates is written to: in their hours on the day, or else in their last hours before it.

    None: they have none so near. Who is away, or has asked for quiet, is not written to because of a session.
    """
    morning = morning_of(session)
    for days in range(DAYS_BEFORE + 1):
        opens = hours.next_open(max(now, morning - timedelta(days=days)))
        if opens <= session.starts_at - LATEST:
            return opens
    return None


async def _ask_for_date(uow: UnitOfWork, one: Dateless, now: datetime) -> None:
    mark = f"{one.set_id}:{one.since.isoformat()}"
    host_id = await queries.host_of(uow, one.set_id, one.since)
    hours = await hours_of(uow, host_id, now) if host_id else None
    if hours is not None:
        due = hours.next_open(now)
        question = NewDelivery(
            effect=Effect.POST,
            kind=ASK_HOST,
            dedupe=f"{ASK_HOST}:{mark}",
            due_at=due,
            expires_at=due + KEPT,
            recipient_id=host_id,
            set_id=one.set_id,
        )
        await schedule(uow, question)
    elif one.channel_id is not None:
        line = NewDelivery(
            effect=Effect.POST,
            kind=ASK_SET,
            dedupe=f"{ASK_SET}:{mark}",
            due_at=channel_moment(one.zone, now),
            expires_at=now + KEPT,
            set_id=one.set_id,
            channel=one.channel_id,
        )
        await schedule(uow, line)


async def still_today(uow: UnitOfWork, session_id: UUID, starts_at: str, to: UUID | None = None) -> Posted | None:
    """The session of a morning's message, while that is still true; `to`: while they still facilitate it."""
    found = await booking.posted(uow, session_id)
    if found is None or found.session.state != "planned" or found.session.starts_at.isoformat() != starts_at:
        return None
    return found if to is None or found.session.facilitator_id == to else None


async def still_dateless(uow: UnitOfWork, set_id: UUID) -> bool:
    """Whether nothing is booked, just before somebody is asked for a date."""
    return await calendar.next_session(uow, set_id) is None
