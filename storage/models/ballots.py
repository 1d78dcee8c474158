"""Rounds of secret ballots: what is asked, one ballot a person until it closes, and answers that are nobody's after.

Why it is so is measured in privacy.md section 3: an answer must not be joinable with a person by transaction id, by the
order of rows or by the bytes of a page.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import anonymous, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Round(Scoped, Base):
    """One question to a set, answered in secret until its deadline."""

    __tablename__ = "round"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("recipient_id", "person"),
        UniqueConstraint("workspace_id", "kind", "subject_id"),
        Index("ix_round_state_deadline", "workspace_id", "state", "deadline"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    kind: Mapped[str] = plain("which questions of ours", String(24))
    subject_id: Mapped[UUID] = plain("about which row, such as a session: asked once", Uuid())
    recipient_id: Mapped[UUID | None] = plain("who alone reads the result; null: the set", Uuid(), nullable=True)
    opens_at: Mapped[datetime] = plain("when it opened", UtcDateTime())
    deadline: Mapped[datetime] = plain("when it closes", UtcDateTime())
    state: Mapped[str] = plain("open, closed, or too_few when nothing may be shown", String(16))


class Ballot(Scoped, Base):
    """Somebody's place in a round that is open: everyone has one from the start, of one size, answered or not."""

    __tablename__ = "ballot"
    __table_args__ = (
        within("round_id", "round"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "round_id", "person_id"),
    )

    round_id: Mapped[UUID] = plain("which round", Uuid())
    person_id: Mapped[UUID] = plain("who was asked, which is everyone", Uuid())
    blob: Mapped[bytes] = anonymous()


class Answer(Scoped, Base):
    """One answer of a closed round, in no order, of nobody: no person, no time, no number."""

    __tablename__ = "answer"
    __table_args__ = (within("round_id", "round"), Index("ix_answer_round", "workspace_id", "round_id"))

    round_id: Mapped[UUID] = plain("which round", Uuid())
    body: Mapped[bytes] = anonymous()
