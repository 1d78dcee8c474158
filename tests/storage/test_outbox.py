"""What features do with the outbox: schedule, move, cancel. On SQLite and PostgreSQL."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from storage import leases
from storage.deliveries import Effect, NewDelivery
from storage.models import Delivery as Row
from storage.outbox import Outbox, cancel, move, schedule, schedule_all
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW, make_workspace
from tests.storage.outbox_kit import add_person, after, claim_one, post, put, row_of


async def test_a_delivery_comes_back_as_it_was_written(storage: Storage, store: WorkspaceStore) -> None:
    person = await add_person(store)
    new = NewDelivery(
        Effect.UPDATE,
        "check_in",
        "a",
        NOW,
        after(60),
        recipient_id=person,
        args={"action": "the-action", "n": [1, None]},
    )
    (row_id,) = await put(store, new)
    claimed = await claim_one(storage)
    assert (claimed.id, claimed.workspace_id, claimed.recipient_id) == (row_id, store.workspace_id, person)
    assert (claimed.effect, claimed.kind, claimed.due_at, claimed.expires_at) == (
        Effect.UPDATE,
        "check_in",
        NOW,
        after(60),
    )
    assert claimed.args == {"action": "the-action", "n": [1, None]}
    assert not claimed.in_doubt
    assert claimed.lease_until == after(60)
    assert "the-action" not in repr(claimed)


async def test_one_dedupe_key_is_one_delivery_in_any_state(storage: Storage, store: WorkspaceStore) -> None:
    first, again = await put(store, post("daily:p:2026-05-14"), post("daily:p:2026-05-14", after(9)))
    assert first == again
    async with store.write() as uow:
        assert await cancel(uow, "daily:p:2026-05-14")
        assert await schedule(uow, post("daily:p:2026-05-14")) == first
    assert await Outbox(storage).claim(after(20), 10) == []


async def test_the_same_key_in_another_workspace_is_another_delivery(storage: Storage, store: WorkspaceStore) -> None:
    other = await make_workspace(storage, "T0002")
    (first,) = await put(store, post("a"))
    (second,) = await put(other, post("a"))
    assert first != second
    async with other.write() as uow:
        await cancel(uow, "a")
    assert (await row_of(storage, first)).state == "open"


async def test_several_are_written_in_one_statement(storage: Storage, store: WorkspaceStore) -> None:
    async with store.write() as uow:
        await schedule_all(uow, [post("a"), post("b", args={"x": 1})])
    assert len(await Outbox(storage).claim(NOW, 10)) == 2


async def test_the_key_is_stored_as_a_hash_only(storage: Storage, store: WorkspaceStore) -> None:
    (row_id,) = await put(store, post("daily:ada", args={"about": "SENTINEL"}))
    row = await row_of(storage, row_id)
    assert len(row.dedupe_hash) == 64
    assert "daily:ada" not in str(row)
    assert b"SENTINEL" not in row.args


async def test_moving_changes_when_it_is_due(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a", after(600)))
    async with store.write() as uow:
        assert await move(uow, "a", NOW)
        assert not await move(uow, "unknown", NOW)
    assert (await claim_one(storage)).version == 2


async def test_a_move_does_not_open_a_leased_row_to_a_second_sender(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a"))
    claimed = await claim_one(storage)
    async with store.write() as uow:
        assert await move(uow, "a", NOW)
    assert await Outbox(storage).claim(after(59), 10) == []
    async with store.write() as uow:
        assert not await leases.begin_send(uow, claimed, NOW), "it was moved since the claim"
        assert await leases.give_back(uow, claimed, NOW)
    assert len(await Outbox(storage).claim(NOW, 10)) == 1


async def test_a_row_moved_later_waits_for_its_new_time(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a"))
    claimed = await claim_one(storage)
    async with store.write() as uow:
        await move(uow, "a", after(3600))
        await leases.give_back(uow, claimed, NOW)
    assert await Outbox(storage).next_at() == after(3600)


async def test_cancelling_takes_an_open_delivery_back(storage: Storage, store: WorkspaceStore) -> None:
    (row_id,) = await put(store, post("a"))
    async with store.write() as uow:
        assert await cancel(uow, "a")
        assert not await cancel(uow, "a")
        assert not await move(uow, "a", NOW)
    assert await Outbox(storage).claim(NOW, 10) == []
    assert (await row_of(storage, row_id)).state == "cancelled"


async def test_nothing_stays_when_the_transaction_fails(storage: Storage, store: WorkspaceStore) -> None:
    class Broken(Exception):
        pass

    with pytest.raises(Broken):
        async with store.write() as uow:
            await schedule(uow, post("a"))
            raise Broken
    assert await Outbox(storage).next_at() is None


async def test_a_broken_record_harms_only_its_own_row(storage: Storage, store: WorkspaceStore) -> None:
    broken, whole = await put(store, post("a", args={"x": 1}), post("b", after(1), args={"x": 2}))
    async with store.write() as uow:
        other = (await row_of(storage, whole)).args
        await uow.execute(update(Row).where(Row.id == broken).values(args=other))
    first, second = await Outbox(storage).claim(after(1), 10)
    assert (first.id, first.fault, dict(first.args)) == (broken, "seal_broken", {})
    assert (second.id, second.fault, dict(second.args)) == (whole, None, {"x": 2})


async def test_due_is_to_the_microsecond(storage: Storage, store: WorkspaceStore) -> None:
    moment = NOW + timedelta(microseconds=1)
    await put(store, post("a", moment))
    assert await Outbox(storage).claim(NOW, 10) == []
    assert await Outbox(storage).next_at() == moment
    assert len(await Outbox(storage).claim(moment, 10)) == 1
