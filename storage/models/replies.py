"""Replies in words: what someone typed to the bot, and which action it was saved with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class PendingReply(Scoped, Base):
    """One reply in words. `body` holds the words, under the person's own key, only until it is clear which actions they
    are about; then they are a note of each (`ReplyPart`)."""

    __tablename__ = "pending_reply"
    __table_args__ = (
        within("person_id", "person"),
        Index("ix_pending_reply_person", "workspace_id", "person_id", "message_ts"),
        Index("ix_pending_reply_expires_at", "workspace_id", "expires_at"),
        Index("ix_pending_reply_delivery", "workspace_id", "delivery_id"),
    )

    person_id: Mapped[UUID] = plain("who wrote it", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    message_ts: Mapped[str | None] = plain(
        "Slack's ts of their message: its edits are followed", String(32), nullable=True
    )
    state: Mapped[str] = plain("asking, saved, undone, dropped or deleted", String(16))
    warned: Mapped[bool] = plain("whether its answer explains what Slack keeps: for a first reply", Boolean())
    delivery_id: Mapped[UUID | None] = plain("the answer it got", Uuid(), nullable=True)
    asked_in: Mapped[UUID | None] = plain("the message whose numbers it uses", Uuid(), nullable=True)
    expires_at: Mapped[datetime | None] = plain("when words nobody placed are dropped", UtcDateTime(), nullable=True)
    unsure: Mapped[bool] = plain("kept as a note, and it is asked what they say", Boolean(), default=False)
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)
    body: Mapped[bytes | None] = confidential(nullable=True)


class ReplyPart(Scoped, Base):
    """What a reply became with one action: a note, and perhaps an answer. Which answer is sealed in the event."""

    __tablename__ = "reply_part"
    __table_args__ = (
        within("reply_id", "pending_reply"),
        within("action_id", "action"),
        within("event_id", "action_event"),
        UniqueConstraint("workspace_id", "reply_id", "action_id"),
    )

    reply_id: Mapped[UUID] = plain("of which reply", Uuid())
    action_id: Mapped[UUID] = plain("the action it was saved with", Uuid())
    event_id: Mapped[UUID] = plain("the note it became", Uuid())
    place: Mapped[int] = plain("its number in the message that asked", Integer())
    answered: Mapped[bool] = plain("whether an answer was read in it, never which", Boolean())
