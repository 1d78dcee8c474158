"""What is asked after a session: who was there, and what they wrote. Nothing here commits or opens a seal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from storage.models import (
    Action,
    Attendance,
    LearningSet,
    Membership,
    Nudge,
    Person,
    PersonSettings,
    Reflection,
    Session,
)
from storage.models import ReflectionPause as Pause
from storage.queries import actions
from storage.queries.actions import ActionRow
from storage.queries.beside import KeyBeside, Standing, standing_of
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AskRow:
    """Somebody who was in a session that has closed, and was not asked about it yet. closed_at: aware UTC."""

    session_id: UUID
    person_id: UUID
    zone: str
    closed_at: datetime


@dataclass(frozen=True)
class AfterRow:
    """A session as somebody looks back on it, and what they wrote then. Moments: aware UTC.

    ordinal  counts the sessions of the set; here: they were there
    paused   they want no such questions for now; show_labels: None when they never chose
    answer_id, question, body  of what they wrote; None: nothing
    """

    session_id: UUID
    set_id: UUID
    ordinal: int
    state: str
    starts_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    set_name: str
    contacts: str
    person_id: UUID
    locale: str
    tz: str
    standing: Standing
    here: bool
    paused: bool
    show_labels: bool | None
    answer_id: UUID | None
    question: int | None
    body: bytes | None = field(repr=False)


def _here() -> ColumnElement[bool]:
    return exists().where(
        Attendance.workspace_id == Session.workspace_id,
        Attendance.session_id == Session.id,
        Attendance.person_id == Person.id,
        Attendance.state.in_(["here", "left_early"]),
    )


def _paused() -> ColumnElement[bool]:
    return exists().where(Pause.workspace_id == Person.workspace_id, Pause.person_id == Person.id)


async def unasked(uow: UnitOfWork, kind: str, since: datetime) -> list[AskRow]:
    """Members who were in a session that closed since then, and were not asked about it. kind: of the nudge."""
    asked = exists().where(
        Nudge.workspace_id == Session.workspace_id,
        Nudge.person_id == Person.id,
        Nudge.kind == kind,
        Nudge.subject_id == Session.id,
    )
    belongs = and_(
        Membership.workspace_id == Session.workspace_id,
        Membership.set_id == Session.set_id,
        Membership.role == "member",
        Membership.until_at.is_(None),
    )
    running = and_(
        LearningSet.workspace_id == Session.workspace_id,
        LearningSet.id == Session.set_id,
        LearningSet.state == "running",
    )
    wanted = (
        select(Session.id, Person.id, Session.zone, Session.closed_at)
        .join(LearningSet, running)
        .join(Membership, belongs)
        .join(Person, and_(Person.workspace_id == Membership.workspace_id, Person.id == Membership.person_id))
        .where(Session.state == "closed", Session.closed_at > since, _here(), ~asked, ~_paused())
    )
    return [AskRow(*tuple[Any, ...](row)) for row in await uow.rows(wanted.order_by(Session.closed_at, Person.id))]


_KEY = KeyBeside.of("person", Person.workspace_id, Person.id)
_WROTE = and_(
    Reflection.workspace_id == Session.workspace_id,
    Reflection.session_id == Session.id,
    Reflection.person_id == Person.id,
)
_SETTINGS = and_(PersonSettings.workspace_id == Person.workspace_id, PersonSettings.person_id == Person.id)


async def met_by(
    uow: UnitOfWork, session_id: UUID, *, slack_user_id: str = "", person_id: UUID | None = None
) -> AfterRow | None:
    """A session with somebody, and how they stand to it; None: there is no such session, or the bot never met them."""
    columns = (
        Session.id,
        Session.set_id,
        Session.ordinal,
        Session.state,
        Session.starts_at,
        Session.opened_at,
        Session.closed_at,
        LearningSet.name,
        LearningSet.contacts,
        Person.id.label("person"),
        Person.locale,
        Person.tz,
        standing_of(Person.id, Session.set_id, Session.workspace_id),
        _here(),
        _paused(),
        PersonSettings.show_labels,
        Reflection.id.label("wrote"),
        Reflection.question,
        Reflection.body,
    )
    set_of = and_(LearningSet.workspace_id == Session.workspace_id, LearningSet.id == Session.set_id)
    wanted = _KEY.join(
        select(*columns, *_KEY.columns)
        .select_from(Session)
        .join(LearningSet, set_of)
        .join(Person, Person.workspace_id == Session.workspace_id)
        .outerjoin(PersonSettings, _SETTINGS)
        .outerjoin(Reflection, _WROTE)
    ).where(Session.id == session_id, or_(Person.slack_user_id == slack_user_id, Person.id == person_id))
    row = (await uow.rows(wanted)).first()
    if row is None:
        return None
    _KEY.note(uow, row, row.person)
    return AfterRow(*tuple[Any, ...](row)[: len(columns)])


async def closed_in(uow: UnitOfWork, row: AfterRow, limit: int) -> list[ActionRow]:
    """Their actions that were done or stopped while that session ran, the last first; at most `limit`."""
    if row.opened_at is None or row.closed_at is None:
        return []
    during = and_(Action.closed_at >= row.opened_at, Action.closed_at <= row.closed_at)
    theirs = and_(Action.holder_id == row.person_id, Action.set_id == row.set_id, Action.standing == "closed")
    return await actions.which(uow, and_(theirs, during), limit)
