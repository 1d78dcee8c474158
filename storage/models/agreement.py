"""The ground rules of a set: their versions, who agreed, and ideas for the next version."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Agreement(Scoped, Base):
    """One version of the ground rules. `rules` null: our own words, of the catalogue."""

    __tablename__ = "agreement"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("phase_id", "phase"),
        UniqueConstraint("workspace_id", "set_id", "version"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    phase_id: Mapped[UUID] = plain("renewed for each phase", Uuid())
    version: Mapped[int] = plain("counts from 1", Integer())
    rules: Mapped[bytes | None] = confidential(nullable=True)
    at: Mapped[datetime] = plain("since when", UtcDateTime())


class Agreed(Scoped, Base):
    """Who agreed to a version, or was asked by themselves because they joined late. Only the number is shown."""

    __tablename__ = "agreed"
    __table_args__ = (
        within("agreement_id", "agreement"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "agreement_id", "person_id"),
    )

    agreement_id: Mapped[UUID] = plain("to which version", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    state: Mapped[str] = plain("asked or agreed", String(16))


class RuleIdea(Scoped, Base):
    """What a member would change in a version of the rules; the set reads it with them."""

    __tablename__ = "rule_idea"
    __table_args__ = (within("agreement_id", "agreement"), within("person_id", "person"))

    agreement_id: Mapped[UUID] = plain("about which version", Uuid(), index=True)
    person_id: Mapped[UUID] = plain("whose idea: it is signed", Uuid())
    idea: Mapped[bytes] = confidential()
    at: Mapped[datetime] = plain("when", UtcDateTime())
