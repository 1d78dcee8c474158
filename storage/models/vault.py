"""Which data keys exist. Their bytes are in the key store, apart from this database."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped
from storage.types import UtcDateTime


class DataKey(Scoped, Base):
    """A data key of a workspace, set, person or round. Destroying the row comes before destroying the bytes."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("workspace_id", "scope_kind", "scope_id", "version"),)

    scope_kind: Mapped[str] = plain("workspace, set, person or round", String(16))
    scope_id: Mapped[UUID] = plain("which one", Uuid())
    version: Mapped[int] = plain("rises with each rotation", Integer())
    state: Mapped[str] = plain("active, retired or destroyed", String(16))
    created_at: Mapped[datetime | None] = plain("when", UtcDateTime(), nullable=True)
