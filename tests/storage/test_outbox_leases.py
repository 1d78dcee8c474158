"""What a lease holder writes, and that nobody else writes anything. On SQLite and PostgreSQL."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from storage import backlog, gates, leases
from storage.deliveries import Delivery, Effect, NewDelivery, State
from storage.models import OperatorLog, Person
from storage.outbox import Outbox, cancel
from storage.unit_of_work import Storage, UnitOfWork, WorkspaceStore
from tests.conftest import NOW
from tests.storage.outbox_kit import after, claim_one, post, put, row_of

Write = Callable[[UnitOfWork, Delivery], Awaitable[bool]]
WRITES: dict[str, Write] = {
    "begin_send": lambda uow, delivery: leases.begin_send(uow, delivery, NOW),
    "confirm": lambda uow, delivery: leases.confirm(uow, delivery, NOW, channel="C1", ts="1.0"),
    "keep_place": lambda uow, delivery: leases.keep_place(uow, delivery, channel="C1", ts="1.0"),
    "give_back": lambda uow, delivery: leases.give_back(uow, delivery, NOW),
    "retry": lambda uow, delivery: leases.retry(uow, delivery, NOW, "timeout", ambiguous=True),
    "bury": lambda uow, delivery: leases.bury(uow, delivery, NOW, "is_archived", ambiguous=False),
    "drop": leases.drop,
    "expire": leases.expire,
}


@pytest.mark.parametrize("name", WRITES)
async def test_whoever_lost_the_lease_writes_nothing(storage: Storage, store: WorkspaceStore, name: str) -> None:
    (row_id,) = await put(store, post("a"))
    lost = await claim_one(storage)
    held = await claim_one(storage, after(60))
    before = await row_of(storage, row_id)
    async with store.write() as uow:
        assert not await WRITES[name](uow, lost)
    assert await row_of(storage, row_id) == before
    async with store.write() as uow:
        assert await WRITES[name](uow, held)


async def test_a_mark_is_kept_until_the_end_is_known(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a"))
    first = await claim_one(storage)
    async with store.write() as uow:
        assert await leases.begin_send(uow, first, after(1))
    second = await claim_one(storage, after(60))  # the first sender crashed
    assert second.in_doubt
    assert second.sending_at == after(1)
    async with store.write() as uow:
        assert await leases.begin_send(uow, second, after(61))
        assert await leases.retry(uow, second, after(70), "is_busy", ambiguous=False)
    third = await claim_one(storage, after(70))
    assert (third.sending_at, third.ambiguous, third.attempts) == (after(1), True, 1)
    async with store.write() as uow:
        assert await leases.confirm(uow, third, after(71), channel="C1", ts="2.0")


async def test_a_definite_failure_leaves_no_doubt(storage: Storage, store: WorkspaceStore) -> None:
    (row_id,) = await put(store, post("a"))
    first = await claim_one(storage)
    async with store.write() as uow:
        await leases.begin_send(uow, first, NOW)
        await leases.retry(uow, first, after(5), "some_code", ambiguous=False)
    row = await row_of(storage, row_id)
    assert (row.sending_at, row.ambiguous, row.attempts, row.last_error_code) == (None, False, 1, "some_code")
    assert not (await claim_one(storage, after(5))).in_doubt


async def test_giving_back_costs_no_attempt(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a"))
    first = await claim_one(storage)
    async with store.write() as uow:
        await leases.begin_send(uow, first, NOW)
        await leases.give_back(uow, first, after(30))
    assert await Outbox(storage).next_at() == after(30)
    again = await claim_one(storage, after(30))
    assert (again.attempts, again.in_doubt) == (0, False)


async def test_a_message_that_was_cancelled_in_flight_is_still_called_sent(
    storage: Storage, store: WorkspaceStore
) -> None:
    (row_id,) = await put(store, post("a"))
    claimed = await claim_one(storage)
    async with store.write() as uow:
        await leases.begin_send(uow, claimed, NOW)
        assert await cancel(uow, "a")
    async with store.write() as uow:
        assert not await leases.retry(uow, claimed, NOW, "timeout", ambiguous=True)
        assert await leases.confirm(uow, claimed, after(1), channel="C1", ts="1.5")
    row = await row_of(storage, row_id)
    assert (row.state, row.slack_channel, row.slack_ts, row.lease_token) == ("sent", "C1", "1.5", None)


async def test_the_dead_are_listed_told_and_replayed(storage: Storage, store: WorkspaceStore) -> None:
    (row_id,) = await put(store, post("a", args={"x": 1}))
    claimed = await claim_one(storage)
    async with store.write() as uow:
        await leases.begin_send(uow, claimed, NOW)
        assert await leases.bury(uow, claimed, NOW, "timeout", ambiguous=True)
    (listed,) = await backlog.listing(storage)
    assert (listed.id, listed.kind, listed.last_error_code, listed.attempts) == (row_id, "message", "timeout", 1)
    assert [(each.state, each.count) for each in await backlog.summary(storage)] == [("dead", 1)]
    async with store.read() as uow:
        told = (await uow.rows(select(OperatorLog.code, OperatorLog.reference))).all()
    assert told == [("delivery_dead", str(row_id))]
    assert await backlog.replay(storage, row_id, after(9))
    assert not await backlog.replay(storage, row_id, after(9))
    again = await claim_one(storage, after(9))
    assert (again.attempts, again.in_doubt, dict(again.args)) == (0, True, {"x": 1})


async def test_a_channel_has_one_turn_in_a_while(storage: Storage, store: WorkspaceStore) -> None:
    async with store.write() as uow:
        assert await gates.take(uow, "C1", NOW) is None
        assert await gates.take(uow, "C1", after(1)) == after(1.1)
        assert await gates.take(uow, "C2", after(1)) is None
        assert await gates.take(uow, "C1", after(1.1)) is None


async def test_a_method_waits_alone_and_posting_with_its_workspace(storage: Storage, store: WorkspaceStore) -> None:
    async with store.write() as uow:
        await gates.close(uow, "chat.update", after(10))
        await gates.close(uow, "chat.update", after(5))
        assert await gates.closed_until(uow, "chat.update", NOW) == after(10)
        assert await gates.closed_until(uow, "chat.update", after(10)) is None
        assert await gates.closed_until(uow, "chat.postMessage", NOW) is None
        await gates.close(uow, "chat.postMessage", after(20))
        assert await gates.closed_until(uow, "chat.postMessage", NOW) == after(20)
        await gates.close(uow, "files.completeUploadExternal", after(20))
        assert await gates.closed_until(uow, "files.completeUploadExternal", NOW) == after(20)


async def test_a_paused_workspace_is_resumed_by_hand(storage: Storage, store: WorkspaceStore) -> None:
    await put(store, post("a"))
    async with store.write() as uow:
        await backlog.pause(uow, NOW, "token_revoked")
    assert await Outbox(storage).claim(NOW, 1) == []
    assert await backlog.resume(storage, store.workspace_id, NOW)
    assert not await backlog.resume(storage, store.workspace_id, NOW)
    assert len(await Outbox(storage).claim(NOW, 1)) == 1


async def test_finished_rows_shrink_after_a_day(storage: Storage, store: WorkspaceStore) -> None:
    sent, cancelled, dead, waiting = await put(store, *(post(name, args={"x": 1}) for name in "abcd"))
    by_id = {delivery.id: delivery for delivery in await Outbox(storage).claim(NOW, 10)}
    async with store.write() as uow:
        await leases.confirm(uow, by_id[sent], NOW, channel="C1", ts="1.0")
        await leases.drop(uow, by_id[cancelled])
        await leases.bury(uow, by_id[dead], NOW, "is_archived", ambiguous=False)
        assert await backlog.tidy(uow, NOW + timedelta(hours=23)) == 0
        assert await backlog.tidy(uow, NOW + timedelta(hours=25)) == 2
        assert await backlog.tidy(uow, NOW + timedelta(hours=25)) == 0
    kept = {row_id: (await row_of(storage, row_id)).args is not None for row_id in (sent, cancelled, dead, waiting)}
    assert kept == {sent: False, cancelled: False, dead: True, waiting: True}
    assert [each.id for each in await backlog.listing(storage, State.SENT)] == [sent]


async def test_an_answer_to_a_buddy_request_is_nobodys_after_a_day(storage: Storage, store: WorkspaceStore) -> None:
    async with store.write() as uow:
        person_id = uow.new_id()
        await uow.insert(Person, id=person_id, slack_user_id="UASKER")
    new = NewDelivery(Effect.POST, "buddies.answer", "answer", NOW, recipient_id=person_id, args={"x": 1})
    (row_id,) = await put(store, new)
    claimed = await claim_one(storage)
    async with store.write() as uow:
        await leases.confirm(uow, claimed, NOW, channel="D1", ts="1.0")
        assert await backlog.tidy(uow, NOW + timedelta(hours=25)) == 1
    row = await row_of(storage, row_id)
    assert (row.recipient_id, row.set_id, row.slack_channel, row.slack_ts) == (None, None, None, None)
