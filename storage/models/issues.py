"""Issues: the work problems that members bring, and the sessions in which they were worked on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Issue(Scoped, Base):
    """A holder's own headline, carried forward until they say it is settled. Sealed under the set's key."""

    __tablename__ = "issue"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("holder_id", "person"),
        Index("ix_issue_set", "workspace_id", "set_id", "standing"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    holder_id: Mapped[UUID] = plain("whose", Uuid())
    standing: Mapped[str] = plain("open or closed, never how it ended", String(16))
    raised_at: Mapped[datetime] = plain("when", UtcDateTime())
    closed_at: Mapped[datetime | None] = plain("when it was no longer carried forward", UtcDateTime(), nullable=True)
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
    headline: Mapped[bytes] = confidential()
    progress: Mapped[bytes | None] = confidential(nullable=True)


class IssueSession(Scoped, Base):
    """An issue was worked on in a session."""

    __tablename__ = "issue_session"
    __table_args__ = (
        within("issue_id", "issue"),
        within("session_id", "session"),
        UniqueConstraint("workspace_id", "issue_id", "session_id"),
    )

    issue_id: Mapped[UUID] = plain("which issue", Uuid())
    session_id: Mapped[UUID] = plain("in which session", Uuid())
