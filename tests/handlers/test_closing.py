"""Closing a session through its windows: a set does not leave without its next date."""

import pytest

from bot.features import FEATURES
from handlers.ids import Field, Form, Press, handle
from sandbox.blocks import problems_in_view
from sets import closing
from storage.queries import booking as queries
from storage.queries import calendar
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.sets.session_kit import Room, make_room

DATED: Json = {
    Field.SESSION_DAY: {"selected_date": "2026-06-11"},
    Field.SESSION_TIME: {"selected_time": "14:00"},
    Field.SESSION_LENGTH: {"selected_option": {"value": "90"}},
    Field.SESSION_PLACE: {"value": "PLACE-WORDS"},
}


@pytest.fixture
async def room(store: WorkspaceStore) -> Room:
    made = await make_room(store)
    await made.begin()
    return made


def windows(bot: Bot) -> list[tuple[str, Json]]:
    """Windows that were shown, and how; the last one is last."""
    found = [(method, sent) for method, sent in bot.client.calls if method.startswith("views.")]
    for _, sent in found:
        assert problems_in_view(sent["view"]) == []
    return found


async def picked(room: Room) -> tuple[Bot, Json]:
    """[Close session], then [Pick a date]: the form that stands on top."""
    bot = Bot(room.store, room.now, *FEATURES)
    await bot.press("UAMINA", Press.CLOSING, handle(room.session, 1), ts="1")
    close = windows(bot)[-1][1]["view"]
    assert "nothing is booked yet" in texts_of(close)
    button = buttons_of(close)[Press.CLOSING_BOOK]
    await bot.press("UAMINA", Press.CLOSING_BOOK, button["value"], shown(close, "VCLOSE"), ts="2")
    method, sent = windows(bot)[-1]
    assert method == "views.push"
    assert sent["view"]["callback_id"] == Form.CLOSING_BOOK
    return bot, sent["view"]


def filled(form: Json, values: Json) -> Json:
    state = {"values": {block: {Field.VALUE: value} for block, value in values.items()}}
    return {**shown(form, "VDATE", previous_view_id="VCLOSE"), "state": state}


async def test_the_form_is_filled_in_by_the_rhythm_of_the_set(room: Room) -> None:
    _, form = await picked(room)
    pickers = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    async with room.store.read() as uow:
        phase = await calendar.current_phase(uow, room.set_id)
    assert phase is not None
    proposed = (await closing.blank(room.store, "UAMINA", room.session, room.now)).day
    assert pickers[Field.SESSION_DAY].get("initial_date") == (proposed.isoformat() if proposed else None)
    assert pickers[Field.SESSION_TIME]["initial_time"] == "10:00"


async def test_a_booked_date_stands_in_the_close_beneath_with_its_undo(room: Room) -> None:
    bot, form = await picked(room)
    answer = await bot.submit("UAMINA", filled(form, DATED))
    assert answer == {}
    method, sent = next(one for one in reversed(windows(bot)) if one[1].get("view_id") == "VCLOSE")
    assert method == "views.update"
    close = sent["view"]
    assert "Next session: Thursday 11 June, 14:00." in texts_of(close)
    assert "PLACE-WORDS" not in str(close)
    assert Press.CLOSING_BOOK not in buttons_of(close)
    assert close["callback_id"] == Form.CLOSING
    async with room.store.read() as uow:
        every = await queries.sessions_of(uow, room.set_id)
    assert [one.state for one in every] == ["open", "planned"]
    undo = buttons_of(close)[Press.SESSION_UNDO]["value"]
    await bot.press("UAMINA", Press.SESSION_UNDO, undo, shown(close, "VCLOSE"), ts="4")
    async with room.store.read() as uow:
        every = await queries.sessions_of(uow, room.set_id)
    assert [one.state for one in every] == ["open", "cancelled"]
    assert bot.errors == []


async def test_the_same_form_sent_twice_books_once(room: Room) -> None:
    bot, form = await picked(room)
    for _ in range(2):
        assert await bot.submit("UAMINA", filled(form, DATED)) == {}
    async with room.store.read() as uow:
        assert len(await queries.sessions_of(uow, room.set_id)) == 2


async def test_a_day_that_has_passed_is_said_beneath_its_field(room: Room) -> None:
    bot, form = await picked(room)
    past = {**DATED, Field.SESSION_DAY: {"selected_date": "2026-01-05"}}
    answer = await bot.submit("UAMINA", filled(form, past))
    assert list(answer["errors"]) == [Field.SESSION_DAY]


async def test_who_no_longer_leads_books_nothing_here(room: Room) -> None:
    bot, form = await picked(room)
    answer = await bot.submit("UBEN", filled(form, DATED))
    assert "is facilitating" in str(answer)
    async with room.store.read() as uow:
        assert len(await queries.sessions_of(uow, room.set_id)) == 1
