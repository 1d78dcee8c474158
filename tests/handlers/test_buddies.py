"""Asking one's buddy for a short chat: waiting, alone in its message, answered, undone, and without a trace."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.ids import Press
from sets import buddies, leaving
from sets.errors import Problem, Refused
from storage.models import Buddy, Delivery, Nudge
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_person, add_session, add_set
from tests.handlers.action_kit import buttons_of, texts_of
from tests.handlers.checkin_kit import Message, World, london, make_world, plain
from tests.handlers.checkin_screen import Screen, asked

MONDAY, FRIDAY = london(5, 4, 14), london(5, 8, 9)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await _paired(await make_world(store, MONDAY))


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await _paired(await make_world(sqlite_store, MONDAY))


async def _paired(world: World) -> World:
    """Amina and Ben are buddies: their set has met."""
    await add_session(world.store, world.set_id, world.now.replace(tzinfo=None) - timedelta(days=1), state="closed")
    await buddies.pair_up(world.store, world.now)
    return world


async def _request(world: World) -> tuple[Screen, Message]:
    """Amina is stuck on Friday and asks; Ben gets it the same morning."""
    screen, _ = await asked(world)
    await screen.press(Press.CHECKIN_STUCK)
    window = await screen.in_window(Press.STUCK_BUDDY)
    assert plain(texts_of(window)) == "I will ask Ben for a short chat. I do not say what it is about."
    (message,) = [each for each in await _delivered(world) if "short chat" in str(each.call.arguments)]
    return screen, message


async def _delivered(world: World) -> list[Message]:
    await world.tick()
    return await world.deliver()


async def _told(world: World) -> list[str]:
    """Answers that went out, a minute and more after they were given."""
    world.now += timedelta(minutes=2)
    return [plain(texts_of(each.call.arguments)) for each in await world.deliver(buddies.ANSWER_KIND)]


async def test_a_buddy_is_asked_and_says_yes(world: World) -> None:
    _, message = await _request(world)
    text = plain(texts_of(message.call.arguments))
    assert text.startswith("Amina would like a short chat. Could you spare 15 minutes this week?")
    assert "ward" not in str(message.call.arguments)
    async with world.store.read() as uow:
        assert "buddy" not in list((await uow.rows(select(Nudge.kind))).scalars())
    ben = Screen(world, message)
    assert "I told Amina yes." in await _by_ben(ben, Press.BUDDY_YES, message)
    assert await _told(world) == ["Ben can spare 15 minutes. Pick a time that suits you both."]


async def _by_ben(screen: Screen, press: str, message: Message) -> str:
    """Ben presses it in his message."""
    value = buttons_of(screen.message)[press]["value"]
    screen.bot.clock.moment = screen.world.now
    screen.presses += 1
    before = len(screen.bot.client.calls)
    payload = {
        "type": "block_actions",
        "user": {"id": "UBEN"},
        "team": {"id": "T0001"},
        "container": {"type": "message", "channel_id": "D2", "message_ts": message.ts},
        "actions": [{"type": "button", "action_id": press, "value": value, "action_ts": str(screen.presses)}],
    }
    await screen.bot.send(payload)
    for method, sent in screen.bot.client.calls[before:]:
        if method == "chat.update":
            screen.message = sent
    return plain(texts_of(screen.message))


async def test_an_answer_can_be_taken_back_for_a_minute(light: World) -> None:
    _, message = await _request(light)
    ben = Screen(light, message)
    await _by_ben(ben, Press.BUDDY_YES, message)
    assert "You can choose again." in await _by_ben(ben, Press.BUDDY_UNDO, message)
    assert "I told Amina that you cannot this week." in await _by_ben(ben, Press.BUDDY_NO, message)
    assert await _told(light) == ["Ben cannot this week. You can ask again when you like."]
    assert "I have told Amina already." in await _by_ben(ben, Press.BUDDY_UNDO, message)


async def test_a_double_press_tells_once(light: World) -> None:
    _, message = await _request(light)
    for _ in range(2):
        await _by_ben(Screen(light, message), Press.BUDDY_YES, message)
    assert len(await _told(light)) == 1


async def test_the_asker_takes_it_back_before_it_goes(world: World) -> None:
    screen, _ = await asked(world)
    await screen.press(Press.CHECKIN_STUCK)
    await screen.in_window(Press.STUCK_BUDDY)
    assert texts_of(await screen.in_window(Press.BUDDY_UNASK)) == "Undone. I have asked nobody."
    assert await _delivered(world) == []


async def test_it_cannot_be_taken_back_once_it_went(light: World) -> None:
    screen, _ = await _request(light)
    assert "I have asked already." in texts_of(await screen.in_window(Press.BUDDY_UNASK))


async def test_nobody_else_can_answer(light: World) -> None:
    _, message = await _request(light)
    await add_person(light.store, "UEVE")
    place = UUID(buttons_of(message.call.arguments)[Press.BUDDY_YES]["value"].split(":")[1])
    for user in ("UEVE", "UAMINA"):
        with pytest.raises(Refused) as refused:
            await buddies.reply(light.store, user, place, 0, message.ts, light.now, yes=True)
        assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_a_request_is_answered_within_a_week(light: World) -> None:
    _, message = await _request(light)
    place = UUID(buttons_of(message.call.arguments)[Press.BUDDY_YES]["value"].split(":")[1])
    later = light.now + timedelta(days=7, minutes=1)
    for ts in (message.ts, "", "nan", "not a ts"):
        with pytest.raises(Refused) as refused:
            await buddies.reply(light.store, "UBEN", place, 0, ts, later, yes=True)
        assert refused.value.problem is Problem.STALE


async def test_a_leaver_is_asked_nothing_and_asks_nothing(light: World) -> None:
    screen, _ = await asked(light)
    await screen.press(Press.CHECKIN_STUCK)
    await screen.in_window(Press.STUCK_BUDDY)
    async with light.store.write() as uow:
        await leaving.end(uow, light.amina.id, light.set_id, light.now)
    assert await _delivered(light) == []
    async with light.store.read() as uow:
        assert "buddy" not in list((await uow.rows(select(Nudge.kind))).scalars())
        assert list((await uow.rows(select(Buddy.id).where(Buddy.until_at.is_(None)))).scalars()) == []


async def test_no_row_says_who_asked_whom(light: World) -> None:
    """After delivery and answer: nothing names asker and buddy together, but the answer on its way."""
    _, message = await _request(light)
    await _by_ben(Screen(light, message), Press.BUDDY_YES, message)
    await _told(light)
    async with light.store.read() as uow:
        nudges = (await uow.rows(select(Nudge.kind, Nudge.person_id))).all()
        kinds = list((await uow.rows(select(Delivery.kind).where(Delivery.state == "open"))).scalars())
    assert [row.kind for row in nudges] == ["checkin"]
    assert buddies.ANSWER_KIND not in kinds


async def test_without_a_buddy_the_way_is_not_offered(sqlite_store: WorkspaceStore) -> None:
    world = await make_world(sqlite_store, MONDAY)
    await add_set(sqlite_store, await add_person(sqlite_store, "UOTHER"), name="Another")
    screen, (action_id,) = await asked(world)
    await screen.press(Press.CHECKIN_STUCK)
    assert set(buttons_of(screen.window)) == {Press.STUCK_SMALLER, Press.STUCK_SET, Press.STUCK_KEEP}
    with pytest.raises(Refused) as refused:
        await buddies.ask(world.store, "UAMINA", action_id, world.now)
    assert refused.value.problem is Problem.NO_BUDDY
