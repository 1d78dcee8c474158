"""A set's own settings in Slack: the form, the line in the channel with Undo, golden files, hostile words."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.features import FEATURES
from handlers import set_settings as room
from handlers.feature import Call
from handlers.ids import Field, Form, Press, handle
from handlers.messages import set_settings as messages
from handlers.words import PSEUDO, Reader
from sandbox.blocks import problems_in_message, problems_in_view, quality_of_message
from sandbox.mentions import live_mentions
from sets.people import Person
from sets.set_settings import ChangeRow, PlaceRow, SetSettings
from storage import leases
from storage.outbox import Outbox
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain
from tests.handlers.test_action_messages import HOSTILE
from tests.handlers.wording import unmarked

READER = Reader("en-GB", "Europe/London")
ID = UUID(int=7)
MONDAY = london(5, 4, 14)
Shown = dict[str, dict[str, Any]]


def views(reader: Reader, words: str = "Priya") -> Shown:
    person = Person(ID, "UAMINA", words[:255], reader.tz, reader.locale, "member", True, None)
    place = PlaceRow(person, "member", ID, words[:80], "running", "CSET", words[:300], 3, 7, "midway", False)
    return {
        "form": messages.form(reader, place),
        "form, other": messages.form(
            reader, replace(place, ask_before=0, ask_after=14, reflections="off", phones=True)
        ),
        "saved": messages.saved_view(reader, ID),
        "nothing new": messages.saved_view(reader, None),
        "undone": messages.undone_view(reader),
    }


def told(reader: Reader, words: str = "Priya") -> Shown:
    row = ChangeRow(ID, ID, ID, words[:255], NOW, None, "", "", ID, True)
    before = SetSettings(words[:300])
    after = SetSettings(f"{words[:290]}, Ada", 0, 14, "off", phones=True)
    return {
        "changed": messages.changed_line(reader, row, before, after),
        "changed back": messages.changed_line(reader, row, after, before),
        "changed, early": messages.changed_line(reader, row, before, replace(before, reflections="early")),
        "changed, undone": messages.changed_line(reader, replace(row, undone_at=NOW), before, after),
    }


def test_our_settings_read_as_agreed(snapshot: SnapshotAssertion) -> None:
    assert {**views(READER), **told(READER)} == snapshot


@pytest.mark.parametrize("words", ["Priya", *HOSTILE])
def test_slack_takes_them_and_nothing_acts(words: str) -> None:
    for name, view in views(READER, words).items():
        assert problems_in_view(view) == [], name
        assert live_mentions(view) == [], name
    for name, message in told(READER, words).items():
        assert problems_in_message(message) == [], name
        assert live_mentions(message) == [], name
        assert quality_of_message(message) == [], name


def test_no_sentence_escapes_the_catalogue() -> None:
    reader = Reader(PSEUDO, "Europe/London")
    for name, view in [*views(reader).items(), *told(reader).items()]:
        assert unmarked(view, ["Priya", "Priya, Ada"]) == [], name


def filled(view: Json, **changes: str) -> Json:
    """The form as it stands, with some answers changed."""
    values: Json = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            name, element = block["block_id"], block["element"]
            if element["type"] == "plain_text_input":
                values[name] = {Field.VALUE: {"value": changes.get(name, element.get("initial_value", ""))}}
            else:
                value = changes.get(name, element["initial_option"]["value"])
                values[name] = {Field.VALUE: {"selected_option": {"value": value}}}
    return {**shown(view), "state": {"values": values}, "hash": str(changes)}


async def sent(world: World) -> list[Call]:
    """What the channel is told now."""
    kinds = {kind.name: kind for kind in room.FEATURE.kinds}
    found = []
    for delivery in await Outbox(Storage(world.store._database, world.store._vault)).claim(world.now, 100):
        if delivery.kind not in kinds:
            continue
        assert delivery.channel == "CSET"
        async with world.store.write() as uow:
            call = await kinds[delivery.kind].prepare(uow, delivery, world.now)
            assert call is not None
            assert await leases.confirm(uow, delivery, world.now, channel="CSET", ts="7.7")
            found.append(call)
    return found


async def test_changed_told_and_undone_by_another_member(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    bot = Bot(sqlite_store, MONDAY, *FEATURES)
    await bot.press("UAMINA", Press.SET_SETTINGS, handle(world.set_id))
    form = bot.client.calls[-1][1]["view"]
    assert form["callback_id"] == Form.SET_SETTINGS
    answer = await bot.submit("UAMINA", filled(form))
    assert "Nothing has changed." in texts_of(answer["view"])
    answer = await bot.submit("UAMINA", filled(form, **{Field.OUR_AFTER: "14", Field.OUR_PHONES: "all"}))
    assert Press.SET_SETTINGS_UNDO in buttons_of(answer["view"])
    (line,) = await sent(world)
    said = plain(texts_of(line.arguments))
    assert said.startswith("Amina changed how I work for our set.")
    assert "14 days after its day" in said
    assert "everyone uses a phone" in said
    undo = buttons_of(line.arguments)[Press.SET_SETTINGS_UNDO]
    await bot.press("UBEN", Press.SET_SETTINGS_UNDO, undo["value"])
    assert "as they were before" in texts_of(bot.client.calls[-1][1]["view"])
    (line,) = await sent(world)
    assert (line.method, line.arguments["ts"]) == ("chat.update", "7.7")
    assert "This was undone." in texts_of(line.arguments)
    assert Press.SET_SETTINGS_UNDO not in buttons_of(line.arguments)
    assert bot.errors == []


async def test_no_contacts_is_said_in_the_form(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    bot = Bot(sqlite_store, MONDAY, *FEATURES)
    await bot.press("UAMINA", Press.SET_SETTINGS, handle(world.set_id))
    answer = await bot.submit("UAMINA", filled(bot.client.calls[-1][1]["view"], **{Field.OUR_CONTACTS: " "}))
    assert list(answer["errors"]) == [Field.OUR_CONTACTS]
