"""A session while it runs: its stages and their clock, bids for its time, and small signs people give in a round."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Run(Scoped, Base):
    """A session that was opened: which stage it is in, and its board. `revision` guards every press that moves it."""

    __tablename__ = "run"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("session_id", "session"),
        within("led_before_id", "person"),
        UniqueConstraint("workspace_id", "session_id"),
        Index("ix_run_set", "workspace_id", "set_id", "opened_at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    session_id: Mapped[UUID] = plain("which session", Uuid())
    board_id: Mapped[UUID] = plain("the delivery of the one message that shows the stages", Uuid())
    stage: Mapped[int] = plain("ordinal of the stage it is in", Integer())
    asked: Mapped[str] = plain("numbers of the bank's open questions shown so far", String(255), default="")
    led_before_id: Mapped[UUID | None] = plain("who facilitated before, and can take it back", Uuid(), nullable=True)
    opened_at: Mapped[datetime] = plain("when", UtcDateTime())
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)


class Stage(Scoped, Base):
    """One stage of an opened session. Its clock is a row: it survives restarts, and never moves the session on."""

    __tablename__ = "stage"
    __table_args__ = (
        within("session_id", "session"),
        within("presenter_id", "person"),
        within("issue_id", "issue"),
        UniqueConstraint("workspace_id", "session_id", "ordinal"),
        Index(
            "ix_stage_running",
            "workspace_id",
            "ends_at",
            sqlite_where=text("ends_at IS NOT NULL"),
            postgresql_where=text("ends_at IS NOT NULL"),
        ),
    )

    session_id: Mapped[UUID] = plain("which session", Uuid())
    ordinal: Mapped[int] = plain("place in the session, from 1", Integer())
    kind: Mapped[str] = plain("what it is", String(24))
    number: Mapped[int] = plain("1 for the first issue; 0 for other stages", Integer(), default=0)
    planned_seconds: Mapped[int] = plain("how long it was to be", Integer())
    presenter_id: Mapped[UUID | None] = plain("who has this time", Uuid(), nullable=True)
    issue_id: Mapped[UUID | None] = plain("which issue", Uuid(), nullable=True)
    talk: Mapped[str] = plain("questions, ideas, or empty: not asked yet", String(16), default="")
    started_at: Mapped[datetime | None] = plain("when it began", UtcDateTime(), nullable=True)
    ended_at: Mapped[datetime | None] = plain("when the set moved on", UtcDateTime(), nullable=True)
    ends_at: Mapped[datetime | None] = plain(
        "when its time is up; null unless its clock runs", UtcDateTime(), nullable=True
    )
    paused_left: Mapped[int | None] = plain("seconds left, while paused", Integer(), nullable=True)
    noted: Mapped[int] = plain("how many of its two time notes were sent", Integer(), default=0)


class Sign(Scoped, Base):
    """Somebody passed in a round, or would welcome an open question. Deleted when the session closes."""

    __tablename__ = "sign"
    __table_args__ = (
        within("session_id", "session"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "session_id", "stage", "person_id", "kind"),
    )

    session_id: Mapped[UUID] = plain("which session", Uuid())
    stage: Mapped[int] = plain("ordinal of the stage", Integer())
    person_id: Mapped[UUID] = plain("who", Uuid())
    kind: Mapped[str] = plain("pass or question", String(16))


class Bid(Scoped, Base):
    """Somebody asks for time in a session. What they would use it for is sealed under the set's key."""

    __tablename__ = "bid"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("session_id", "session"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "session_id", "person_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    session_id: Mapped[UUID] = plain("for which session", Uuid())
    person_id: Mapped[UUID] = plain("who asks", Uuid())
    state: Mapped[str] = plain("open or withdrawn", String(16))
    at: Mapped[datetime] = plain("when", UtcDateTime())
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
    body: Mapped[bytes] = confidential()
