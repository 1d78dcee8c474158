"""What stands beside an issue in its window, and lists of issues. Nothing here commits or opens a seal."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, case, func, or_, select

from storage.aliases import alias
from storage.models import Action, Issue, IssueHolder, IssueSession, LearningSet, Membership, Person, Session
from storage.queries.beside import Standing, standing_of
from storage.queries.issue_holding import held_by, held_in_set
from storage.queries.issues import ISSUE_COLUMNS, SET_KEY, IssueRow
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class HolderRow:
    """Somebody who holds an issue, or was asked to. state: yes, asked, no or out; belongs: theirs in its set."""

    id: UUID
    person_id: UUID
    name: str
    state: str
    belongs: Standing


@dataclass(frozen=True)
class LinkedAction:
    """An action about an issue. due_date: local to its holder; label: sealed under the set's key."""

    id: UUID
    holder_id: UUID
    name: str
    due_date: date
    standing: str
    revision: int
    label: bytes = field(repr=False)


@dataclass(frozen=True)
class ListedIssue:
    """An issue in a list. names: of the members who hold it; belongs: of whose list it is, in its set."""

    row: IssueRow
    set_name: str
    belongs: Standing
    names: tuple[str, ...] = ()


_OF_SET = (LearningSet.workspace_id == Issue.workspace_id) & (LearningSet.id == Issue.set_id)
_HOLDER = (IssueHolder.workspace_id == Issue.workspace_id) & (IssueHolder.issue_id == Issue.id)
_OF_HOLDER = (Person.workspace_id == IssueHolder.workspace_id) & (Person.id == IssueHolder.person_id)


async def holders(uow: UnitOfWork, issue_id: UUID) -> list[HolderRow]:
    """Who holds an issue or was asked to, in the order in which they came to it."""
    belongs = standing_of(IssueHolder.person_id, Issue.set_id, Issue.workspace_id)
    wanted = (
        select(IssueHolder.id, Person.id, Person.display_name, IssueHolder.state, belongs)
        .select_from(Issue)
        .join(IssueHolder, _HOLDER)
        .join(Person, _OF_HOLDER)
        .where(Issue.id == issue_id)
        .order_by(IssueHolder.since, Person.display_name, IssueHolder.id)
    )
    return [HolderRow(*tuple[Any, ...](row)) for row in await uow.rows(wanted)]


async def sessions(uow: UnitOfWork, issue_id: UUID, limit: int) -> list[datetime]:
    """When the sessions began in which it was worked on, the latest first (aware UTC)."""
    of_session = (Session.workspace_id == IssueSession.workspace_id) & (Session.id == IssueSession.session_id)
    wanted = select(Session.starts_at).join(IssueSession, of_session).where(IssueSession.issue_id == issue_id)
    return list((await uow.rows(wanted.order_by(Session.starts_at.desc()).limit(limit))).scalars())


async def actions(uow: UnitOfWork, issue_id: UUID, reader_id: UUID, limit: int) -> list[LinkedAction]:
    """The reader's own actions about an issue, and the open ones of those who are members now; soonest first."""
    of_person = (Person.workspace_id == Action.workspace_id) & (Person.id == Action.holder_id)
    belongs = standing_of(Action.holder_id, Action.set_id, Action.workspace_id)
    open_one = (Action.standing == "open") & (belongs == "member")
    wanted = (
        select(
            Action.id,
            Action.holder_id,
            Person.display_name,
            Action.due_date,
            Action.standing,
            Action.revision,
            Action.label,
        )
        .join(Person, of_person)
        .where(Action.issue_id == issue_id, Action.standing != "draft", or_(Action.holder_id == reader_id, open_one))
        .order_by(case((Action.standing == "open", 0), else_=1), Action.due_date, Action.id)
    )
    return [LinkedAction(*tuple[Any, ...](row)) for row in await uow.rows(wanted.limit(limit))]


_MINE = SET_KEY.join(
    select(
        *ISSUE_COLUMNS,
        LearningSet.name.label("set_name"),
        standing_of(Person.id, Issue.set_id, Issue.workspace_id).label("belongs"),
        *SET_KEY.columns,
    )
    .select_from(Issue)
    .join(LearningSet, _OF_SET)
    .join(Person, Person.workspace_id == Issue.workspace_id)
)


