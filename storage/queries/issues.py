"""Issues: how somebody stands to one, raising and changing one, what happened to it, where it was worked on.

Nothing here commits, opens a seal or decides who may read.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, select, update

from storage.models import Action, Issue, IssueEvent, IssueHolder, IssueSession, LearningSet, Membership, Person, Stage
from storage.queries.beside import KeyBeside, Standing, standing_of
from storage.queries.issue_holding import held_by, held_in_set, others_in_set, others_once
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class IssueRow:
    """One issue; headline and progress are sealed under the set's key. Moments are aware UTC.

    author_id  whose words the headline is; closed_at: when it was settled, laid aside or removed
    """

    id: UUID
    set_id: UUID
    author_id: UUID
    standing: str
    raised_at: datetime
    closed_at: datetime | None
    revision: int
    headline: bytes = field(repr=False)
    progress: bytes | None = field(repr=False)


ISSUE_COLUMNS = (
    Issue.id,
    Issue.set_id,
    Issue.author_id,
    Issue.standing,
    Issue.raised_at,
    Issue.closed_at,
    Issue.revision,
    Issue.headline,
    Issue.progress,
)
_ISSUE = select(*ISSUE_COLUMNS)
SET_KEY = KeyBeside.of("set", Issue.workspace_id, Issue.set_id)
_OWN_KEY = KeyBeside.of("person", IssueEvent.workspace_id, IssueEvent.person_id)


@dataclass(frozen=True)
class SeenIssue:
    """An issue as somebody stands to it.

    belongs  theirs in its set; since: from when they belong to it now
    holding  of their own: yes, asked, no, out; None: they never held it
    held     a member of the set holds it; others: so many members besides them do; once: so many hold it or held it
    """

    row: IssueRow
    person_id: UUID
    locale: str
    tz: str
    belongs: Standing
    since: datetime | None
    holding: str | None
    held: bool
    others: int
    once: int
    set_name: str
    set_state: str
    contacts: str

    @property
    def holds(self) -> bool:
        """It is theirs, alone or with others."""
        return self.holding == "yes"


_SINCE = (
    select(func.max(Membership.from_at))
    .where(
        Membership.workspace_id == Issue.workspace_id,
        Membership.set_id == Issue.set_id,
        Membership.person_id == Person.id,
        Membership.until_at.is_(None),
    )
    .correlate(Issue, Person)
    .scalar_subquery()
)
_HOLDING = (
    select(IssueHolder.state)
    .where(
        IssueHolder.workspace_id == Issue.workspace_id,
        IssueHolder.issue_id == Issue.id,
        IssueHolder.person_id == Person.id,
    )
    .correlate(Issue, Person)
    .scalar_subquery()
)
_STANDS = (
    Person.id.label("reader_id"),
    Person.locale,
    Person.tz,
    standing_of(Person.id, Issue.set_id, Issue.workspace_id).label("belongs"),
    _SINCE.label("since"),
    _HOLDING.label("holding"),
    held_in_set().label("held"),
    others_in_set().label("others"),
    others_once().label("once"),
    LearningSet.name.label("set_name"),
    LearningSet.state.label("set_state"),
    LearningSet.contacts,
)
_OF_SET = (LearningSet.workspace_id == Issue.workspace_id) & (LearningSet.id == Issue.set_id)
_SEEN = SET_KEY.join(
    select(*ISSUE_COLUMNS, *_STANDS, *SET_KEY.columns)
    .select_from(Issue)
    .join(LearningSet, _OF_SET)
    .join(Person, Person.workspace_id == Issue.workspace_id)
)


async def seen_by(
    uow: UnitOfWork, issue_id: UUID, *, slack_user_id: str = "", person_id: UUID | None = None
) -> SeenIssue | None:
    """An issue, a removed one too, as this person stands to it; None: there is none, or the bot never met them."""
    who = Person.id == person_id if person_id else Person.slack_user_id == slack_user_id
    row = (await uow.rows(_SEEN.where(Issue.id == issue_id, who))).one_or_none()
    if row is None:
        return None
    SET_KEY.note(uow, row, row.set_id)
    values, own = tuple[Any, ...](row), len(ISSUE_COLUMNS)
    return SeenIssue(IssueRow(*values[:own]), *values[own : own + len(_STANDS)])


async def by_id(uow: UnitOfWork, issue_id: UUID) -> IssueRow | None:
    """One issue; None when it was removed."""
    row = (await uow.rows(_ISSUE.where(Issue.id == issue_id, Issue.standing != "removed"))).first()
    return IssueRow(*tuple[Any, ...](row)) if row else None


async def carried(uow: UnitOfWork, set_id: UUID, holder_id: UUID) -> list[IssueRow]:
    """The issues somebody holds that are carried forward, newest first."""
    theirs = _ISSUE.where(Issue.set_id == set_id, Issue.standing == "open", held_by(holder_id))
    return [
        IssueRow(*tuple[Any, ...](row)) for row in await uow.rows(theirs.order_by(Issue.raised_at.desc(), Issue.id))
    ]


async def holds(uow: UnitOfWork, issue_id: UUID, person_id: UUID) -> bool:
    """Whether an issue is this person's, alone or with others."""
    return (await uow.rows(select(Issue.id).where(Issue.id == issue_id, held_by(person_id)))).first() is not None


