"""Ending a membership: what follows is called once, in the transaction, whatever the way out was."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from sets import joining, leaving
from storage.models import Delivery, Membership
from storage.queries import joining as queries
from storage.unit_of_work import UnitOfWork, WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_membership, add_person, add_set

Told = list[tuple[UUID, UUID, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Whom the rooms were told of."""
    seen: Told = []

    async def left(uow: UnitOfWork, set_id: UUID, person_id: UUID, role: str, now: datetime) -> None:
        assert await queries.standing(uow, person_id, set_id) == "former"
        seen.append((set_id, person_id, role))

    monkeypatch.setattr(leaving, "left", left)
    return seen


async def test_a_closed_account_leaves_every_set_as_what_it_was(store: WorkspaceStore, told: Told) -> None:
    cora, amina = await add_coordinator(store), await add_person(store, "UAMINA")
    first = await add_set(store, cora, members=[amina])
    second = await add_set(store, cora, name="Other", channel_id="COTHER")
    async with store.write() as uow:
        await add_membership(uow, second, amina, NOW, role="coach")
    for _ in range(2):
        async with store.write() as uow:
            await joining.leave_everything(uow, amina.id, NOW + timedelta(hours=1))
    assert sorted(told) == sorted([(first, amina.id, "member"), (second, amina.id, "coach")])


async def test_leaving_the_channel_is_told_once(store: WorkspaceStore, told: Told) -> None:
    amina = await add_person(store, "UAMINA")
    set_id = await add_set(store, await add_coordinator(store), members=[amina])
    for _ in range(2):
        async with store.write() as uow:
            await joining.left_channel(uow, "UAMINA", "CSET", NOW, NOW)
    assert told == [(set_id, amina.id, "member")]


async def test_who_is_removed_is_taken_out_of_the_channel_once(store: WorkspaceStore, told: Told) -> None:
    rosa = await add_person(store, "UROSA")
    set_id = await add_set(store, await add_coordinator(store))
    async with store.write() as uow:
        await add_membership(uow, set_id, rosa, NOW, role="coach")
    async with store.write() as uow:
        assert await leaving.remove(uow, rosa.id, set_id, NOW)
        assert not await leaving.remove(uow, rosa.id, set_id, NOW)
    async with store.read() as uow:
        kinds = [row.kind for row in await uow.rows(select(Delivery.kind))]
        ((until_at,),) = [tuple(row) for row in await uow.rows(select(Membership.until_at))]
    assert kinds.count("joining.kick") == 1
    assert until_at == NOW
    assert told == [(set_id, rosa.id, "coach")]
