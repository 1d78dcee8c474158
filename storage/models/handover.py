"""A set that says it can run itself, and the coach who hands over to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Handover(Scoped, Base):
    """One for each phase with a coach. Complete only when Slack has said that the coach left the channel."""

    __tablename__ = "handover"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("phase_id", "phase"),
        within("coach_id", "person"),
        UniqueConstraint("workspace_id", "phase_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    phase_id: Mapped[UUID] = plain("in which phase", Uuid())
    coach_id: Mapped[UUID] = plain("who hands over", Uuid())
    state: Mapped[str] = plain("proposed, agreed or complete", String(16))
    proposed_at: Mapped[datetime] = plain("when", UtcDateTime())
    agreed_at: Mapped[datetime | None] = plain("when most of the set had said yes", UtcDateTime(), nullable=True)


class HandoverYes(Scoped, Base):
    """A member who said yes, so that nobody counts twice. Never shown by name; deleted once the set has agreed."""

    __tablename__ = "handover_yes"
    __table_args__ = (
        within("handover_id", "handover"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "handover_id", "person_id"),
    )

    handover_id: Mapped[UUID] = plain("which one", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
