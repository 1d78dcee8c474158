"""Workspaces: one Slack team (or Grid organisation) each."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base
from storage.types import UtcDateTime


class Workspace(Base):
    """A Slack workspace. Slack ids are attributes: they change on Grid, ours do not."""

    __tablename__ = "workspace"
    __table_args__ = (UniqueConstraint("enterprise_id", "team_id"),)

    id: Mapped[UUID] = plain("a random id", Uuid(), primary_key=True)
    enterprise_id: Mapped[str] = plain("Slack id", String(32), default="")
    team_id: Mapped[str] = plain("Slack id", String(32), default="")
    bot_user_id: Mapped[str] = plain("Slack id of the bot", String(32), default="")
    state: Mapped[str] = plain("active, paused or gone: the sender reads it", String(16))
    created_at: Mapped[datetime] = plain("when it was added", UtcDateTime())
