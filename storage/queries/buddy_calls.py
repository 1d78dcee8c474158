"""Chats of pairs: the dates they picked, and that they talked. Nothing here commits or asks for permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from storage.models import Buddy, LearningSet, Membership, Nudge, PairMeeting, Person, Phase, Session
from storage.queries.buddies import OPEN_PLACE, BuddyRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class MeetingRow:
    """One chat of a pair. on: the day, local to who picked or said it; starts_at: aware UTC, None: just talked."""

    id: UUID
    set_id: UUID
    phase_id: UUID
    pair: int
    on: date
    starts_at: datetime | None
    state: str
    revision: int


_COLUMNS = (
    PairMeeting.id,
    PairMeeting.set_id,
    PairMeeting.phase_id,
    PairMeeting.pair,
    PairMeeting.on_day,
    PairMeeting.starts_at,
    PairMeeting.state,
    PairMeeting.revision,
)
_MINE = aliased(Buddy)
_ONE_PAIR = and_(_MINE.workspace_id == Buddy.workspace_id, _MINE.phase_id == Buddy.phase_id, _MINE.pair == Buddy.pair)
_OF_PAIR = and_(
    PairMeeting.workspace_id == Buddy.workspace_id,
    PairMeeting.phase_id == Buddy.phase_id,
    PairMeeting.pair == Buddy.pair,
)


async def pair_at(uow: UnitOfWork, place_id: UUID) -> list[BuddyRow]:
    """Those of the pair that a place belongs to; [] when it has ended."""
    return await _pair(uow, OPEN_PLACE.join(_MINE, _ONE_PAIR).where(_MINE.id == place_id, _MINE.until_at.is_(None)))


async def pair_in(uow: UnitOfWork, set_id: UUID, slack_user_id: str) -> list[BuddyRow]:
    """Those of somebody's pair in a set's newest phase; [] when they are in none."""
    me = aliased(Person)
    newest = select(func.max(Phase.ordinal)).where(Phase.workspace_id == uow.workspace_id, Phase.set_id == set_id)
    phase = select(Phase.id).where(
        Phase.workspace_id == uow.workspace_id, Phase.set_id == set_id, Phase.ordinal == newest.scalar_subquery()
    )
    mine = and_(me.workspace_id == _MINE.workspace_id, me.id == _MINE.person_id, me.slack_user_id == slack_user_id)
    chosen = OPEN_PLACE.join(_MINE, _ONE_PAIR).join(me, mine)
    return await _pair(uow, chosen.where(_MINE.phase_id == phase.scalar_subquery(), _MINE.until_at.is_(None)))


async def pair_of_meeting(uow: UnitOfWork, meeting_id: UUID) -> tuple[MeetingRow, list[BuddyRow]] | None:
    """One chat, and those of its pair: [] when they are none any more."""
    found = (await uow.rows(select(*_COLUMNS).where(PairMeeting.id == meeting_id))).one_or_none()
    if found is None:
        return None
    return MeetingRow(*tuple[Any, ...](found)), await _pair(
        uow, OPEN_PLACE.join(PairMeeting, _OF_PAIR).where(PairMeeting.id == meeting_id)
    )


async def _pair(uow: UnitOfWork, chosen: Select[*tuple[Any, ...]]) -> list[BuddyRow]:
    return [BuddyRow(*tuple[Any, ...](row)) for row in await uow.rows(chosen.order_by(Person.display_name, Buddy.id))]


async def meetings_of(uow: UnitOfWork, place_id: UUID, limit: int = 5) -> list[MeetingRow]:
    """Chats of a place's pair that are planned or happened, the latest day first."""
    wanted = select(*_COLUMNS).join(Buddy, _OF_PAIR).where(Buddy.id == place_id, PairMeeting.state != "off")
    found = await uow.rows(wanted.order_by(PairMeeting.on_day.desc(), PairMeeting.id).limit(limit))
    return [MeetingRow(*tuple[Any, ...](row)) for row in found]


async def add(uow: UnitOfWork, place: BuddyRow, **values: object) -> UUID | None:
    """A chat of that place's pair; None when one is planned already."""
    meeting_id = uow.new_id()
    about = {"set_id": place.set_id, "phase_id": place.phase_id, "pair": place.pair, "revision": 1}
    return meeting_id if await uow.insert_once(PairMeeting, id=meeting_id, **about, **values) else None


