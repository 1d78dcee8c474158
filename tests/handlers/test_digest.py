"""The weekly note on its way out: the picture first, then the note with it, or without when Slack would not take it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.features import FEATURES
from handlers.feature import DeliveryKind
from handlers.ids import Field, Form, Press, handle
from sets import digest
from storage.outbox import Delivery
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.handlers.action_kit import Bot, claimed, shown, texts_of
from tests.sets.digest_kit import programme
from tests.sets.test_digest import NINE

KINDS: dict[str, DeliveryKind] = {kind.name: kind for feature in FEATURES for kind in feature.kinds}


async def sent(store: WorkspaceStore, delivery: Delivery, response: dict[str, Any] | None) -> None:
    """What follows when Slack took it (with this response), or would not."""
    kind = KINDS[delivery.kind]
    async with store.write() as uow:
        if response is None:
            assert kind.refused is not None
            await kind.refused(uow, delivery, "file_upload_size_restricted", NINE)
        else:
            assert kind.sent is not None
            await kind.sent(uow, delivery, response, NINE)


@pytest.mark.parametrize("response", [{"files": [{"id": "F123"}]}, None], ids=["a picture", "none"])
async def test_the_note_follows_its_picture(store: WorkspaceStore, response: dict[str, Any] | None) -> None:
    town = await programme(store, 2, 7)
    await town.week(NINE)
    picture = (await claimed(store, NINE))[digest.PICTURE]
    assert (picture.recipient_id, picture.channel) == (None, None)  # shared nowhere by itself
    async with store.read() as uow:
        call = await KINDS[digest.PICTURE].prepare(uow, picture, NINE)
    assert call is not None
    assert call.file is not None
    assert call.file.alt_text == "2 sets: 0 met, 0 with a date, 2 with no date."
    await sent(store, picture, response)
    note = (await claimed(store, NINE))[digest.NOTE]
    assert note.recipient_id == town.coordinator.id
    async with store.read() as uow:
        call = await KINDS[digest.NOTE].prepare(uow, note, NINE)
    assert call is not None
    images = [block for block in call.arguments["blocks"] if block["type"] == "image"]
    assert [image["slack_file"]["id"] for image in images] == (["F123"] if response else [])
    assert "*No date yet:*" in texts_of(call.arguments)
    assert "Across 2 sets and 14 people." in texts_of(call.arguments)


async def test_another_time_for_the_note(sqlite_store: WorkspaceStore) -> None:
    town = await programme(sqlite_store, 2, 7)
    bot = Bot(sqlite_store, NOW, *FEATURES)
    await bot.press("UCORA", Press.DIGEST_TIME, handle(town.sets["Set 1"]))
    form = shown(bot.client.calls[-1][1]["view"])
    form["state"]["values"] = {
        Field.DIGEST_DAY: {Field.VALUE: {"selected_option": {"value": "5"}}},
        Field.DIGEST_TIME: {Field.VALUE: {"selected_time": "16:30"}},
    }
    answer = await bot.submit("UCORA", form)
    assert texts_of(answer["view"]).startswith("Saved. Your next note comes on Friday 15 May, 16:30.")
    assert bot.errors == []
    assert await digest.next_wake(sqlite_store, NOW) == NINE - timedelta(days=2, hours=16, minutes=30)


async def test_a_member_sees_what_is_said_of_their_set_and_asks_for_a_call(store: WorkspaceStore) -> None:
    town = await programme(store, 2, 7)
    await town.booked("Set 1", NINE + timedelta(days=9))
    await town.week(NINE)
    bot = Bot(store, NINE, *FEATURES)
    await bot.press("U0X0", Press.DIGEST_SEE, handle(town.sets["Set 1"]))
    said = texts_of(bot.client.calls[-1][1]["view"])
    assert "*Date booked:* \u2068Set 1\u2069." in said
    assert "Set 2" not in said
    await bot.press("U0X0", Press.CALL_ASK, handle(town.sets["Set 1"]))
    form = shown(bot.client.calls[-1][1]["view"])
    assert "would like to hear from you" in texts_of(form)
    assert (await bot.submit("U0X0", form))["view"]["callback_id"] == Form.CALL
    told = (await claimed(store, NINE))["calls.asked"]
    assert told.channel == "C0"
    async with store.read() as uow:
        call = await KINDS["calls.asked"].prepare(uow, told, NINE)
    assert call is not None
    assert "U0X0" not in str(call)
    await bot.press("U0X3", Press.CALL_TAKE_BACK, handle(town.sets["Set 1"]))
    assert bot.client.calls[-1][0] == "chat.update"
    async with store.read() as uow:
        assert await KINDS["calls.asked"].prepare(uow, told, NINE) is None
    assert bot.errors == []
