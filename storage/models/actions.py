"""Actions members committed to, and what happened to them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Action(Scoped, Base):
    """What a member will do. The label is sealed under the set's key (members read it in modals); detail and
    progress under the holder's own key. Whether it ended as done or stopped is inside `progress`."""

    __tablename__ = "action"
    __table_args__ = (
        within("set_id", "learning_set"),
        within("holder_id", "person"),
        within("issue_id", "issue"),
        UniqueConstraint("workspace_id", "draft_key"),
        Index("ix_action_holder", "workspace_id", "holder_id", "standing"),
        Index("ix_action_set", "workspace_id", "set_id", "standing"),
        Index("ix_action_next_ask", "workspace_id", "next_ask_at"),
    )

    set_id: Mapped[UUID] = plain("which set", Uuid())
    holder_id: Mapped[UUID] = plain("whose", Uuid())
    standing: Mapped[str] = plain("draft, open or closed, never how it ended", String(16))
    due_date: Mapped[date] = plain("local date in `zone`: the schedule needs it", Date())
    zone: Mapped[str] = plain("IANA zone of the due date", String(64))
    next_ask_at: Mapped[datetime | None] = plain("when it is next asked about", UtcDateTime(), nullable=True)
    committed_at: Mapped[datetime] = plain("when it was written", UtcDateTime())
    closed_at: Mapped[datetime | None] = plain("when it left the list", UtcDateTime(), nullable=True)
    draft_key: Mapped[str | None] = plain("hash of the form it came from", String(64), nullable=True)
    issue_id: Mapped[UUID | None] = plain("which issue of the holder's it is about", Uuid(), nullable=True)
    revision: Mapped[int] = plain("counts changes", Integer(), default=1)
    label: Mapped[bytes] = confidential()
    detail: Mapped[bytes | None] = confidential(nullable=True)
    progress: Mapped[bytes | None] = confidential(nullable=True)


class ActionEvent(Scoped, Base):
    """One answer, change or note about an action. What it was is inside `body`, with what Undo needs.

    shared  a copy of its note for the set, sealed under the set's key; null: for its holder alone
    """

    __tablename__ = "action_event"
    __table_args__ = (
        within("action_id", "action"),
        within("person_id", "person"),
        Index("ix_action_event_action", "workspace_id", "action_id", "at"),
    )

    action_id: Mapped[UUID] = plain("which action", Uuid())
    person_id: Mapped[UUID] = plain("who", Uuid())
    at: Mapped[datetime] = plain("when", UtcDateTime())
    undone_at: Mapped[datetime | None] = plain("when it was taken back", UtcDateTime(), nullable=True)
    for_supporter: Mapped[bool] = plain("whether who backs the action up may read its note", Boolean(), default=False)
    body: Mapped[bytes] = confidential()
    shared: Mapped[bytes | None] = confidential(nullable=True)
