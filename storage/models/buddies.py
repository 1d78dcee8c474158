"""Buddies: who is paired with whom in a phase."""

from uuid import UUID

from sqlalchemy import Integer, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within


class Buddy(Scoped, Base):
    """One member's place in a pair (a triad when the number is odd). People of one pair share `pair`."""

    __tablename__ = "buddy"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("phase_id", "phase"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "phase_id", "person_id"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    phase_id: Mapped[UUID] = plain("in which phase", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    pair: Mapped[int] = plain("number of the pair", Integer())
