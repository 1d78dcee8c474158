"""Replies in words: what someone typed to the bot, and which action it was saved with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class PendingReply(Scoped, Base):
    """One reply in words. `body` holds the words, under the person's own key, only until it is clear which action they
    are about; then they are a note of that action (`event_id`)."""

    __tablename__ = "pending_reply"
    __table_args__ = (
        within("person_id", "person"),
        within("action_id", "action"),
        Index("ix_pending_reply_person", "workspace_id", "person_id"),
        Index("ix_pending_reply_expires_at", "workspace_id", "expires_at"),
        Index("ix_pending_reply_delivery", "workspace_id", "delivery_id"),
    )

    person_id: Mapped[UUID] = plain("who wrote it", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    state: Mapped[str] = plain("asking, saved, undone or dropped", String(16))
    warned: Mapped[bool] = plain("whether its answer explains what Slack keeps: for a first reply", Boolean())
    action_id: Mapped[UUID | None] = plain("the action it was saved with", Uuid(), nullable=True)
    event_id: Mapped[UUID | None] = plain("the note it became", Uuid(), nullable=True)
    delivery_id: Mapped[UUID | None] = plain("the answer it got", Uuid(), nullable=True)
    expires_at: Mapped[datetime | None] = plain("when words nobody placed are dropped", UtcDateTime(), nullable=True)
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)
    body: Mapped[bytes | None] = confidential(nullable=True)
