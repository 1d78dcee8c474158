"""What the real interface lets people do and not do, in messages and channels."""

import json

import pytest

from sandbox.errors import CannotDo
from tests.sandbox.kit import actions, button, element, field, modal, option
from tests.sandbox.world_kit import Outbox, Room, payload


async def test_pressing_and_choosing_in_messages(room: Room, bot: Outbox) -> None:
    row = actions(
        button(value="1"),
        element("static_select", options=[option(), option("Two", "two")]),
        element("overflow", options=[option(), option("Two", "two")]),
        block_id="row",
    )
    await room.call("chat.postMessage", channel=room.ana.id, text="Ask", blocks=[row])
    message = room.ana.latest("Ask")
    await room.ana.press(message, "done")
    pressed = payload(bot)
    assert (pressed["actions"][0]["value"], pressed["message"]["ts"]) == ("1", message.ts)
    await room.ana.select(message, "static_select", "Two")
    chosen = payload(bot)
    assert chosen["actions"][0]["selected_option"]["value"] == "two"
    assert chosen["state"]["values"]["row"]["static_select"]["selected_option"]["value"] == "two"
    assert chosen["actions"][0]["action_ts"] > pressed["actions"][0]["action_ts"]
    await room.ana.select(message, "overflow", "two")
    assert payload(bot)["actions"][0]["selected_option"]["value"] == "two"
    with pytest.raises(CannotDo, match="use select"):
        await room.ana.press(message, "overflow")


async def test_only_what_is_in_sight_can_be_pressed(room: Room, bot: Outbox) -> None:
    rows = [actions(button(value=n), block_id=f"row-{n}") for n in "12"]
    posted = await room.call("chat.postMessage", channel=room.ana.id, text="Ask", blocks=rows)
    message = room.ana.latest("Ask")
    with pytest.raises(CannotDo, match="does not see"):
        await room.ben.press(message, "done")
    with pytest.raises(CannotDo, match="2 times"):
        await room.ana.press(message, "done")
    with pytest.raises(CannotDo, match="0 buttons"):
        await room.ana.press(message, "done", value="3")
    with pytest.raises(CannotDo, match="there is no other"):
        await room.ana.press(message, "other")
    assert await room.ana.press(message, "done", value="2")
    await room.call("chat.update", channel=posted["channel"], ts=posted["ts"], text="Gone", blocks=[])
    with pytest.raises(CannotDo, match="nothing to press"):
        await room.ana.press(message, "done")
    assert await room.ana.press(message, "done", value="2", stale=True)
    room.slack.admin.deactivate(room.ana.id)
    with pytest.raises(CannotDo, match="deactivated"):
        await room.ana.say("hello")


async def test_an_input_tells_the_app_only_with_dispatch_action(room: Room, bot: Outbox) -> None:
    quiet = field(element("static_select", options=[option()]), block_id="quiet")
    loud = field(element("radio_buttons", options=[option()]), block_id="loud", dispatch_action=True)
    await room.open_modal(modal(quiet, loud))
    await room.ana.select(None, "static_select", "one")
    assert bot.got == []
    await room.ana.fill(None, {"loud": "one"})
    assert payload(bot)["actions"][0]["block_id"] == "loud"
    assert payload(bot)["view"]["state"]["values"]["quiet"]["static_select"]["selected_option"]["value"] == "one"


async def test_commands_and_shortcuts_of_the_manifest_only(room: Room, bot: Outbox) -> None:
    with pytest.raises(CannotDo, match="not a valid command"):
        await room.ana.command("/nothing")
    with pytest.raises(CannotDo, match="no such shortcut"):
        await room.ana.shortcut("keep")
    message = await room.ana.say("keep this")
    await room.slack.settled()
    assert await room.ana.shortcut("keep", message)
    assert payload(bot)["message"]["text"] == "keep this"
    assert await room.ana.shortcut("start")
    assert payload(bot)["type"] == "shortcut"
    kept = room.slack.add_person("kept", is_restricted=True, no_commands=True)
    for act in (kept.command("/als"), kept.shortcut("start")):
        with pytest.raises(CannotDo, match="administrator"):
            await act
    await room.call("chat.postMessage", channel=kept.id, text="Ask", blocks=[actions(button(value="1"))])
    assert await kept.press(kept.latest("Ask"), "done")
    stranger = room.slack.add_person("stranger", is_stranger=True)
    for act in (stranger.command("/als"), stranger.shortcut("start")):
        with pytest.raises(CannotDo, match="another organisation"):
            await act


