"""Booking a session, moving it, cancelling it, and taking back what was done last: the set changes its own calendar.

Any member and the coach may do so: who is in a set settles dates together, and the bot does not stand in their way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from sets import session_news
from sets.access import May
from sets.booking_forms import FIRST_LENGTH, Wanted, checked, overlaps, start
from sets.errors import Problem, Refused
from sets.mornings import reminded_for
from sets.people import Person
from sets.session_menu import open_place, seat_in
from sets.wall_time import moment_of, proposal, read_wall
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Session
from storage.queries import booking as queries
from storage.queries import calendar
from storage.queries.booking import ChangeRow
from storage.queries.calendar import PhaseRow, SessionRow
from storage.queries.session_menu import Seat, seated
from storage.receipts import claim
from storage.unit_of_work import UnitOfWork, WorkspaceStore

_TRIES = 3


@dataclass(frozen=True)
class Blank:
    """What a form for a new session is filled in with. `length`: minutes, None when nothing says so yet.

    first  it would be the first session the set ever has
    """

    person: Person
    seat: Seat
    day: date | None
    at: time | None
    length: int | None
    first: bool


@dataclass(frozen=True)
class Booked:
    """A session and where it is, for somebody of the set who changes it."""

    person: Person
    seat: Seat
    session: SessionRow
    place: Confidential | None


@dataclass(frozen=True)
class Done:
    """What somebody did to a session. `change_id`: what Undo takes back; None: that was an Undo itself."""

    person: Person
    seat: Seat
    session: SessionRow
    change_id: UUID | None = None


async def blank(store: WorkspaceStore, slack_user_id: str, set_id: UUID, now: datetime) -> Blank:
    """The form for a new session, filled in from the phase's rhythm. Raises Refused."""
    async with store.read() as uow:
        person, seat = await _somebody(uow, slack_user_id, set_id)
        phase, every = await calendar.current_phase(uow, set_id), await queries.sessions_of(uow, set_id)
    held = [one for one in every if one.state != "cancelled"]
    last = held[-1] if held else None
    day, at = proposal(phase, last, now, seat.zone) if phase else (None, None)
    length = FIRST_LENGTH if last is None else (phase and phase.length_minutes) or last.length_minutes
    return Blank(person, seat, day, at, length, first=last is None)


async def booked(store: WorkspaceStore, slack_user_id: str, session_id: UUID) -> Booked:
    """A planned session, for the form that moves it. Raises Refused."""
    async with store.read() as uow:
        person, seat, session = await of_session(uow, slack_user_id, session_id)
        still_planned(session)
        return Booked(person, seat, session, await open_place(uow, session))


async def book(
    store: WorkspaceStore, slack_user_id: str, set_id: UUID, wanted: Wanted, key: str, now: datetime
) -> Done | None:
    """Write a session down, and have the channel told. None: it was sent before. Raises Refused, BookingRefused."""
    async with store.write() as uow:
        person, seat = await _somebody(uow, slack_user_id, set_id)
        if not (await claim(uow, key, now)).first:
            return None
        phase = await calendar.current_phase(uow, set_id)
        if phase is None:
            raise Refused(Problem.GONE)
        every = await queries.sessions_of(uow, set_id)
        length = checked(person, seat.zone, wanted, every, now)
        session = await _insert(uow, seat, phase, wanted, length, every, now)
        if any(one.state == "planned" and one.starts_at > session.starts_at for one in every):
            await queries.renumber(uow, set_id)
        change_id = await _note(uow, session, "booked", session, now)
        await session_news.tell(uow, session, seat.channel_id, now)
        return Done(person, seat, session, change_id)


