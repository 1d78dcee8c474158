"""Everything we send and answer holds to Slack's published shapes: no key of our own, every type theirs.

The samples are not part of this project; where they are absent these tests say so. What matters most in them is also
held by the tests beside this one, which never skip.
"""

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.sandbox.kit import Json, actions, button, home, modal, section
from tests.sandbox.world_kit import Outbox, Room, manifest_with, open_room, payload

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "slack"
# Free-form parts: the app's own words, or keyed by ids.
FREE = {"blocks", "state", "event_payload"}
# Keys that Slack's pages show and the samples of its Java SDK leave out.
ALSO = {
    "blocks",  # of a view, in events and interaction payloads: docs.slack.dev/reference/interaction-payloads
}


def sample(folder: str, name: str) -> Json:
    """One of Slack's samples; skips the test where they are absent."""
    path = SAMPLES / folder / f"{name}.json"
    if not path.exists():
        pytest.skip("Slack's samples are not here (../shared/slack)")
    found: Json = json.loads(path.read_text())
    return found


def strays(ours: object, theirs: object, where: str = "") -> list[str]:
    """Keys of ours that the sample lacks, and values of another type."""
    if ours is None:
        return []
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = []
        for key, value in ours.items():
            if key in theirs and key not in FREE:
                found += strays(value, theirs[key], f"{where}.{key}")
            elif key not in theirs and key not in ALSO:
                found.append(f"{where}.{key} is not in the sample")
        return found
    if isinstance(ours, list) and isinstance(theirs, list):
        return [s for item in ours for s in strays(item, theirs[0] if theirs else item, f"{where}[]")]
    if type(ours) is not type(theirs):
        return [f"{where} is {type(ours).__name__}, in the sample {type(theirs).__name__}"]
    return []


def test_a_stray_is_found() -> None:
    theirs = {"id": "", "list": [{"n": 1}]}
    assert strays({"id": None, "list": [{"n": 2}]}, theirs) == []
    assert strays({"id": 1, "new": 1, "list": [{"n": "2"}]}, theirs) == [
        ".id is int, in the sample str",
        ".new is not in the sample",
        ".list[].n is str, in the sample int",
    ]


async def answers(room: Room) -> dict[str, Json]:
    """One good answer of every method that has a sample."""
    row = actions(button(), block_id="row")
    found = {"auth.test": await room.call("auth.test"), "users.list": await room.call("users.list")}
    asked: dict[str, Json] = {
        "users.info": {"user": room.ana.id, "include_locale": True},
        "dnd.info": {"user": room.ana.id},
        "conversations.open": {"users": room.ana.id, "return_im": True},
        "conversations.create": {"name": "set-one", "is_private": True},
    }
    for method, more in asked.items():
        found[method] = await room.call(method, **more)
    channel = found["conversations.create"]["channel"]["id"]
    place = {"channel": channel}
    found["conversations.invite"] = await room.call("conversations.invite", **place, users=room.ana.id)
    found["conversations.members"] = await room.call("conversations.members", **place)
    found["conversations.setTopic"] = await room.call("conversations.setTopic", **place, topic="T")
    metadata = {"event_type": "delivery", "event_payload": {"id": "d"}}
    posted = await room.call("chat.postMessage", **place, text="x", blocks=[row], metadata=metadata)
    found["chat.postMessage"] = posted
    found["chat.update"] = await room.call("chat.update", **place, ts=posted["ts"], text="y")
    found["chat.postEphemeral"] = await room.call("chat.postEphemeral", **place, user=room.ana.id, text="x")
    found["views.open"] = await room.open_modal(modal(section()))
    inside = room.slack.world.new_trigger(room.ana.id, found["views.open"]["view"]["id"])
    found["views.push"] = await room.call("views.push", trigger_id=inside, view=modal(section()))
    top = found["views.push"]["view"]["id"]
    found["views.update"] = await room.call("views.update", view_id=top, view=modal(section()))
    found["views.publish"] = await room.call("views.publish", user_id=room.ana.id, view=home(section()))
    step = await room.call("files.getUploadURLExternal", filename="a.png", length=1, alt_txt="A")
    found["files.getUploadURLExternal"] = step
    async with room.session.post(step["upload_url"], data=b"x"):
        pass
    done = await room.call("files.completeUploadExternal", files=[{"id": step["file_id"]}], channel_id=channel)
    found["files.completeUploadExternal"] = done
    return found


