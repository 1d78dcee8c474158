"""Whose turn it is: turns that were offered and taken, how far asking has come, and swaps.

Nothing here is ever shown to a coordinator; who said no is shown to nobody.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime

_LIVE = text("state IN ('offered', 'accepted') AND ledger <> 'presenting'")
_ASKED = text("state = 'asked'")


class Turn(Scoped, Base):
    """One person's turn in one ledger: a row for each session and person, kept for good as the ledger.

    A session has at most one live turn (offered or accepted) to facilitate, and one to host: of two replicas, or two
    volunteers, one gets it. Several people present in a session.
    """

    __tablename__ = "turn"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("session_id", "session"),
        within("person_id", "person"),
        within("delivery_id", "delivery"),
        UniqueConstraint("workspace_id", "session_id", "ledger", "person_id"),
        Index(
            "uq_turn_live",
            "workspace_id",
            "session_id",
            "ledger",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_turn_set", "workspace_id", "set_id", "ledger"),
        Index("ix_turn_person", "workspace_id", "person_id", "state"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    session_id: Mapped[UUID] = plain("for which session", Uuid())
    ledger: Mapped[str] = plain("facilitating, presenting or hosting", String(16))
    person_id: Mapped[UUID] = plain("who", Uuid())
    state: Mapped[str] = plain("offered, accepted, passed, swapped, owed, repaid or done", String(16))
    rule: Mapped[str] = plain("code: why this person", String(32))
    exceptions: Mapped[str] = plain("codes: which rules gave way, and which kept others out", String(160), default="")
    offered_at: Mapped[datetime] = plain("when", UtcDateTime())
    answered_at: Mapped[datetime | None] = plain("when", UtcDateTime(), nullable=True)
    expires_at: Mapped[datetime | None] = plain("when it passes on by itself", UtcDateTime(), nullable=True)
    owed_from: Mapped[datetime | None] = plain("since when it is, or was, owed", UtcDateTime(), nullable=True)
    delivery_id: Mapped[UUID | None] = plain("the message about it", Uuid(), nullable=True)
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)


class Rota(Scoped, Base):
    """How far finding someone for a session has come, in one ledger."""

    __tablename__ = "rota"
    __table_args__ = (
        within("session_id", "session"),
        within("briefed_id", "person"),
        UniqueConstraint("workspace_id", "session_id", "ledger"),
        Index("ix_rota_next", "workspace_id", "next_at"),
    )

    session_id: Mapped[UUID] = plain("which session", Uuid())
    ledger: Mapped[str] = plain("facilitating or hosting", String(16))
    stage: Mapped[str] = plain("queue, volunteers, together, found or over", String(16))
    starts_at: Mapped[datetime] = plain("of the session when this was worked out", UtcDateTime())
    next_at: Mapped[datetime | None] = plain("when the next step is due", UtcDateTime(), nullable=True)
    briefed_id: Mapped[UUID | None] = plain("to whom the guide was sent", Uuid(), nullable=True)


class Swap(Scoped, Base):
    """Someone asked someone else to swap turns. One open question a turn."""

    __tablename__ = "swap"
    __table_args__ = (
        within("turn_id", "turn"),
        within("other_turn_id", "turn"),
        within("asker_id", "person"),
        within("asked_id", "person"),
        within("delivery_id", "delivery"),
        Index("uq_swap_open", "workspace_id", "turn_id", unique=True, sqlite_where=_ASKED, postgresql_where=_ASKED),
        Index("ix_swap_asked", "workspace_id", "asked_id", "state"),
    )

    turn_id: Mapped[UUID] = plain("the turn to give", Uuid())
    other_turn_id: Mapped[UUID | None] = plain("the turn to take; none: the next one is owed", Uuid(), nullable=True)
    asker_id: Mapped[UUID] = plain("who asks", Uuid())
    asked_id: Mapped[UUID] = plain("who is asked", Uuid())
    state: Mapped[str] = plain("asked, agreed, declined, taken_back or lapsed", String(16))
    asked_at: Mapped[datetime] = plain("when", UtcDateTime())
    answered_at: Mapped[datetime | None] = plain("when", UtcDateTime(), nullable=True)
    delivery_id: Mapped[UUID | None] = plain("the message to the one who was asked", Uuid(), nullable=True)
    revision: Mapped[int] = plain("counts presses", Integer(), default=1)
