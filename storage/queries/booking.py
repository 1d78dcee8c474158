"""Booking, moving and cancelling sessions, and what each was before. Nothing here commits or opens a seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, select, update

from storage.models import Attendance, LearningSet, Membership, Person, Session, SessionChange
from storage.queries.calendar import SESSION_COLUMNS, SessionRow
from storage.unit_of_work import UnitOfWork

_OF_SET = select(*SESSION_COLUMNS)


async def sessions_of(uow: UnitOfWork, set_id: UUID) -> list[SessionRow]:
    """Every session a set ever booked, by its start."""
    found = await uow.rows(_OF_SET.where(Session.set_id == set_id).order_by(Session.starts_at, Session.id))
    return [SessionRow(*tuple[Any, ...](row)) for row in found]


async def renumber(uow: UnitOfWork, set_id: UUID) -> None:
    """Number the sessions that stand from 1, in order of time. One that was called off has a number below zero, so
    that the first session a set really holds is its first."""
    found = await uow.rows(
        select(Session.id, Session.ordinal, Session.state)
        .where(Session.set_id == set_id)
        .order_by(Session.starts_at, Session.id)
    )
    rows = found.all()
    standing = [row for row in rows if row.state != "cancelled"]
    wanted = {row.id: number for number, row in enumerate(standing, 1)}
    lowest = min(0, *(row.ordinal for row in rows)) if rows else 0
    off = [row for row in rows if row.state == "cancelled" and row.ordinal > 0]
    wanted |= {row.id: lowest - number for number, row in enumerate(off, 1)}
    moving = [row.id for row in rows if row.id in wanted and row.ordinal != wanted[row.id]]
    lowest -= len(off)
    taken = {row.ordinal for row in rows}
    # Those whose number somebody else has step aside first: no two sessions of a set have one number.
    aside = [session_id for session_id in moving if wanted[session_id] in taken]
    for step, session_id in enumerate(aside, 1):
        await uow.execute(update(Session).where(Session.id == session_id).values(ordinal=lowest - step))
    for session_id in [*(one for one in moving if one not in aside), *aside]:
        await uow.execute(update(Session).where(Session.id == session_id).values(ordinal=wanted[session_id]))


async def change_session(uow: UnitOfWork, session_id: UUID, revision: int, **values: object) -> bool:
    """Write `values` and the next revision; False, and nothing written, when it was changed meanwhile."""
    changing = update(Session).where(Session.id == session_id, Session.revision == revision)
    return (await uow.execute(changing.values(**values, revision=revision + 1))).rowcount == 1


async def note_change(
    uow: UnitOfWork, change_id: UUID, session_id: UUID, revision: int, kind: str, place: bytes | None, **before: object
) -> None:
    """What a session was before the change that made it `revision`: local_start, length_minutes, by_bids; `at`."""
    await uow.insert(
        SessionChange, id=change_id, session_id=session_id, revision=revision, kind=kind, place=place, **before
    )


@dataclass(frozen=True)
class ChangeRow:
    """What a session was before a change, and the session as it is now. `place`: sealed under the set's key."""

    id: UUID
    kind: str
    revision: int
    local_start: str
    length_minutes: int
    by_bids: bool
    place: bytes | None
    session: SessionRow


async def change(uow: UnitOfWork, change_id: UUID) -> ChangeRow | None:
    """One change with its session."""
    own = (
        SessionChange.id,
        SessionChange.kind,
        SessionChange.revision,
        SessionChange.local_start,
        SessionChange.length_minutes,
        SessionChange.by_bids,
        SessionChange.place,
    )
    statement = select(*own, *SESSION_COLUMNS).join(Session, Session.id == SessionChange.session_id)
    row = (await uow.rows(statement.where(SessionChange.id == change_id))).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    before: tuple[Any, ...] = (*values[: len(own)], SessionRow(*values[len(own) :]))
    return ChangeRow(*before)


