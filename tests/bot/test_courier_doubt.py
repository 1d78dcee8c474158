"""One delivery's way when nobody knows what Slack did, or when our own code fails on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.sending import Ambiguous, Definite, Limited, Sent
from handlers.feature import Call
from handlers.messages.reference import code_of
from storage.deliveries import Effect, NewDelivery
from storage.models import Delivery as Row
from storage.unit_of_work import Storage, WorkspaceStore
from tests.bot.courier_bench import Bench
from tests.conftest import NOW
from tests.storage.outbox_kit import add_person, after, post, put, row_of

pytestmark = [pytest.mark.usefixtures("out"), pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def bench(storage: Storage, store: WorkspaceStore) -> Bench:
    """Sender and script."""
    return Bench(storage, store)


async def test_a_direct_message_in_doubt_is_looked_up_and_not_sent_again(bench: Bench) -> None:
    person = await add_person(bench.store, dm_id="D1")
    (row_id,) = await put(bench.store, post("a", channel=None, recipient_id=person))
    bench.slack.says("chat.postMessage", Ambiguous("timeout"))
    await bench.run()
    mark = {"event_type": "setkeeper_delivery", "event_payload": {"id": str(row_id)}}
    pages = [
        Sent({"ok": True, "messages": [{"ts": "8.0"}], "response_metadata": {"next_cursor": "more"}}),
        Sent({"ok": True, "messages": [{"ts": "9.0", "metadata": mark}]}),
    ]
    bench.slack.says("conversations.history", *pages)
    assert await bench.run_next() >= after(20)
    first, second = bench.slack.called("conversations.history")
    assert (first["channel"], float(first["oldest"])) == ("D1", (NOW - timedelta(seconds=5)).timestamp())
    assert first["include_all_metadata"] is True
    assert second["cursor"] == "more"
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.slack_channel, row.slack_ts) == ("sent", "D1", "9.0")
    assert len(bench.slack.called("chat.postMessage")) == 1


async def test_a_reply_in_a_thread_is_looked_up_in_its_thread(bench: Bench) -> None:
    person = await add_person(bench.store, dm_id="D1")
    await put(bench.store, post("a", channel=None, recipient_id=person, args={"thread_ts": "5.0"}))
    bench.slack.says("chat.postMessage", Ambiguous("timeout"))
    bench.slack.says("conversations.replies", Sent({"ok": True, "messages": []}))
    await bench.run()
    await bench.run_next()
    assert bench.slack.called("conversations.replies")[0]["ts"] == "5.0"
    assert len(bench.slack.called("chat.postMessage")) == 2


async def test_nothing_is_sent_while_the_look_up_cannot_say(bench: Bench) -> None:
    person = await add_person(bench.store, dm_id="D1")
    (row_id,) = await put(bench.store, post("a", channel=None, recipient_id=person))
    bench.slack.says("chat.postMessage", Ambiguous("timeout"))
    bench.slack.says("conversations.history", Ambiguous("http_500"), Limited(9.0), Sent({"ok": True, "messages": []}))
    await bench.run()
    await bench.run_next()
    row = await row_of(bench.storage, row_id)
    assert (row.last_error_code, row.ambiguous, row.sending_at) == ("lookup_http_500", True, NOW)
    limited_at = await bench.run_next()
    assert await bench.sender.next_at() == limited_at + timedelta(seconds=9)
    assert len(bench.slack.called("chat.postMessage")) == 1
    await bench.run_next()
    assert len(bench.slack.called("chat.postMessage")) == 2
    assert (await row_of(bench.storage, row_id)).state == "sent"


async def test_a_channel_post_in_doubt_goes_again_with_a_reference(bench: Bench) -> None:
    (row_id,) = await put(bench.store, post("a"))
    bench.slack.says("chat.postMessage", Ambiguous("connection_lost"))
    await bench.run()
    await bench.run_next()
    first, second = bench.slack.called("chat.postMessage")
    assert "blocks" not in first
    assert second["blocks"][0]["text"]["text"] == "Hello"
    assert f"Ref {code_of(row_id)}." in second["blocks"][-1]["elements"][0]["text"]
    assert bench.slack.called("conversations.history") == []


async def test_what_is_done_already_counts_as_done(bench: Bench) -> None:
    person = await add_person(bench.store, "U7")
    bench.call = Call("conversations.invite", {})
    bench.slack.says("conversations.invite", Definite("already_in_channel"))
    await put(bench.store, NewDelivery(Effect.INVITE, "message", "i", NOW, channel="C1", recipient_id=person))
    await bench.run()
    bench.call = Call("conversations.kick", {})
    bench.slack.says("conversations.kick", Definite("not_in_channel", retryable=False))
    await put(bench.store, NewDelivery(Effect.KICK, "message", "k", NOW, channel="C1", recipient_id=person))
    await bench.run()
    assert bench.slack.called("conversations.invite") == [{"channel": "C1", "users": "U7"}]
    assert bench.slack.called("conversations.kick") == [{"channel": "C1", "user": "U7"}]
    assert [what for what, _ in bench.heard] == ["sent", "sent"]


async def test_a_channel_made_before_the_crash_is_found_by_its_name(bench: Bench) -> None:
    bench.call = Call("conversations.create", {"name": "als-kites-x7", "is_private": True})
    bench.slack.says("conversations.create", Ambiguous("timeout"), Definite("name_taken"))
    channels = [{"id": "C8", "name": "als-other"}, {"id": "C9", "name": "als-kites-x7"}]
    bench.slack.says("conversations.list", Sent({"ok": True, "channels": channels}))
    (row_id,) = await put(bench.store, NewDelivery(Effect.CREATE_CHANNEL, "message", "c", NOW))
    await bench.run()
    await bench.run_next()
    assert bench.slack.called("conversations.list")[0]["types"] == "private_channel"
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.slack_channel) == ("sent", "C9")
    assert bench.heard == [("sent", {"ok": True, "channel": channels[1]})]


async def test_a_name_that_belongs_to_somebody_else_is_refused(bench: Bench) -> None:
    bench.call = Call("conversations.create", {"name": "als-kites-x7", "is_private": True})
    bench.slack.says("conversations.create", Definite("name_taken"))
    bench.slack.says("conversations.list", Sent({"ok": True, "channels": []}))
    await put(bench.store, NewDelivery(Effect.CREATE_CHANNEL, "message", "c", NOW))
    await bench.run()
    assert bench.heard == [("refused", "name_taken")]


async def test_a_renderer_with_a_bug_is_a_failed_attempt(bench: Bench) -> None:
    bench.prepare_fails = True
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.attempts, row.last_error_code) == ("open", 1, "prepare_failed")
    bench.prepare_fails = False
    await bench.run_next()
    assert (await row_of(bench.storage, row_id)).state == "sent"


async def test_a_hook_with_a_bug_never_sends_twice(bench: Bench) -> None:
    bench.hook_fails = True
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.attempts, row.last_error_code, row.slack_ts) == ("open", 1, "hook_failed", "1.0")
    assert await bench.told() == []
    bench.hook_fails = False
    await bench.run_next()
    assert (await row_of(bench.storage, row_id)).state == "sent"
    assert len(bench.slack.called("chat.postMessage")) == 1
    assert bench.heard == [("sent", {"ok": True, "channel": "C1", "ts": "1.0"})]


async def test_a_hook_that_never_works_ends_in_the_operators_hands(bench: Bench) -> None:
    bench.hook_fails = True
    (row_id,) = await put(bench.store, post("a"))
    await bench.run()
    for _ in range(7):
        await bench.run_next()
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.last_error_code) == ("dead", "hook_failed")
    assert len(bench.slack.called("chat.postMessage")) == 1


async def test_a_refusal_hook_with_a_bug_does_not_keep_the_row_open_for_ever(bench: Bench) -> None:
    bench.hook_fails = True
    bench.slack.says("chat.postMessage", *[Definite("is_archived", retryable=False)] * 8)
    (row_id,) = await put(bench.store, post("a"))
    (late,) = await put(bench.store, post("b", channel="C2", expires_at=NOW))
    await bench.run()
    while await bench.sender.next_at() is not None:
        await bench.run_next()
    assert (await row_of(bench.storage, row_id)).state == "dead"
    assert (await row_of(bench.storage, late)).state == "expired"


async def test_an_unknown_kind_waits_for_the_version_that_knows_it(bench: Bench) -> None:
    (row_id,) = await put(bench.store, NewDelivery(Effect.POST, "of_tomorrow", "a", NOW, channel="C1"))
    await bench.run()
    assert (await row_of(bench.storage, row_id)).last_error_code == "unknown_kind"


async def test_a_broken_record_is_buried_and_the_rest_goes_on(bench: Bench) -> None:
    first, second = await put(bench.store, post("a", args={"x": 1}), post("b", channel="C2"))
    async with bench.store.write() as uow:
        await uow.execute(update(Row).where(Row.id == first).values(args=b"\x01" * 300))
    await bench.run()
    assert (await row_of(bench.storage, first)).last_error_code == "seal_broken"
    assert (await row_of(bench.storage, second)).state == "sent"
