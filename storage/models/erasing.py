"""Erasing one's own words: what somebody asked for, until when they can stop it, and the receipt afterwards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Erasure(Scoped, Base):
    """All that somebody wrote for one set, or anywhere, goes at `due_at`. The row stays as its receipt."""

    __tablename__ = "erasure"
    __table_args__ = (
        within("person_id", "person"),
        within("set_id", "learning_set"),
        Index("ix_erasure_state_due", "workspace_id", "state", "due_at"),
        Index("ix_erasure_person", "workspace_id", "person_id", "asked_at"),
    )

    person_id: Mapped[UUID] = plain("whose words", Uuid())
    set_id: Mapped[UUID | None] = plain("what they wrote for this set; null: everything", Uuid(), nullable=True)
    asked_at: Mapped[datetime] = plain("when they asked", UtcDateTime())
    due_at: Mapped[datetime] = plain("when it is done, unless they stop it", UtcDateTime())
    state: Mapped[str] = plain("waiting, stopped or done", String(8))
    done_at: Mapped[datetime | None] = plain("when it was done", UtcDateTime(), nullable=True)
    things: Mapped[int] = plain("how many things went", Integer(), default=0)
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)
