"""What the daily message says about chats with one's buddy: that they could talk, a date, its morning, that it is off.

All of it counts and waits like any nudge (product.md, nudge budget). Once a cycle each is reminded that they could
talk, a quarter of the way to the next session; whoever has a date, or has talked since the set met, is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sets import home, nudges
from sets.bundles import Rules
from sets.hours import local_date
from sets.mornings import working_morning
from sets.wall_time import moment_of, wall
from storage.queries import buddy_calls as queries
from storage.queries.buddies import BuddyRow
from storage.queries.buddy_calls import MeetingRow, UncalledRow
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

CALL, MEETING = "buddy_call", "buddy_meeting"
ASK, DATE, DAY, NOT_ON = "ask", "date", "day", "off"  # slots
PLANNED, HAPPENED, OFF = "planned", "happened", "off"  # states of a chat
KEPT = timedelta(days=7)
# Sessions nearer to each other leave no time in which a chat would be missed.
SHORTEST = timedelta(days=6)


@dataclass(frozen=True)
class Pair:
    """A pair as one of them sees it.

    meeting  the chat that they look at or have just changed; None: nothing is picked
    last     when they last talked; None: not yet
    """

    me: BuddyRow
    others: Sequence[BuddyRow]
    meeting: MeetingRow | None = None
    last: MeetingRow | None = None


async def tick(store: WorkspaceStore, now: datetime) -> None:
    """Plan what is due: once in a cycle for each who has a buddy."""
    async with store.read() as uow:
        found = [(row, _moments(row, now)) for row in await queries.uncalled(uow, CALL)]
    for row, moments in found:
        if moments is not None and moments[0] <= now:
            async with store.write() as uow:
                about = (CALL, row.person_id, row.place_id, ASK)
                await nudges.plan_item(uow, *about, *moments, subject_revision=row.ordinal)


async def next_wake(store: WorkspaceStore, now: datetime) -> datetime | None:
    """When somebody is next to be reminded (aware UTC)."""
    async with store.read() as uow:
        found = [_moments(row, now) for row in await queries.uncalled(uow, CALL)]
    return min((moments[0] for moments in found if moments is not None), default=None)


def _moments(row: UncalledRow, now: datetime) -> tuple[datetime, datetime] | None:
    """From when to until when it makes sense (aware UTC); None: sessions are too near, nobody knows when the next is,
    or its time is over."""
    meets_at = row.meets_at
    if meets_at is None and row.cadence_weeks:
        meets_at = row.met_at + timedelta(weeks=row.cadence_weeks)
    if meets_at is None or meets_at - row.met_at < SHORTEST:
        return None
    opens = working_morning(row.zone, row.met_at + (meets_at - row.met_at) / 4)
    closes = min(opens + KEPT, meets_at)
    return (opens, closes) if opens < closes and now < closes else None


async def tell_of_date(
    uow: UnitOfWork, meeting: MeetingRow, me: BuddyRow, rows: Sequence[BuddyRow], now: datetime
) -> None:
    """The others are told of the date soon; everybody is reminded in the message of the day, unless that is today."""
    if meeting.starts_at is None or meeting.starts_at <= now:
        return
    for row in rows:
        day = local_date(meeting.starts_at, row.tz)
        if row.id != me.id:
            about, until = (MEETING, row.person_id, meeting.id, DATE), min(now + KEPT, meeting.starts_at)
            await nudges.plan_item(uow, *about, now, until, subject_revision=meeting.revision)
            await home.changed(uow, row.person_id, now)
        if day > local_date(now, row.tz):
            about, dawn = (MEETING, row.person_id, meeting.id, DAY), moment_of(wall(day, time()), row.tz)
            await nudges.plan_item(uow, *about, dawn, meeting.starts_at, subject_revision=meeting.revision)


async def tell_off(uow: UnitOfWork, meeting: MeetingRow, me: BuddyRow, rows: Sequence[BuddyRow], now: datetime) -> None:
    """The others are told that it is off, if it was still to come."""
    if meeting.starts_at is None or meeting.starts_at <= now:
        return
    for row in others(me, rows):
        about = (MEETING, row.person_id, meeting.id, NOT_ON)
        await nudges.plan_item(uow, *about, now, meeting.starts_at, subject_revision=meeting.revision)
        await home.changed(uow, row.person_id, now)


async def _call_why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    reasons = {}
    for row in rows:
        pair = await queries.pair_at(uow, row.subject_id)
        last = await queries.last_session(uow, pair[0].set_id) if len(pair) > 1 else None
        if last is None:
            reasons[row.id] = "left"
        elif last[0] != row.subject_revision:
            reasons[row.id] = "session"
        elif any(_since(one, last[1], last[2]) for one in await queries.meetings_of(uow, row.subject_id)):
            reasons[row.id] = "answered"
    return reasons


def _since(meeting: MeetingRow, met_at: datetime, zone: str) -> bool:
    """Whether they talk, or have talked, after the set has met."""
    if meeting.state == PLANNED and meeting.starts_at is not None:
        return meeting.starts_at > met_at
    return meeting.on > local_date(met_at, zone)


async def _meeting_why_not(uow: UnitOfWork, rows: Sequence[NudgeRow], now: datetime) -> Mapping[UUID, str]:
    """A date that was moved, called off or kept is not told of; a pair that is no more hears nothing."""
    reasons = {}
    for row in rows:
        found = await queries.pair_of_meeting(uow, row.subject_id)
        if found is None or len(found[1]) < 2 or not any(one.person_id == row.person_id for one in found[1]):
            reasons[row.id] = "left"
        elif found[0].revision != row.subject_revision:
            reasons[row.id] = "moved"
    return reasons


CALL_RULES, MEETING_RULES = Rules(CALL, _call_why_not), Rules(MEETING, _meeting_why_not)


async def pair_of(uow: UnitOfWork, row: NudgeRow) -> Pair | None:
    """What a thing in the daily message is about; None: they are no pair any more."""
    if row.kind == CALL:
        rows = await queries.pair_at(uow, row.subject_id)
        me = next((one for one in rows if one.person_id == row.person_id), None)
        return await with_meetings(uow, me, rows) if me is not None and len(rows) > 1 else None
    found = await queries.pair_of_meeting(uow, row.subject_id)
    me = next((one for one in found[1] if one.person_id == row.person_id), None) if found else None
    return Pair(me, others(me, found[1]), found[0]) if found and me and len(found[1]) > 1 else None


async def talked_since(uow: UnitOfWork, pair: Pair) -> bool:
    """Whether they have talked since their set last met."""
    last = await queries.last_session(uow, pair.me.set_id)
    return pair.last is not None and (last is None or pair.last.on > local_date(last[1], last[2]))


def others(me: BuddyRow, rows: Sequence[BuddyRow]) -> list[BuddyRow]:
    """One's buddies."""
    return [row for row in rows if row.id != me.id]


async def with_meetings(uow: UnitOfWork, me: BuddyRow, rows: Sequence[BuddyRow]) -> Pair:
    """The pair with its next chat, and the last one."""
    known = await queries.meetings_of(uow, me.id)
    planned = next((one for one in known if one.state == PLANNED), None)
    last = next((one for one in known if one.state == HAPPENED), None)
    return Pair(me, others(me, rows), planned, last)
