"""conversations.*: making channels, who is in them, and who may be asked in."""

import pytest

from tests.sandbox.world_kit import Room, manifest_with, open_room


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("set-one", "name_taken"),
        ("", "invalid_name_required"),
        ("Set", "invalid_name_specials"),
        ("a set", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
    ],
)
async def test_names_of_channels(room: Room, name: str, error: str) -> None:
    await room.channel(name="set-one")
    assert (await room.call("conversations.create", name=name, is_private=True))["error"] == error


async def test_a_name_stays_taken_while_archived_and_is_free_once_deleted(room: Room) -> None:
    channel = room.slack.ws.channel(await room.channel(name="set-one"))
    room.slack.admin.archive(channel)
    assert (await room.call("conversations.create", name="set-one", is_private=True))["error"] == "name_taken"
    room.slack.admin.delete(channel)
    assert (await room.call("conversations.create", name="set-one", is_private=True))["ok"]


async def test_the_maker_is_the_first_member(room: Room) -> None:
    channel = await room.channel(room.ana)
    listed = await room.call("conversations.members", channel=channel)
    assert listed["members"] == [room.slack.ws.bot_user, room.ana.id]
    shown = (await room.call("conversations.info", channel=channel, include_num_members=True))["channel"]
    assert (shown["is_private"], shown["is_member"], shown["num_members"]) == (True, True, 2)


async def test_each_refused_invitation_names_its_person(room: Room) -> None:
    channel = await room.channel(room.ana)
    ws = room.slack.ws
    gone = room.slack.add_person("gone", deleted=True)
    stranger = room.slack.add_person("stranger", is_stranger=True)
    guest = room.slack.add_person("guest", is_ultra_restricted=True)
    await room.channel(guest, name="elsewhere")
    room.slack.admin.refuse_invites(room.cy.id, "user_is_restricted")
    wanted = [room.ana.id, gone.id, stranger.id, guest.id, room.cy.id, ws.bot_user, "U0NOBODY", room.ben.id]
    codes = [
        "already_in_channel",
        "cant_invite",
        "org_user_not_in_team",
        "ura_max_channels",
        "user_is_restricted",
        "cant_invite_self",
        "user_not_found",
    ]
    refused = await room.call("conversations.invite", channel=channel, users=",".join(wanted))
    assert refused["error"] == "already_in_channel"
    assert [e["error"] for e in refused["errors"]] == codes
    assert room.ben.id not in ws.channel(channel).members
    forced = await room.call("conversations.invite", channel=channel, users=",".join(wanted), force=True)
    assert forced["ok"]
    assert [e["user"] for e in forced["errors"]] == wanted[:-1]
    assert room.ben.id in ws.channel(channel).members


async def test_force_fails_when_nobody_can_come(room: Room) -> None:
    channel = await room.channel(room.ana)
    answer = await room.call("conversations.invite", channel=channel, users=room.ana.id, force=True)
    assert answer["error"] == "already_in_channel"


async def test_kick_and_leave(room: Room) -> None:
    channel = await room.channel(room.ana)
    bot = room.slack.ws.bot_user
    assert (await room.call("conversations.kick", channel=channel, user=bot))["error"] == "cant_kick_self"
    assert (await room.call("conversations.kick", channel=channel, user=room.ben.id))["error"] == "not_in_channel"
    assert (await room.call("conversations.kick", channel=channel, user=room.ana.id))["ok"]
    assert room.ana.sees().channels == []
    assert (await room.call("conversations.leave", channel=channel))["ok"]
    gone = await room.call("conversations.members", channel=channel)
    assert gone["error"] == "channel_not_found"


async def test_a_removal_may_be_refused(room: Room) -> None:
    channel = await room.channel(room.ana, room.ben)
    room.slack.admin.refuse_kicks(room.ana.id, "restricted_action")
    refused = await room.call("conversations.kick", channel=channel, user=room.ana.id)
    assert refused["error"] == "restricted_action"
    assert (await room.call("conversations.kick", channel=channel, user=room.ben.id))["ok"]
    assert (await room.call("conversations.members", channel=channel))["members"][1:] == [room.ana.id]


