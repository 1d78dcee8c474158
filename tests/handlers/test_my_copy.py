"""One's own copy: all of it, in a locked file, to its owner alone; the password is shown once and then forgotten."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import pyzipper
from sqlalchemy import select

from bot.features import FEATURES
from handlers import my_copy
from handlers.ids import Form, Press
from handlers.my_copy import NAME
from sets import my_copy as copying
from sets.my_data import FACTS, Kind, What
from storage.models import Delivery
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.handlers.action_kit import Bot, claimed, shown, texts_of
from tests.sets import my_data_kit, my_facts_kit
from tests.sets.my_data_kit import Town
from tests.sets.test_my_data import WORDS

KIND = my_copy.FEATURE.kinds[0]


@pytest.fixture
async def town(store: WorkspaceStore) -> Town:
    """On both databases."""
    made = await my_data_kit.make(store)
    await my_facts_kit.add_facts(made)
    return made


async def asked(town: Town, user: str = "UAMINA") -> str:
    """By the window; the password it shows."""
    bot = Bot(town.store, NOW, *FEATURES)
    await bot.press(user, Press.COPY)
    view = bot.client.calls[-1][1]["view"]
    assert view["callback_id"] == Form.COPY
    answer = await bot.submit(user, shown(view))
    again = await bot.submit(user, shown(view))
    lines = texts_of(answer["view"]).splitlines()
    assert lines[1] not in texts_of(again["view"]), "the same form sent twice shows it once"
    return lines[1]


async def brought(town: Town) -> Any:  # noqa: ANN401 - a call with a file
    """What is sent, and its file."""
    delivery = (await claimed(town.store, NOW))[KIND.name]
    assert delivery.recipient_id == town.amina.person.id
    assert delivery.channel is None, "to a person, and to no channel"
    async with town.store.read() as uow:
        call = await KIND.prepare(uow, delivery, NOW)
    assert call is not None
    return call


def opened(data: bytes, password: str) -> dict[str, str]:
    with pyzipper.AESZipFile(io.BytesIO(data)) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def test_it_holds_every_word_of_ones_own_and_nobody_elses(town: Town) -> None:
    password = await asked(town)
    call = await brought(town)
    files = opened(call.file.data, password)
    assert set(files) == {"my-data.txt", "my-data.json"}
    for text in files.values():
        for columns in WORDS.values():
            assert all(town.amina.words(column) in text for column in columns)
        assert "BEN-" not in text
        assert "UBEN" not in text
        assert "feedback 0 for AMINA" in text, "what was received stands in it (privacy.md section 5)"
        assert "for BEN" not in text


async def test_the_machine_readable_part_names_every_kind_of_words_and_facts(town: Town) -> None:
    password = await asked(town)
    held = json.loads(opened((await brought(town)).file.data, password)["my-data.json"])
    assert {item["kind"] for item in held["words"]} == {kind.name.lower() for kind in Kind}
    kinds = {what for page in FACTS.values() for what in page} - {What.INVITATION, What.LEADS}
    assert {fact["what"] for fact in held["facts"]} >= {what.value for what in kinds}
    assert held["settings"]["paused_until"] == "2026-06-01"
    assert held["away"] == [{"first_day": "2026-06-03", "last_day": "2026-06-05"}]
    assert held["person"]["slack_user_id"] == "UAMINA"


async def test_without_the_password_nothing_can_be_read(town: Town) -> None:
    password = await asked(town)
    data = (await brought(town)).file.data
    assert b"AMINA-" not in data
    with pytest.raises(RuntimeError):
        opened(data, "not-the-password")
    with pyzipper.AESZipFile(io.BytesIO(data)) as archive:
        assert all(info.flag_bits & 1 and info.wz_aes_strength == 3 for info in archive.infolist()), "AES-256"
    assert len(password) == 29


async def test_what_slack_shows_of_it_is_neutral(town: Town) -> None:
    await asked(town)
    call = await brought(town)
    assert call.file.name == NAME
    assert "AMINA" not in str((call.arguments, call.file.title, call.file.alt_text))


@pytest.mark.parametrize("hook", ["sent", "refused"])
async def test_the_password_is_kept_no_longer_than_the_sending(hook: str, town: Town) -> None:
    await asked(town)
    delivery = (await claimed(town.store, NOW))[KIND.name]
    async with town.store.write() as uow:
        if hook == "sent":
            assert KIND.sent is not None
            await KIND.sent(uow, delivery, {"ok": True}, NOW)
        else:
            assert KIND.refused is not None
            await KIND.refused(uow, delivery, "no_access", NOW)
    async with town.store.read() as uow:
        assert (await uow.rows(select(Delivery.args).where(Delivery.kind == KIND.name))).scalars().all() == [None]


async def test_a_copy_that_could_not_be_sent_is_not_sent_days_later(town: Town) -> None:
    await asked(town)
    delivery = (await claimed(town.store, NOW))[KIND.name]
    assert delivery.expires_at == NOW + timedelta(days=1)


def test_passwords_are_long_plain_and_never_the_same() -> None:
    made = {copying.new_password() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 29 and set(one) <= set("abcdefghjkmnpqrstuvwxyz23456789-") for one in made)