async def change(uow: UnitOfWork, meeting_id: UUID, revision: int, **values: object) -> bool:
    """Write `values` and the next revision; False, and nothing written, when it was changed meanwhile."""
    changing = update(PairMeeting).where(PairMeeting.id == meeting_id, PairMeeting.revision == revision)
    return (await uow.execute(changing.values(**values, revision=revision + 1))).rowcount == 1


async def forget(uow: UnitOfWork, meeting_id: UUID) -> None:
    """It was a mistake."""
    await uow.execute(delete(PairMeeting).where(PairMeeting.id == meeting_id))


async def planned_of(uow: UnitOfWork, person_id: UUID, now: datetime) -> dict[UUID, datetime]:
    """When somebody's pairs talk next (aware UTC), by set."""
    wanted = select(PairMeeting.set_id, PairMeeting.starts_at).join(Buddy, _OF_PAIR)
    mine = and_(Buddy.person_id == person_id, Buddy.until_at.is_(None))
    coming = and_(PairMeeting.state == "planned", PairMeeting.starts_at > now)
    return {row.set_id: row.starts_at for row in await uow.rows(wanted.where(mine, coming))}


async def last_session(uow: UnitOfWork, set_id: UUID) -> tuple[int, datetime, str] | None:
    """The ordinal of the session that a set has last closed, when it began (aware UTC), and its zone."""
    closed = select(Session.ordinal, Session.starts_at, Session.zone)
    closed = closed.where(Session.set_id == set_id, Session.state == "closed")
    row = (await uow.rows(closed.order_by(Session.starts_at.desc()).limit(1))).first()
    return (row.ordinal, row.starts_at, row.zone) if row else None


@dataclass(frozen=True)
class UncalledRow:
    """A place whose pair was not asked about a chat since their set last met. Moments: aware UTC.

    ordinal  of that session; meets_at: when the set meets next, None: nothing is booked; cadence_weeks: its rhythm
    """

    place_id: UUID
    person_id: UUID
    ordinal: int
    met_at: datetime
    zone: str
    meets_at: datetime | None
    cadence_weeks: int | None


async def uncalled(uow: UnitOfWork, kind: str) -> Sequence[UncalledRow]:
    """Every such place in running sets. kind: of the nudge."""
    last, later, following = aliased(Session), aliased(Phase), aliased(Session)
    of_set = and_(last.workspace_id == Buddy.workspace_id, last.set_id == Buddy.set_id, last.state == "closed")
    newer_one = aliased(Session)
    newer_session = exists().where(
        newer_one.workspace_id == last.workspace_id,
        newer_one.set_id == last.set_id,
        newer_one.state == "closed",
        newer_one.starts_at > last.starts_at,
    )
    newer_phase = exists().where(
        later.workspace_id == Phase.workspace_id, later.set_id == Phase.set_id, later.ordinal > Phase.ordinal
    )
    meets = select(func.min(following.starts_at)).where(
        following.workspace_id == Buddy.workspace_id,
        following.set_id == Buddy.set_id,
        following.state.in_(["planned", "open"]),
    )
    called = exists().where(
        Nudge.workspace_id == Buddy.workspace_id,
        Nudge.person_id == Buddy.person_id,
        Nudge.kind == kind,
        Nudge.subject_id == Buddy.id,
        Nudge.subject_revision == last.ordinal,
    )
    belongs = and_(
        Membership.workspace_id == Buddy.workspace_id,
        Membership.set_id == Buddy.set_id,
        Membership.person_id == Buddy.person_id,
        Membership.until_at.is_(None),
    )
    running = and_(LearningSet.workspace_id == Buddy.workspace_id, LearningSet.id == Buddy.set_id)
    meets_at = meets.correlate(Buddy).scalar_subquery()
    columns = (Buddy.id, Buddy.person_id, last.ordinal, last.starts_at, last.zone, meets_at, Phase.cadence_weeks)
    wanted = (
        select(*columns)
        .join(LearningSet, running)
        .join(Membership, belongs)
        .join(Phase, and_(Phase.workspace_id == Buddy.workspace_id, Phase.id == Buddy.phase_id))
        .join(last, of_set)
        .where(Buddy.until_at.is_(None), LearningSet.state == "running", ~newer_session, ~newer_phase, ~called)
    )
    found = await uow.rows(wanted.order_by(last.starts_at, Buddy.id))
    return [UncalledRow(*tuple[Any, ...](row)) for row in found]
