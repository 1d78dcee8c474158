"""Buddies: who is paired with whom in a phase, and was."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Buddy(Scoped, Base):
    """One member's place in a pair (a triad when the number is odd). People of one pair share `pair`.

    A place that has ended stays: pairs of later phases are other ones.
    """

    __tablename__ = "buddy"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("phase_id", "phase"),
        within("person_id", "person"),
        Index(
            "uq_buddy_open",
            "workspace_id",
            "phase_id",
            "person_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index("ix_buddy_set", "workspace_id", "set_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    phase_id: Mapped[UUID] = plain("in which phase", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    pair: Mapped[int] = plain("number of the pair, used once in a phase", Integer())
    until_at: Mapped[datetime | None] = plain("until when, if it ended within the phase", UtcDateTime(), nullable=True)


class BuddySide(Scoped, Base):
    """Somebody of one of two kinds of role in a set whose pairs go across: the others in it are of the other kind."""

    __tablename__ = "buddy_side"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "set_id", "person_id"),
    )

    set_id: Mapped[UUID] = plain("in which set", Uuid())
    person_id: Mapped[UUID] = plain("who, as its coordinator says", Uuid())


class PairMeeting(Scoped, Base):
    """A chat of one pair: a date they picked, or that they talked. Never about what, nor who picked it."""

    __tablename__ = "pair_meeting"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("phase_id", "phase"),
        Index(
            "uq_pair_meeting_planned",
            "workspace_id",
            "phase_id",
            "pair",
            unique=True,
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index("ix_pair_meeting_pair", "workspace_id", "phase_id", "pair"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    phase_id: Mapped[UUID] = plain("in which phase", Uuid())
    pair: Mapped[int] = plain("number of the pair", Integer())
    on_day: Mapped[date] = plain("local date of the chat, or on which they said that they talked", Date())
    starts_at: Mapped[datetime | None] = plain("when, if they picked a time", UtcDateTime(), nullable=True)
    state: Mapped[str] = plain("planned, happened or off", String(16))
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
