"""My data in Slack: from Home, the menu and /als data; erasing, and what is left in messages."""

from datetime import timedelta

import pytest

from bot.features import FEATURES
from handlers import erasing
from handlers.ids import Field, Form, Press, handle
from handlers.messages.my_data import place
from sandbox.blocks import problems_in_view
from sets import journal, leaving
from sets.errors import Problem, Refused
from sets.my_data import About, Kind
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, Json, buttons_of, claimed, shown, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain

MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)


def bot_of(world: World) -> Bot:
    return Bot(world.store, world.now, *FEATURES)


def window(bot: Bot) -> Json:
    """What was shown last."""
    view: Json = bot.client.calls[-1][1]["view"]
    assert problems_in_view(view) == []
    return view


def said(view: Json) -> str:
    return plain(texts_of(view))


async def test_the_window_leads_to_every_page_and_back(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.commit("ring the ward", "Friday", detail={"about": "the rota"})
    bot = bot_of(world)
    await bot.press("UAMINA", Press.DATA)
    view = window(bot)
    assert view["callback_id"] == Form.DATA
    assert "My actions*: 1" in said(view)
    await bot.press("UAMINA", Press.DATA_PAGE, place(Kind.ACTION))
    assert "ring the ward" in said(window(bot))
    assert "the rota" in said(window(bot))
    assert Press.ACTION_OPEN in buttons_of(window(bot))
    for about in About:
        await bot.press("UAMINA", Press.DATA_PAGE, place(about))
        assert Press.DATA in buttons_of(window(bot))
    assert bot.errors == []


async def test_erasing_an_action_empties_the_message_that_asked_about_it(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    action_id = await world.commit("ring the ward", "Friday")
    asked = await world.ask(FRIDAY)
    assert "ring the ward" in said(asked.call.arguments)
    bot = bot_of(world)
    await bot.press("UAMINA", Press.DATA_ERASE, handle(action_id, Kind.ACTION))
    view = window(bot)
    assert "Erased. I no longer hold it." in said(view)
    assert "ring the ward" not in said(view)
    (refreshed,) = await world.deliver("checkins.refresh")
    assert refreshed.call.method == "chat.update"
    assert "ring the ward" not in str(refreshed.call.arguments)
    assert "no longer kept" in said(refreshed.call.arguments)


async def test_erasing_one_of_two_leaves_the_other_to_be_answered(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    gone = await world.commit("ring the ward", "Friday")
    await world.commit("book a room", "Friday")
    await world.ask(FRIDAY)
    await bot_of(world).press("UAMINA", Press.DATA_ERASE, handle(gone, Kind.ACTION))
    (refreshed,) = await world.deliver("checkins.refresh")
    assert "ring the ward" not in str(refreshed.call.arguments)
    assert "book a room" in said(refreshed.call.arguments)
    assert Press.CHECKIN_DONE in buttons_of(refreshed.call.arguments)


async def test_what_is_erased_before_it_was_asked_is_never_asked(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    action_id = await world.commit("ring the ward", "Friday")
    await bot_of(world).press("UAMINA", Press.DATA_ERASE, handle(action_id, Kind.ACTION))
    await world.quiet_until(FRIDAY + timedelta(days=10))


async def test_an_open_window_of_before_leaving_and_coming_back_still_erases_only_ones_own(
    sqlite_store: WorkspaceStore,
) -> None:
    """The button of an old window: after leaving it is still theirs, and nobody else's."""
    world = await make_world(sqlite_store, MONDAY)
    action_id = await world.commit("ring the ward", "Friday")
    async with world.store.write() as uow:
        await leaving.end(uow, world.amina.id, world.set_id, MONDAY + timedelta(hours=1))
    bot = bot_of(world)
    await bot.press("UBEN", Press.DATA_ERASE, handle(action_id, Kind.ACTION))
    (error,) = bot.errors
    assert isinstance(error, Refused)
    assert error.problem is Problem.GONE
    bot.errors.clear()
    await bot.press("UAMINA", Press.DATA_ERASE, handle(action_id, Kind.ACTION))
    assert bot.errors == []
    assert "There is nothing here." in said(window(bot))


async def test_a_line_of_the_journal_is_put_right_in_its_page(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await journal.write(sqlite_store, "UAMINA", Confidential("a lien"), "view:0", MONDAY)
    bot = bot_of(world)
    await bot.press("UAMINA", Press.DATA_PAGE, place(Kind.REFLECTION))
    change = buttons_of(window(bot))[Press.DATA_CORRECT]
    await bot.press("UAMINA", Press.DATA_CORRECT, change["value"])
    form = window(bot)
    assert form["blocks"][1]["element"]["initial_value"] == "a lien"
    assert "Nobody watches this" in said(form), "as under every box for words"
    empty = await bot.submit("UAMINA", shown(form, values={Field.DATA_WORDS: " "}))
    assert Field.DATA_WORDS in empty["errors"]
    await bot.submit("UAMINA", shown(form, values={Field.DATA_WORDS: "a line"}, previous_view_id="V0", hash="2"))
    assert bot.client.calls[-1][1]["view_id"] == "V0"
    assert "a line" in said(window(bot))
    assert "a lien" not in said(window(bot))
    await bot.submit("UBEN", shown(form, values={Field.DATA_WORDS: "mine now"}, hash="3"))
    (error,) = bot.errors
    assert isinstance(error, Refused)


async def leave(world: World, chosen: Json | None) -> tuple[Bot, Json]:
    """Amina leaves by the window; chosen: what the form says about her words, None: a window of before there was it."""
    bot = bot_of(world)
    await bot.press("UAMINA", Press.LEAVE, handle(world.set_id))
    view = window(bot)
    values = {Field.LEAVE_WORDS: {Field.VALUE: {"selected_option": chosen}}} if chosen else {}
    answer = await bot.submit("UAMINA", {**shown(view), "state": {"values": values}})
    left: Json = answer["view"]
    return bot, left


@pytest.mark.parametrize("chosen", [None, {"value": "keep"}, {"value": "erase"}, {"value": "what"}])
async def test_leaving_asks_what_becomes_of_ones_words(chosen: Json | None, sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.commit("ring the ward", "Friday")
    bot, left = await leave(world, chosen)
    asked = chosen == {"value": "erase"}
    assert (Press.ERASE_STOP in buttons_of(left)) is asked
    assert ("I will erase what you wrote for" in said(left)) is asked
    (tick,) = erasing.FEATURE.ticks
    await tick.run(sqlite_store, MONDAY + timedelta(days=2))
    await bot.press("UAMINA", Press.DATA_PAGE, place(Kind.ACTION))
    assert ("ring the ward" in said(window(bot))) is not asked


async def test_all_of_it_asked_for_stopped_and_done(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.commit("ring the ward", "Friday")
    bot, (tick,) = bot_of(world), erasing.FEATURE.ticks
    for stopped in (True, False):
        await bot.press("UAMINA", Press.ERASE_CHOOSE)
        assert {Press.ERASE_SURE, Press.DATA} <= set(buttons_of(window(bot)))
        await bot.press("UAMINA", Press.ERASE_SURE)
        answer = await bot.submit("UAMINA", shown(window(bot), f"V{stopped}"))
        stop = buttons_of(answer["view"])[Press.ERASE_STOP]
        if stopped:
            await bot.press("UAMINA", Press.ERASE_STOP, stop["value"])
            assert "I keep your words" in said(window(bot))
        await tick.run(sqlite_store, MONDAY + timedelta(days=1))
        await bot.press("UAMINA", Press.DATA, ts=f"{stopped}")
        assert ("My actions*: 1" in said(window(bot))) is stopped
    assert "I erased everything you wrote on" in said(window(bot))
    (kind,) = erasing.FEATURE.kinds
    delivery = (await claimed(sqlite_store, MONDAY + timedelta(days=1)))[kind.name]
    async with sqlite_store.read() as uow:
        call = await kind.prepare(uow, delivery, MONDAY)
    assert call is not None
    assert "I have erased everything you wrote" in said(call.arguments)
    assert bot.errors == []


async def test_a_window_from_before_leaving_still_erases_ones_own_and_coming_back_changes_nothing(
    sqlite_store: WorkspaceStore,
) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await world.commit("ring the ward", "Friday")
    bot = bot_of(world)
    await bot.press("UAMINA", Press.ERASE_SURE, handle(world.set_id))
    sure = shown(window(bot))
    left = (await leave(world, None))[1]
    await bot.press("UAMINA", Press.LEAVE_UNDO, buttons_of(left)[Press.LEAVE_UNDO]["value"])
    answer = await bot.submit("UAMINA", sure)
    assert "I will erase what you wrote for" in said(answer["view"])
    await bot.submit("UBEN", sure | {"id": "V2"})  # the same window in another's hands: it asks for their own
    (tick,) = erasing.FEATURE.ticks
    await tick.run(sqlite_store, MONDAY + timedelta(days=1))
    await bot.press("UAMINA", Press.DATA_PAGE, place(Kind.ACTION))
    assert "There is nothing here." in said(window(bot))
