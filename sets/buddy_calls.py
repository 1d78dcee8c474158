"""Chats of a pair between sessions: a date they pick, and that it happened, without a word.

practice.md section 3: 15 to 20 minutes: update, two open questions, next step. The bot records only that it happened:
not about what, nor who said so. When they are told and reminded of it: sets/buddy_nudges.py.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sets import nudges
from sets.access import May, check
from sets.action_forms import someone
from sets.buddy_nudges import HAPPENED, OFF, PLANNED, Pair, others, tell_of_date, tell_off, with_meetings
from sets.errors import Problem, Refused
from sets.hours import local_date
from sets.wall_time import moment_of, wall
from storage.queries import buddy_calls as queries
from storage.queries.buddies import BuddyRow
from storage.queries.buddy_calls import MeetingRow
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

AHEAD = timedelta(days=366)


async def look(store: WorkspaceStore, slack_user_id: str, set_id: UUID) -> Pair:
    """One's buddies in a set, and when they talk. Raises Refused: NO_BUDDY, or what `sets.access` says."""
    async with store.read() as uow:
        rows = await queries.pair_in(uow, set_id, slack_user_id)
        me = next((row for row in rows if row.slack_user_id == slack_user_id), None)
        if me is not None and len(rows) > 1:
            return await with_meetings(uow, me, rows)
        person = await someone(uow, slack_user_id)
        await check(uow, May.SPEAK_FOR_SET, person_id=person.id, set_id=set_id)
        raise Refused(Problem.NO_BUDDY)


async def to_pick(store: WorkspaceStore, slack_user_id: str, place_id: UUID) -> Pair:
    """Before a date is picked, or another one. Raises Refused: GONE (they are no pair any more), NOT_YOUR_SET."""
    async with store.read() as uow:
        return await with_meetings(uow, *await _mine(uow, slack_user_id, place_id))


@dataclass(frozen=True)
class Picked:
    """A form for a date, on the wall where who picks it is; None: left empty.

    revision  of the date that the form showed; 0: none was picked then
    """

    day: date | None
    at: time | None
    revision: int = 0


async def pick(
    store: WorkspaceStore, slack_user_id: str, place_id: UUID, picked: Picked, key: str, now: datetime
) -> Pair:
    """A date for a chat, or another one; the others hear of it. The same form sent twice is one.

    Raises Refused: DATE_UNREADABLE, DATE_PAST, DATE_TOO_FAR (about `day`), EMPTY, TIME_PAST (about `at`), STALE (a date
    was picked, moved or called off meanwhile), and as `to_pick`.
    """
    async with store.write() as uow:
        me, rows = await _mine(uow, slack_user_id, place_id)
        found = await with_meetings(uow, me, rows)
        if not (await claim(uow, key, now)).first:
            return found
        starts_at = _checked(picked, me.tz, now)
        meeting = await _written(uow, found, local_date(starts_at, me.tz), starts_at, picked.revision)
        await nudges.changed(uow, [meeting.id, *(row.id for row in rows)], f"{meeting.id}:{meeting.revision}", now)
        await tell_of_date(uow, meeting, me, rows, now)
        return replace(found, meeting=meeting)


async def _written(uow: UnitOfWork, found: Pair, day: date, starts_at: datetime, revision: int) -> MeetingRow:
    values = {"on_day": day, "starts_at": starts_at, "state": PLANNED}
    before, me = found.meeting, found.me
    if before is None and revision == 0 and me.phase_id is not None:
        meeting_id = await queries.add(uow, me, **values)
        if meeting_id is not None:
            return MeetingRow(meeting_id, me.set_id, me.phase_id, me.pair, day, starts_at, PLANNED, 1)
    if before is None or before.revision != revision or not await queries.change(uow, before.id, revision, **values):
        raise Refused(Problem.STALE)
    return replace(before, on=day, starts_at=starts_at, revision=revision + 1)


async def talked(store: WorkspaceStore, slack_user_id: str, place_id: UUID, key: str, now: datetime) -> Pair:
    """It happened, without a date: kept once a day for a pair, whoever says so. Raises Refused as `to_pick`."""
    async with store.write() as uow:
        me, rows = await _mine(uow, slack_user_id, place_id)
        today = local_date(now, me.tz)
        known = await queries.meetings_of(uow, place_id)
        same = next((one for one in known if one.state == HAPPENED and one.on == today), None)
        if same is None and me.phase_id is not None and (await claim(uow, key, now)).first:
            meeting_id = await queries.add(uow, me, on_day=today, starts_at=None, state=HAPPENED)
            if meeting_id is not None:
                same = MeetingRow(meeting_id, me.set_id, me.phase_id, me.pair, today, None, HAPPENED, 1)
                await nudges.changed(uow, [row.id for row in rows], f"{meeting_id}:1", now)
        return Pair(me, others(me, rows), same, same)


