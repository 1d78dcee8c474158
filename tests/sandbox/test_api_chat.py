"""chat.*, history and threads."""

import pytest

from tests.sandbox.kit import actions, button, section
from tests.sandbox.world_kit import Room, manifest_with, open_room

METADATA = {"event_type": "delivery", "event_payload": {"id": "d-1"}}


async def test_a_message_to_a_person_lands_in_their_direct_messages(room: Room) -> None:
    answer = await room.call("chat.postMessage", channel=room.ana.id, text="Hello", metadata=METADATA)
    assert answer["channel"].startswith("D")
    assert answer["message"]["bot_id"] == room.slack.ws.bot_id
    assert [m.text for m in room.ana.sees().direct] == ["Hello"]
    assert room.ben.sees().direct == []
    record = room.slack.log.of("message")[0]
    assert (record.delivery_id, record.seen_by, record.outcome) == ("d-1", (room.ana.id,), "posted")


async def test_where_a_bot_may_post(room: Room) -> None:
    private = await room.ben.create_channel("secret", is_private=True)
    public = await room.ben.create_channel("open")
    mine = await room.channel(room.ana)
    nowhere = "channel_not_found"
    for channel, error in ((private.id, nowhere), (public.id, "not_in_channel"), ("C0NO", nowhere)):
        assert (await room.call("chat.postMessage", channel=channel, text="x"))["error"] == error
    room.slack.admin.archive(room.slack.ws.channel(mine))
    assert (await room.call("chat.postMessage", channel=mine, text="x"))["error"] == "is_archived"
    room.slack.admin.deactivate(room.cy.id)
    assert (await room.call("chat.postMessage", channel=room.cy.id, text="x"))["error"] == "channel_not_found"


async def test_texts_have_a_length(room: Room) -> None:
    assert (await room.call("chat.postMessage", channel=room.ana.id))["error"] == "no_text"
    assert (await room.call("chat.postMessage", channel=room.ana.id, text="x" * 4001))["error"] == "msg_too_long"
    assert (await room.call("chat.postMessage", channel=room.ana.id, text="x" * 4000))["ok"]


@pytest.mark.parametrize("metadata", [{"event_type": "x"}, {"event_type": "x", "event_payload": {}, "more": 1}, []])
async def test_metadata_has_a_form(room: Room, metadata: object) -> None:
    answer = await room.call("chat.postMessage", channel=room.ana.id, text="x", metadata=metadata)
    assert answer["error"].startswith("invalid_metadata_")


async def test_metadata_is_shown_only_when_asked_for(room: Room) -> None:
    posted = await room.call("chat.postMessage", channel=room.ana.id, text="x", metadata=METADATA)
    plain = await room.call("conversations.history", channel=posted["channel"])
    assert "metadata" not in plain["messages"][0]
    full = await room.call("conversations.history", channel=posted["channel"], include_all_metadata=True)
    assert full["messages"][0]["metadata"] == METADATA


async def test_ts_are_unique_and_grow_while_the_clock_stands(room: Room) -> None:
    stamps = [(await room.call("chat.postMessage", channel=room.ana.id, text="x"))["ts"] for _ in range(3)]
    assert stamps == ["1778745600.000000", "1778745600.000001", "1778745600.000002"]


async def test_history_between_times_and_by_pages(room: Room) -> None:
    room.slack.rates.on = False
    posted = [await room.call("chat.postMessage", channel=room.ana.id, text=str(n)) for n in range(5)]
    channel, stamps = posted[0]["channel"], [p["ts"] for p in posted]

    async def texts(**arguments: object) -> list[str]:
        answer = await room.call("conversations.history", channel=channel, **arguments)
        return [m["text"] for m in answer["messages"]]

    assert await texts() == ["4", "3", "2", "1", "0"]
    assert await texts(oldest=stamps[2]) == ["4", "3"]
    assert await texts(oldest=stamps[2], inclusive=True) == ["4", "3", "2"]
    assert await texts(latest=stamps[2]) == ["1", "0"]
    assert await texts(oldest="1778745599") == ["4", "3", "2", "1", "0"]
    first = await room.call("conversations.history", channel=channel, limit=2)
    assert first["has_more"]
    assert await texts(limit=2, cursor=first["response_metadata"]["next_cursor"]) == ["2", "1"]


