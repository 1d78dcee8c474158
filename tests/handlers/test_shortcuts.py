"""Shortcuts: one's own message begins an action; another's words are left where they are."""

import pytest

from bot.features import FEATURES
from handlers.ids import Field, Form, Shortcut
from handlers.shortcuts import own_label
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, Json, texts_of
from tests.handlers.checkin_kit import london, make_world

MONDAY = london(5, 4, 14)


def chosen(callback_id: str, message: Json | None = None) -> Json:
    kind = "message_action" if message else "shortcut"
    who = {"user": {"id": "UAMINA"}, "team": {"id": "T0001"}, "trigger_id": "t", "callback_id": callback_id}
    return {**who, "type": kind, **({"message": message} if message else {})}


async def opened(store: WorkspaceStore, payload: Json) -> Json:
    bot = Bot(store, MONDAY, *FEATURES)
    await bot.send(payload)
    assert bot.errors == []
    method, arguments = bot.client.calls[-1]
    assert method == "views.open"
    view: Json = arguments["view"]
    return view


def label_of(view: Json) -> str:
    (box,) = [block for block in view["blocks"] if block.get("block_id") == Field.ACTION_LABEL]
    return str(box["element"].get("initial_value", ""))


async def test_my_own_words_begin_my_action(sqlite_store: WorkspaceStore) -> None:
    await make_world(sqlite_store, MONDAY)
    message = {"type": "message", "user": "UAMINA", "text": "ring three wards\nand more", "ts": "1.1"}
    view = await opened(sqlite_store, chosen(Shortcut.MAKE_ACTION, message))
    assert view["callback_id"] == Form.ACTION
    assert label_of(view) == "ring three wards"
    assert "not copied" not in texts_of(view)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "message", "user": "UBEN", "text": "Amina should tell her manager", "ts": "1.1"},
        {"type": "message", "bot_id": "B1", "user": "UAMINA", "text": "Amina should tell her manager", "ts": "1.1"},
        {"type": "message", "text": "Amina should tell her manager", "ts": "1.1"},
    ],
)
async def test_nobody_elses_words_are_copied(sqlite_store: WorkspaceStore, message: Json) -> None:
    await make_world(sqlite_store, MONDAY)
    view = await opened(sqlite_store, chosen(Shortcut.MAKE_ACTION, message))
    assert label_of(view) == ""
    assert "manager" not in str(view)
    assert "I have not copied these words, as they are not yours." in texts_of(view)


async def test_share_an_update(sqlite_store: WorkspaceStore) -> None:
    await make_world(sqlite_store, MONDAY)
    view = await opened(sqlite_store, chosen(Shortcut.SHARE_UPDATE))
    assert view["callback_id"] == Form.UPDATE


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("  ring   three wards  ", "ring three wards"),
        ("\n\n&lt;tidy&gt; the rota &amp; more", "<tidy> the rota & more"),
        ("ask <@U1> about <https://x.example|the rota>", "ask about the rota"),
        ("see <https://x.example>", "see https://x.example"),
        ("ring " * 30, ("ring " * 12).strip()),
        ("x" * 90, "x" * 60),
        ("", ""),
    ],
)
def test_what_a_label_begins_with(text: str, label: str) -> None:
    assert own_label({"message": {"text": text}}) == label
