"""Whose turn it is: one row for each turn that was offered, kept for good as the ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Turn(Scoped, Base):
    """One person's turn in one ledger. Never shown to a coordinator; who said no is shown to nobody."""

    __tablename__ = "turn"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("session_id", "session"),
        within("person_id", "person"),
        Index("ix_turn_session", "workspace_id", "session_id", "ledger"),
        Index("ix_turn_set", "workspace_id", "set_id", "ledger"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    session_id: Mapped[UUID] = plain("for which session", Uuid())
    ledger: Mapped[str] = plain("facilitating, presenting or hosting", String(16))
    person_id: Mapped[UUID] = plain("who", Uuid())
    state: Mapped[str] = plain("offered, accepted, passed, swapped, owed or done", String(16))
    rule: Mapped[str] = plain("code: why this person", String(32))
    offered_at: Mapped[datetime] = plain("when", UtcDateTime())
    answered_at: Mapped[datetime | None] = plain("when", UtcDateTime(), nullable=True)
    expires_at: Mapped[datetime | None] = plain("when it passes on by itself", UtcDateTime(), nullable=True)
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)