async def move(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, revision: int, wanted: Wanted, key: str, now: datetime
) -> Done | None:
    """Another date, time, length or place. None: it was sent before. Raises Refused, BookingRefused."""
    async with store.write() as uow:
        person, seat, before = await of_session(uow, slack_user_id, session_id)
        if not (await claim(uow, key, now)).first:
            return None
        still_planned(before)
        if before.revision != revision:
            raise Refused(Problem.CHANGED_MEANWHILE)
        every = await queries.sessions_of(uow, seat.set_id)
        length = checked(person, seat.zone, wanted, [one for one in every if one.id != before.id], now)
        local, starts_at = start(wanted, before.zone)
        after = replace(before, local_start=local, starts_at=starts_at, length_minutes=length, by_bids=wanted.by_bids)
        after = replace(after, place=await _sealed_place(uow, after, wanted.place))
        session = await _change(uow, before, after, now)
        change_id = await _note(uow, session, "moved", before, now)
        await session_news.tell(uow, session, seat.channel_id, now, since=before)
        return Done(person, seat, session, change_id)


async def cancel(
    store: WorkspaceStore, slack_user_id: str, session_id: UUID, revision: int, key: str, now: datetime
) -> Done | None:
    """Call a planned session off. None: it was pressed before. Raises Refused."""
    async with store.write() as uow:
        person, seat, before = await of_session(uow, slack_user_id, session_id)
        if not (await claim(uow, key, now)).first:
            return None
        still_planned(before)
        if before.revision != revision:
            raise Refused(Problem.CHANGED_MEANWHILE)
        session = await _change(uow, before, replace(before, state="cancelled"), now)
        change_id = await _note(uow, session, "cancelled", before, now)
        await session_news.tell(uow, session, seat.channel_id, now, since=before)
        return Done(person, seat, session, change_id)


async def take_back(store: WorkspaceStore, slack_user_id: str, change_id: UUID, key: str, now: datetime) -> Done | None:
    """Undo the last change of a session, while nothing else has happened to it and it has not begun.

    None: it was pressed before. Raises Refused: STALE when something has happened since, OVERLAPS when another session
    was booked for that time.
    """
    async with store.write() as uow:
        found = await queries.change(uow, change_id)
        if found is None:
            raise Refused(Problem.NOT_YOUR_SET)
        person, seat = await _somebody(uow, slack_user_id, found.session.set_id)
        if not (await claim(uow, key, now)).first:
            return None
        before = found.session
        if before.revision != found.revision or before.state not in ("planned", "cancelled"):
            raise Refused(Problem.STALE)
        after = await _as_it_was(uow, found)
        if after.state == "planned":
            await _still_free(uow, after, now)
        session = await _change(uow, before, after, now)
        await session_news.tell(uow, session, seat.channel_id, now, since=before)
        return Done(person, seat, session)


async def _still_free(uow: UnitOfWork, session: SessionRow, now: datetime) -> None:
    """Raises Refused: STALE for a time that has passed, OVERLAPS for one that another session has by now."""
    if session.starts_at <= now:
        raise Refused(Problem.STALE)
    others = [one for one in await queries.sessions_of(uow, session.set_id) if one.id != session.id]
    if any(overlaps(session.starts_at, session.length_minutes, other) for other in others):
        raise Refused(Problem.OVERLAPS)


async def _as_it_was(uow: UnitOfWork, found: ChangeRow) -> SessionRow:
    if found.kind == "booked":
        return replace(found.session, state="cancelled")
    place = None
    if found.place is not None:
        scope = Scope("set", found.session.set_id)
        words = await uow.unseal(Field.SESSION_CHANGE_PLACE, scope, found.id, found.place)
        place = await uow.seal(Field.SESSION_PLACE, scope, found.session.id, words)
    return replace(
        found.session,
        state="planned",
        local_start=found.local_start,
        starts_at=moment_of(read_wall(found.local_start), found.session.zone),
        length_minutes=found.length_minutes,
        by_bids=found.by_bids,
        place=place,
    )


async def _somebody(uow: UnitOfWork, slack_user_id: str, set_id: UUID) -> tuple[Person, Seat]:
    """Who may change this set's calendar, and their seat in it. Raises Refused."""
    found = await seated(uow, slack_user_id)
    if found is None:
        raise Refused(Problem.NOT_YOUR_SET)
    return found.person, await seat_in(uow, found, set_id, May.CHANGE_CALENDAR)


