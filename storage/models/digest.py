"""What a coordinator's weekly note holds: frozen once, counts and ids only. And sets that asked for a call."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Snapshot(Scoped, Base):
    """One week of a programme. Bands are fifths, 0 to 4; null: too few people to say, or nothing to count."""

    __tablename__ = "snapshot"
    __table_args__ = (within("programme_id", "programme"), UniqueConstraint("workspace_id", "programme_id", "week"))

    programme_id: Mapped[UUID] = plain("which programme", Uuid())
    week: Mapped[date] = plain("the Monday of the week in which it was made", Date())
    made_at: Mapped[datetime] = plain("when", UtcDateTime())
    shown: Mapped[str] = plain("shown, too_few or hidden: the group figures", String(16))
    pooled_sets: Mapped[int] = plain("how many sets are counted together", Integer())
    pooled_people: Mapped[int] = plain("how many people are counted together, 10 at least or none", Integer())
    actions_band: Mapped[int | None] = plain("a fifth, over the threshold", Integer(), nullable=True)
    answers_band: Mapped[int | None] = plain("a fifth, over the threshold", Integer(), nullable=True)
    sessions_band: Mapped[int | None] = plain("a fifth, over the threshold", Integer(), nullable=True)
    group_id: Mapped[UUID | None] = plain(
        "the snapshot in which these people were first counted", Uuid(), nullable=True
    )


class SnapshotSet(Scoped, Base):
    """How one set stood in the calendar that week."""

    __tablename__ = "snapshot_set"
    __table_args__ = (
        within("snapshot_id", "snapshot"),
        within("set_id", "learning_set"),
        UniqueConstraint("workspace_id", "snapshot_id", "set_id"),
    )

    snapshot_id: Mapped[UUID] = plain("which week", Uuid())
    set_id: Mapped[UUID] = plain("which set", Uuid())
    met: Mapped[bool] = plain("calendar: whether it met", Boolean())
    booked: Mapped[bool] = plain("calendar: whether a date is booked", Boolean())
    dormant: Mapped[bool] = plain("calendar: no date for one and a half cadences", Boolean())
    asks: Mapped[bool] = plain("whether the set would like to hear from its coordinator", Boolean())


class SnapshotPerson(Scoped, Base):
    """Who was counted in a group figure, so that no later one differs by a few people."""

    __tablename__ = "snapshot_person"
    __table_args__ = (
        within("snapshot_id", "snapshot"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "snapshot_id", "person_id"),
    )

    snapshot_id: Mapped[UUID] = plain("which week", Uuid())
    person_id: Mapped[UUID] = plain("who belonged to a set that was counted", Uuid())


class CallRequest(Scoped, Base):
    """A set would like to hear from its coordinator. Who pressed is not stored (privacy.md section 3)."""

    __tablename__ = "call_request"
    __table_args__ = (within("set_id", "learning_set"), UniqueConstraint("workspace_id", "set_id"))

    set_id: Mapped[UUID] = plain("which set", Uuid())
