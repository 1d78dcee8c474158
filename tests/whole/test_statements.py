"""Statements and Slack calls before the ack, for every listener there is (performance.md).

Opening a window writes nothing; a press takes at most 4 statements, an event 6, a submission 10. BEGIN and COMMIT are
not counted; a listener that is not in the table fails the test, and so does one that needs more than its line says.
"""

from dataclasses import dataclass
from uuid import uuid4

import pytest

from handlers.ids import Command, Form, Press, handle
from storage.unit_of_work import WorkspaceStore
from tests.bot.test_listeners import Listening, app
from tests.whole import statement_scenes as scenes
from tests.whole.statement_kit import (
    SETTINGS_FORM,
    CountingBot,
    Scenes,
    commanded,
    counted,
    happened,
    home_tab,
    pressed,
    submitted,
    window,
)
from tests.whole.statement_scenes import Scene

__all__ = ["app"]

OPENING, PRESS, EVENT, SUBMISSION = 4, 4, 6, 10  # opening a window is a press or a command that writes nothing
# The rest is not asked again on PostgreSQL: the statements are the same.
_BOTH = {
    Press.CHECKIN_DONE,
    Press.CHECKIN_TOMORROW,
    Press.CHECKIN_UNDO,
    Press.ACTION_OPEN,
    Press.JOIN_YES,
    Form.SET_NEW,
    "message",
}


@dataclass(frozen=True)
class Line:
    """One listener with a payload for it. most: statements before the ack; reads_only: it may write nothing."""

    kind: str
    what: str
    scene: Scene
    most: int
    reads_only: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.what}{' ' if self.note else ''}{self.note}"


def _action(press: str, scene: Scene, most: int = PRESS, note: str = "") -> Line:
    return Line("action", press, scene, most, note=note)


def _opens(press: str, scene: Scene, most: int = OPENING, note: str = "") -> Line:
    return Line("action", press, scene, most, reads_only=True, note=note)


def _form(form: str, scene: Scene) -> Line:
    return Line("view", form, scene, SUBMISSION)


def _event(event: str, scene: Scene | None = None, note: str = "") -> Line:
    return Line("event", event, scene or scenes.still(happened(event, user="UAMINA", channel="CSET")), EVENT, note=note)


