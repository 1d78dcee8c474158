"""What an outbox row is to those who write it (NewDelivery) and to those who send it (Delivery)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

# Values that survive a round trip through JSON: references, dates as text, numbers. Sealed in the row.
Args = Mapping[str, Any]


class Effect(StrEnum):
    """What a delivery does in Slack; it decides what a repeat could double, and how that is found out."""

    POST = "post"
    UPDATE = "update"
    PUBLISH_HOME = "publish_home"
    UPLOAD = "upload"
    CREATE_CHANNEL = "create_channel"
    INVITE = "invite"
    KICK = "kick"
    LOOK = "look"
    """Asks Slack something; `sent` gets the answer. It changes nothing, so a repeat doubles nothing."""


class State(StrEnum):
    """Where a delivery stands. Only an open one is ever claimed."""

    OPEN = "open"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class NewDelivery:
    """One thing to do in Slack.

    dedupe      unique within the workspace, such as `daily:{person}:{date}`; only its hash is stored
    due_at      aware UTC; expires_at: not sent from then on (None: never too late)
    recipient_id  a person row: the message goes to their direct messages
    channel     a Slack channel id, when it goes to a channel instead
    args        references for the renderer. `thread_ts` there makes a direct message a reply, and lets it be looked up
    """

    effect: Effect
    kind: str
    dedupe: str
    due_at: datetime
    expires_at: datetime | None = None
    recipient_id: UUID | None = None
    set_id: UUID | None = None
    channel: str | None = None
    args: Args = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Delivery:
    """A claimed delivery: ours until `lease_until`, as long as the row still holds `lease_token`.

    sending_at  when a send began whose end nobody knows (aware UTC); None: no send is in doubt
    slack_channel, slack_ts   set when Slack has it already and only our own bookkeeping failed
    slack_file  the file whose completion was begun last; while that is in doubt no other file may be completed
    fault       an error code when the sealed arguments do not open; args are empty then
    """

    id: UUID
    workspace_id: UUID
    effect: Effect
    kind: str
    due_at: datetime
    lease_token: UUID
    lease_until: datetime
    set_id: UUID | None = None
    recipient_id: UUID | None = None
    channel: str | None = None
    args: Args = field(default_factory=dict, repr=False)
    expires_at: datetime | None = None
    sending_at: datetime | None = None
    attempts: int = 0
    ambiguous: bool = False
    version: int = 1
    slack_channel: str | None = None
    slack_ts: str | None = None
    slack_file: str | None = None
    fault: str | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether Slack may have it already: an ambiguous answer, or a crash between the mark and the confirmation."""
        return self.ambiguous or self.sending_at is not None
