"""What every file of the statements table is made of: one line, and payloads as Slack sends them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from handlers.ids import Command, Field
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes

# Opening a window is a press or a command that writes nothing.
OPENING, PRESS, EVENT, SUBMISSION = 4, 4, 6, 10
# What follows a leaving, whatever the way out was: a statement a room of `sets.leaving.left`. Once in a membership.
LEAVING = 12  # are they in an open ballot; which turns, offers and swaps are theirs; what waits for them; who backs up
# What follows a joining (`sets.leaving.joined`).
# Do the buddies of this phase stand; are they enough to be a set now; what was not asked, or told, while out.
JOINING = 4

Scene = Callable[[Scenes], Awaitable[Json]]
"""Makes what has to have happened first, and gives the payload."""


@dataclass(frozen=True)
class Line:
    """One listener with a payload for it.

    most        statements before the ack
    reads_only  it may write nothing
    note        which of several lines of a listener this is
    both        asked again on PostgreSQL: the rest is not, for the statements are the same
    """

    kind: str
    what: str
    scene: Scene
    most: int
    reads_only: bool = False
    note: str = ""
    both: bool = False

    @property
    def name(self) -> str:
        return f"{self.what}{' ' if self.note else ''}{self.note}"


def still(payload: Json) -> Scene:
    """Nothing has to have happened."""

    async def scene(_: Scenes) -> Json:
        return payload

    return scene


def action(press: str, scene: Scene, most: int = PRESS, note: str = "", *, both: bool = False) -> Line:
    """A press that saves something."""
    return Line("action", press, scene, most, note=note, both=both)


def opens(press: str, scene: Scene, most: int = OPENING, note: str = "", *, both: bool = False) -> Line:
    """A press that opens a window, and writes nothing."""
    return Line("action", press, scene, most, reads_only=True, note=note, both=both)


def form(name: str, scene: Scene, most: int = SUBMISSION, note: str = "", *, both: bool = False) -> Line:
    """A window that is sent."""
    return Line("view", name, scene, most, note=note, both=both)


def event(name: str, scene: Scene | None = None, most: int = EVENT, note: str = "", *, both: bool = False) -> Line:
    """Something that Slack tells: of Amina and her set's channel unless `scene` says otherwise."""
    told = scene or still(happened(name, user="UAMINA", channel="CSET"))
    return Line("event", name, told, most, note=note, both=both)


def command(name: str, scene: Scene, most: int = OPENING, note: str = "") -> Line:
    """A slash command: it opens a window, and writes nothing."""
    return Line("command", name, scene, most, reads_only=True, note=note)


def word(name: str, scene: Scene | None = None, most: int = OPENING, note: str = "") -> Line:
    """What is typed after /als (`Feature.words`): by Amina with nothing behind it unless `scene` says otherwise."""
    typed = scene or still(commanded("UAMINA", Command.ALS, name))
    return Line("word", name, typed, most, reads_only=True, note=note)


def pressed(user: str, action_id: str, value: str = "", *, view: Json | None = None, ts: str = "100.1") -> Json:
    """A button, in a message unless `view` is given (a window or the Home tab)."""
    payload: Json = {
        "type": "block_actions",
        "user": {"id": user, "team_id": "T0001"},
        "team": {"id": "T0001"},
        "trigger_id": "trigger",
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "9.9"}],
        "container": {"type": "message", "channel_id": "D1", "message_ts": ts},
        "channel": {"id": "D1"},
    }
    return payload if view is None else {**payload, "container": {"type": "view", "view_id": "V9"}, "view": view}


def window(callback_id: str, metadata: str = "") -> Json:
    """A window as a press in it carries it."""
    return {"id": "V9", "type": "modal", "callback_id": callback_id, "private_metadata": metadata, "blocks": []}


def home_tab() -> Json:
    return {"id": "VHOME", "type": "home", "callback_id": "", "private_metadata": "", "blocks": []}


def submitted(user: str, callback_id: str, metadata: str = "", values: Mapping[str, Json | str] | None = None) -> Json:
    """A form, filled in by block: text, or the element's state in Slack's own shape."""
    state = {
        block: {Field.VALUE: {"type": "plain_text_input", "value": value} if isinstance(value, str) else value}
        for block, value in (values or {}).items()
    }
    view = {**window(callback_id, metadata), "state": {"values": state}, "title": {"type": "plain_text", "text": "t"}}
    return {
        "type": "view_submission",
        "user": {"id": user, "team_id": "T0001"},
        "team": {"id": "T0001"},
        "view": view,
    }


def happened(kind: str, **more: object) -> Json:
    """An event."""
    inner = {"type": kind, "event_ts": "9.9", **more}
    authorizations = [{"user_id": "UBOT", "is_bot": True, "team_id": "T0001"}]
    return {
        "type": "event_callback",
        "event_id": f"Ev-{kind}",
        "team_id": "T0001",
        "event": inner,
        "authorizations": authorizations,
    }


def commanded(user: str, name: str, text: str) -> Json:
    """A slash command with the words behind it."""
    who = {"user_id": user, "team_id": "T0001", "channel_id": "C1"}
    return {"command": name, "text": text, "trigger_id": "t", **who}
