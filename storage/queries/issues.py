"""Issues and the sessions in which they were worked on. Nothing here opens a seal."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from storage.models import Issue, IssueSession
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class IssueRow:
    """One issue; headline and progress are sealed under the set's key."""

    id: UUID
    set_id: UUID
    holder_id: UUID
    standing: str
    revision: int
    headline: bytes = field(repr=False)
    progress: bytes | None = field(repr=False)


_ISSUE = select(Issue.id, Issue.set_id, Issue.holder_id, Issue.standing, Issue.revision, Issue.headline, Issue.progress)


async def by_id(uow: UnitOfWork, issue_id: UUID) -> IssueRow | None:
    """One issue."""
    row = (await uow.rows(_ISSUE.where(Issue.id == issue_id))).first()
    return IssueRow(*tuple[Any, ...](row)) if row else None


async def carried(uow: UnitOfWork, set_id: UUID, holder_id: UUID) -> list[IssueRow]:
    """Somebody's issues that are carried forward, newest first."""
    theirs = _ISSUE.where(Issue.set_id == set_id, Issue.holder_id == holder_id, Issue.standing == "open")
    return [
        IssueRow(*tuple[Any, ...](row)) for row in await uow.rows(theirs.order_by(Issue.raised_at.desc(), Issue.id))
    ]


async def change(uow: UnitOfWork, issue_id: UUID, revision: int, **values: object) -> bool:
    """Write values and the next revision; False when somebody was faster."""
    changing = update(Issue).where(Issue.id == issue_id, Issue.revision == revision)
    return (await uow.execute(changing.values(**values, revision=revision + 1))).rowcount == 1


async def worked_in(uow: UnitOfWork, issue_id: UUID, session_id: UUID) -> None:
    """An issue was worked on in a session."""
    await uow.insert_once(IssueSession, id=uow.new_id(), issue_id=issue_id, session_id=session_id)
