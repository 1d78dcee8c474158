"""Reflection: one question a cycle for a set, what people answer it with, and their journals."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime

_OF_A_ROUND = text("round_id IS NOT NULL")
_OF_A_SESSION = text("session_id IS NOT NULL")


class ReflectionRound(Scoped, Base):
    """The question between two sessions. Shared answers open together at its deadline."""

    __tablename__ = "reflection_round"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("after_session_id", "session"),
        within("prompt_id", "set_prompt"),
        UniqueConstraint("workspace_id", "after_session_id"),
        Index("ix_reflection_round_state", "workspace_id", "state", "opens_at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    after_session_id: Mapped[UUID] = plain("the session before it: one question a cycle", Uuid())
    question: Mapped[int | None] = plain("number in the question bank, which is ours", Integer(), nullable=True)
    prompt_id: Mapped[UUID | None] = plain("which of the set's own questions, in its place", Uuid(), nullable=True)
    opens_at: Mapped[datetime] = plain("when it is asked", UtcDateTime())
    deadline: Mapped[datetime | None] = plain("when shared answers open", UtcDateTime(), nullable=True)
    state: Mapped[str] = plain("planned, open, shown or dropped", String(16))
    post_id: Mapped[UUID | None] = plain("the message in the channel", Uuid(), nullable=True)


class SetPrompt(Scoped, Base):
    """A question of the set's own. Its words are sealed under the set's key; they stay while a round has asked it."""

    __tablename__ = "set_prompt"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("author_id", "person"),
        Index("ix_set_prompt_set", "workspace_id", "set_id", "at"),
    )

    set_id: Mapped[UUID] = plain("whose question it is", Uuid())
    author_id: Mapped[UUID | None] = plain(
        "who added it, with their name; null: they erased its words", Uuid(), nullable=True
    )
    at: Mapped[datetime] = plain("when it was added", UtcDateTime())
    off_at: Mapped[datetime | None] = plain(
        "when it was taken off the list; null: it may be asked", UtcDateTime(), nullable=True
    )
    body: Mapped[bytes] = confidential()


class Reflection(Scoped, Base):
    """What somebody wrote: for themselves (sealed under their own key), or for the set (under the set's)."""

    __tablename__ = "reflection"
    __table_args__ = (
        within("round_id", "reflection_round"),
        within("session_id", "session"),
        within("set_id", "learning_set"),
        within("person_id", "person"),
        Index(
            "uq_reflection_answer",
            "workspace_id",
            "round_id",
            "person_id",
            unique=True,
            sqlite_where=_OF_A_ROUND,
            postgresql_where=_OF_A_ROUND,
        ),
        Index(
            "uq_reflection_session",
            "workspace_id",
            "session_id",
            "person_id",
            unique=True,
            sqlite_where=_OF_A_SESSION,
            postgresql_where=_OF_A_SESSION,
        ),
        Index("ix_reflection_person", "workspace_id", "person_id", "at"),
    )

    round_id: Mapped[UUID | None] = plain("which question; null: written unasked", Uuid(), nullable=True)
    session_id: Mapped[UUID | None] = plain("after which session it was asked for", Uuid(), nullable=True)
    question: Mapped[int | None] = plain("which of our questions was asked then", Integer(), nullable=True)
    set_id: Mapped[UUID | None] = plain("the set of that question", Uuid(), nullable=True)
    person_id: Mapped[UUID] = plain("whose", Uuid())
    audience: Mapped[str] = plain("me or set: which key opens it", String(8))
    at: Mapped[datetime] = plain("when it was written", UtcDateTime())
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
    body: Mapped[bytes] = confidential()


class ReflectionPause(Scoped, Base):
    """Somebody does not want these questions for now."""

    __tablename__ = "reflection_pause"
    __table_args__ = (within("person_id", "person"), UniqueConstraint("workspace_id", "person_id"))

    person_id: Mapped[UUID] = plain("who", Uuid())
