"""Updates, and how somebody stands to one. Nothing here commits, opens a seal or decides who may read."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select, update

from storage.aliases import alias
from storage.models import (
    LearningSet,
    Membership,
    Nudge,
    Person,
    Session,
    SharedUpdate,
    UpdateRecipient,
)
from storage.queries.beside import KeyBeside, Standing, standing_of
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class UpdateRow:
    """An update as stored; moments are aware UTC. audience: set, coach, buddy or next; lasts: set, session or days."""

    id: UUID
    set_id: UUID
    author_id: UUID
    audience: str
    lasts: str
    session_id: UUID | None
    shared_at: datetime
    expires_at: datetime | None
    changed_at: datetime | None
    taken_back_at: datetime | None
    seen_at: datetime | None
    notice_channel: str | None
    notice_ts: str | None
    revision: int


@dataclass(frozen=True)
class SeenRow:
    """An update as somebody stands to it.

    standing  theirs in its set; since: they have belonged to it, as what they are, from before it was shared
    named     it was shared with them by name; leads: they facilitate the session it is for, which is still to be held
    reaches   one of those it was shared with by name can read it still
    met       a session of the set has been held since it was shared
    body, readers  sealed; None in a list
    """

    update: UpdateRow
    person_id: UUID
    locale: str
    tz: str
    standing: Standing
    since: bool
    named: bool
    leads: bool
    reaches: bool
    met: bool
    author_name: str
    author_standing: Standing
    set_name: str
    set_state: str
    contacts: str
    body: bytes | None = field(default=None, repr=False)
    readers: bytes | None = field(default=None, repr=False)


UPDATE_COLUMNS = (
    SharedUpdate.id,
    SharedUpdate.set_id,
    SharedUpdate.author_id,
    SharedUpdate.audience,
    SharedUpdate.lasts,
    SharedUpdate.session_id,
    SharedUpdate.shared_at,
    SharedUpdate.expires_at,
    SharedUpdate.changed_at,
    SharedUpdate.taken_back_at,
    SharedUpdate.seen_at,
    SharedUpdate.notice_channel,
    SharedUpdate.notice_ts,
    SharedUpdate.revision,
)
_AUTHOR = alias(Person, "author")
SET_KEY = KeyBeside.of("set", SharedUpdate.workspace_id, SharedUpdate.set_id)


def met() -> ColumnElement[bool]:
    """A session of its set has closed since it was shared."""
    return exists().where(
        Session.workspace_id == SharedUpdate.workspace_id,
        Session.set_id == SharedUpdate.set_id,
        Session.state == "closed",
        Session.closed_at > SharedUpdate.shared_at,
    )


def _since() -> ColumnElement[bool]:
    return exists().where(
        Membership.workspace_id == SharedUpdate.workspace_id,
        Membership.set_id == SharedUpdate.set_id,
        Membership.person_id == Person.id,
        Membership.from_at <= SharedUpdate.shared_at,
        Membership.until_at.is_(None),
    )


def _named() -> ColumnElement[bool]:
    return exists().where(
        UpdateRecipient.workspace_id == SharedUpdate.workspace_id,
        UpdateRecipient.update_id == SharedUpdate.id,
        UpdateRecipient.person_id == Person.id,
    )


def _leads() -> ColumnElement[bool]:
    return exists().where(
        Session.workspace_id == SharedUpdate.workspace_id,
        Session.id == SharedUpdate.session_id,
        Session.facilitator_id == Person.id,
        Session.state.in_(["planned", "open"]),
    )


def _reaches() -> ColumnElement[bool]:
    """Somebody whom it was shared with by name can read it still: they never left, and the turn was not handed on."""
    belongs = and_(
        Membership.workspace_id == UpdateRecipient.workspace_id,
        Membership.person_id == UpdateRecipient.person_id,
        Membership.set_id == SharedUpdate.set_id,
        Membership.role == "member",
        Membership.from_at <= SharedUpdate.shared_at,
        Membership.until_at.is_(None),
    )
    leads = exists().where(
        Session.workspace_id == SharedUpdate.workspace_id,
        Session.id == SharedUpdate.session_id,
        Session.facilitator_id == UpdateRecipient.person_id,
        Session.state.in_(["planned", "open"]),
    )
    return (
        select(UpdateRecipient.id)
        .join(Membership, belongs)
        .where(
            UpdateRecipient.workspace_id == SharedUpdate.workspace_id,
            UpdateRecipient.update_id == SharedUpdate.id,
            or_(SharedUpdate.audience == "buddy", leads.correlate(SharedUpdate, UpdateRecipient)),
        )
        .correlate(SharedUpdate)
        .exists()
    )


STANDS = (
    Person.id.label("person_id"),
    Person.locale,
    Person.tz,
    standing_of(Person.id, SharedUpdate.set_id, SharedUpdate.workspace_id).label("standing"),
    _since().label("since"),
    _named().label("named"),
    _leads().label("leads"),
    _reaches().label("reaches"),
    met().label("met"),
    _AUTHOR.display_name.label("author_name"),
    standing_of(SharedUpdate.author_id, SharedUpdate.set_id, SharedUpdate.workspace_id).label("author_standing"),
    LearningSet.name.label("set_name"),
    LearningSet.state.label("set_state"),
    LearningSet.contacts,
)


def joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """From every update beside every person: to be narrowed down to one of them."""
    of_set = and_(LearningSet.workspace_id == SharedUpdate.workspace_id, LearningSet.id == SharedUpdate.set_id)
    of_author = and_(_AUTHOR.workspace_id == SharedUpdate.workspace_id, _AUTHOR.id == SharedUpdate.author_id)
    return (
        statement.select_from(SharedUpdate)
        .join(LearningSet, of_set)
        .join(_AUTHOR, of_author)
        .join(Person, Person.workspace_id == SharedUpdate.workspace_id)
    )


_LISTED = joined(select(*UPDATE_COLUMNS, *STANDS))
_SEEN = SET_KEY.join(
    joined(select(*UPDATE_COLUMNS, *STANDS, SharedUpdate.body, SharedUpdate.readers, *SET_KEY.columns))
)


def row_of(row: Row[*tuple[Any, ...]]) -> SeenRow:
    """UPDATE_COLUMNS and STANDS, at the beginning of a row."""
    values = tuple[Any, ...](row)
    ends = len(UPDATE_COLUMNS) + len(STANDS)
    return SeenRow(UpdateRow(*values[: len(UPDATE_COLUMNS)]), *values[len(UPDATE_COLUMNS) : ends])


async def seen_by(uow: UnitOfWork, update_id: UUID, slack_user_id: str, *, hold: bool = False) -> SeenRow | None:
    """An update as this person stands to it, its words sealed; None: no such update, or the bot never met them.

    hold  nobody else changes it until the transaction ends
    """
    wanted = _SEEN.where(SharedUpdate.id == update_id, Person.slack_user_id == slack_user_id)
    row = (await uow.rows(wanted.with_for_update(of=SharedUpdate) if hold else wanted)).one_or_none()
    if row is None:
        return None
    SET_KEY.note(uow, row, row.set_id)
    return replace(row_of(row), body=row.body, readers=row.readers)


async def of_set(uow: UnitOfWork, set_id: UUID, slack_user_id: str, most: int) -> list[SeenRow]:
    """The newest updates of a set as this person stands to them, without their words."""
    return await _listed(uow, [SharedUpdate.set_id == set_id, Person.slack_user_id == slack_user_id], most)


async def by_author(uow: UnitOfWork, slack_user_id: str, most: int) -> list[SeenRow]:
    """Someone's own updates, newest first, without their words."""
    return await _listed(uow, [Person.slack_user_id == slack_user_id, SharedUpdate.author_id == Person.id], most)


