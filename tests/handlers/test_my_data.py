"""My data in Slack: from Home, the menu and /als data; erasing, and what is left in messages."""

from datetime import timedelta

from bot.features import FEATURES
from handlers.ids import Form, Press, handle
from handlers.messages.my_data import place
from sandbox.blocks import problems_in_view
from sets import leaving
from sets.errors import Problem, Refused
from sets.my_data import About, Kind
from storage.unit_of_work import WorkspaceStore
from tests.handlers.action_kit import Bot, Json, buttons_of, texts_of
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
