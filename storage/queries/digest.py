"""The coordinator's weekly note: what it counts, and what was shown before. So many statements, however many sets."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, func, or_, select, update

from storage.models import (
    CallRequest,
    LearningSet,
    Person,
    Programme,
    ProgrammeRole,
    Snapshot,
    SnapshotPerson,
    SnapshotSet,
)
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Post:
    """A coordinator and when their note goes out: ISO weekday and local time HH:MM in their IANA zone.

    digest_at  aware UTC; None: not worked out yet. from_at: since when they coordinate
    """

    id: UUID
    programme_id: UUID
    person_id: UUID
    tz: str
    locale: str
    day: int
    time: str
    digest_at: datetime | None
    from_at: datetime


_IN_POST = and_(ProgrammeRole.role == "coordinator", ProgrammeRole.until_at.is_(None))
_POST = (
    select(
        ProgrammeRole.id,
        ProgrammeRole.programme_id,
        ProgrammeRole.person_id,
        Person.tz,
        Person.locale,
        ProgrammeRole.digest_day,
        ProgrammeRole.digest_time,
        ProgrammeRole.digest_at,
        ProgrammeRole.from_at,
    )
    .join(Person, Person.id == ProgrammeRole.person_id)
    .join(Programme, Programme.id == ProgrammeRole.programme_id)
    .where(_IN_POST, Programme.state == "running", Person.active.is_(True))
)


async def posts_due(uow: UnitOfWork, now: datetime) -> list[Post]:
    """Coordinators whose note is due, or not worked out yet."""
    due = or_(ProgrammeRole.digest_at.is_(None), ProgrammeRole.digest_at <= now)
    return [Post(*tuple[Any, ...](row)) for row in await uow.rows(_POST.where(due).order_by(ProgrammeRole.id))]


async def post_of(uow: UnitOfWork, slack_user_id: str) -> Post | None:
    """The oldest post of somebody who coordinates; None for everyone else."""
    theirs = _POST.where(Person.slack_user_id == slack_user_id).order_by(ProgrammeRole.from_at).limit(1)
    row = (await uow.rows(theirs)).first()
    return Post(*tuple[Any, ...](row)) if row else None


async def post(uow: UnitOfWork, post_id: UUID) -> Post | None:
    """One coordinator's post, while they hold it."""
    row = (await uow.rows(_POST.where(ProgrammeRole.id == post_id))).first()
    return Post(*tuple[Any, ...](row)) if row else None


async def next_due(uow: UnitOfWork) -> tuple[bool, datetime | None]:
    """Whether a note's time has to be worked out, and the earliest that is."""
    columns = select(func.count() - func.count(ProgrammeRole.digest_at), func.min(ProgrammeRole.digest_at))
    held = columns.select_from(ProgrammeRole).join(Person, Person.id == ProgrammeRole.person_id)
    joined = held.join(Programme, Programme.id == ProgrammeRole.programme_id)
    wanted = joined.where(_IN_POST, Programme.state == "running", Person.active.is_(True))
    unknown, earliest = (await uow.rows(wanted)).one()
    return bool(unknown), earliest


async def set_due(uow: UnitOfWork, post_id: UUID, was: datetime | None, at: datetime) -> bool:
    """When a note next goes out; False when another replica was faster."""
    mine = update(ProgrammeRole).where(ProgrammeRole.id == post_id, ProgrammeRole.digest_at.is_not_distinct_from(was))
    return (await uow.execute(mine.values(digest_at=at))).rowcount == 1


async def choose_time(uow: UnitOfWork, post_id: UUID, day: int, time: str, at: datetime) -> None:
    """The coordinator chose another day and time."""
    mine = update(ProgrammeRole).where(ProgrammeRole.id == post_id)
    await uow.execute(mine.values(digest_day=day, digest_time=time, digest_at=at))


