"""One delivery's way, step by step: addressed, gated, sent, refused, given up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.sending import Definite, Limited, Outcome, Sent
from handlers.feature import Call
from storage import backlog
from storage.deliveries import Effect, NewDelivery
from storage.models import Person, Workspace
from storage.outbox import move
from storage.unit_of_work import Storage, WorkspaceStore
from tests.bot.courier_bench import Bench
from tests.conftest import NOW
from tests.storage.outbox_kit import add_person, after, post, put, row_of

pytestmark = [pytest.mark.usefixtures("out"), pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def bench(storage: Storage, store: WorkspaceStore) -> Bench:
    """Sender and script."""
    return Bench(storage, store)


async def test_a_channel_post_carries_its_random_id_and_is_confirmed(bench: Bench) -> None:
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    (arguments,) = bench.slack.called("chat.postMessage")
    assert arguments == {
        "text": "Hello",
        "channel": "C1",
        "metadata": {"event_type": "setkeeper_delivery", "event_payload": {"id": str(row_id)}},
        "unfurl_links": False,
        "unfurl_media": False,
    }
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.slack_channel, row.slack_ts, row.sent_at) == ("sent", "C1", "1.0", NOW)
    assert bench.heard[0][0] == "sent"
    assert bench.sender.idle()


async def test_a_direct_message_channel_is_opened_once_and_kept(bench: Bench) -> None:
    person = await add_person(bench.store, "U7")
    bench.slack.says("conversations.open", Sent({"ok": True, "channel": {"id": "D7"}}))
    await put(bench.store, post("a", channel=None, recipient_id=person))
    await put(bench.store, post("b", after(2), channel=None, recipient_id=person))
    await bench.run(after(2))
    await bench.run(after(4))
    assert bench.slack.called("conversations.open") == [{"users": "U7"}]
    assert [each["channel"] for each in bench.slack.called("chat.postMessage")] == ["D7", "D7"]
    async with bench.store.read() as uow:
        assert (await uow.rows(select(Person.dm_id))).scalar_one() == "D7"


@pytest.mark.parametrize("code", ["user_disabled", "cannot_dm_bot"])
async def test_someone_who_cannot_be_written_to_is_given_up_at_once(bench: Bench, code: str) -> None:
    bench.slack.says("conversations.open", Definite(code, retryable=False))
    (row_id,) = await put(bench.store, post("a", channel=None, recipient_id=await add_person(bench.store)))
    await bench.run()
    assert (await row_of(bench.storage, row_id)).state == "dead"
    assert bench.heard == [("refused", code)]
    assert await bench.told() == ["delivery_dead"]


async def test_what_is_no_longer_true_is_cancelled(bench: Bench) -> None:
    bench.call = None
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    assert (await row_of(bench.storage, row_id)).state == "cancelled"
    assert bench.slack.calls == []


async def test_what_is_too_late_expires_and_its_feature_hears_so(bench: Bench) -> None:
    (row_id,) = await put(bench.store, post("a", expires_at=after(60)))
    await bench.run(after(60))
    assert (await row_of(bench.storage, row_id)).state == "expired"
    assert bench.heard == [("refused", "expired")]


async def test_failures_wait_longer_and_longer_and_end_after_eight(bench: Bench) -> None:
    bench.slack.says("chat.postMessage", *[Definite("some_new_error")] * 8)
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    for _ in range(7):
        assert (await row_of(bench.storage, row_id)).state == "open"
        await bench.run_next()
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.attempts, row.last_error_code) == ("dead", 8, "some_new_error")
    assert await backlog.replay(bench.storage, row_id, bench.clock.now())
    await bench.run(bench.clock.now() + timedelta(seconds=2))
    assert (await row_of(bench.storage, row_id)).state == "sent"


@pytest.mark.parametrize(
    ("outcome", "wait"), [(Limited(7.0), 7), (Limited(None), 30), (Limited(None, "unreachable"), 30)]
)
async def test_a_wait_stops_the_workspace_and_costs_no_attempt(bench: Bench, outcome: Outcome, wait: int) -> None:
    bench.slack.says("chat.postMessage", outcome)
    first, second = await put(bench.store, post("a"), post("b", after(1), channel="C2"))
    await bench.run()
    await bench.run(after(wait - 1))
    assert len(bench.slack.calls) == 1
    assert await bench.run_next() == after(wait)
    rows = [await row_of(bench.storage, each) for each in (first, second)]
    assert [(row.state, row.attempts) for row in rows] == [("sent", 0), ("sent", 0)]


async def test_a_limited_method_waits_alone(bench: Bench) -> None:
    bench.slack.says("chat.update", Limited(20.0))
    bench.call = Call("chat.update", {"text": "Saved", "ts": "1.0"})
    (updated,) = await put(bench.store, NewDelivery(Effect.UPDATE, "message", "u", NOW, channel="C9"))
    await bench.run()
    bench.call = Call("chat.postMessage", {"text": "Hello"})
    (posted,) = await put(bench.store, post("a"))
    await bench.run(after(1))
    assert (await row_of(bench.storage, posted)).state == "sent"
    bench.call = Call("chat.update", {"text": "Saved", "ts": "1.0"})
    (another,) = await put(bench.store, NewDelivery(Effect.UPDATE, "message", "v", NOW, channel="C9"))
    await bench.run(after(2))
    assert len(bench.slack.called("chat.update")) == 1
    assert await bench.run_next() == after(20)
    states = [(await row_of(bench.storage, each)).state for each in (updated, another)]
    assert states == ["sent", "sent"]


@pytest.mark.parametrize("code", ["invalid_auth", "account_inactive", "token_revoked", "not_authed"])
async def test_a_refused_token_pauses_the_workspace(bench: Bench, code: str) -> None:
    bench.slack.says("chat.postMessage", Definite(code))
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.attempts, row.sending_at) == ("open", 0, None)
    async with bench.store.read() as uow:
        assert (await uow.connection.execute(select(Workspace.state))).scalar_one() == "paused"
    assert await bench.sender.next_at() is None
    assert await bench.told() == ["workspace_paused"]
    await backlog.resume(bench.storage, bench.store.workspace_id, NOW)
    await bench.run(after(2))
    assert (await row_of(bench.storage, row_id)).state == "sent"


async def test_a_sender_that_was_frozen_does_not_post(bench: Bench) -> None:
    async def freeze_once() -> None:
        bench.meanwhile = None
        bench.seconds += 41  # by the monotonic clock alone: domain time stood still

    bench.meanwhile = freeze_once
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    assert bench.slack.calls == []
    assert await bench.run_next() == after(1.1)
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.attempts) == ("sent", 0)
    assert len(bench.slack.called("chat.postMessage")) == 1


async def test_what_is_moved_while_it_is_prepared_waits(bench: Bench) -> None:
    async def move_it() -> None:
        async with bench.store.write() as uow:
            await move(uow, "a", after(600))

    bench.meanwhile = move_it
    await put(bench.store, post("a"))
    await bench.run()
    assert bench.slack.calls == []
    assert await bench.sender.next_at() == after(600)


async def test_two_posts_to_one_channel_keep_their_order_and_distance(bench: Bench) -> None:
    first, second, third = await put(bench.store, *(post(name, after(at)) for at, name in enumerate("abc")))
    await bench.run(after(10))
    assert [each["metadata"]["event_payload"]["id"] for each in bench.slack.called("chat.postMessage")] == [str(first)]
    await bench.run_next()
    await bench.run_next()
    order = [each["metadata"]["event_payload"]["id"] for each in bench.slack.called("chat.postMessage")]
    assert order == [str(first), str(second), str(third)]
    assert bench.clock.now() == after(12.2)
