"""Files go to Slack once: over faults and deaths at each of the three steps, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.failpoints import Failpoint
from sandbox.faults import Fault
from storage.unit_of_work import Storage, WorkspaceStore
from tests.bot.upload_bench import INVITATION, PICTURE, UploadBench, upload_bench
from tests.storage.outbox_kit import row_of

URL, BYTES, COMPLETE = "files.getUploadURLExternal", "upload", "files.completeUploadExternal"
LOST = (Fault.RESET_AFTER, Fault.TIMEOUT_AFTER, Fault.UNAVAILABLE_AFTER, Fault.INTERNAL_ERROR_AFTER, Fault.TRUNCATED)
NOT_DONE = (Fault.RESET, Fault.TIMEOUT, Fault.UNAVAILABLE, Fault.BAD_GATEWAY, Fault.INTERNAL_ERROR)
MOMENTS = (
    Failpoint.AFTER_UPLOAD_URL,
    Failpoint.BEFORE_MARK,
    Failpoint.AFTER_MARK,
    Failpoint.BEFORE_POST,
    Failpoint.AFTER_POST,
    Failpoint.BEFORE_CONFIRM,
    Failpoint.AFTER_CONFIRM,
)


@pytest.fixture
async def bench(storage: Storage, store: WorkspaceStore) -> AsyncIterator[UploadBench]:
    """A sender of uploads and the pretend Slack."""
    async with upload_bench(storage, store) as found:
        yield found


async def test_a_file_for_the_sets_channel(bench: UploadBench) -> None:
    row_id = await bench.schedule(channel=bench.channel)
    await bench.rest()
    (message,) = bench.seen()
    assert message.channel == bench.channel
    assert bench.room.ana.sees().lines(message) == [bench.comment, "[File: Learning session.ics]"]
    row = await row_of(bench.storage, row_id)
    assert (row.state, row.slack_channel, row.slack_file) == ("sent", bench.channel, message.files[0])
    told = {"ok": True, "channel": bench.channel, "files": [{"id": message.files[0]}]}
    assert bench.heard == [("sent", told)]
    assert bench.room.slack.ws.files[message.files[0]].data == INVITATION.data


async def test_a_file_for_one_person_opens_their_direct_messages(bench: UploadBench) -> None:
    await bench.schedule(recipient_id=bench.person)
    await bench.rest()
    (message,) = bench.seen()
    assert message.channel.startswith("D")
    assert bench.room.ben.sees().messages() == []


async def test_a_file_for_nobody_yet_is_handed_on(bench: UploadBench) -> None:
    bench.file, bench.comment = PICTURE, ""
    await bench.schedule()
    await bench.rest()
    assert bench.seen() == []
    (file,) = bench.room.slack.ws.files.values()
    assert file.done
    assert file.alt_txt == PICTURE.alt_text
    assert bench.heard[0][1]["files"] == [{"id": file.id}]


@pytest.mark.parametrize("where", ["channel", "person", "nobody"])
@pytest.mark.parametrize("method", [URL, BYTES, COMPLETE])
async def test_any_fault_at_any_step_leaves_one_file(bench: UploadBench, method: str, where: str) -> None:
    for number, fault in enumerate([*LOST, *NOT_DONE, Fault.LIMITED, Fault.LIMITED_BARE], start=1):
        bench.room.slack.faults.queue(method, fault)
        await bench.schedule(dedupe=f"{fault}", **bench.place(where))
        await bench.rest()
        assert len(bench.seen()) == (0 if where == "nobody" else number), fault
        assert len([file for file in bench.room.slack.ws.files.values() if file.done]) == number, fault
        assert [what for what, _ in bench.heard] == ["sent"] * number, fault


@pytest.mark.parametrize("where", ["channel", "person", "nobody"])
@pytest.mark.parametrize("point", MOMENTS)
async def test_a_death_at_any_moment_leaves_one_file(bench: UploadBench, point: Failpoint, where: str) -> None:
    row_id = await bench.schedule(**bench.place(where))
    bench.killer.arm(point, 1)
    await bench.rest()
    assert bench.killer.point is None, "it never died"
    assert len(bench.seen()) == (0 if where == "nobody" else 1)
    assert len([file for file in bench.room.slack.ws.files.values() if file.done]) == 1
    assert [what for what, _ in bench.heard] == ["sent"]
    assert (await row_of(bench.storage, row_id)).state == "sent"


@pytest.mark.parametrize("method", [URL, BYTES])
async def test_what_nobody_can_see_is_never_in_doubt(bench: UploadBench, method: str) -> None:
    bench.room.slack.faults.queue(method, Fault.UNAVAILABLE_AFTER)
    row_id = await bench.schedule(channel=bench.channel)
    await bench.run()
    row = await row_of(bench.storage, row_id)
    assert (row.attempts, row.ambiguous, row.sending_at) == (1, False, None)


async def test_a_second_completion_is_of_the_same_file_and_its_refusal_means_done(bench: UploadBench) -> None:
    bench.room.slack.faults.queue(COMPLETE, Fault.RESET_AFTER)
    await bench.schedule(channel=bench.channel)
    await bench.rest()
    calls = [record.outcome for record in bench.room.slack.log.of("api") if record.method == COMPLETE]
    assert calls == [Fault.RESET_AFTER.value, "file_not_found"]
    assert len(bench.room.slack.ws.files) == 1


async def test_direct_messages_are_looked_up_so_nothing_is_completed_again(bench: UploadBench) -> None:
    bench.room.slack.faults.queue(COMPLETE, Fault.RESET_AFTER)
    await bench.schedule(recipient_id=bench.person)
    await bench.rest()
    methods = [record.method for record in bench.room.slack.log.of("api")]
    assert methods.count(COMPLETE) == 1
    assert "conversations.history" in methods


@pytest.mark.parametrize("direct", [True, False])
async def test_a_file_that_slack_lost_in_a_long_outage_is_brought_again(bench: UploadBench, direct: bool) -> None:
    bench.room.slack.faults.queue(COMPLETE, Fault.UNAVAILABLE)
    await bench.schedule(**bench.place("person" if direct else "channel"))
    await bench.run()
    bench.room.slack.ws.files.clear()
    bench.room.clock.advance_to(bench.room.clock.now() + timedelta(minutes=11))
    await bench.rest()
    assert len(bench.seen()) == 1


async def test_a_direct_message_that_slack_shows_late_is_waited_for(bench: UploadBench) -> None:
    """Slack completes first and shows the file a while later: no look-up finds it, and no second file goes out."""
    bench.room.slack.faults.queue(COMPLETE, Fault.RESET_AFTER)
    await bench.schedule(recipient_id=bench.person)
    await bench.run()
    (message,) = bench.seen()
    hidden = bench.room.slack.ws.message(message.channel, message.ts)
    assert hidden is not None
    hidden.deleted = True
    upcoming = await bench.sender().next_at()
    assert upcoming is not None
    bench.room.clock.advance_to(upcoming)
    await bench.run()
    assert bench.heard == []
    hidden.deleted = False
    await bench.rest()
    assert len(bench.seen()) == 1
    assert len(bench.room.slack.ws.files) == 1


async def test_a_hook_with_a_bug_uploads_nothing_twice(bench: UploadBench) -> None:
    bench.hook_fails = True
    await bench.schedule()
    await bench.rest()
    assert len(bench.room.slack.ws.files) == 1
    (file_id,) = bench.room.slack.ws.files
    assert bench.heard == [("sent", {"ok": True, "channel": file_id, "files": [{"id": file_id}]})]


@pytest.mark.parametrize("refusal", ["archived", "alt"])
async def test_what_slack_will_never_take_is_given_up_at_once(bench: UploadBench, refusal: str) -> None:
    if refusal == "archived":
        await bench.room.ana.archive(bench.channel)
    else:
        bench.file = type(PICTURE)("a.png", "A", b"x", "a" * 1001)
    await bench.schedule(channel=bench.channel)
    await bench.run()
    assert bench.heard == [("refused", {"archived": "is_archived", "alt": "alt_txt_too_large"}[refusal])]


async def test_a_file_waits_for_its_channels_turn_before_it_is_brought(bench: UploadBench) -> None:
    await bench.schedule(channel=bench.channel)
    await bench.schedule(channel=bench.channel, dedupe="second")
    await bench.rest()
    assert len(bench.room.slack.ws.files) == len(bench.seen()) == 2
    first, second = (float(message.ts) for message in bench.seen())
    assert second - first >= 1.0


async def test_a_message_waits_for_its_picture(bench: UploadBench) -> None:
    bench.file, bench.comment = PICTURE, ""
    await bench.schedule()
    await bench.rest()
    await bench.schedule_picture(bench.heard[0][1]["files"][0]["id"])
    await bench.rest()
    message = bench.room.ana.latest()
    assert bench.room.ana.sees().lines(message) == ["Nothing needs you.", f"[Picture: {PICTURE.alt_text}]"]
    refused = [each.outcome for each in bench.room.slack.log.of("api") if each.method == "chat.postMessage"]
    assert refused == ["invalid_blocks", "ok"]


async def test_a_message_goes_without_a_picture_that_never_comes(bench: UploadBench) -> None:
    await bench.schedule_picture("F0NOWHERE1")
    await bench.rest()
    assert bench.room.ana.sees().lines(bench.room.ana.latest()) == ["Nothing needs you."]
    assert [what for what, _ in bench.heard] == ["sent"]
    waited = bench.room.clock.now() - bench.room.slack.log.records[0].at
    assert waited < timedelta(minutes=15)