async def of_sets(uow: UnitOfWork, set_ids: Sequence[UUID], person_id: UUID, most: int) -> list[SeenRow]:
    """The newest updates of several sets as this person stands to them, without their words."""
    return await _listed(uow, [SharedUpdate.set_id.in_(set_ids), Person.id == person_id], most)


async def some(uow: UnitOfWork, update_ids: Sequence[UUID], person_id: UUID) -> list[SeenRow]:
    """Some updates as this person stands to them, without their words."""
    return await _listed(uow, [SharedUpdate.id.in_(update_ids), Person.id == person_id], len(update_ids))


async def any_of(uow: UnitOfWork, person_id: UUID) -> bool:
    """Whether somebody has an update that was not taken back."""
    mine = select(SharedUpdate.id).where(SharedUpdate.author_id == person_id, SharedUpdate.taken_back_at.is_(None))
    return (await uow.rows(mine.limit(1))).first() is not None


async def _listed(uow: UnitOfWork, which: Sequence[ColumnElement[bool]], most: int) -> list[SeenRow]:
    newest = _LISTED.where(*which).order_by(SharedUpdate.shared_at.desc(), SharedUpdate.id).limit(most)
    return [row_of(row) for row in await uow.rows(newest)]


async def by_id(uow: UnitOfWork, update_id: UUID) -> UpdateRow | None:
    """An update as stored, for what the channel hears of it."""
    row = (await uow.rows(select(*UPDATE_COLUMNS).where(SharedUpdate.id == update_id))).one_or_none()
    return UpdateRow(*tuple[Any, ...](row)) if row else None