async def test_threads(room: Room) -> None:
    parent = await room.call("chat.postMessage", channel=room.ana.id, text="parent")
    channel = parent["channel"]
    reply = await room.ana.say("reply", thread_ts=parent["ts"])
    await room.call("chat.postMessage", channel=channel, text="second", thread_ts=reply.ts)
    history = await room.call("conversations.history", channel=channel)
    assert [m["text"] for m in history["messages"]] == ["parent"]
    replies = await room.call("conversations.replies", channel=channel, ts=parent["ts"])
    assert [m["text"] for m in replies["messages"]] == ["parent", "reply", "second"]
    assert replies["messages"][1]["parent_user_id"] == room.slack.ws.bot_user
    lost = await room.call("chat.postMessage", channel=channel, text="x", thread_ts="1.0")
    assert lost["error"] == "thread_not_found"
    assert (await room.call("conversations.replies", channel=channel, ts="1.0"))["error"] == "thread_not_found"


async def test_update_keeps_blocks_that_are_not_sent(room: Room) -> None:
    blocks = [section("Old"), actions(button(), block_id="row")]
    posted = await room.call("chat.postMessage", channel=room.ana.id, text="Old", blocks=blocks)
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    kept = await room.call("chat.update", **place, text="New")
    assert len(kept["message"]["blocks"]) == 2
    gone = await room.call("chat.update", **place, text="Newer", blocks=[])
    assert "blocks" not in gone["message"]
    assert room.ana.latest().edits == ["Old", "New"]


async def test_update_keeps_metadata_unless_it_is_sent(room: Room) -> None:
    posted = await room.call("chat.postMessage", channel=room.ana.id, text="x", metadata=METADATA)
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    assert (await room.call("chat.update", **place, text="y"))["message"]["metadata"] == METADATA
    assert "metadata" not in (await room.call("chat.update", **place, text="z", metadata={}))["message"]


async def test_update_and_delete_only_ones_own(room: Room) -> None:
    said = await room.ana.say("mine")
    place = {"channel": said.channel, "ts": said.ts}
    assert (await room.call("chat.update", **place, text="x"))["error"] == "cant_update_message"
    assert (await room.call("chat.delete", **place))["error"] == "cant_delete_message"
    posted = await room.call("chat.postMessage", channel=said.channel, text="x")
    own = {"channel": said.channel, "ts": posted["ts"]}
    assert (await room.call("chat.delete", **own))["ok"]
    assert (await room.call("chat.update", **own, text="x"))["error"] == "message_not_found"
    assert [m.text for m in room.ana.sees().direct] == ["mine"]


async def test_nothing_is_edited_in_an_archived_channel(room: Room) -> None:
    channel = await room.channel(room.ana)
    posted = await room.call("chat.postMessage", channel=channel, text="x")
    await room.ana.archive(channel)
    answer = await room.call("chat.update", channel=channel, ts=posted["ts"], text="y")
    assert answer["error"] == "is_inactive"


async def test_an_ephemeral_message_is_for_one_person_and_not_in_history() -> None:
    room = await open_room(manifest_with("groups:history"))
    channel = await room.channel(room.ana, room.ben)
    answer = await room.call("chat.postEphemeral", channel=channel, user=room.ana.id, text="For you")
    assert answer["message_ts"]
    assert "For you" in room.ana.sees().text()
    assert "For you" not in room.ben.sees().text()
    history = await room.call("conversations.history", channel=channel)
    assert history["messages"] == []
    refused = await room.call("chat.postEphemeral", channel=channel, user=room.cy.id, text="x")
    assert refused["error"] == "user_not_in_channel"
    await room.close()


async def test_live_mentions_stand_in_the_log(room: Room) -> None:
    channel = await room.channel(room.ana)
    await room.call("chat.postMessage", channel=channel, text="hello <!channel>")
    await room.call("chat.postMessage", channel=channel, text="hello &lt;!channel&gt;")
    assert [r.mentions for r in room.slack.log.of("message")] == [("<!channel>",), ()]
