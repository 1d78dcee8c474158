"""The things a workspace holds. Plain mutable records; `workspace.py` keeps them, `shapes.py` shows them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

JSON = dict[str, Any]
Values = dict[str, dict[str, JSON]]  # block_id -> action_id -> what stands in the element


@dataclass(slots=True)
class User:
    """A person, a bot user, or Slackbot. `dnd` is the daily Do Not Disturb window in local wall time, "HH:MM"."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/London"
    locale: str = "en-GB"
    email: str | None = None
    deleted: bool = False
    is_restricted: bool = False  # any guest
    is_ultra_restricted: bool = False  # single-channel guest (is_restricted is true as well)
    is_bot: bool = False
    is_stranger: bool = False  # of another organisation, seen by Slack Connect
    team_id: str = ""  # of somebody of another organisation: theirs
    no_commands: bool = False  # an administrator keeps slash commands and shortcuts from some guests
    is_admin: bool = False
    dnd: tuple[str, str] | None = None
    updated: int = 0


@dataclass(slots=True)
class Message:
    """A message. `to` marks an ephemeral one; `edits` keeps what stood there before, oldest first."""

    channel: str
    ts: str
    author: str
    text: str
    blocks: list[JSON] | None = None
    metadata: JSON | None = None
    thread_ts: str | None = None
    to: str | None = None
    by_app: bool = False
    broadcast: bool = False
    edited_ts: str | None = None
    edits: list[str] = field(default_factory=list)
    deleted: bool = False
    client_msg_id: str | None = None
    files: list[str] = field(default_factory=list)
    entered: dict[str, Values] = field(default_factory=dict)  # per person, what they picked in its elements


@dataclass(slots=True)
class Channel:
    """A channel or a direct message (`is_im`, between the app and `user`)."""

    id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_im: bool = False
    user: str | None = None
    members: list[str] = field(default_factory=list)
    archived: bool = False
    deleted: bool = False
    topic: str = ""
    purpose: str = ""
    previous_names: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    last_ts: int = 0  # microseconds


@dataclass(slots=True)
class View:
    """A modal or a Home tab as one person has it. `body` is what the app sent, ids filled in."""

    id: str
    user: str
    type: str
    body: JSON
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # block_id -> what Slack shows under the field


@dataclass(slots=True)
class File:
    """An uploaded file; `done` once completeUploadExternal was called."""

    id: str
    name: str
    length: int
    alt_txt: str | None
    title: str | None = None
    data: bytes | None = None
    channels: list[str] = field(default_factory=list)
    created: int = 0
    done: bool = False
    ready: datetime | None = None  # from when a block may show it
