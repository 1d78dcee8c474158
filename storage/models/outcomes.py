"""The outcome ledger: what was planned with an action, what came of it, and what nobody expected."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Outcome(Scoped, Base):
    """What somebody says came of an action, once a line about it was kept; taken back with that line.

    body  planned, how it turned out, and actual: sealed under the holder's key, whoever may read it
    """

    __tablename__ = "outcome"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("person_id", "person"),
        within("action_id", "action"),
        within("event_id", "action_event"),
        UniqueConstraint("workspace_id", "event_id"),
        Index("ix_outcome_action", "workspace_id", "action_id"),
        Index("ix_outcome_set", "workspace_id", "set_id", "audience"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    person_id: Mapped[UUID] = plain("whose", Uuid())
    action_id: Mapped[UUID] = plain("of which action", Uuid())
    event_id: Mapped[UUID] = plain("the event it came with, for Undo", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    audience: Mapped[str] = plain("me or set: who may read it", String(8))
    body: Mapped[bytes] = confidential()
