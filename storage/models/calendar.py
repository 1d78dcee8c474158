"""Phases of a set, its sessions, and who came."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Phase(Scoped, Base):
    """A stretch of sessions a set agreed on. Null facts were not stated yet: asked, never assumed."""

    __tablename__ = "phase"
    __table_args__ = (within("set_id", "learning_set"), UniqueConstraint("workspace_id", "set_id", "ordinal"))

    set_id: Mapped[UUID] = plain("which set", Uuid())
    ordinal: Mapped[int] = plain("1 for the first phase of a set", Integer())
    mode: Mapped[str | None] = plain("coached or self_run", String(16), nullable=True)
    cadence_weeks: Mapped[int | None] = plain("weeks between sessions", Integer(), nullable=True)
    weekday: Mapped[int | None] = plain("ISO weekday of its sessions", Integer(), nullable=True)
    local_time: Mapped[str | None] = plain("wall time HH:MM, in the set's zone", String(5), nullable=True)
    length_minutes: Mapped[int | None] = plain("how long a session is", Integer(), nullable=True)
    planned_sessions: Mapped[int | None] = plain("how many sessions were agreed", Integer(), nullable=True)
    coached_sessions: Mapped[int | None] = plain("after how many a coach hands over", Integer(), nullable=True)
    from_at: Mapped[datetime] = plain("since when", UtcDateTime())
    until_at: Mapped[datetime | None] = plain("until when", UtcDateTime(), nullable=True)
    asked_for_date_at: Mapped[datetime | None] = plain(
        "after which session its set was last asked for a date", UtcDateTime(), nullable=True
    )


class Session(Scoped, Base):
    """One meeting of a set. The wall time is what was agreed; `starts_at` is derived from it."""

    __tablename__ = "session"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("phase_id", "phase"),
        within("host_id", "person"),
        within("facilitator_id", "person"),
        UniqueConstraint("workspace_id", "set_id", "ordinal"),
        Index("ix_session_set_starts", "workspace_id", "set_id", "starts_at"),
        Index("ix_session_state_starts", "workspace_id", "state", "starts_at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    phase_id: Mapped[UUID] = plain("in which phase", Uuid())
    ordinal: Mapped[int] = plain("counts the sessions of a set that stand, from 1; below 0 when called off", Integer())
    local_start: Mapped[str] = plain("wall time YYYY-MM-DDTHH:MM in `zone`", String(16))
    zone: Mapped[str] = plain("IANA zone", String(64))
    starts_at: Mapped[datetime] = plain("derived from wall time and zone", UtcDateTime())
    length_minutes: Mapped[int] = plain("how long", Integer())
    by_bids: Mapped[bool] = plain("a full day in which time goes to those who ask", Boolean(), default=False)
    state: Mapped[str] = plain("planned, open, closed, cancelled, or lapsed: never opened", String(16))
    mode: Mapped[str] = plain("led, together or phones", String(16))
    host_id: Mapped[UUID | None] = plain("who looks after date and place", Uuid(), nullable=True)
    facilitator_id: Mapped[UUID | None] = plain("who guides it", Uuid(), nullable=True)
    place: Mapped[bytes | None] = confidential(nullable=True)
    ics_uid: Mapped[str] = plain("of the calendar entry, random", String(80))
    ics_sequence: Mapped[int] = plain("counts changes of the calendar entry", Integer(), default=0)
    reminded_for: Mapped[datetime | None] = plain(
        "for which start its morning is over and done with", UtcDateTime(), nullable=True
    )
    ics_posted: Mapped[int | None] = plain("count of the entry that the channel has", Integer(), nullable=True)
    notice_channel: Mapped[str | None] = plain("Slack id: where its line stands", String(32), nullable=True)
    notice_ts: Mapped[str | None] = plain("Slack ts of its line", String(32), nullable=True)
    opened_at: Mapped[datetime | None] = plain("when it began", UtcDateTime(), nullable=True)
    closed_at: Mapped[datetime | None] = plain("when it ended", UtcDateTime(), nullable=True)
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)


class Attendance(Scoped, Base):
    """Who can come to a session, and who was there. No reason is ever kept."""

    __tablename__ = "attendance"
    __table_args__ = (
        within("session_id", "session"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "session_id", "person_id"),
    )

    session_id: Mapped[UUID] = plain("which session", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    state: Mapped[str] = plain("cannot (said beforehand), here or left_early", String(16))
    at: Mapped[datetime] = plain("when that was noted", UtcDateTime())


class SessionChange(Scoped, Base):
    """What a session was before somebody booked, moved or cancelled it: what Undo brings back."""

    __tablename__ = "session_change"
    __table_args__ = (
        within("session_id", "session"),
        UniqueConstraint("workspace_id", "session_id", "revision"),
    )

    session_id: Mapped[UUID] = plain("which session", Uuid())
    revision: Mapped[int] = plain("the session's, after this change", Integer())
    kind: Mapped[str] = plain("booked, moved or cancelled", String(16))
    local_start: Mapped[str] = plain("wall time before", String(16))
    length_minutes: Mapped[int] = plain("how long before", Integer())
    by_bids: Mapped[bool] = plain("as the session's, before", Boolean(), default=False)
    place: Mapped[bytes | None] = confidential(nullable=True)
    at: Mapped[datetime] = plain("when", UtcDateTime())