async def test_what_people_type_is_stored_as_slack_stores_it(room: Room) -> None:
    said = await room.ana.say("a < b & <!channel> @ben @nobody @here http://x.org/?a=1")
    assert said.text == (f"a &lt; b &amp; &lt;!channel&gt; <@{room.ben.id}> @nobody <!here> <http://x.org/?a=1>")


async def test_channels_keep_their_doors(room: Room) -> None:
    private = await room.ana.create_channel("secret", is_private=True)
    with pytest.raises(CannotDo, match="invitation"):
        await room.ben.join(private)
    with pytest.raises(CannotDo, match="not in that channel"):
        await room.ben.say("hello", private)
    with pytest.raises(CannotDo, match="taken"):
        await room.ben.create_channel("secret")
    await room.ana.archive(private)
    with pytest.raises(CannotDo, match="archived"):
        await room.ana.say("hello", private)
    with pytest.raises(CannotDo, match="name_taken"):
        await room.ana.rename(private, "secret")
    with pytest.raises(CannotDo, match="not in that channel"):
        await room.ana.remove(private, room.cy.id)


async def test_people_and_the_app_are_brought_into_a_private_channel(room: Room, bot: Outbox) -> None:
    private = await room.ana.create_channel("ours", is_private=True)
    await room.ana.invite(private, room.ben.id)
    assert bot.got == []
    await room.ben.invite(private, room.slack.ws.bot_user)
    await room.slack.settled()
    joined = json.loads(bot.got[-1][1])["event"]
    assert (joined["type"], joined["user"], joined["inviter"]) == (
        "member_joined_channel",
        room.slack.ws.bot_user,
        room.ben.id,
    )
    members = (await room.call("conversations.members", channel=private.id))["members"]
    assert members == [room.ana.id, room.ben.id, room.slack.ws.bot_user]
    guest = room.slack.add_person("guest", is_restricted=True)
    await room.ana.invite(private, guest.id)
    with pytest.raises(CannotDo, match="guests invite nobody"):
        await guest.invite(private, room.cy.id)
    room.slack.admin.deactivate(room.cy.id)
    with pytest.raises(CannotDo, match="nobody can be invited"):
        await room.ana.invite(private, room.cy.id)


async def test_buttons_in_an_ephemeral_message_in_a_channel(room: Room, bot: Outbox) -> None:
    channel = await room.channel(room.ana, room.ben)
    row = [actions(button(value="1"), element("overflow", options=[option(), option("Two", "two")]))]
    await room.call("chat.postEphemeral", channel=channel, user=room.ana.id, text="Just for you", blocks=row)
    message = room.ana.latest("Just for you", channel=channel)
    with pytest.raises(CannotDo, match="does not see"):
        await room.ben.press(message, "done")
    assert await room.ana.press(message, "done")
    pressed = payload(bot)
    assert pressed["container"]["is_ephemeral"]
    assert "message" not in pressed
    assert await room.ana.select(message, "overflow", "two")
    async with room.session.post(payload(bot)["response_url"], json={"delete_original": True}) as response:
        assert response.status == 200
    with pytest.raises(CannotDo, match="sees no message"):
        room.ana.latest("Just for you")


async def test_nobody_edits_what_others_wrote(room: Room) -> None:
    await room.call("chat.postMessage", channel=room.ana.id, text="mine")
    with pytest.raises(CannotDo, match="not ana's"):
        await room.ana.edit(room.ana.latest("mine"), "theirs")
    with pytest.raises(CannotDo, match="sees no message"):
        room.ben.latest("mine")


async def test_what_somebody_sees_stays_as_it_was(room: Room) -> None:
    before = room.ana.sees()
    await room.ana.say("later")
    assert before.messages() == []
    assert room.ana.sees().text() != before.text()
