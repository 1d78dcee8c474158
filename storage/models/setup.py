"""Programmes and sets, and the steps that set one up."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Programme(Scoped, Base):
    """One or more sets under one commission."""

    __tablename__ = "programme"

    name: Mapped[str] = plain("a neutral name its coordinator chose", String(120))
    state: Mapped[str] = plain("running or closed", String(16))


class ProgrammeRole(Scoped, Base):
    """Who coordinates a programme. An open interval has no end."""

    __tablename__ = "programme_role"
    __table_args__ = (
        within("programme_id", "programme"),
        within("person_id", "person"),
        Index(
            "uq_programme_role_open",
            "workspace_id",
            "programme_id",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
    )

    programme_id: Mapped[UUID] = plain("which programme", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    role: Mapped[str] = plain("coordinator", String(16))
    digest_day: Mapped[int] = plain("ISO weekday of their weekly note, in their own zone", Integer(), default=1)
    digest_time: Mapped[str] = plain("local time HH:MM of their weekly note", String(5), default="09:00")
    digest_at: Mapped[datetime | None] = plain(
        "when it next goes out; null: not worked out yet", UtcDateTime(), nullable=True
    )
    from_at: Mapped[datetime] = plain("since when", UtcDateTime())
    until_at: Mapped[datetime | None] = plain("until when", UtcDateTime(), nullable=True)


class LearningSet(Scoped, Base):
    """An action learning set. Facts that are null were not stated yet: asked, never assumed."""

    __tablename__ = "learning_set"
    __table_args__ = (within("programme_id", "programme"), within("created_by", "person"))

    programme_id: Mapped[UUID] = plain("which programme", Uuid())
    name: Mapped[str] = plain("a neutral name; the form asks not to name topics", String(80))
    zone: Mapped[str] = plain("IANA zone of the set", String(64))
    channel_name: Mapped[str] = plain("neutral channel name with a random end", String(80))
    channel_id: Mapped[str | None] = plain("Slack id", String(32), nullable=True)
    state: Mapped[str] = plain("setting_up, running or closed", String(16))
    contacts: Mapped[str] = plain("people to speak to when worried, shown under every form", String(300))
    confidentiality: Mapped[str | None] = plain("what may leave the set", String(32), nullable=True)
    purpose: Mapped[str | None] = plain("what it is for, as its coordinator says", String(300), nullable=True)
    theme_audience: Mapped[str | None] = plain(
        "who may hear its themes, as its coordinator says", String(300), nullable=True
    )
    wanted_channel_id: Mapped[str | None] = plain(
        "Slack id of a channel that exists, to be used", String(32), nullable=True
    )
    compared_at: Mapped[datetime | None] = plain("when Slack was last asked who is in it", UtcDateTime(), nullable=True)
    channel_lost_at: Mapped[datetime | None] = plain("when Slack said it is gone", UtcDateTime(), nullable=True)
    created_by: Mapped[UUID] = plain("the coordinator", Uuid())
    ask_before: Mapped[int] = plain(
        "working days before its date that a longer action is asked about", Integer(), default=3
    )
    ask_after: Mapped[int] = plain(
        "days after its date that an action is asked about for the last time", Integer(), default=7
    )
    reflections: Mapped[str] = plain("question between sessions: midway, early or off", String(8), default="midway")
    phones: Mapped[bool] = plain(
        "whether everyone uses a phone in its sessions, unless said otherwise", Boolean(), default=False
    )
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)


class SetChange(Scoped, Base):
    """A member changed how the bot works for their set: what stood before, for its Undo; the set was told."""

    __tablename__ = "set_change"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("person_id", "person"),
        Index("ix_set_change_set", "workspace_id", "set_id", "at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    person_id: Mapped[UUID] = plain("who: the channel says so", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    undone_at: Mapped[datetime | None] = plain("when it was taken back", UtcDateTime(), nullable=True)
    before: Mapped[str] = plain("these columns of the set before, as JSON", String(700))
    after: Mapped[str] = plain("and after, to say what is new", String(700))
    delivery_id: Mapped[UUID | None] = plain("its message in the channel", Uuid(), nullable=True)


class SetupStep(Scoped, Base):
    """One resumable step of setting a set up: the channel, or one person's invitation to it."""

    __tablename__ = "setup_step"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "set_id", "kind", "person_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    kind: Mapped[str] = plain("create_channel, ask, invite or begun", String(24))
    person_id: Mapped[UUID | None] = plain("whom it is about", Uuid(), nullable=True)
    state: Mapped[str] = plain("open, done or failed", String(16))
    attempts: Mapped[int] = plain("how often tried", Integer(), default=0)
    error: Mapped[str | None] = plain("Slack's error code", String(64), nullable=True)
