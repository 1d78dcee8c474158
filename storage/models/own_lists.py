"""What a member wants to bring to a session: their own list, for their eyes alone."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import confidential, plain
from storage.models.base import Base, Scoped, within


class OwnList(Scoped, Base):
    """One member's list for one session. Which actions stand on it, or that none does any more, is inside `body`."""

    __tablename__ = "own_list"
    __table_args__ = (
        within("session_id", "session"),
        within("person_id", "person"),
        UniqueConstraint("workspace_id", "session_id", "person_id"),
    )

    session_id: Mapped[UUID] = plain("for which session", Uuid())
    person_id: Mapped[UUID] = plain("whose", Uuid())
    body: Mapped[bytes] = confidential()