async def add(uow: UnitOfWork, row: UpdateRow, body: bytes, readers: bytes, recipients: Sequence[UUID]) -> None:
    """Add an update, and who it was shared with by name."""
    await uow.insert(SharedUpdate, **vars(row), body=body, readers=readers)
    named = [{"id": uow.new_id(), "update_id": row.id, "person_id": person_id} for person_id in recipients]
    await uow.insert_many(UpdateRecipient, named)


async def change(uow: UnitOfWork, update_id: UUID, revision: int, **values: object) -> bool:
    """Write `values` and the next revision; False, and nothing written, when it was changed meanwhile."""
    standing = update(SharedUpdate).where(SharedUpdate.id == update_id, SharedUpdate.revision == revision)
    return (await uow.execute(standing.values(**values, revision=revision + 1))).rowcount == 1


async def note(uow: UnitOfWork, update_id: UUID, **values: object) -> None:
    """Write what is no change of the update itself: its readers, its line in the channel."""
    await uow.execute(update(SharedUpdate).where(SharedUpdate.id == update_id).values(**values))


async def seen(uow: UnitOfWork, update_id: UUID, at: datetime) -> None:
    """Its author has looked; two looks may be noted in any order."""
    later = or_(SharedUpdate.seen_at.is_(None), SharedUpdate.seen_at < at)
    await uow.execute(update(SharedUpdate).where(SharedUpdate.id == update_id, later).values(seen_at=at))


async def held(uow: UnitOfWork, update_id: UUID) -> bytes | None:
    """The sealed readers of an update, which nobody else changes until the transaction ends; None: it is gone."""
    wanted = select(SharedUpdate.readers).where(SharedUpdate.id == update_id)
    found: bytes | None = (await uow.rows(wanted.with_for_update())).scalar_one_or_none()
    return found


async def recipients(uow: UnitOfWork, update_id: UUID) -> list[UUID]:
    """Who an update was shared with by name."""
    wanted = select(UpdateRecipient.person_id).where(UpdateRecipient.update_id == update_id)
    return list((await uow.rows(wanted.order_by(UpdateRecipient.person_id))).scalars())


async def told(uow: UnitOfWork, kind: str, update_id: UUID) -> set[UUID]:
    """Who was told of an update in their daily message, or is going to be."""
    wanted = select(Nudge.person_id).where(Nudge.kind == kind, Nudge.subject_id == update_id, Nudge.state != "dropped")
    return set((await uow.rows(wanted)).scalars())