async def of_person(uow: UnitOfWork, person_id: UUID, limit: int, offset: int, *, closed: bool) -> list[ListedIssue]:
    """Somebody's issues, in sets they left too: those carried forward by age, or closed ones, the latest first."""
    order = (Issue.closed_at.desc(), Issue.id) if closed else (Issue.raised_at, Issue.id)
    wanted = _MINE.where(Person.id == person_id, *_readable(person_id, "closed" if closed else "open"))
    rows = (await uow.rows(wanted.order_by(*order).limit(limit).offset(offset))).all()
    return [_listed(uow, row) for row in rows]


def _listed(uow: UnitOfWork, row: Row[*tuple[Any, ...]]) -> ListedIssue:
    SET_KEY.note(uow, row, row.set_id)
    values, own = tuple[Any, ...](row), len(ISSUE_COLUMNS)
    return ListedIssue(IssueRow(*values[:own]), values[own], values[own + 1])


async def count_of_person(uow: UnitOfWork, person_id: UUID) -> int:
    """How many issues of somebody's are carried forward."""
    wanted = select(func.count()).select_from(Issue).join(Person, Person.workspace_id == Issue.workspace_id)
    return (await uow.rows(wanted.where(Person.id == person_id, *_readable(person_id, "open")))).scalar_one()


def _readable(person_id: UUID, standing: str) -> tuple[ColumnElement[bool], ...]:
    """Of this Person's own: in a set they left, those whose words are theirs."""
    belongs = standing_of(Person.id, Issue.set_id, Issue.workspace_id)
    return Issue.standing == standing, held_by(person_id), or_(belongs == "member", Issue.author_id == person_id)


_BELONGS = (
    (Membership.workspace_id == IssueHolder.workspace_id)
    & (Membership.person_id == IssueHolder.person_id)
    & Membership.until_at.is_(None)
    & (Membership.role == "member")
)
_OURS = SET_KEY.join(
    select(*ISSUE_COLUMNS, Person.display_name, *SET_KEY.columns)
    .select_from(Issue)
    .join(IssueHolder, _HOLDER)
    .join(Membership, _BELONGS & (Membership.set_id == Issue.set_id))
    .join(Person, _OF_HOLDER)
    .where(IssueHolder.state == "yes")
)


async def of_set(
    uow: UnitOfWork, set_id: UUID, set_name: str, limit: int, *, closed_for: UUID | None = None
) -> list[ListedIssue]:
    """Issues that members of a set hold: those carried forward, the oldest first, at most `limit`.

    closed_for  instead, those that were closed since this person belongs to the set, the latest first
    """
    which = [Issue.standing == "open"]
    if closed_for is not None:
        which = [Issue.standing == "closed", Issue.closed_at >= _since(closed_for)]
    first = select(Issue.id).where(Issue.workspace_id == uow.workspace_id, Issue.set_id == set_id, *which)
    order = (Issue.closed_at.desc(), Issue.raised_at, Issue.id)  # open ones have no `closed_at`
    wanted = _OURS.where(Issue.id.in_(first.where(held_in_set()).order_by(*order).limit(limit)))
    rows = (await uow.rows(wanted.order_by(*order, IssueHolder.since, Person.display_name, IssueHolder.id))).all()
    found: dict[UUID, ListedIssue] = {}
    for row in rows:
        SET_KEY.note(uow, row, set_id)
        values, own = tuple[Any, ...](row), len(ISSUE_COLUMNS)
        names = (*(found[row.id].names if row.id in found else ()), values[own])
        found[row.id] = ListedIssue(IssueRow(*values[:own]), set_name, "none", names)
    return list(found.values())


def _since(person_id: UUID) -> ColumnElement[datetime]:
    """From when somebody belongs to the set of the outer issue."""
    theirs = alias(Membership, "since")
    since = select(func.max(theirs.from_at)).where(
        theirs.workspace_id == Issue.workspace_id,
        theirs.set_id == Issue.set_id,
        theirs.person_id == person_id,
        theirs.until_at.is_(None),
    )
    return since.correlate(Issue).scalar_subquery()


async def counts(uow: UnitOfWork, set_ids: list[UUID]) -> dict[UUID, int]:
    """How many issues are carried forward in each of these sets; a set that has none is not in it."""
    wanted = select(Issue.set_id, func.count()).where(Issue.set_id.in_(set_ids), Issue.standing == "open")
    return {row[0]: row[1] for row in await uow.rows(wanted.where(held_in_set()).group_by(Issue.set_id))}
