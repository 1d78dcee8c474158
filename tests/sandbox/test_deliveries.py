"""Events and interactions on their way to the bot: signatures, retries on the simulated clock, faults."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from tests.sandbox.kit import Json, actions, button
from tests.sandbox.world_kit import MANIFEST, Outbox, Room, open_room


def events(bot: Outbox) -> list[Json]:
    return [json.loads(body)["event"] for headers, body in bot.got if "json" in headers["Content-Type"]]


def words(bot: Outbox) -> list[str]:
    return [str(e.get("text")) for e in events(bot)]


async def test_requests_are_signed_with_the_real_time(room: Room, bot: Outbox) -> None:
    await room.ana.say("hello")
    await room.slack.settled()
    headers, body = bot.got[0]
    stamp = headers["X-Slack-Request-Timestamp"]
    assert abs(int(stamp) - time.time()) < 60
    secret = room.slack.signing_secret.encode()
    expected = hmac.new(secret, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={expected}"
    assert "X-Slack-Retry-Num" not in headers


async def test_the_url_must_echo_the_challenge(room: Room) -> None:
    async def wrong(request: web.Request) -> web.Response:
        return web.Response(text="hm")

    app = web.Application()
    app.router.add_post("/", wrong)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with pytest.raises(ConnectionError, match="challenge"):
        await room.slack.connect_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await runner.cleanup()


@pytest.mark.parametrize("answer", [web.Response(status=500), 0.6])
async def test_events_come_again_at_once_after_a_minute_and_after_five(
    room: Room, bot: Outbox, answer: web.Response | float
) -> None:
    reason = "http_timeout" if isinstance(answer, float) else "http_error"
    bot.answers = [answer, web.Response(status=500), web.Response(status=404), web.Response(status=500)]
    await room.ana.say("hello")
    await room.slack.settled()
    assert len(bot.got) == 2
    room.clock.advance(timedelta(minutes=1))
    await room.slack.settled()
    assert len(bot.got) == 3
    assert room.slack.next_wake() == room.clock.now() + timedelta(minutes=5)
    room.clock.advance(timedelta(minutes=5))
    await room.slack.settled()
    assert [h.get("X-Slack-Retry-Num") for h, _ in bot.got] == [None, "1", "2", "3"]
    assert bot.got[1][0]["X-Slack-Retry-Reason"] == reason
    assert len({json.loads(b)["event_id"] for _, b in bot.got}) == 1
    assert room.slack.next_wake() is None
    assert [d.name for d in room.slack.courier.lost] == ["message"]


async def test_no_retry_header_ends_it(room: Room, bot: Outbox) -> None:
    bot.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await room.ana.say("hello")
    await room.slack.settled()
    assert len(bot.got) == 1
    assert room.slack.next_wake() is None


async def test_only_subscribed_events_come() -> None:
    manifest = json.loads(json.dumps(MANIFEST))
    manifest["settings"]["event_subscriptions"]["bot_events"] = ["app_home_opened"]
    room = await open_room(manifest)
    bot = Outbox()
    await bot.start()
    await room.slack.connect_http(bot.url)
    await room.ana.say("hello")
    await room.ana.open_home()
    await room.slack.settled()
    assert [e["type"] for e in events(bot)] == ["app_home_opened"]
    await bot.close()
    await room.close()


async def test_what_people_do_to_channels_comes_as_events(room: Room, bot: Outbox) -> None:
    channel = await room.channel(room.ana)
    await room.ana.invite(channel, room.ben.id)
    await room.ben.leave(channel)
    await room.ana.rename(channel, "set-two")
    await room.ana.archive(channel)
    ws = room.slack.ws
    room.slack.admin.change_channel_id(ws.channel(channel))
    new = next(c for c in ws.channels.values() if c.name == "set-two")
    room.slack.admin.unarchive(new)
    await room.ana.remove(new, ws.bot_user)
    room.slack.admin.change(room.ana.id, tz="Europe/Paris")
    room.slack.admin.announce(room.slack.add_person("dee").user)
    room.slack.admin.uninstall()
    await room.slack.settled()
    assert [e["type"] for e in events(bot)] == [
        "member_joined_channel",
        "member_joined_channel",
        "member_left_channel",
        "group_rename",
        "group_archive",
        "channel_id_changed",
        "group_unarchive",
        "group_left",
        "user_change",
        "team_join",
        "tokens_revoked",
        "app_uninstalled",
    ]
    assert events(bot)[0]["inviter"] == ws.bot_user
    assert events(bot)[8]["user"]["tz"] == "Europe/Paris"


async def test_the_app_hears_nothing_of_channels_it_is_not_in(room: Room, bot: Outbox) -> None:
    channel = await room.ana.create_channel("secret", is_private=True)
    await room.ana.invite(channel, room.ben.id)
    await room.ana.archive(channel)
    await room.slack.settled()
    assert bot.got == []


async def test_edits_and_deletions_in_direct_messages_come_as_events(room: Room, bot: Outbox) -> None:
    message = await room.ana.say("one")
    await room.ana.edit(message, "two")
    await room.ana.delete(message)
    await room.slack.settled()
    assert [e.get("subtype") for e in events(bot)] == [None, "message_changed", "message_deleted"]
    assert events(bot)[1]["previous_message"]["text"] == "one"
    assert events(bot)[1]["message"]["text"] == "two"


async def test_events_duplicated_delayed_and_shuffled(room: Room, bot: Outbox) -> None:
    room.slack.faults.duplicate(copies=2)
    await room.ana.say("twice more")
    await room.slack.settled()
    assert words(bot) == ["twice more"] * 3
    assert len({json.loads(b)["event_id"] for _, b in bot.got}) == 1
    bot.got.clear()
    room.slack.faults.delay(timedelta(minutes=2))
    await room.ana.say("late")
    await room.ana.say("on time")
    await room.slack.settled()
    room.clock.advance(timedelta(minutes=2))
    await room.slack.settled()
    assert words(bot) == ["on time", "late"]
    bot.got.clear()
    room.slack.faults.shuffle(timedelta(minutes=1), times=6)
    for n in range(6):
        await room.ana.say(str(n))
    while (due := room.slack.next_wake()) is not None:
        room.clock.advance_to(due)
        await room.slack.settled()
    assert sorted(words(bot)) == list("012345")
    assert words(bot) != list("012345")


async def test_interactions_are_not_retried_and_failing_ones_are_seen(room: Room, bot: Outbox) -> None:
    bot.answers = [web.Response(status=500), 0.6]
    assert not await room.ana.command("/als", "action")
    assert not await room.ana.command("/als", "action")
    assert len(bot.got) == 2
    assert [e.text for e in room.slack.visible_errors] == [
        '/als failed with the error "dispatch_failed"',
        '/als failed with the error "operation_timeout"',
    ]
    assert room.slack.next_wake() is None


async def test_an_interaction_can_come_twice_word_for_word(room: Room, bot: Outbox) -> None:
    room.slack.faults.repeat_interaction()
    await room.ana.command("/als", "action")
    await room.slack.settled()
    assert len(bot.got) == 2
    assert bot.got[0][1] == bot.got[1][1]


async def test_response_urls_five_times_in_thirty_minutes(room: Room, bot: Outbox) -> None:
    await room.ana.command("/als", "action")
    url = parse_qs(bot.got[0][1])["response_url"][0]

    async def use(**body: object) -> int:
        async with room.session.post(url, json=body) as response:
            return response.status

    assert await use(text="private") == 200
    assert await use(text="for all", response_type="in_channel") == 200
    assert await use(text="x", sparkle=True) == 400
    assert [await use(text="x") for _ in range(4)] == [200, 200, 200, 404]
    await room.ana.command("/als", "again")
    url = parse_qs(bot.got[-1][1])["response_url"][0]
    room.clock.advance(timedelta(minutes=30))
    assert await use(text="late") == 404
    assert [m.to for m in room.ana.sees().direct][:2] == [room.ana.id, None]
    assert sum(t.name == "actions" for t in room.slack.log.traffic) == 8


async def test_response_urls_replace_and_delete_what_was_pressed(room: Room, bot: Outbox) -> None:
    row = actions(button(), block_id="row")
    await room.call(
        "chat.postEphemeral", channel=await room.channel(room.ana), user=room.ana.id, text="A", blocks=[row]
    )
    await room.ana.press(room.ana.latest("A"), "done")
    payload = json.loads(parse_qs(bot.got[-1][1])["payload"][0])
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    async with room.session.post(payload["response_url"], json={"text": "B", "replace_original": True}) as response:
        assert response.status == 200
    assert room.ana.latest().text == "B"
    async with room.session.post(payload["response_url"], json={"delete_original": True}) as response:
        assert await response.text() == "ok"
    assert room.ana.sees().channels[0].messages == []


async def test_without_a_bot_people_are_told_and_events_are_lost_after_all_retries(room: Room) -> None:
    await room.ana.say("anybody?")
    assert not await room.ana.command("/als")
    await room.slack.settled()
    for minutes in (1, 5):
        room.clock.advance(timedelta(minutes=minutes))
        await room.slack.settled()
    assert len(room.slack.courier.lost) == 1
    assert {r.outcome for r in room.slack.log.of("delivery")} == {"connection_failed"}
