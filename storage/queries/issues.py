"""Issues and the sessions in which they were worked on. Nothing here opens a seal."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select, update

from storage.models import Issue, IssueHolder, IssueSession, Stage
from storage.queries.issue_holding import held_by
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class IssueRow:
    """One issue; headline and progress are sealed under the set's key. Moments are aware UTC.

    author_id  whose words the headline is
    """

    id: UUID
    set_id: UUID
    author_id: UUID
    standing: str
    raised_at: datetime
    revision: int
    headline: bytes = field(repr=False)
    progress: bytes | None = field(repr=False)


_ISSUE = select(
    Issue.id,
    Issue.set_id,
    Issue.author_id,
    Issue.standing,
    Issue.raised_at,
    Issue.revision,
    Issue.headline,
    Issue.progress,
)


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
