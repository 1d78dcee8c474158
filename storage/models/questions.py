"""Asking one's set for open questions, and the questions that come back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class QuestionCall(Scoped, Base):
    """Somebody asks their set for open questions. What about is sealed under the set's key; empty once taken back."""

    __tablename__ = "question_call"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("asker_id", "person"),
        UniqueConstraint("workspace_id", "draft_key"),
        Index("ix_question_call_state", "workspace_id", "state", "closes_at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    asker_id: Mapped[UUID] = plain("who asks: the channel says so", Uuid())
    state: Mapped[str] = plain("draft, open, closed or taken_back", String(16))
    draft_key: Mapped[str] = plain("hash of the form it came from", String(64))
    at: Mapped[datetime] = plain("when it was written; once open: when it was posted", UtcDateTime())
    closes_at: Mapped[datetime] = plain("until when questions are taken, or a draft is kept", UtcDateTime())
    delivery_id: Mapped[UUID | None] = plain("its message in the channel", Uuid(), nullable=True)
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
    about: Mapped[bytes] = confidential()


class OpenQuestion(Scoped, Base):
    """A question for the asker's eyes, sealed under their own key, and inside it whether they have read it."""

    __tablename__ = "open_question"
    __table_args__ = (
        within("call_id", "question_call"),
        within("author_id", "person"),
        Index("ix_open_question_call", "workspace_id", "call_id", "at"),
    )

    call_id: Mapped[UUID] = plain("in answer to which call", Uuid())
    author_id: Mapped[UUID] = plain("who asks it, with their name", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    body: Mapped[bytes] = confidential()