@dataclass(frozen=True)
class Posted:
    """A session as the channel sees it: what stands there already, and whose language the channel speaks.

    ics_posted  the count of the calendar entry that the channel has; None: none yet
    """

    session: SessionRow
    set_state: str
    channel_id: str | None
    locale: str
    ics_posted: int | None
    notice_channel: str | None
    notice_ts: str | None


async def posted(uow: UnitOfWork, session_id: UUID) -> Posted | None:
    """One session with its set's channel."""
    more = (
        LearningSet.state,
        LearningSet.channel_id,
        Person.locale,
        Session.ics_posted,
        Session.notice_channel,
        Session.notice_ts,
    )
    statement = (
        select(*SESSION_COLUMNS, *more)
        .join(LearningSet, LearningSet.id == Session.set_id)
        .join(Person, Person.id == LearningSet.created_by)
        .where(Session.id == session_id)
    )
    row = (await uow.rows(statement)).first()
    if row is None:
        return None
    values = tuple[Any, ...](row)
    return Posted(SessionRow(*values[: len(SESSION_COLUMNS)]), *values[len(SESSION_COLUMNS) :])


async def note_posted(uow: UnitOfWork, session_id: UUID, **values: object) -> None:
    """What the channel has of a session: ics_posted, or notice_channel and notice_ts. Its revision stays."""
    await uow.execute(update(Session).where(Session.id == session_id).values(**values))


async def cannot_come(uow: UnitOfWork, session_id: UUID, person_id: UUID, now: datetime) -> bool:
    """Note that someone cannot come; False when something is noted of them already."""
    return await uow.insert_once(
        Attendance, id=uow.new_id(), session_id=session_id, person_id=person_id, state="cannot", at=now
    )


async def can_come(uow: UnitOfWork, session_id: UUID, person_id: UUID) -> bool:
    """Take that back; False when it was not there."""
    taking_back = delete(Attendance).where(
        Attendance.session_id == session_id, Attendance.person_id == person_id, Attendance.state == "cannot"
    )
    return (await uow.execute(taking_back)).rowcount == 1


@dataclass(frozen=True)
class Expected:
    """How many members a set has now, and how many of them have said that they cannot come to a session."""

    members: int
    cannot: int


async def expected(uow: UnitOfWork, session: SessionRow) -> Expected:
    """Who can come to a session, counted."""
    said = and_(
        Attendance.workspace_id == Membership.workspace_id,
        Attendance.person_id == Membership.person_id,
        Attendance.session_id == session.id,
        Attendance.state == "cannot",
    )
    counted = select(func.count(Membership.id), func.count(Attendance.id)).outerjoin(Attendance, said)
    members = counted.where(
        Membership.set_id == session.set_id, Membership.role == "member", Membership.until_at.is_(None)
    )
    row = (await uow.rows(members)).one()
    return Expected(row[0], row[1])


async def host_of(uow: UnitOfWork, session: SessionRow) -> UUID | None:
    """Its host, while they belong to the set and their account is open."""
    theirs = (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.set_id == session.set_id,
            Membership.person_id == session.host_id,
            Membership.until_at.is_(None),
            Person.active.is_(True),
        )
    )
    return (await uow.rows(theirs.limit(1))).scalar_one_or_none()


async def people_of(uow: UnitOfWork, set_id: UUID) -> list[UUID]:
    """Everyone who belongs to a set now, its coach too."""
    theirs = select(Membership.person_id).where(Membership.set_id == set_id, Membership.until_at.is_(None))
    return list((await uow.rows(theirs.order_by(Membership.person_id))).scalars())


async def coming_of(uow: UnitOfWork, set_ids: Sequence[UUID]) -> dict[UUID, SessionRow]:
    """For each of these sets the session that is open, or the earliest that is planned, by set; none: nothing."""
    ahead = _OF_SET.where(Session.set_id.in_(set_ids), Session.state.in_(["open", "planned"]))
    found: dict[UUID, SessionRow] = {}
    for row in await uow.rows(ahead.order_by(Session.state, Session.starts_at, Session.id)):
        session = SessionRow(*tuple[Any, ...](row))
        found.setdefault(session.set_id, session)
    return found
