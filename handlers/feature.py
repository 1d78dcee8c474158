"""What a feature registers: its listeners, its ticks, the deliveries it renders and its part of the Home tab."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers.words import Reader
from storage.outbox import Delivery
from storage.unit_of_work import UnitOfWork, WorkspaceStore

Block = dict[str, Any]


class Clock(Protocol):
    """The domain clock."""

    def now(self) -> datetime:
        """The time now, aware, in UTC."""


class Background(Protocol):
    """Tracked tasks for what follows an ack: each reports its own error, all are drained on shutdown."""

    def start(self, work: Awaitable[None], name: str) -> None:
        """Run `work` after this listener has answered Slack."""


@dataclass(frozen=True)
class Desk:
    """What a listener works with. `store` is found by the payload's team; raises UnknownWorkspace."""

    clock: Clock
    client: AsyncWebClient
    background: Background
    store_of: Callable[[Mapping[str, Any]], Awaitable[WorkspaceStore]]


class NotYet(Exception):
    """`prepare` raises this when something else has to happen first: try again in `seconds`, at no cost."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Call:
    """One call of Slack's Web API."""

    method: str
    arguments: dict[str, Any]


Prepare = Callable[[UnitOfWork, Delivery, datetime], Awaitable[Call | None]]
Sent = Callable[[UnitOfWork, Delivery, Mapping[str, Any], datetime], Awaitable[None]]
Refused = Callable[[UnitOfWork, Delivery, str, datetime], Awaitable[None]]


@dataclass(frozen=True)
class DeliveryKind:
    """How one kind of delivery becomes a call.

    prepare  reads fresh state just before the send; None: no longer true, so it is cancelled
    sent     runs in the transaction that confirms the delivery, with Slack's response
    refused  runs in the transaction that gives it up, with Slack's error code
    quiet    a reminder: it waits for the end of the person's scheduled Do Not Disturb (a snooze is invisible to bots)
    """

    name: str
    prepare: Prepare
    sent: Sent | None = None
    refused: Refused | None = None
    quiet: bool = False


@dataclass(frozen=True)
class Tick:
    """Work of the clock. It may run twice, on every replica, and after a restart: the database makes it idempotent."""

    name: str
    run: Callable[[WorkspaceStore, datetime], Awaitable[None]]
    next_wake: Callable[[WorkspaceStore, datetime], Awaitable[datetime | None]]


@dataclass(frozen=True)
class Feature:
    """One feature of the bot, in the order of bot/features.py."""

    name: str
    register: Callable[[AsyncApp, Desk], None] | None = None
    ticks: Sequence[Tick] = ()
    kinds: Sequence[DeliveryKind] = ()
    home: Callable[[UnitOfWork, Any, Reader, datetime], Awaitable[list[Block]]] | None = None
