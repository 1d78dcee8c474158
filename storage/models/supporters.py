"""Supporters: who backs up an action, and the words they leave for its holder."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Supporter(Scoped, Base):
    """One other member of the set, asked to back up an action. The row goes when it ends, and when they said no."""

    __tablename__ = "supporter"
    __table_args__ = (
        within("action_id", "action"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "action_id"),
        Index("ix_supporter_person", "workspace_id", "person_id", "state"),
    )

    action_id: Mapped[UUID] = plain("of which action", Uuid())
    person_id: Mapped[UUID] = plain("who: asked in a message", Uuid())
    state: Mapped[str] = plain("chosen (not asked yet), asked, yes, or no until its holder was told", String(8))
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)


class SupporterWord(Scoped, Base):
    """A word for the holder of an action from who backs it up, sealed under the holder's own key."""

    __tablename__ = "supporter_word"
    __table_args__ = (
        within("action_id", "action"),
        within("author_id", "person"),
        Index("ix_supporter_word_action", "workspace_id", "action_id", "at"),
    )

    action_id: Mapped[UUID] = plain("for which action", Uuid())
    author_id: Mapped[UUID] = plain("who wrote it, with their name", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    body: Mapped[bytes] = confidential()
