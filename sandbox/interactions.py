"""Payloads of what people do with an app: presses, submissions, shortcuts, commands.

Source: docs.slack.dev/reference/interaction-payloads/*; shapes: Slack's Java SDK samples.
"""

import copy

from sandbox.forms import STATEFUL, Place
from sandbox.records import JSON, Channel, Message, User, View
from sandbox.response_urls import ResponseUrls
from sandbox.shapes import message_object, view_object
from sandbox.world import World

CARRIED = ("style", "placeholder", "confirm", "url")  # what Slack repeats of an element in the action


def _common(world: World, user: User, kind: str) -> JSON:
    ws = world.ws
    return {
        "type": kind,
        "team": {"id": ws.team_id, "domain": ws.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id or ws.team_id},
        "api_app_id": ws.app_id,
        "token": "pretend-verification-token",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def action_ts(world: World) -> str:
    """Unique for each act: two presses at the same simulated moment differ, as they do at Slack."""
    world.acts += 1
    now = world.now()
    micros = int(now.timestamp()) * 1_000_000 + now.microsecond + world.acts
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


def action(world: World, place: Place, entry: JSON | None) -> JSON:
    """One entry of `actions`. `entry`: what now stands in the element, None for a button."""
    element = place.element
    found: JSON = {"action_id": place.action_id, "block_id": place.block_id, "type": element["type"]}
    found |= {k: copy.deepcopy(element[k]) for k in CARRIED if k in element}
    if element["type"] == "button":
        found["text"] = copy.deepcopy(element["text"])
        if "value" in element:
            found["value"] = element["value"]
    if entry is not None:
        key = "selected_option" if element["type"] == "overflow" else STATEFUL[str(element["type"])][0]
        found[key] = copy.deepcopy(entry[key])
    return found | {"action_ts": action_ts(world)}


def press_in_message(world: World, urls: ResponseUrls, user: User, message: Message, acted: JSON, values: JSON) -> JSON:
    """block_actions from a message. An ephemeral message is named but not sent along."""
    channel = world.ws.channels[message.channel]
    container: JSON = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _common(world, user, "block_actions") | {
        "container": container,
        "trigger_id": world.new_trigger(user.id),
        "channel": {"id": channel.id, "name": _name(channel)},
        "state": {"values": values},
        "response_url": urls.make(user.id, channel.id, message),
        "actions": [acted],
    }
    if message.to is None:
        payload["message"] = message_object(world.ws, message, metadata=True)
    return payload


def press_in_view(world: World, user: User, view: View, acted: JSON) -> JSON:
    """block_actions from a modal or the Home tab."""
    return _common(world, user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": world.new_trigger(user.id, view.id if view.type == "modal" else None),
        "view": copy.deepcopy(view_object(world.ws, view)),
        "actions": [acted],
    }


def submission(world: World, user: User, view: View) -> JSON:
    return _common(world, user, "view_submission") | {
        "trigger_id": world.new_trigger(user.id, view.id),
        "view": copy.deepcopy(view_object(world.ws, view)),
    }


def closing(world: World, user: User, view: View, *, cleared: bool) -> JSON:
    return _common(world, user, "view_closed") | {
        "view": copy.deepcopy(view_object(world.ws, view)),
        "is_cleared": cleared,
    }


def global_shortcut(world: World, user: User, callback_id: str) -> JSON:
    return _common(world, user, "shortcut") | {
        "callback_id": callback_id,
        "trigger_id": world.new_trigger(user.id),
        "action_ts": action_ts(world),
    }


def message_shortcut(world: World, urls: ResponseUrls, user: User, callback_id: str, message: Message) -> JSON:
    channel = world.ws.channels[message.channel]
    payload = _common(world, user, "message_action")
    del payload["api_app_id"], payload["user"]["username"]  # absent in this kind
    return payload | {
        "callback_id": callback_id,
        "trigger_id": world.new_trigger(user.id),
        "action_ts": action_ts(world),
        "message_ts": message.ts,
        "response_url": urls.make(user.id, channel.id, None),
        "channel": {"id": channel.id, "name": _name(channel)},
        "message": message_object(world.ws, message, metadata=True),
    }


def command(world: World, urls: ResponseUrls, user: User, channel: Channel, name: str, text: str) -> JSON:
    """A slash command: a flat form, every value a string."""
    return {
        "token": "pretend-verification-token",
        "team_id": world.ws.team_id,
        "team_domain": world.ws.domain,
        "channel_id": channel.id,
        "channel_name": _name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": world.ws.app_id,
        "is_enterprise_install": "false",
        "response_url": urls.make(user.id, channel.id, None),
        "trigger_id": world.new_trigger(user.id),
    }


def _name(channel: Channel) -> str:
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