async def of_session(uow: UnitOfWork, slack_user_id: str, session_id: UUID) -> tuple[Person, Seat, SessionRow]:
    """A session, and whoever of its set asks. Raises Refused."""
    session = await calendar.session(uow, session_id)
    if session is None:
        raise Refused(Problem.NOT_YOUR_SET)
    person, seat = await _somebody(uow, slack_user_id, session.set_id)
    return person, seat, session


def still_planned(session: SessionRow) -> None:
    """Raises Refused: ALREADY_DONE for one that was called off, STALE for one that has begun."""
    if session.state == "cancelled":
        raise Refused(Problem.ALREADY_DONE)
    if session.state != "planned":
        raise Refused(Problem.STALE)


async def _insert(
    uow: UnitOfWork,
    seat: Seat,
    phase: PhaseRow,
    wanted: Wanted,
    length: int,
    every: Sequence[SessionRow],
    now: datetime,
) -> SessionRow:
    session_id = uow.new_id()
    local, starts_at = start(wanted, seat.zone)
    row = SessionRow(
        id=session_id,
        set_id=seat.set_id,
        phase_id=phase.id,
        ordinal=max((one.ordinal for one in every if one.ordinal > 0), default=0) + 1,
        local_start=local,
        zone=seat.zone,
        starts_at=starts_at,
        length_minutes=length,
        state="planned",
        mode="led",
        host_id=None,
        facilitator_id=None,
        place=None,
        ics_uid=f"{uow.new_id().hex}@setkeeper",
        ics_sequence=0,
        opened_at=None,
        closed_at=None,
        revision=1,
        by_bids=wanted.by_bids,
    )
    row = replace(row, place=await _sealed_place(uow, row, wanted.place))
    for _ in range(_TRIES):
        if await uow.insert_once(Session, **vars(row), reminded_for=reminded_for(row, now)):
            return row
        row = replace(row, ordinal=row.ordinal + 1)  # another replica booked one at this very moment
    raise Refused(Problem.CHANGED_MEANWHILE)


async def _sealed_place(uow: UnitOfWork, session: SessionRow, place: str) -> bytes | None:
    words = place.strip()
    if not words:
        return None
    return await uow.seal(Field.SESSION_PLACE, Scope("set", session.set_id), session.id, Confidential(words))


async def _change(uow: UnitOfWork, before: SessionRow, after: SessionRow, now: datetime) -> SessionRow:
    """Write a session; what its calendar entry says has changed when its count goes up. Raises Refused."""
    entry = ("state", "starts_at", "length_minutes")
    step = int(any(getattr(before, name) != getattr(after, name) for name in entry))
    values = {
        "state": after.state,
        "local_start": after.local_start,
        "starts_at": after.starts_at,
        "length_minutes": after.length_minutes,
        "by_bids": after.by_bids,
        "place": after.place,
        "ics_sequence": before.ics_sequence + step,
        "reminded_for": reminded_for(after, now),
    }
    if not await queries.change_session(uow, before.id, before.revision, **values):
        raise Refused(Problem.CHANGED_MEANWHILE)
    if step:
        await queries.renumber(uow, before.set_id)
    return replace(after, ics_sequence=before.ics_sequence + step, revision=before.revision + 1)


async def _note(uow: UnitOfWork, session: SessionRow, kind: str, before: SessionRow, now: datetime) -> UUID:
    """Keep what it was, for Undo."""
    change_id, place = uow.new_id(), None
    if before.place is not None and kind != "booked":
        words = await open_place(uow, before)
        if words is not None:
            place = await uow.seal(Field.SESSION_CHANGE_PLACE, Scope("set", session.set_id), change_id, words)
    await queries.note_change(
        uow,
        change_id,
        session.id,
        session.revision,
        kind,
        place,
        local_start=before.local_start,
        length_minutes=before.length_minutes,
        by_bids=before.by_bids,
        at=now,
    )
    return change_id
