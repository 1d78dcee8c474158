"""Small helpers for the outbox tests."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from storage.deliveries import Delivery, Effect, NewDelivery
from storage.models import Delivery as Row
from storage.models import Person
from storage.outbox import Outbox, schedule
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW


def after(seconds: float) -> datetime:
    """So many seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def post(dedupe: str, due_at: datetime = NOW, **more: Any) -> NewDelivery:  # noqa: ANN401 - passed on as it is
    """A channel post."""
    return NewDelivery(Effect.POST, "message", dedupe, due_at, **{"channel": "C1", **more})


async def put(store: WorkspaceStore, *several: NewDelivery) -> list[UUID]:
    """Schedule them in one transaction."""
    async with store.write() as uow:
        return [await schedule(uow, each) for each in several]


async def claim_one(storage: Storage, now: datetime = NOW) -> Delivery:
    """Claim the one delivery that is due."""
    claimed = await Outbox(storage).claim(now, 10)
    assert len(claimed) == 1
    return claimed[0]


async def row_of(storage: Storage, row_id: UUID) -> Any:  # noqa: ANN401 - a row of the table
    """The row as it stands."""
    async with storage.database.read() as connection:
        return (await connection.execute(select(Row.__table__).where(Row.id == row_id))).one()


async def add_person(store: WorkspaceStore, slack_user_id: str = "U1", dm_id: str | None = None) -> UUID:
    """Someone to write to."""
    person_id = uuid4()
    async with store.write() as uow:
        await uow.connection.execute(
            insert(Person).values(
                workspace_id=uow.workspace_id,
                id=person_id,
                slack_user_id=slack_user_id,
                home_team_id="T1",
                display_name="Ada",
                tz="Europe/London",
                locale="en-GB",
                kind="member",
                active=True,
                dm_id=dm_id,
            )
        )
    return person_id
