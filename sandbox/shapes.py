"""Records as Slack writes them in JSON. Keys and types hold to Slack's published samples (see FIDELITY.md)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.records import JSON, Channel, File, Message, User, View
from sandbox.workspace import Workspace

STATIC = "https://pretend-slack.invalid/img"


def user_object(ws: Workspace, user: User, now: datetime, *, email: bool, locale: bool) -> JSON:
    """A user as users.info, users.list, user_change and team_join show them. `email`: has users:read.email."""
    offset = now.astimezone(ZoneInfo(user.tz)).utcoffset()
    profile: JSON = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "avatar_hash": "g0",
        "image_72": f"{STATIC}/72.png",
        "team": user.team_id or ws.team_id,
    }
    if email and user.email:
        profile["email"] = user.email
    shown: JSON = {
        "id": user.id,
        "team_id": user.team_id or ws.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.is_stranger:
        shown["is_stranger"] = True
    if user.deleted:
        # Slack leaves most fields out for somebody who is deactivated.
        return shown
    shown |= {
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": now.astimezone(ZoneInfo(user.tz)).tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
    }
    if locale:
        shown["locale"] = user.locale
    return shown


def channel_object(ws: Workspace, channel: Channel) -> JSON:
    """A channel or direct message as the conversations methods show it."""
    if channel.is_im:
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": channel.user,
            "is_open": True,
            "priority": 0,
            "context_team_id": ws.team_id,
            "updated": channel.created * 1000,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": channel.created,
        "creator": channel.creator,
        "is_archived": channel.archived,
        "is_general": False,
        "unlinked": 0,
        "is_shared": ws.is_connected(channel),
        "is_ext_shared": ws.is_connected(channel),
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "shared_team_ids": [ws.team_id],
        "is_member": ws.bot_user in channel.members,
        "topic": {"value": channel.topic, "creator": channel.creator if channel.topic else "", "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator if channel.purpose else "", "last_set": 0},
        "previous_names": list(channel.previous_names),
        "context_team_id": ws.team_id,
        "updated": channel.created * 1000,
    }


def bot_profile(ws: Workspace) -> JSON:
    return {
        "id": ws.bot_id,
        "deleted": False,
        "name": ws.app_name,
        "updated": ws.users[ws.bot_user].updated,
        "app_id": ws.app_id,
        "icons": {f"image_{n}": f"{STATIC}/{n}.png" for n in (36, 48, 72)},
        "team_id": ws.team_id,
    }


def message_object(ws: Workspace, message: Message, *, metadata: bool) -> JSON:
    """A message in history, in an answer or in a payload. `metadata`: include_all_metadata was asked for."""
    shown: JSON = {
        "type": "message",
        "user": message.author,
        "text": message.text,
        "ts": message.ts,
        "team": ws.team_id,
    }
    if message.by_app:
        shown |= {"bot_id": ws.bot_id, "app_id": ws.app_id, "bot_profile": bot_profile(ws)}
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    if message.blocks is not None:
        shown["blocks"] = message.blocks
    if message.files:
        shown |= {"files": [file_object(ws, ws.files[each]) for each in message.files], "upload": True}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
        parent = ws.message(message.channel, message.thread_ts)
        if parent is not None and parent.ts != message.ts:
            shown["parent_user_id"] = parent.author
    if message.edited_ts:
        shown["edited"] = {"user": message.author, "ts": message.edited_ts}
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def view_object(ws: Workspace, view: View) -> JSON:
    """A view as the views methods and the interaction payloads show it, with what the person entered so far."""
    body: dict[str, Any] = view.body
    return {
        "id": view.id,
        "team_id": ws.team_id,
        "type": view.type,
        "title": body.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "submit": body.get("submit"),
        "close": body.get("close"),
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "clear_on_close": bool(body.get("clear_on_close", False)),
        "notify_on_close": bool(body.get("notify_on_close", False)),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": ws.app_id,
        "app_installed_team_id": ws.team_id,
        "bot_id": ws.bot_id,
    }


def file_object(ws: Workspace, file: File) -> JSON:
    kind = file.name.rsplit(".", 1)[-1].lower() if "." in file.name else "binary"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "filetype": kind,
        "user": ws.bot_user,
        "user_team": ws.team_id,
        "size": file.length,
        "mode": "hosted",
        "channels": list(file.channels),
        "permalink": f"https://{ws.domain}.slack.invalid/files/{ws.bot_user}/{file.id}",
        "alt_txt": file.alt_txt or "",
    }
