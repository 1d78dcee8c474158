"""A unit of work sees and changes one workspace only, whatever the statement says."""

from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.models import Away, Person
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW, make_workspace


@pytest.fixture
async def other(storage: Storage) -> WorkspaceStore:
    return await make_workspace(storage, "T0002")


async def add(store: WorkspaceStore, slack_user_id: str) -> None:
    async with store.write() as uow:
        await uow.insert(Person, id=uow.new_id(), slack_user_id=slack_user_id)


async def names(store: WorkspaceStore) -> list[str]:
    async with store.read() as uow:
        return sorted((await uow.rows(select(Person.slack_user_id))).scalars())


async def test_selects_updates_and_deletes_stay_inside(store: WorkspaceStore, other: WorkspaceStore) -> None:
    await add(store, "UA")
    await add(other, "UB")
    assert await names(store) == ["UA"]
    async with store.write() as uow:
        assert (await uow.execute(update(Person).values(display_name="x"))).rowcount == 1
        assert (await uow.execute(delete(Person))).rowcount == 1
    assert await names(store) == []
    assert await names(other) == ["UB"]


async def test_joins_stay_inside(store: WorkspaceStore, other: WorkspaceStore) -> None:
    for place in (store, other):
        async with place.write() as uow:
            person = uow.new_id()
            await uow.insert(Person, id=person, slack_user_id="UA")
            await uow.insert(Away, id=uow.new_id(), person_id=person, first_day=NOW.date(), last_day=NOW.date())
    async with store.read() as uow:
        joined = select(Away.id).join(Person, Person.id == Away.person_id)
        assert len((await uow.rows(joined)).all()) == 1


async def test_an_outer_join_keeps_the_rows_without_a_partner(store: WorkspaceStore, other: WorkspaceStore) -> None:
    await add(store, "UA")
    await add(other, "UB")
    on = (Away.workspace_id == Person.workspace_id) & (Away.person_id == Person.id)
    async with store.read() as uow:
        rows = (await uow.rows(select(Person.slack_user_id, Away.id).outerjoin(Away, on))).all()
        assert [tuple(row) for row in rows] == [("UA", None)]
        with pytest.raises(ValueError, match="workspace_id"):
            await uow.rows(select(Person.id).outerjoin(Away, Away.person_id == Person.id))


async def test_a_row_cannot_point_into_another_workspace(store: WorkspaceStore, other: WorkspaceStore) -> None:
    async with other.write() as uow:
        foreign = uow.new_id()
        await uow.insert(Person, id=foreign, slack_user_id="UB")
    with pytest.raises(IntegrityError):
        async with store.write() as uow:
            await uow.insert(Away, id=uow.new_id(), person_id=foreign, first_day=NOW.date(), last_day=NOW.date())


async def test_raw_sql_is_refused(store: WorkspaceStore) -> None:
    async with store.read() as uow:
        with pytest.raises(TypeError):
            await uow.execute(text("SELECT 1"))


async def test_insert_once_says_whether_it_was_new(store: WorkspaceStore) -> None:
    async with store.write() as uow:
        assert await uow.insert_once(Person, id=uuid4(), slack_user_id="UA")
        assert not await uow.insert_once(Person, id=uuid4(), slack_user_id="UA")
