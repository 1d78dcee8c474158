"""People of a workspace, when they may be written to, and when they are away."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlalchemy.types import Uuid

from storage.classes import plain
from storage.models.base import Base, Scoped, within
from storage.types import UtcDateTime


class Person(Scoped, Base):
    """Someone in Slack. Everything here stands in Slack's own directory."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("workspace_id", "slack_user_id"),)

    slack_user_id: Mapped[str] = plain("Slack id", String(32))
    home_team_id: Mapped[str] = plain("Slack id", String(32), default="")
    display_name: Mapped[str] = plain("name in Slack's directory", String(255), default="")
    tz: Mapped[str] = plain("IANA zone in Slack's directory", String(64), default="Etc/UTC")
    locale: Mapped[str] = plain(
        "language in Slack's directory, and -x- that of dates where they chose one", String(16), default="en-GB"
    )
    kind: Mapped[str] = plain("member, guest, single_channel_guest, stranger or bot", String(24), default="member")
    active: Mapped[bool] = plain("deactivated accounts get no messages", Boolean(), default=True)
    dm_id: Mapped[str | None] = plain("Slack id of the direct message channel", String(32), nullable=True)


class PersonSettings(Scoped, Base):
    """When and how often someone wants to hear from the bot. Missing row: the defaults of sets/people.py."""

    __tablename__ = "person_settings"
    __table_args__ = (within("person_id", "person"), UniqueConstraint("workspace_id", "person_id"))

    person_id: Mapped[UUID] = plain("whose", Uuid())
    days: Mapped[str] = plain("ISO weekdays, such as 12345: the sender needs them", String(7))
    window_start: Mapped[str] = plain("local time HH:MM: the sender needs it", String(5))
    window_end: Mapped[str] = plain("local time HH:MM, may be before the start for nights", String(5))
    weekly_limit: Mapped[int] = plain("most reminders in a week, 1 to 3", Integer())
    show_labels: Mapped[bool] = plain("whether reminders show action labels", Boolean())
    paused_until: Mapped[date | None] = plain("no reminders before this local date", Date(), nullable=True)
    not_until: Mapped[datetime | None] = plain("no reminders before this moment", UtcDateTime(), nullable=True)
    one_item: Mapped[bool] = plain("whether a message holds one thing only", Boolean(), default=False)
    stage_notices: Mapped[bool] = plain(
        "whether each stage of a running session is told of in a message", Boolean(), default=False
    )
    date_language: Mapped[str] = plain("language of dates; empty: as in Slack", String(5), default="")
    undo_id: Mapped[UUID | None] = plain("names the last save, for its Undo", Uuid(), nullable=True)
    before: Mapped[str | None] = plain("these columns before the last save, for its Undo", String(400), nullable=True)


class Away(Scoped, Base):
    """Days on which someone is away, local dates, both included. The reason is never asked."""

    __tablename__ = "away"
    __table_args__ = (within("person_id", "person"),)

    person_id: Mapped[UUID] = plain("whose", Uuid(), index=True)
    first_day: Mapped[date] = plain("the sender needs it", Date())
    last_day: Mapped[date] = plain("the sender needs it", Date())
