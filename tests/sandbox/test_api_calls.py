"""The way of a call: tokens, scopes, arguments in three encodings, and what is not modelled fails by name."""

import aiohttp
import pytest

from sandbox.web import methods
from tests.sandbox.kit import Json, modal, section
from tests.sandbox.world_kit import Room


async def raw_call(room: Room, method: str, *, token: str | None = None, **how: object) -> Json:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with room.session.post(room.slack.api_url + method, headers=headers, **how) as response:  # type: ignore[arg-type]
        found: Json = await response.json()
        return found


async def test_tokens_are_told_apart(room: Room) -> None:
    assert (await raw_call(room, "auth.test"))["error"] == "not_authed"
    assert (await raw_call(room, "auth.test", token="xoxb-wrong"))["error"] == "invalid_auth"
    assert (await raw_call(room, "auth.test", token=room.slack.app_token))["error"] == "not_allowed_token_type"
    assert (await raw_call(room, "auth.test", token=room.slack.bot_token))["ok"]
    assert (await raw_call(room, "auth.test", data={"token": room.slack.bot_token}))["ok"]
    opened = await raw_call(room, "apps.connections.open", token=room.slack.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")


async def test_an_uninstalled_app_may_call_nothing(room: Room) -> None:
    room.slack.admin.uninstall()
    assert (await room.call("auth.test"))["error"] == "account_inactive"
    room.slack.admin.revoke_token()
    assert (await room.call("auth.test"))["error"] == "token_revoked"


async def test_json_form_and_query_all_count(room: Room) -> None:
    token = room.slack.bot_token
    for how in (
        {"json": {"user": room.ana.id, "include_locale": True}},
        {"data": {"user": room.ana.id, "include_locale": "1"}},
        {"params": {"user": room.ana.id, "include_locale": "true"}},
    ):
        answer = await raw_call(room, "users.info", token=token, **how)
        assert answer["user"]["locale"] == "en-GB"


async def test_unreadable_bodies_are_refused(room: Room) -> None:
    json_type = {"Content-Type": "application/json", "Authorization": f"Bearer {room.slack.bot_token}"}
    url = room.slack.api_url + "auth.test"
    for body, error in ((b"{", "invalid_json"), (b"[]", "json_not_object"), (b"\xff", "invalid_charset")):
        async with room.session.post(url, data=body, headers=json_type) as response:
            assert (await response.json())["error"] == error
    async with room.session.post(url, data=b"x", headers={"Content-Type": "text/xml"}) as response:
        assert (await response.json())["error"] == "invalid_post_type"


async def test_what_is_not_modelled_fails_by_name(room: Room) -> None:
    assert (await room.call("reminders.add", text="x"))["error"] == "unknown_method"
    answer = await room.call("chat.postMessage", channel=room.ana.id, text="x", icon_emoji=":cat:")
    assert (answer["error"], answer["argument"]) == ("unmodelled_argument", "icon_emoji")
    assert room.slack.refusals == [
        "unknown_method: reminders.add",
        "unmodelled_argument: chat.postMessage icon_emoji",
    ]


async def test_missing_and_mistyped_arguments_are_named(room: Room) -> None:
    assert (await room.call("users.info"))["argument"] == "user"
    answer = await room.call("files.getUploadURLExternal", filename="a.png", length="many")
    assert (answer["error"], answer["argument"]) == ("invalid_arguments", "length")
    assert (await room.call("users.info", user="U0NOBODY"))["error"] == "user_not_found"


async def test_scopes_come_from_the_manifest(room: Room) -> None:
    channel = await room.channel(room.ana)
    refused = await room.call("conversations.history", channel=channel)
    assert (refused["error"], refused["needed"]) == ("missing_scope", "groups:history")
    assert "im:history" in refused["provided"].split(",")
    direct = (await room.call("conversations.open", users=room.ana.id))["channel"]["id"]
    assert (await room.call("conversations.history", channel=direct))["ok"]
    assert (await room.call("conversations.create", name="open"))["needed"] == "channels:manage"


async def test_auth_test_tells_who_we_are(room: Room) -> None:
    answer = await room.call("auth.test")
    assert answer["user_id"] == room.slack.ws.bot_user
    assert answer["team_id"] == room.slack.ws.team_id


async def test_every_call_stands_in_the_log_with_its_latency(room: Room) -> None:
    await room.call("auth.test")
    await room.call("users.info", user="U0NOBODY")
    assert [(r.method, r.outcome) for r in room.slack.log.of("api")] == [
        ("auth.test", "ok"),
        ("users.info", "user_not_found"),
    ]
    traffic = [t for t in room.slack.log.traffic if t.direction == "in"]
    assert len(traffic) == 2
    assert all(0 <= t.latency_s < 5 for t in traffic)
    assert "U0NOBODY" in traffic[1].request


async def test_upload_in_three_steps(room: Room) -> None:
    data = b"\x89PNG"
    direct = (await room.call("conversations.open", users=room.ana.id))["channel"]["id"]
    done = await room.client.files_upload_v2(
        content=data, filename="plan.png", title="Plan", alt_txt="A plan", channel=direct
    )
    assert done["files"][0]["alt_txt"] == "A plan"
    assert room.ana.sees().direct[-1].files == [done["files"][0]["id"]]
    step = await room.call("files.getUploadURLExternal", filename="b.png", length=3)
    async with room.session.post(step["upload_url"], data=b"four") as response:
        assert (response.status, await response.text()) == (400, "length_mismatch")
    unfinished = await room.call("files.completeUploadExternal", files=[{"id": step["file_id"]}])
    assert unfinished["error"] == "file_not_found"


async def uploaded(room: Room, name: str, alt_txt: str | None = None) -> str:
    """A file whose bytes are there and which is not completed."""
    step = await room.call("files.getUploadURLExternal", filename=name, length=1, alt_txt=alt_txt)
    async with room.session.post(step["upload_url"], data=b"x") as response:
        assert response.status == 200
    return str(step["file_id"])


async def test_a_file_is_completed_once_and_in_a_conversation(room: Room) -> None:
    files = [{"id": await uploaded(room, "date.ics"), "title": "Date"}]
    for nowhere in (room.ana.id, "C0NOBODY00"):
        answer = await room.call("files.completeUploadExternal", files=files, channel_id=nowhere)
        assert answer["error"] == ("invalid_arguments" if nowhere == room.ana.id else "channel_not_found")
    channel = await room.channel(room.ana)
    unknown = await room.call("files.completeUploadExternal", files=files, channel_id=channel, thread_ts="1.000001")
    assert unknown["error"] == "thread_not_found"
    assert room.ana.sees().messages() == []
    assert (await room.call("files.completeUploadExternal", files=files, channel_id=channel))["ok"]
    again = await room.call("files.completeUploadExternal", files=files, channel_id=channel)
    assert again["error"] == "file_not_found"
    assert len(room.ana.sees().messages()) == 1
    long = await room.call("files.getUploadURLExternal", filename="a.png", length=1, alt_txt="a" * 1001)
    assert long["error"] == "alt_txt_too_large"


async def test_a_shared_file_is_seen_by_title_and_a_picture_by_its_alt_text(room: Room) -> None:
    channel = await room.channel(room.ana)
    direct = (await room.call("conversations.open", users=room.ana.id))["channel"]["id"]
    for place, name, alt, words in (
        (channel, "date.ics", None, "For your calendar"),
        (direct, "a.png", "All is well", ""),
    ):
        files = [{"id": await uploaded(room, name, alt), "title": "Learning session.ics"}]
        await room.call("files.completeUploadExternal", files=files, channel_id=place, initial_comment=words)
    sight = room.ana.sees()
    assert sight.lines(sight.channels[0].messages[-1]) == ["For your calendar", "[File: Learning session.ics]"]
    assert sight.lines(sight.direct[-1]) == ["[Picture: All is well]"]
    assert "[File: Learning session.ics]" in sight.text()
    assert room.ben.sees().text() == ""
    history = await room.call("conversations.history", channel=direct)
    assert history["messages"][0]["files"][0]["alt_txt"] == "All is well"


async def test_a_block_shows_a_picture_once_slack_is_ready(room: Room) -> None:
    async def show(file_id: str) -> Json:
        picture = {"type": "image", "slack_file": {"id": file_id}, "alt_text": "All is well"}
        return await room.call("chat.postMessage", channel=room.ana.id, text="x", blocks=[picture])

    picture, calendar = await uploaded(room, "week.png"), await uploaded(room, "date.ics")
    refused = await show(picture)
    assert refused["error"] == "invalid_blocks"
    assert "invalid slack file [json-pointer:/blocks/0/slack_file]" in refused["errors"]
    await room.call("files.completeUploadExternal", files=[{"id": picture}, {"id": calendar}])
    assert (await show(picture))["error"] == "invalid_blocks"
    room.clock.advance_to(room.clock.now() + room.slack.settings.file_processing)
    assert (await show(picture))["ok"]
    assert (await show(calendar))["error"] == "invalid_blocks"
    assert room.ana.sees().lines(room.ana.latest()) == ["[Picture: All is well]"]


async def test_users_are_listed_by_pages(room: Room) -> None:
    first = await room.call("users.list", limit=2)
    assert len(first["members"]) == 2
    rest = await room.call("users.list", limit=100, cursor=first["response_metadata"]["next_cursor"])
    names = [m["name"] for m in first["members"] + rest["members"]]
    assert sorted(names) == ["ana", "ben", "cy", "slackbot", "testbot"]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert (await room.call("users.list", cursor="junk"))["error"] == "invalid_cursor"
    assert (await room.call("users.list", limit=0))["error"] == "invalid_limit"


async def test_what_users_info_shows(room: Room) -> None:
    guest = room.slack.add_person("gus", is_ultra_restricted=True)
    shown = (await room.call("users.info", user=guest.id))["user"]
    assert shown["is_restricted"]
    assert shown["is_ultra_restricted"]
    assert "locale" not in shown
    cy = (await room.call("users.info", user=room.cy.id))["user"]
    assert (cy["tz"], cy["tz_offset"]) == ("Australia/Lord_Howe", 37800)
    assert "email" not in (await room.call("users.info", user=room.ana.id))["user"]["profile"]
    slackbot = (await room.call("users.info", user="USLACKBOT"))["user"]
    assert slackbot["is_bot"] is False
    room.slack.admin.deactivate(room.cy.id)
    assert (await room.call("users.info", user=room.cy.id))["user"]["deleted"]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (None, (False, 1, 1)),
        # 09:00 on 14 May in London: the window 22:00 to 08:00 comes tonight.
        (("22:00", "08:00"), (True, 1778792400, 1778828400)),
        # One that is running began yesterday.
        (("20:00", "10:00"), (True, 1778698800, 1778749200)),
    ],
)
async def test_scheduled_do_not_disturb(
    room: Room, window: tuple[str, str] | None, expected: tuple[bool, int, int]
) -> None:
    room.slack.admin.change(room.ana.id, dnd=window)
    answer = await room.call("dnd.info", user=room.ana.id)
    assert (answer["dnd_enabled"], answer["next_dnd_start_ts"], answer["next_dnd_end_ts"]) == expected


async def test_bad_blocks_are_refused_with_the_linters_words(room: Room) -> None:
    answer = await room.call("chat.postMessage", channel=room.ana.id, text="x", blocks=[section("x" * 3001)])
    assert answer["error"] == "invalid_blocks"
    assert "3000" in answer["response_metadata"]["messages"][0]
    trigger = room.command_trigger(room.ana)
    refused = await room.call("views.open", trigger_id=trigger, view=modal(section("x" * 3001)))
    assert not refused["ok"]


def test_the_modelled_methods_are_these() -> None:
    assert len(methods()) == 30


async def test_the_server_listens_on_loopback_only_and_stops_twice(room: Room) -> None:
    assert room.slack.api_url.startswith("http://127.0.0.1:")
    assert room.slack.api_url.endswith("/api/")
    await room.slack.stop()
    await room.slack.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await room.client.auth_test()
