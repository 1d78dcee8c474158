"""What people saw and did, from the pretend Slack's log, with nothing in it that depends on ids or on the order of
work within one instant."""

import json
import re
from typing import Any

from sandbox.log import LogRecord
from sandbox.render import Viewer, notification_of, render_message, render_view
from sandbox.server import PretendSlack

SEEN = ("message", "edit", "delete", "ephemeral", "view", "home", "error")
_REFERENCE = re.compile(r"(?<=Reference )[A-Z0-9]{6}\b")  # of a refusal: made at random, for the operator's log
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Entry = dict[str, Any]


def canonical_log(slack: PretendSlack) -> list[Entry]:
    """Simulated time, who sees what where (as rendered for them), and who does what; one instant's entries sorted.

    Keys: at, kind, by, who (a name, the reader; "" for an act), where ("direct", a counted channel, "" for a window),
    notice (what a lock screen shows), lines.
    """
    entries = [entry for record in slack.log.records for entry in _entries(slack, record)]
    return sorted(entries, key=lambda entry: (entry["at"], json.dumps(entry, sort_keys=True)))


def _entries(slack: PretendSlack, record: LogRecord) -> list[Entry]:
    entry: Entry = {"at": record.at.isoformat(), "kind": record.kind, "by": _name(slack, record.actor)}
    if record.kind in ("act", "member", "channel"):
        said = _named(slack, f"{record.text} {record.outcome}".strip())
        return [{**entry, "who": "", "where": _where(slack, record.channel), "notice": "", "lines": [said]}]
    if record.kind not in SEEN:
        return []
    return [
        {**entry, "who": _name(slack, user), "where": _where(slack, record.channel), **_shown(slack, record, user)}
        for user in record.seen_by
        if not slack.ws.users[user].is_bot
    ]


def _shown(slack: PretendSlack, record: LogRecord, user: str) -> Entry:
    viewer = Viewer(slack.ws.users[user].tz, lambda any_id: _name(slack, any_id), record.at)
    if record.kind in ("view", "home"):
        return {"notice": record.outcome, "lines": [_named(slack, line) for line in render_view(record.shown, viewer)]}
    lines = render_message(record.shown, viewer) if record.shown else [record.text]
    notice = _named(slack, notification_of(record.shown, viewer))
    return {"notice": notice, "lines": [_named(slack, line) for line in lines]}


def _where(slack: PretendSlack, channel: str) -> str:
    if not channel:
        return ""
    return "direct" if slack.ws.channels[channel].is_im else _name(slack, channel)


def _name(slack: PretendSlack, any_id: str) -> str:
    """A person's name. A channel of the app's bears part of an id in its name, so channels are counted."""
    if any_id in slack.ws.users:
        return slack.ws.users[any_id].real_name
    channels = [channel.id for channel in slack.ws.channels.values() if not channel.is_im]
    return f"channel {channels.index(any_id) + 1}" if any_id in channels else any_id


def _named(slack: PretendSlack, text: str) -> str:
    """Text without ids: names for Slack's, a plain word for ours."""
    for any_id in [*slack.ws.users, *slack.ws.channels]:
        text = text.replace(any_id, _name(slack, any_id))
    for channel in slack.ws.channels.values():
        if not channel.is_im:
            text = text.replace(channel.name, _name(slack, channel.id))
    return _REFERENCE.sub("of its own", _UUID.sub("an id", text))