async def test_strangers_are_told_by_their_team_and_their_channel(room: Room) -> None:
    stranger = room.slack.add_person("stranger", is_stranger=True)
    shown = (await room.call("users.info", user=stranger.id))["user"]
    known = (await room.call("users.info", user=room.ana.id))["user"]
    assert shown["is_stranger"]
    assert shown["team_id"] != known["team_id"]
    channel = await room.channel(room.ana)
    assert not (await room.call("conversations.info", channel=channel))["channel"]["is_ext_shared"]
    await room.ana.invite(channel, stranger.id)
    assert (await room.call("conversations.info", channel=channel))["channel"]["is_ext_shared"]


async def test_opening_direct_messages(room: Room) -> None:
    first = await room.call("conversations.open", users=room.ana.id)
    assert "already_open" not in first
    again = await room.call("conversations.open", users=room.ana.id, return_im=True)
    assert again["already_open"]
    assert again["channel"]["user"] == room.ana.id
    assert (await room.call("conversations.open", channel=first["channel"]["id"]))["no_op"]
    assert (await room.call("conversations.open"))["error"] == "users_list_not_supplied"
    room.slack.admin.deactivate(room.ben.id)
    assert (await room.call("conversations.open", users=room.ben.id))["error"] == "user_disabled"
    assert (await room.call("conversations.open", users=room.slack.ws.bot_user))["error"] == "cannot_dm_bot"
    several = await room.call("conversations.open", users=f"{room.ana.id},{room.cy.id}")
    assert several["error"] == "unmodelled_argument"


async def test_topic_purpose_rename_archive(room: Room) -> None:
    channel = await room.channel(room.ana)
    assert (await room.call("conversations.setTopic", channel=channel, topic="T"))["channel"]["topic"]["value"] == "T"
    assert (await room.call("conversations.setPurpose", channel=channel, purpose="P"))["purpose"] == "P"
    assert (await room.call("conversations.setTopic", channel=channel, topic="x" * 251))["error"] == "too_long"
    renamed = await room.call("conversations.rename", channel=channel, name="set-two")
    assert renamed["channel"]["previous_names"] == ["set-one"]
    assert (await room.call("conversations.rename", channel=channel, name="set-two"))["error"] == "name_taken"
    assert (await room.call("conversations.archive", channel=channel))["ok"]
    assert (await room.call("conversations.archive", channel=channel))["error"] == "already_archived"
    assert (await room.call("conversations.rename", channel=channel, name="z"))["error"] == "is_archived"
    assert (await room.call("conversations.invite", channel=channel, users=room.ben.id))["error"] == "is_archived"


async def test_direct_messages_have_no_members_to_change(room: Room) -> None:
    direct = (await room.call("conversations.open", users=room.ana.id))["channel"]["id"]
    for method, more in (
        ("conversations.archive", {}),
        ("conversations.leave", {}),
        ("conversations.kick", {"user": room.ana.id}),
        ("conversations.invite", {"users": room.ben.id}),
        ("conversations.setTopic", {"topic": "x"}),
    ):
        assert (await room.call(method, channel=direct, **more))["error"] == "method_not_supported_for_channel_type"


async def test_lists_of_channels_want_the_scope_of_each_type(room: Room) -> None:
    channel = await room.channel(room.ana)
    listed = await room.call("conversations.list", types="private_channel")
    assert [c["id"] for c in listed["channels"]] == [channel]
    assert (await room.call("conversations.list"))["needed"] == "channels:read"
    assert (await room.call("conversations.list", types="im"))["needed"] == "im:read"
    assert (await room.call("conversations.list", types="boats"))["error"] == "invalid_types"
    shared = await room.call("users.conversations", types="private_channel", user=room.ana.id)
    assert [c["id"] for c in shared["channels"]] == [channel]
    room.slack.admin.archive(room.slack.ws.channel(channel))
    kept = await room.call("users.conversations", types="private_channel", exclude_archived=True)
    assert kept["channels"] == []


async def test_a_public_channel_wants_other_scopes() -> None:
    room = await open_room(manifest_with("channels:manage", "channels:read"))
    made = await room.call("conversations.create", name="open")
    assert made["channel"]["is_channel"]
    assert (await room.call("conversations.list"))["channels"][0]["name"] == "open"
    await room.ana.join(made["channel"]["id"])
    assert room.ana.sees().channels[0].name == "open"
    await room.close()


async def test_a_channel_may_change_its_id(room: Room) -> None:
    old = await room.channel(room.ana)
    new = room.slack.admin.change_channel_id(room.slack.ws.channel(old))
    assert (await room.call("conversations.info", channel=old))["error"] == "channel_not_found"
    assert (await room.call("conversations.info", channel=new))["ok"]
