"""Being asked into a set, belonging to it, and what was agreed to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Invitation(Scoped, Base):
    """Someone was asked to join. Nobody's membership shows until they said yes."""

    __tablename__ = "invitation"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "set_id", "person_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    person_id: Mapped[UUID] = plain("who was asked", Uuid())
    role: Mapped[str] = plain("asked to be: member or coach", String(16), default="member")
    state: Mapped[str] = plain("asked, joined, declined or withdrawn", String(16))
    asked_at: Mapped[datetime] = plain("when", UtcDateTime())
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)


class Membership(Scoped, Base):
    """An interval of belonging: append-only, one open interval a person and set, a return is a new row."""

    __tablename__ = "membership"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("person_id", "person"),
        Index(
            "uq_membership_open",
            "workspace_id",
            "set_id",
            "person_id",
            unique=True,
            sqlite_where=text("until_at IS NULL"),
            postgresql_where=text("until_at IS NULL"),
        ),
        Index("ix_membership_person", "workspace_id", "person_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    role: Mapped[str] = plain("member or coach", String(16))
    from_at: Mapped[datetime] = plain("since when", UtcDateTime())
    until_at: Mapped[datetime | None] = plain("until when", UtcDateTime(), nullable=True)
    in_channel_at: Mapped[datetime | None] = plain("when Slack let them into the channel", UtcDateTime(), nullable=True)


class Arrival(Scoped, Base):
    """Somebody whom the set has to confirm. Which member answered is not kept."""

    __tablename__ = "arrival"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "set_id", "person_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    how: Mapped[str] = plain("came into the channel, found here, or suggested by the coordinator", String(16))
    state: Mapped[str] = plain("waiting, welcome or refused", String(16))
    at: Mapped[datetime] = plain("when", UtcDateTime())
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)


class Consent(Scoped, Base):
    """What someone said yes or no to, and the hash of the exact words shown. Append-only."""

    __tablename__ = "consent"
    __table_args__ = (within("person_id", "person"),)

    person_id: Mapped[UUID] = plain("who", Uuid())
    scope: Mapped[str] = plain("what kind of question", String(32))
    subject_id: Mapped[UUID] = plain("about what", Uuid())
    text_hash: Mapped[str] = plain("hash of the words shown, which are ours", String(64))
    answer: Mapped[str] = plain("yes or no to our own words: the proof we need to keep", String(16))
    at: Mapped[datetime] = plain("when", UtcDateTime())
