"""What somebody may catch up with. Nothing here commits, opens a seal or decides who may read."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, exists, select

from storage.models import LearningSet, Membership, Nudge, Person, SharedUpdate
from storage.queries.updates import SET_KEY, STANDS, UPDATE_COLUMNS, SeenRow, joined, row_of
from storage.unit_of_work import UnitOfWork

_IN_SET = exists().where(
    Membership.workspace_id == SharedUpdate.workspace_id,
    Membership.set_id == SharedUpdate.set_id,
    Membership.person_id == Person.id,
    Membership.until_at.is_(None),
)
_LISTED = joined(select(*UPDATE_COLUMNS, *STANDS))
_WITH_READERS = SET_KEY.join(joined(select(*UPDATE_COLUMNS, *STANDS, SharedUpdate.readers, *SET_KEY.columns)))


def _theirs(statement: Select[*tuple[object, ...]], most: int) -> Select[*tuple[object, ...]]:
    """By others, in sets they are in now, not taken back; the newest, when there are more than can be shown."""
    standing = and_(_IN_SET, LearningSet.state != "closed", SharedUpdate.taken_back_at.is_(None))
    others = statement.where(standing, SharedUpdate.author_id != Person.id)
    return others.order_by(SharedUpdate.shared_at.desc(), SharedUpdate.id.desc()).limit(most)


async def with_readers(uow: UnitOfWork, slack_user_id: str, most: int) -> list[SeenRow]:
    """Updates of others in somebody's sets as they stand to them, with their sealed readers, the oldest first."""
    wanted = _theirs(_WITH_READERS.where(Person.slack_user_id == slack_user_id), most)
    rows = (await uow.rows(wanted)).all()
    for row in rows:
        SET_KEY.note(uow, row, row.set_id)
    return [replace(row_of(row), readers=row.readers) for row in reversed(rows)]


async def shared_since(uow: UnitOfWork, person_id: UUID, since: datetime, most: int) -> list[SeenRow]:
    """Updates that others shared in somebody's sets since then, as they stand to them, without their words."""
    wanted = _LISTED.where(Person.id == person_id, SharedUpdate.shared_at >= since)
    return [row_of(row) for row in await uow.rows(_theirs(wanted, most))]


async def told_of(
    uow: UnitOfWork, kind: str, person_id: UUID, update_ids: Collection[UUID], now: datetime
) -> set[UUID]:
    """Those of these updates that somebody has heard of by name, or is going to."""
    wanted = select(Nudge.subject_id).where(
        Nudge.kind == kind,
        Nudge.person_id == person_id,
        Nudge.subject_id.in_(update_ids),
        Nudge.state.in_(["sent", "answered"]) | (Nudge.state.in_(["planned", "composed"]) & (Nudge.expires_at > now)),
    )
    return set((await uow.rows(wanted)).scalars())


async def offered(uow: UnitOfWork, kind: str, people: Collection[UUID]) -> set[tuple[UUID, date]]:
    """Who was offered to catch up on coming back on which day, or is going to be, or had nothing to catch up with."""
    wanted = select(Nudge.person_id, Nudge.subject_revision).where(Nudge.kind == kind, Nudge.person_id.in_(people))
    return {(row[0], date.fromordinal(row[1])) for row in await uow.rows(wanted)}


async def untold(uow: UnitOfWork, kind: str, person_id: UUID, before: int) -> list[date]:
    """The days before that (an ordinal) on which somebody was back and has not heard of it, since they last did."""
    wanted = (
        select(Nudge.subject_revision, Nudge.state, Nudge.reason)
        .where(Nudge.kind == kind, Nudge.person_id == person_id, Nudge.subject_revision < before)
        .order_by(Nudge.subject_revision.desc())
    )
    days = []
    for ordinal, state, reason in await uow.rows(wanted):
        if state not in ("planned", "composed") and reason not in ("expired", "superseded"):
            break
        days.append(date.fromordinal(ordinal))
    return days