async def met(store: WorkspaceStore, slack_user_id: str, meeting_id: UUID, now: datetime) -> Pair:
    """The chat that was planned happened. Twice is once. Raises Refused: GONE, NOT_YOUR_SET, STALE (it is off)."""
    return await _turn(store, slack_user_id, meeting_id, HAPPENED, now)


async def call_off(store: WorkspaceStore, slack_user_id: str, meeting_id: UUID, now: datetime) -> Pair:
    """The chat is off, and the others hear of it. Raises Refused: as `met`; STALE (it happened)."""
    return await _turn(store, slack_user_id, meeting_id, OFF, now)


async def _turn(store: WorkspaceStore, slack_user_id: str, meeting_id: UUID, state: str, now: datetime) -> Pair:
    async with store.write() as uow:
        row, me, rows = await _of_meeting(uow, slack_user_id, meeting_id)
        if row.state == state:
            return Pair(me, others(me, rows), row)
        if row.state != PLANNED or not await queries.change(uow, row.id, row.revision, state=state):
            raise Refused(Problem.STALE)
        turned = replace(row, state=state, revision=row.revision + 1)
        await nudges.changed(uow, [row.id, *(one.id for one in rows)], f"{row.id}:{turned.revision}", now)
        if state == OFF:
            await tell_off(uow, turned, me, rows, now)
        return Pair(me, others(me, rows), turned)


async def undo(store: WorkspaceStore, slack_user_id: str, meeting_id: UUID, revision: int, now: datetime) -> Pair:
    """Undo of `talked`, `met` and `call_off`.

    Raises Refused: STALE (it has changed since, or another date was picked), and as `met`.
    """
    async with store.write() as uow:
        row, me, rows = await _of_meeting(uow, slack_user_id, meeting_id)
        found = await with_meetings(uow, me, rows)
        if row.revision != revision or row.state == PLANNED or (row.starts_at is not None and found.meeting):
            raise Refused(Problem.STALE)
        back = replace(row, state=PLANNED, revision=revision + 1) if row.starts_at is not None else None
        if back is None:
            await queries.forget(uow, row.id)
        elif await queries.change(uow, row.id, revision, state=PLANNED):
            await tell_of_date(uow, back, me, rows, now)
        await nudges.changed(uow, [row.id, *(one.id for one in rows)], f"{row.id}:{revision + 1}", now)
        return replace(found, meeting=back or found.meeting)


def _checked(picked: Picked, zone: str, now: datetime) -> datetime:
    """When that is (aware UTC). Raises Refused as `pick`."""
    today, day = local_date(now, zone), picked.day
    if day is None:
        raise Refused(Problem.DATE_UNREADABLE, "day")
    if day < today:
        raise Refused(Problem.DATE_PAST, "day")
    if day > today + AHEAD:
        raise Refused(Problem.DATE_TOO_FAR, "day")
    if picked.at is None:
        raise Refused(Problem.EMPTY, "at")
    starts_at = moment_of(wall(day, picked.at), zone)
    if starts_at <= now:
        raise Refused(Problem.TIME_PAST, "at")
    return starts_at


async def _mine(uow: UnitOfWork, slack_user_id: str, place_id: UUID) -> tuple[BuddyRow, list[BuddyRow]]:
    rows = await queries.pair_at(uow, place_id)
    me = next((row for row in rows if row.id == place_id), None)
    if me is None or len(rows) < 2:
        raise Refused(Problem.GONE)
    if me.slack_user_id != slack_user_id:
        raise Refused(Problem.NOT_YOUR_SET)
    return me, rows


async def _of_meeting(
    uow: UnitOfWork, slack_user_id: str, meeting_id: UUID
) -> tuple[MeetingRow, BuddyRow, list[BuddyRow]]:
    found = await queries.pair_of_meeting(uow, meeting_id)
    if found is None or len(found[1]) < 2:
        raise Refused(Problem.GONE)
    me = next((row for row in found[1] if row.slack_user_id == slack_user_id), None)
    if me is None:
        raise Refused(Problem.NOT_YOUR_SET)
    return found[0], me, found[1]