async def test_answers_hold_to_slacks_shapes() -> None:
    room = await open_room(manifest_with("users:read.email"))
    found = await answers(room)
    await room.close()
    assert [name for name, answer in found.items() if not answer["ok"]] == []
    bad = {name: strays(answer, sample("responses", name)) for name, answer in found.items()}
    assert {name: s for name, s in bad.items() if s} == {}


async def acts(room: Room, bot: Outbox) -> dict[str, Json]:
    """One payload of every kind that has a sample."""
    found: dict[str, Json] = {}
    await room.ana.command("/als", "action")
    found["SlashCommandPayload"] = {k: v[0] for k, v in parse_qs(bot.got[-1][1]).items()}
    await room.open_modal(modal(section(accessory=button()), notify_on_close=True))
    await room.ana.press(None, "done")
    found["BlockActionPayload"] = payload(bot)
    await room.ana.submit()
    found["ViewSubmissionPayload"] = payload(bot)
    await room.open_modal(modal(section(), notify_on_close=True))
    await room.ana.close_view()
    found["ViewClosedPayload"] = payload(bot)
    await room.call("chat.postMessage", channel=room.ana.id, text="x", blocks=[actions(button())])
    await room.slack.settled()
    await room.ana.shortcut("keep", room.ana.latest("x"))
    found["MessageShortcutPayload"] = payload(bot)
    bot.got.clear()
    await room.ana.say("hello")
    await room.call("views.publish", user_id=room.ana.id, view=home(section()))
    await room.ana.open_home()
    channel = await room.channel(room.ana, room.ben)
    await room.ben.leave(channel)
    room.slack.admin.change(room.ana.id, tz="Europe/Paris")
    room.slack.admin.announce(room.cy.user)
    room.slack.admin.uninstall()
    await room.slack.settled()
    names = {"message": "Message", "tokens_revoked": "TokensRevoked", "app_uninstalled": "AppUninstalled"}
    for _, body in bot.got:
        event = json.loads(body)
        kind = event["event"]["type"]
        name = names.get(kind, "".join(part.title() for part in kind.split("_")))
        found[f"{name}Payload"] = event
    return found


async def test_payloads_hold_to_slacks_shapes(room: Room, bot: Outbox) -> None:
    found = await acts(room, bot)
    kinds = {path.stem for path in (SAMPLES / "payloads").glob("*.json")} - {"AppMentionPayload"}
    # A form has strings only.
    bad = {name: strays(got, sample("payloads", name)) for name, got in found.items() if name != "SlashCommandPayload"}
    assert {name: s for name, s in bad.items() if s} == {}
    assert set(found["SlashCommandPayload"]) <= set(sample("payloads", "SlashCommandPayload"))
    assert set(found) == kinds


async def test_the_facts_that_matter_in_payloads(room: Room, bot: Outbox) -> None:
    """Never skipped: what the bot reads of each payload."""
    found = await acts(room, bot)
    ana = room.ana.id
    command = found["SlashCommandPayload"]
    assert (command["user_id"], command["command"], command["text"]) == (ana, "/als", "action")
    assert command["trigger_id"].count(".") == 2
    assert command["response_url"].startswith("http://127.0.0.1:")
    for name in ("BlockActionPayload", "ViewSubmissionPayload", "ViewClosedPayload", "MessageShortcutPayload"):
        assert found[name]["user"]["id"] == ana
        assert found[name]["team"]["id"] == room.slack.ws.team_id
    assert found["BlockActionPayload"]["actions"][0]["action_id"] == "done"
    assert {"id", "hash", "state", "private_metadata", "callback_id"} <= set(found["ViewSubmissionPayload"]["view"])
    message = found["MessagePayload"]
    assert (message["event"]["channel_type"], message["event"]["user"]) == ("im", ana)
    assert message["event_id"].startswith("Ev")
    assert message["authorizations"][0]["user_id"] == room.slack.ws.bot_user
    assert found["AppHomeOpenedPayload"]["event"]["view"]["type"] == "home"
    assert found["MemberLeftChannelPayload"]["event"]["channel_type"] == "G"
