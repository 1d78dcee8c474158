"""What a feature registers: its listeners, ticks, the deliveries it renders, its part of the Home tab and of /als."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from slack_sdk.web.async_client import AsyncWebClient

from handlers.messages.bundles import Part
from handlers.places import HomePart, MenuPart, SessionPart
from handlers.routes import Routes
from handlers.words import Reader
from sets.bundles import Rules
from sets.home import Standing
from sets.session_menu import Looked
from storage.outbox import Delivery
from storage.queries.nudges import NudgeRow
from storage.unit_of_work import UnitOfWork, WorkspaceStore

View = dict[str, Any]


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
    """What a listener works with. `store` is found by the payload's team; raises UnknownWorkspace.

    nudges  every kind of thing that stands in the daily message, for drawing it again after a press
    """

    clock: Clock
    client: AsyncWebClient
    background: Background
    store_of: Callable[[Mapping[str, Any]], Awaitable[WorkspaceStore]]
    nudges: Sequence["NudgeKind"] = ()


class NotYet(Exception):
    """`prepare` raises this when something else has to happen first: try again in `seconds`, at no cost."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class File:
    """What an upload brings. Name, title and alt text are neutral: no names of people (privacy.md section 1).

    alt_text  what a picture shows, at most 1,000 characters
    """

    name: str
    title: str
    data: bytes = field(repr=False)
    alt_text: str = ""


@dataclass(frozen=True)
class Call:
    """One call of Slack's Web API; `file` is what an upload brings (see `upload`)."""

    method: str
    arguments: dict[str, Any]
    file: File | None = None


def upload(file: File, comment: str = "", thread_ts: str = "") -> Call:
    """What `prepare` gives for a delivery of Effect.UPLOAD.

    The file is shared where the delivery goes, under `comment`, words of ours. A delivery with neither channel nor
    recipient shares it nowhere: `sent` finds the id in response["files"][0]["id"] and can hand it to a message, as
    {"type": "image", "slack_file": {"id": ...}, "alt_text": ...}. Such a message waits for its picture a little, and
    goes without it when Slack still does not show it (bot/pictures.py).
    """
    given = {"initial_comment": comment, "thread_ts": thread_ts}
    return Call("files.completeUploadExternal", {name: value for name, value in given.items() if value}, file)


Prepare = Callable[[UnitOfWork, Delivery, datetime], Awaitable[Call | None]]
Sent = Callable[[UnitOfWork, Delivery, Mapping[str, Any], datetime], Awaitable[None]]
Refused = Callable[[UnitOfWork, Delivery, str, datetime], Awaitable[None]]
Waits = Callable[[UnitOfWork, Delivery], Awaitable[None]]


@dataclass(frozen=True)
class DeliveryKind:
    """How one kind of delivery becomes a call.

    prepare  reads fresh state just before the send; None: no longer true, so it is cancelled
    sent     runs in the transaction that confirms the delivery, with Slack's response
    refused  runs in the transaction that gives it up, with Slack's error code
    quiet    a reminder: it waits for the end of the person's scheduled Do Not Disturb (a snooze is invisible to bots)
    waits    runs in a transaction of its own when it does
    """

    name: str
    prepare: Prepare
    sent: Sent | None = None
    refused: Refused | None = None
    quiet: bool = False
    waits: Waits | None = None


@dataclass(frozen=True)
class Tick:
    """Work of the clock. It may run twice, on every replica, and after a restart: the database makes it idempotent."""

    name: str
    run: Callable[[WorkspaceStore, datetime], Awaitable[None]]
    next_wake: Callable[[WorkspaceStore, datetime], Awaitable[datetime | None]]


@dataclass(frozen=True)
class Line:
    """Somebody typed `/als <word> <rest>`. `user`, `channel`: Slack ids; now: aware, UTC."""

    user: str
    rest: str
    channel: str
    now: datetime


Numbers = Mapping[UUID, int]
Parts = Callable[[UnitOfWork, Reader, Sequence[NudgeRow], Numbers, datetime], Awaitable[Part | None]]


@dataclass(frozen=True)
class NudgeKind:
    """One kind of thing in the daily message: check-ins, a reflection prompt, a request ... (product.md, nudge budget).

    rules  when it is no longer true; a feature plans one with `sets.nudges.plan_item`, under the rules' name
    part   what stands in the message for these rows, in the state they are in now (`composed` or `sent`: it waits;
           `answered`: it was). Numbers by nudge, which the words and the buttons say; none when it stands alone. A row
           that is left out does not show.
    After a press on one: `handlers.bundles.redraw`. Answered in a window: `sets.nudges.settle`, in its transaction.
    """

    rules: Rules
    part: Parts


HomeParts = Callable[[UnitOfWork, Standing, Reader, datetime], Awaitable[Sequence[HomePart]]]
MenuParts = Callable[[UnitOfWork, Standing, Reader, datetime], Awaitable[Sequence[MenuPart]]]
SessionButtons = Callable[[Looked, Reader, datetime], Sequence[SessionPart]]
Word = Callable[[WorkspaceStore, Line], Awaitable[View]]


@dataclass(frozen=True)
class Feature:
    """One feature of the bot, in the order of bot/features.py.

    home   its parts of somebody's Home tab, from at most two statements
    menu   its parts of the /als menu, for the same person; the whole menu is read before Slack has its answer
    session  its buttons in the /als-session menu of a set whose session is not open; from what was read already
    words  what may be typed after /als: the word, in small letters, and the window it opens
    nudges  what it puts into the one message a day
    What a room has to do when somebody joins a set or leaves it stands in sets/leaving.py, a line each.
    """

    name: str
    register: Callable[[Routes, Desk], None] | None = None
    ticks: Sequence[Tick] = ()
    kinds: Sequence[DeliveryKind] = ()
    home: HomeParts | None = None
    menu: MenuParts | None = None
    session: SessionButtons | None = None
    words: Mapping[str, Word] = field(default_factory=dict)
    nudges: Sequence[NudgeKind] = ()
