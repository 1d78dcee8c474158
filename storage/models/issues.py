"""Issues: the work problems that members bring, who holds each, and the sessions in which they were worked on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Issue(Scoped, Base):
    """A headline, carried forward until a holder says it is settled or lays it aside. Sealed under the set's key.

    How it stands (open, moving, settled, parked) is inside `progress`; null: open.
    """

    __tablename__ = "issue"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("author_id", "person"),
        Index("ix_issue_set", "workspace_id", "set_id", "standing"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    author_id: Mapped[UUID] = plain("whose words its headline is", Uuid())
    standing: Mapped[str] = plain("open, closed or removed, never how it ended", String(16))
    raised_at: Mapped[datetime] = plain("when", UtcDateTime())
    closed_at: Mapped[datetime | None] = plain("when it was no longer carried forward", UtcDateTime(), nullable=True)
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
    headline: Mapped[bytes] = confidential()
    progress: Mapped[bytes | None] = confidential(nullable=True)


class IssueHolder(Scoped, Base):
    """Whose issue it is: whoever raised it, and in a mini-project others who were asked and said yes.

    Who leaves the set keeps their row, and counts as a holder again when they are back.
    """

    __tablename__ = "issue_holder"
    __table_args__ = (
        within("issue_id", "issue"),
        within("person_id", "person"),
        within("asked_by_id", "person"),
        UniqueConstraint("workspace_id", "issue_id", "person_id"),
        Index("ix_issue_holder_person", "workspace_id", "person_id", "state"),
    )

    issue_id: Mapped[UUID] = plain("which issue", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    asked_by_id: Mapped[UUID | None] = plain("who asked them; null: they raised it", Uuid(), nullable=True)
    state: Mapped[str] = plain("yes, asked, no (until who asked was told), or out: they stepped out", String(8))
    since: Mapped[datetime] = plain("when that began", UtcDateTime())
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)


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


class IssueEvent(Scoped, Base):
    """Something a holder said or changed about an issue. What it was is inside `body`, with what Undo needs.

    body    sealed under the set's key; shared: a line for the set's members, under the same
    own     what a holder noted for themselves, sealed under their own key
    """

    __tablename__ = "issue_event"
    __table_args__ = (
        within("issue_id", "issue"),
        within("person_id", "person"),
        Index("ix_issue_event_issue", "workspace_id", "issue_id", "at"),
    )

    issue_id: Mapped[UUID] = plain("which issue", Uuid())
    person_id: Mapped[UUID] = plain("which holder", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    undone_at: Mapped[datetime | None] = plain("when it was taken back", UtcDateTime(), nullable=True)
    revision: Mapped[int] = plain("the issue's after it: their order", Integer())
    body: Mapped[bytes] = confidential()
    own: Mapped[bytes | None] = confidential(nullable=True)
    shared: Mapped[bytes | None] = confidential(nullable=True)
