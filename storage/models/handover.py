"""A set that asks itself whether it can run itself, and the coach who hands over to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Handover(Scoped, Base):
    """One question to a set with a coach, at most one between two sessions. How anyone answers is in a secret ballot.

    Complete only when Slack has said that the coach left the channel.
    """

    __tablename__ = "handover"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("phase_id", "phase"),
        within("coach_id", "person"),
        UniqueConstraint("workspace_id", "phase_id", "after_sessions"),
        Index("ix_handover_state", "workspace_id", "state", "ends_at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    phase_id: Mapped[UUID] = plain("in which phase", Uuid())
    coach_id: Mapped[UUID] = plain("who hands over", Uuid())
    after_sessions: Mapped[int] = plain("how many sessions of the phase had been held", Integer())
    state: Mapped[str] = plain(
        "proposed, not_yet, agreed, leaving (the coach's access has ended) or complete", String(16)
    )
    proposed_at: Mapped[datetime] = plain("when", UtcDateTime())
    decided_at: Mapped[datetime | None] = plain("when the answers were counted", UtcDateTime(), nullable=True)
    ends_at: Mapped[datetime | None] = plain("when the coach's access ends", UtcDateTime(), nullable=True)