async def raise_one(
    uow: UnitOfWork, issue_id: UUID, set_id: UUID, holder_id: UUID, headline: bytes, now: datetime
) -> None:
    """A new issue, with the one who holds it."""
    row = {"id": issue_id, "set_id": set_id, "author_id": holder_id, "standing": "open", "raised_at": now}
    await uow.insert(Issue, **row, closed_at=None, revision=1, headline=headline, progress=None)
    holder = {"id": uow.new_id(), "issue_id": issue_id, "person_id": holder_id, "asked_by_id": None}
    await uow.insert(IssueHolder, **holder, state="yes", since=now, revision=1)


async def change(uow: UnitOfWork, issue_id: UUID, revision: int, **values: object) -> bool:
    """Write values and the next revision; False when somebody was faster."""
    changing = update(Issue).where(Issue.id == issue_id, Issue.revision == revision)
    return (await uow.execute(changing.values(**values, revision=revision + 1))).rowcount == 1


async def worked_in(uow: UnitOfWork, issue_id: UUID, session_id: UUID) -> None:
    """An issue was worked on in a session."""
    await uow.insert_once(IssueSession, id=uow.new_id(), issue_id=issue_id, session_id=session_id)


async def not_worked_in(uow: UnitOfWork, issue_id: UUID, session_id: UUID) -> None:
    """It was another issue after all, and no slot of that session has this one."""
    has = exists().where(
        Stage.workspace_id == IssueSession.workspace_id,
        Stage.session_id == session_id,
        Stage.issue_id == issue_id,
    )
    theirs = delete(IssueSession).where(IssueSession.issue_id == issue_id, IssueSession.session_id == session_id)
    await uow.execute(theirs.where(~has.correlate(IssueSession)))


@dataclass(frozen=True)
class EventRow:
    """Something that happened to an issue. body, own, shared: sealed; at: aware UTC.

    Of what was taken back the body says only that.
    """

    id: UUID
    issue_id: UUID
    person_id: UUID
    name: str
    at: datetime
    body: bytes = field(repr=False)
    own: bytes | None = field(repr=False)
    shared: bytes | None = field(repr=False)


_OF_PERSON = (Person.workspace_id == IssueEvent.workspace_id) & (Person.id == IssueEvent.person_id)
_EVENT = _OWN_KEY.join(
    select(
        IssueEvent.id,
        IssueEvent.issue_id,
        IssueEvent.person_id,
        Person.display_name,
        IssueEvent.at,
        IssueEvent.body,
        IssueEvent.own,
        IssueEvent.shared,
        *_OWN_KEY.columns,
    ).join(Person, _OF_PERSON)
)


async def add_event(uow: UnitOfWork, **values: object) -> None:
    """One event."""
    await uow.insert(IssueEvent, **values)


async def events_of(uow: UnitOfWork, issue_id: UUID, limit: int) -> list[EventRow]:
    """The latest events of an issue, newest first."""
    wanted = _EVENT.where(IssueEvent.issue_id == issue_id)
    rows = (await uow.rows(wanted.order_by(IssueEvent.revision.desc()).limit(limit))).all()
    for row in rows:
        _OWN_KEY.note(uow, row, row.person_id)
    return [EventRow(*tuple[Any, ...](row)[:8]) for row in rows]


async def one_event(uow: UnitOfWork, event_id: UUID) -> EventRow | None:
    """One event."""
    row = (await uow.rows(_EVENT.where(IssueEvent.id == event_id))).one_or_none()
    return EventRow(*tuple[Any, ...](row)[:8]) if row else None


async def event(uow: UnitOfWork, event_id: UUID) -> tuple[UUID, datetime | None] | None:
    """Of which issue an event is, and when it was taken back; None: there is no such event."""
    found = await uow.rows(select(IssueEvent.issue_id, IssueEvent.undone_at).where(IssueEvent.id == event_id))
    row = found.one_or_none()
    return (row[0], row[1]) if row else None


async def take_back(uow: UnitOfWork, event_id: UUID, at: datetime, body: bytes) -> bool:
    """Mark an event as undone; its words go. False when it was undone before."""
    undoing = update(IssueEvent).where(IssueEvent.id == event_id, IssueEvent.undone_at.is_(None))
    return (await uow.execute(undoing.values(undone_at=at, body=body, own=None, shared=None))).rowcount == 1


async def drop_event(uow: UnitOfWork, event_id: UUID) -> None:
    """An event that nobody can open any more."""
    await uow.execute(delete(IssueEvent).where(IssueEvent.id == event_id))


def _forgettable() -> ColumnElement[bool]:
    """It was removed, and nothing of anybody else's hangs on it."""
    theirs = exists().where(
        IssueEvent.workspace_id == Issue.workspace_id,
        IssueEvent.issue_id == Issue.id,
        IssueEvent.person_id != Issue.author_id,
    )
    return and_(Issue.standing == "removed", ~theirs.correlate(Issue))


async def forget_removed(uow: UnitOfWork, before: datetime) -> int:
    """Delete issues that were removed before that moment, with all that hangs on them; how many."""
    wanted = select(Issue.id).where(_forgettable(), Issue.closed_at <= before)
    gone = list((await uow.rows(wanted)).scalars())
    if gone:
        for pointing in (Action, Stage):
            await uow.execute(update(pointing).where(pointing.issue_id.in_(gone)).values(issue_id=None))
        for hanging in (IssueEvent, IssueSession, IssueHolder):
            await uow.execute(delete(hanging).where(hanging.issue_id.in_(gone)))
        await uow.execute(delete(Issue).where(Issue.id.in_(gone)))
    return len(gone)


async def oldest_removed(uow: UnitOfWork) -> datetime | None:
    """When the issue that was removed first was, of those that go."""
    found = await uow.rows(select(func.min(Issue.closed_at)).where(_forgettable()))
    moment: datetime | None = found.scalar_one()
    return moment
