"""Where a person's direct messages go."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from storage.models import Person
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Recipient:
    """Slack's ids of a person and of their direct message channel (None: not opened yet), and how they read."""

    slack_user_id: str
    dm_id: str | None
    locale: str
    tz: str


async def recipient(uow: UnitOfWork, person_id: UUID) -> Recipient | None:
    """The person's addresses; None when there is no such person here."""
    columns = select(Person.slack_user_id, Person.dm_id, Person.locale, Person.tz).where(Person.id == person_id)
    row = (await uow.rows(columns)).one_or_none()
    return None if row is None else Recipient(*row)


async def store_dm(uow: UnitOfWork, person_id: UUID, dm_id: str) -> None:
    """Keep the channel that conversations.open gave."""
    await uow.execute(update(Person).where(Person.id == person_id).values(dm_id=dm_id))