async def groups_shown(uow: UnitOfWork, programme_id: UUID) -> dict[UUID, frozenset[UUID]]:
    """Every group of people that was ever counted for a programme, by the snapshot that counted it first."""
    counted = (
        select(SnapshotPerson.snapshot_id, SnapshotPerson.person_id)
        .join(Snapshot, Snapshot.id == SnapshotPerson.snapshot_id)
        .where(Snapshot.programme_id == programme_id)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for snapshot_id, person_id in await uow.rows(counted):
        found[snapshot_id].add(person_id)
    return {snapshot_id: frozenset(people) for snapshot_id, people in found.items()}


@dataclass(frozen=True)
class SnapshotRow:
    """One week, frozen. Bands 0 to 4; None: too few people to say."""

    id: UUID
    programme_id: UUID
    week: date
    made_at: datetime
    shown: str
    pooled_sets: int
    pooled_people: int
    actions_band: int | None
    answers_band: int | None
    sessions_band: int | None
    group_id: UUID | None


@dataclass(frozen=True)
class SnapshotSetRow:
    """How one set stood; its name as it is now."""

    set_id: UUID
    name: str
    met: bool
    booked: bool
    dormant: bool
    asks: bool


_SNAPSHOT = select(
    Snapshot.id,
    Snapshot.programme_id,
    Snapshot.week,
    Snapshot.made_at,
    Snapshot.shown,
    Snapshot.pooled_sets,
    Snapshot.pooled_people,
    Snapshot.actions_band,
    Snapshot.answers_band,
    Snapshot.sessions_band,
    Snapshot.group_id,
)


async def snapshot(uow: UnitOfWork, snapshot_id: UUID) -> SnapshotRow | None:
    """One week by its id."""
    return await _first(uow, _SNAPSHOT.where(Snapshot.id == snapshot_id))


async def of_week(uow: UnitOfWork, programme_id: UUID, week: date) -> SnapshotRow | None:
    """The week of a programme; None when it was not frozen yet."""
    return await _first(uow, _SNAPSHOT.where(Snapshot.programme_id == programme_id, Snapshot.week == week))


async def latest(uow: UnitOfWork, programme_id: UUID) -> SnapshotRow | None:
    """The newest week of a programme."""
    newest = _SNAPSHOT.where(Snapshot.programme_id == programme_id).order_by(Snapshot.week.desc()).limit(1)
    return await _first(uow, newest)


async def before(uow: UnitOfWork, row: SnapshotRow) -> SnapshotRow | None:
    """The newest week of that programme before this one."""
    earlier = _SNAPSHOT.where(Snapshot.programme_id == row.programme_id, Snapshot.week < row.week)
    return await _first(uow, earlier.order_by(Snapshot.week.desc()).limit(1))


async def _first(uow: UnitOfWork, statement: Select[*tuple[Any, ...]]) -> SnapshotRow | None:
    row = (await uow.rows(statement)).first()
    return SnapshotRow(*tuple[Any, ...](row)) if row else None


async def sets_in(uow: UnitOfWork, snapshot_id: UUID) -> list[SnapshotSetRow]:
    """Every set of a week, by name."""
    columns = (
        SnapshotSet.set_id,
        LearningSet.name,
        SnapshotSet.met,
        SnapshotSet.booked,
        SnapshotSet.dormant,
        SnapshotSet.asks,
    )
    wanted = select(*columns).join(LearningSet, LearningSet.id == SnapshotSet.set_id)
    ordered = wanted.where(SnapshotSet.snapshot_id == snapshot_id).order_by(LearningSet.name, LearningSet.id)
    return [SnapshotSetRow(*row) for row in await uow.rows(ordered)]


async def freeze(
    uow: UnitOfWork, row: SnapshotRow, sets: Sequence[Mapping[str, object]], people: frozenset[UUID]
) -> bool:
    """Write a week down with its sets, and the people counted if nobody counted the same before; False: it is there."""
    if not await uow.insert_once(Snapshot, **vars(row)):
        return False
    await uow.insert_many(SnapshotSet, [{"id": uow.new_id(), "snapshot_id": row.id, **each} for each in sets])
    counted = [{"id": uow.new_id(), "snapshot_id": row.id, "person_id": person} for person in sorted(people)]
    await uow.insert_many(SnapshotPerson, counted)
    return True


async def ask_for_call(uow: UnitOfWork, set_id: UUID) -> bool:
    """Note that a set would like to hear from its coordinator; False when it is noted already."""
    return await uow.insert_once(CallRequest, id=uow.new_id(), set_id=set_id)


async def forget_calls(uow: UnitOfWork, set_ids: Sequence[UUID]) -> int:
    """Take the requests of these sets away; how many there were."""
    return (await uow.execute(delete(CallRequest).where(CallRequest.set_id.in_(set_ids)))).rowcount


async def asks_for_call(uow: UnitOfWork, set_id: UUID) -> bool:
    """Whether a request of this set waits for the weekly note."""
    return (await uow.rows(select(CallRequest.id).where(CallRequest.set_id == set_id))).first() is not None
