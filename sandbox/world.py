"""What the rooms of the pretend Slack share: state, clock, log, and a way to tell the bot about events."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.clock import SimClock
from sandbox.errors import SlackError
from sandbox.ids import Ids
from sandbox.log import Log, LogRecord
from sandbox.manifest import Manifest
from sandbox.records import JSON
from sandbox.settings import SandboxSettings
from sandbox.workspace import Workspace


@dataclass(slots=True)
class Trigger:
    """A trigger_id handed out with an interaction. `view_id` is the modal it came from, if any."""

    user: str
    expires: datetime
    view_id: str | None = None
    exchanged: bool = False


@dataclass(slots=True)
class World:
    """One workspace and everything around it. `emit` is filled in by the courier."""

    manifest: Manifest
    clock: SimClock
    settings: SandboxSettings
    ids: Ids
    ws: Workspace
    bot_token: str
    app_token: str
    signing_secret: str
    log: Log = field(default_factory=Log)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    visible_errors: list["VisibleError"] = field(default_factory=list)
    token_state: str = "ok"  # or the error that every call with the bot token gets from now on # noqa: S105
    base_url: str = ""
    acts: int = 0  # how many interactions there were, for unique action_ts
    after_act: Callable[[], Awaitable[None]] | None = None  # awaited after each act of a person
    emit: Callable[[JSON], None] = lambda event: None

    def now(self) -> datetime:
        return self.clock.now()

    def note(self, kind: str, actor: str, **fields: Any) -> LogRecord:  # noqa: ANN401 - LogRecord's fields
        return self.log.add(self.now(), kind, actor, **fields)

    def new_trigger(self, user: str, view_id: str | None = None) -> str:
        trigger_id = self.ids.trigger(self.ws.team_id)
        self.triggers[trigger_id] = Trigger(user, self.now() + self.settings.trigger_life, view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger up. Raises SlackError invalid_trigger_id, exchanged_trigger_id, expired_trigger_id."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.exchanged:
            raise SlackError("exchanged_trigger_id")
        if self.now() >= trigger.expires:
            raise SlackError("expired_trigger_id")
        trigger.exchanged = True
        return trigger

    def show_error(self, user: str, where: str, text: str) -> None:
        """Slack tells a person that the app did not answer."""
        self.visible_errors.append(VisibleError(self.now(), user, where, text))
        self.note("error", "slack", method=where, seen_by=(user,), text=text, outcome="shown")


@dataclass(frozen=True, slots=True)
class VisibleError:
    """A warning that Slack itself showed to a person, because the app failed to answer in time."""

    at: datetime
    user: str
    where: str
    text: str
