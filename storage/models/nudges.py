"""Nudges: one question about one thing, planned once, sent inside a bundle."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Nudge(Scoped, Base):
    """One thing to ask somebody. Unique by person, subject, slot and the subject's date: a tick may run twice."""

    __tablename__ = "nudge"
    __table_args__ = (
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "person_id", "kind", "subject_id", "slot", "subject_revision"),
        Index("ix_nudge_state_due", "workspace_id", "state", "due_at"),
        Index("ix_nudge_delivery", "workspace_id", "delivery_id"),
    )

    person_id: Mapped[UUID] = plain("whom to ask", Uuid())
    kind: Mapped[str] = plain("which feature asks: checkin, reflection, questions ...", String(24))
    subject_id: Mapped[UUID] = plain("about which row", Uuid())
    slot: Mapped[str] = plain("of a check-in: before, due, after or again", String(16))
    subject_revision: Mapped[int] = plain("ordinal of the due date, or of the day asked for, it belongs to", Integer())
    since: Mapped[datetime] = plain("from when it was to be asked at first: the oldest goes out first", UtcDateTime())
    due_at: Mapped[datetime] = plain("from when; once sent: when it was asked", UtcDateTime())
    expires_at: Mapped[datetime] = plain("until when it makes sense", UtcDateTime())
    state: Mapped[str] = plain("planned, composed, sent, answered or dropped", String(16))
    reason: Mapped[str | None] = plain("code: why it was not asked", String(32), nullable=True)
    waited_for: Mapped[str | None] = plain(
        "code: why its day passed, such as away: the days away are plain too", String(16), nullable=True
    )
    delivery_id: Mapped[UUID | None] = plain("the message it went out with", Uuid(), nullable=True)
    answer_id: Mapped[UUID | None] = plain("the event it was answered with, for Undo", Uuid(), nullable=True)
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)