TABLE = (
    _opens(Press.JOIN_NEXT, scenes.joining(Press.JOIN_NEXT)),
    _opens(Press.JOIN_BACK, scenes.joining(Press.JOIN_BACK)),
    # Once in a membership: the receipt, the answer, the membership, Slack's invitation and the consent are five rows.
    _action(Press.JOIN_YES, scenes.joining(Press.JOIN_YES), 6),
    _action(Press.JOIN_NOT_NOW, scenes.joining(Press.JOIN_NOT_NOW)),
    _action(Press.JOIN_UNDO, scenes.joining(Press.JOIN_UNDO, "joined"), 6),  # and the same five back
    _opens(Press.JOIN_ASK, scenes.joining(Press.JOIN_ASK)),
    _opens(Press.JOIN_CHOICES, scenes.joining(Press.JOIN_CHOICES)),
    _action(Press.JOIN_LOOK, scenes.joining(Press.JOIN_LOOK, view=home_tab())),
    _opens(Press.SET_NEW, scenes.set_form),
    # Rare, and a coordinator's: who asks, whose set and which steps failed are three questions of `sets.access`.
    _action(Press.SET_RETRY, scenes.setup(Press.SET_RETRY), 7),
    _action(Press.SET_TAKE_OFF, scenes.setup(Press.SET_TAKE_OFF), 6),
    _opens(Press.ACTION_NEW, scenes.still(pressed("UAMINA", Press.ACTION_NEW, view=home_tab()))),
    _opens(Press.ACTION_LIST, scenes.of_action(Press.ACTION_LIST, home_tab())),
    _opens(Press.ACTION_OPEN, scenes.of_action(Press.ACTION_OPEN)),
    _opens(Press.ACTION_CHANGE, scenes.of_action(Press.ACTION_CHANGE)),
    _action(Press.ACTION_STOP, scenes.of_action(Press.ACTION_STOP)),
    _action(Press.ACTION_STOP, scenes.of_action(Press.ACTION_STOP, window(Form.ACTION_VIEW)), note="in a window"),
    # A question about it that waits in a message: that is answered too, and its message brought up to date.
    _action(Press.ACTION_STOP, scenes.stop_asked, 7, note="asked about"),
    # Receipt, reading, action and event; and the questions about it, which come back with what was taken back.
    _action(Press.ACTION_UNDO, scenes.undo_action, 5),
    _action(Press.ACTION_UNDO, scenes.undo_in_window, 5, note="in a window"),
    _action(Press.CHECKIN_DONE, scenes.answer(Press.CHECKIN_DONE)),
    _action(Press.CHECKIN_STILL, scenes.answer(Press.CHECKIN_STILL)),
    _action(Press.CHECKIN_KEEP, scenes.answer(Press.CHECKIN_KEEP)),
    _action(Press.CHECKIN_STUCK, scenes.answer(Press.CHECKIN_STUCK)),
    _action(Press.CHECKIN_TOMORROW, scenes.answer(Press.CHECKIN_TOMORROW)),
    _action(Press.CHECKIN_NEXT_WEEK, scenes.answer(Press.CHECKIN_NEXT_WEEK)),
    _action(Press.CHECKIN_STOP, scenes.answer(Press.CHECKIN_STOP)),
    _action(Press.CHECKIN_NOT_NOW, scenes.answer(Press.CHECKIN_NOT_NOW)),
    _action(Press.CHECKIN_UNDO, scenes.undo_answer),
    _opens(Press.CHECKIN_CHANGE, scenes.answer(Press.CHECKIN_CHANGE)),
    _opens(Press.CHECKIN_SMALLER, scenes.answer(Press.CHECKIN_SMALLER)),
    _opens(Press.CHECKIN_OPEN, scenes.open_answer),
    _opens(Press.STUCK_SMALLER, scenes.of_action(Press.STUCK_SMALLER, scenes.STUCK)),
    _opens(Press.STUCK_KEEP, scenes.of_action(Press.STUCK_KEEP, scenes.STUCK)),
    _opens(Press.CHECKIN_NOT_UNTIL, scenes.answer(Press.CHECKIN_NOT_UNTIL)),
    _action(Press.CHECKIN_LIFT, scenes.lift),
    _action(Press.REPLY_CHOOSE, scenes.choose),
    _action(Press.REPLY_NONE, scenes.reply(Press.REPLY_NONE)),
    _action(Press.REPLY_OTHER, scenes.reply(Press.REPLY_OTHER)),
    _action(Press.REPLY_UNDO, scenes.reply(Press.REPLY_UNDO)),
    _action(Press.REPLY_UNDERSTOOD, scenes.reply(Press.REPLY_UNDERSTOOD)),
    _opens(Press.REPLY_OPEN, scenes.of_action(Press.REPLY_OPEN)),
    _opens(Press.REPLY_FORM, scenes.of_action(Press.REPLY_FORM)),
    _opens(Press.SETTINGS, scenes.still(pressed("UAMINA", Press.SETTINGS, view=home_tab()))),
    _opens(Press.NOTHING, scenes.still(pressed("UAMINA", Press.NOTHING)), 0),
    _form(Form.SET_NEW, scenes.new_set),
    _form(Form.JOIN_QUESTION, scenes.question),
    _form(Form.ACTION, scenes.draft),
    _form(Form.ACTION_DATE, scenes.confirmed),
    _form(Form.ACTION_CHANGE, scenes.of_form(Form.ACTION_CHANGE, scenes.ACTION)),
    _form(Form.CHECKIN_NOTE, scenes.of_form(Form.CHECKIN_NOTE, scenes.NOTE)),
    _form(Form.REPLY_FORM, scenes.of_form(Form.REPLY_FORM, scenes.NOTE)),
    _form(
        Form.CHECKIN_NOT_UNTIL, scenes.still(submitted("UAMINA", Form.CHECKIN_NOT_UNTIL, handle(uuid4()), scenes.DAY))
    ),
    _form(Form.SETTINGS, scenes.still(submitted("UAMINA", Form.SETTINGS, "", SETTINGS_FORM))),
    Line("command", Command.ALS, scenes.still(commanded("UAMINA", "")), OPENING, reads_only=True, note="alone"),
    Line("command", Command.ALS, scenes.still(commanded("UAMINA", "action")), OPENING, reads_only=True, note="action"),
    Line(
        "command", Command.ALS, scenes.still(commanded("UAMINA", "settings")), OPENING, reads_only=True, note="settings"
    ),
    _event("message", scenes.words),
    _event("message", scenes.words_unclear, note="unclear"),
    _event("app_home_opened", scenes.still(happened("app_home_opened", user="UAMINA", channel="D1", tab="home"))),
    _event("user_change", scenes.still(happened("user_change", user=scenes.USER))),
    _event("user_change", scenes.still(happened("user_change", user={**scenes.USER, "deleted": True})), note="closed"),
    _event("member_joined_channel", scenes.arrived),
    _event("member_left_channel"),
    _event("group_archive"),
    _event("group_deleted"),
    _event("group_left"),
    _event(
        "channel_id_changed", scenes.still(happened("channel_id_changed", old_channel_id="CSET", new_channel_id="CNEW"))
    ),
    _event("group_rename"),
    _event("group_unarchive"),
    _event("app_uninstalled"),
    _event("tokens_revoked"),
)


def test_every_listener_has_its_line(app: Listening) -> None:
    assert set(app.heard) == {(line.kind, line.what) for line in TABLE}


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.name)
async def test_before_the_ack(line: Line, sqlite_store: WorkspaceStore) -> None:
    await _within(line, sqlite_store)


@pytest.mark.parametrize("line", [line for line in TABLE if line.what in _BOTH], ids=lambda line: line.name)
async def test_before_the_ack_on_both_databases(line: Line, store: WorkspaceStore) -> None:
    await _within(line, store)


async def _within(line: Line, store: WorkspaceStore) -> None:
    world = await Scenes.open(store)
    payload = await line.scene(world)
    cost = await CountingBot(store, world.now).cost(payload)
    assert cost.calls == 0
    assert not line.reads_only or cost.writes == []
    assert len(cost.statements) <= line.most, "\n".join([f"{len(cost.statements)} statements:", *cost.statements])


async def test_a_statement_too_many_would_be_seen(sqlite_store: WorkspaceStore) -> None:
    with counted(sqlite_store) as seen:
        async with sqlite_store.write() as uow:
            await uow.connection.exec_driver_sql("SELECT 1")
            await uow.connection.exec_driver_sql("PRAGMA user_version")
    assert seen == ["SELECT 1"]
