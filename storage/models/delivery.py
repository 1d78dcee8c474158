"""The outbox and its gates, and the receipts of what came in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime

_OPEN = text("state = 'open'")
_TO_TIDY = text("args IS NOT NULL AND state <> 'open' AND state <> 'dead'")


class Delivery(Scoped, Base):
    """One thing to do in Slack, written in the transaction of the fact it announces."""

    __tablename__ = "delivery"
    __table_args__ = (
        within("recipient_id", "person"),
        within("set_id", "learning_set"),
        UniqueConstraint("workspace_id", "dedupe_hash"),
        Index("ix_delivery_open_next", "next_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "ix_delivery_open_workspace",
            "workspace_id",
            "next_at",
            "due_at",
            "dedupe_hash",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_delivery_to_tidy", "workspace_id", "next_at", sqlite_where=_TO_TIDY, postgresql_where=_TO_TIDY),
    )

    set_id: Mapped[UUID | None] = plain("which set", Uuid(), nullable=True)
    recipient_id: Mapped[UUID | None] = plain("which person", Uuid(), nullable=True)
    channel: Mapped[str | None] = plain("Slack id", String(32), nullable=True)
    effect: Mapped[str] = plain("post, update, publish_home, upload, create_channel, invite, kick or look", String(16))
    kind: Mapped[str] = plain("which message of ours", String(48))
    args: Mapped[bytes | None] = confidential(nullable=True)
    dedupe_hash: Mapped[str] = plain("hash: one effect once", String(64))
    state: Mapped[str] = plain("open, sent, dead, cancelled or expired", String(16))
    due_at: Mapped[datetime] = plain("from when", UtcDateTime())
    next_at: Mapped[datetime] = plain("next try, or the end of a lease", UtcDateTime())
    expires_at: Mapped[datetime | None] = plain("not after", UtcDateTime(), nullable=True)
    lease_token: Mapped[UUID | None] = plain("who is sending it", Uuid(), nullable=True)
    sending_at: Mapped[datetime | None] = plain("when a send began", UtcDateTime(), nullable=True)
    attempts: Mapped[int] = plain("definite failures so far", Integer(), default=0)
    ambiguous: Mapped[bool] = plain("whether Slack may have it already", Boolean(), default=False)
    version: Mapped[int] = plain("counts moves", Integer(), default=1)
    slack_channel: Mapped[str | None] = plain("Slack id where it stands", String(32), nullable=True)
    slack_ts: Mapped[str | None] = plain("Slack id of the message", String(32), nullable=True)
    last_error_code: Mapped[str | None] = plain("Slack's error code", String(64), nullable=True)
    sent_at: Mapped[datetime | None] = plain("when", UtcDateTime(), nullable=True)
    slack_file: Mapped[str | None] = plain("Slack id of the file it brings", String(32), nullable=True)


class ChannelGate(Base):
    """The earliest moment of the next message to a channel, over all replicas."""

    __tablename__ = "channel_gate"

    workspace_id: Mapped[UUID] = plain("which workspace", Uuid(), primary_key=True)
    channel: Mapped[str] = plain("Slack id", String(32), primary_key=True)
    next_ok: Mapped[datetime] = plain("not before", UtcDateTime())


class WorkspaceGate(Base):
    """Whether Slack asked a workspace to wait (429), and when it was last served: fairness between workspaces."""

    __tablename__ = "workspace_gate"

    workspace_id: Mapped[UUID] = plain("which workspace", Uuid(), primary_key=True)
    blocked_until: Mapped[datetime | None] = plain("not before", UtcDateTime(), nullable=True)
    last_served: Mapped[datetime | None] = plain("when", UtcDateTime(), nullable=True)


class Receipt(Base):
    """One event, press, command or submission from Slack, kept so that a repeat is answered and not done again."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_expires_at", "expires_at"),)

    workspace_id: Mapped[UUID] = plain("which workspace", Uuid(), primary_key=True)
    key: Mapped[str] = plain("hash of the Slack id", String(64), primary_key=True)
    answer: Mapped[str] = plain("code and row id of the first answer", String(120), default="")
    expires_at: Mapped[datetime] = plain("when it may go", UtcDateTime())


class OperatorLog(Scoped, Base):
    """What the operator should know: codes and references, never content."""

    __tablename__ = "operator_log"

    at: Mapped[datetime] = plain("when", UtcDateTime())
    code: Mapped[str] = plain("what happened, a code of ours", String(64))
    reference: Mapped[str] = plain("row id or reference", String(64))
