"""Updates that a member shares: with the set, its coach too, their buddy, or whoever facilitates next."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class SharedUpdate(Scoped, Base):
    """One update. What it says and what it is about, and who has opened it, are sealed under the set's key.

    The readers are one record of one size: no row, and no size, says that somebody has read it (privacy.md section 3).
    """

    __tablename__ = "shared_update"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("author_id", "person"),
        within("session_id", "session"),
        Index("ix_shared_update_set", "workspace_id", "set_id", "shared_at"),
        Index("ix_shared_update_author", "workspace_id", "author_id", "shared_at"),
        Index("ix_shared_update_expires", "workspace_id", "expires_at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    author_id: Mapped[UUID] = plain("whose", Uuid())
    audience: Mapped[str] = plain("who may read it: set, coach (the set and its coach), buddy or next", String(16))
    lasts: Mapped[str] = plain("how long: set, session or days", String(16))
    session_id: Mapped[UUID | None] = plain("whose facilitator it is for", Uuid(), nullable=True)
    shared_at: Mapped[datetime] = plain("when: decides who was in the set then", UtcDateTime())
    expires_at: Mapped[datetime | None] = plain("when its words go, where that is a date", UtcDateTime(), nullable=True)
    changed_at: Mapped[datetime | None] = plain("when its author last changed it", UtcDateTime(), nullable=True)
    taken_back_at: Mapped[datetime | None] = plain("when its author took it back", UtcDateTime(), nullable=True)
    seen_at: Mapped[datetime | None] = plain("when its author last looked for answers", UtcDateTime(), nullable=True)
    notice_channel: Mapped[str | None] = plain("Slack id: where its line stands", String(32), nullable=True)
    notice_ts: Mapped[str | None] = plain("Slack ts of its line", String(32), nullable=True)
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
    body: Mapped[bytes] = confidential()
    readers: Mapped[bytes] = confidential()


class UpdateRecipient(Scoped, Base):
    """Who an update to a buddy, or to the next facilitator, was shared with: named then, and never changed."""

    __tablename__ = "update_recipient"
    __table_args__ = (
        within("update_id", "shared_update"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "update_id", "person_id"),
    )

    update_id: Mapped[UUID] = plain("which update", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())


class UpdateAnswer(Scoped, Base):
    """A thank-you, an open question or a reply to an update, for its author alone. Which of them it is, is sealed."""

    __tablename__ = "update_answer"
    __table_args__ = (
        within("update_id", "shared_update"),
        within("person_id", "person"),
        Index("ix_update_answer_update", "workspace_id", "update_id", "at"),
    )

    update_id: Mapped[UUID] = plain("which update", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    body: Mapped[bytes] = confidential()
