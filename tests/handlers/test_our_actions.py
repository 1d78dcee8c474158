"""One line shared with the set: who reads it, since when, and that taking it back takes it away."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from bot.features import FEATURES
from handlers.ids import Command, Field, Press, handle
from sets import leaving, notes, our_actions
from sets.errors import Problem, Refused
from sets.notes import Line, Reads
from sets.outcomes import TurnedOut
from storage.confidential import Confidential
from storage.models import ActionEvent, Phase
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_membership, add_person
from tests.handlers.action_kit import Bot, Json, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain
from tests.handlers.checkin_screen import Screen, asked

MONDAY = london(5, 4, 14)
LINE = "Two of three rung"


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> World:
    return await make_world(sqlite_store, MONDAY)


async def _kept(world: World, audience: str) -> Screen:
    """Amina did it, opens it in the message, and keeps one line."""
    screen, _ = await asked(world)
    await screen.press(Press.CHECKIN_DONE)
    await screen.press(Press.CHECKIN_OPEN)
    form = shown(screen.window, "V1", {Field.NOTE: LINE})
    form["state"]["values"][Field.NOTE_AUDIENCE] = {Field.VALUE: {"selected_option": {"value": audience}}}
    answer: Json = await screen.bot.submit("UAMINA", form)
    screen.window = answer["view"]
    return screen


async def _read(world: World, user: str) -> str:
    bot = world.bot
    await bot.press(user, Press.OUR_ACTIONS, f"v1:{world.set_id}:0")
    if bot.errors:
        raise bot.errors[0]
    return plain(texts_of(bot.client.calls[-1][1]["view"]))


async def test_my_set_can_read_it_until_it_is_taken_back(world: World) -> None:
    screen = await _kept(world, Reads.SET.value)
    assert "I show it only to the members of Tuesday set." in plain(texts_of(screen.window))
    said = await _read(world, "UBEN")
    assert f'*Amina*, about "Ring three wards", on Friday 8 May:\n{LINE}' in said
    undo = buttons_of(screen.window)[Press.ACTION_UNDO]["value"]
    await screen.bot.press("UAMINA", Press.ACTION_UNDO, undo, shown(screen.window))
    assert LINE not in await _read(world, "UBEN")
    async with world.store.read() as uow:
        assert [row for row in (await uow.rows(select(ActionEvent.shared))).scalars() if row] == []


async def test_only_me_is_only_me(light: World) -> None:
    screen = await _kept(light, Reads.ME.value)
    assert "I show it only to you." in texts_of(screen.window)
    for user in ("UBEN", "UAMINA"):
        assert LINE not in await _read(light, user)


async def test_nothing_chosen_or_something_forged_is_only_me(light: World) -> None:
    await _kept(light, "everyone")
    assert LINE not in await _read(light, "UBEN")


async def test_open_actions_are_listed_and_closed_ones_are_not(light: World) -> None:
    await light.commit("Ring three wards", "Friday")
    said = await _read(light, "UBEN")
    assert "*Amina*, by Friday 8 May:\nRing three wards" in said
    async with light.store.write() as uow:
        await leaving.end(uow, light.amina.id, light.set_id, light.now)
    assert "Ring three wards" not in await _read(light, "UBEN")


async def test_a_coach_reads_labels_and_no_lines_and_a_joiner_none_from_before(light: World) -> None:
    await _kept(light, Reads.SET.value)
    await light.commit("Another step", "15 May")
    coach, joiner = await add_person(light.store, "UCOACH"), await add_person(light.store, "UNEW")
    async with light.store.write() as uow:
        await add_membership(uow, light.set_id, coach, MONDAY, role="coach")
        await add_membership(uow, light.set_id, joiner, light.now + timedelta(hours=1))
    for user in ("UCOACH", "UNEW"):
        said = await _read(light, user)
        assert "Another step" in said
        assert LINE not in said


async def test_a_line_about_what_was_closed_before_one_joined_comes_without_its_label(world: World) -> None:
    """Of earlier actions a joiner reads open labels alone (privacy.md section 2), however late the line is."""
    screen, (action_id,) = await asked(world)
    await screen.press(Press.CHECKIN_DONE)
    joiner = await add_person(world.store, "UNEW")
    async with world.store.write() as uow:
        await add_membership(uow, world.set_id, joiner, world.now + timedelta(hours=1))
    late = Line(Confidential(LINE), Reads.SET, TurnedOut.AS_HOPED)
    await notes.keep(world.store, "UAMINA", action_id, late, "view:late", world.now + timedelta(hours=2))
    assert '"Ring three wards" turned out as hoped.' in await _read(world, "UBEN")
    said = await _read(world, "UNEW")
    assert f"*Amina*, about an action from before you joined, on Friday 8 May:\n{LINE}" in said
    assert "*Amina*: an action from before you joined turned out as hoped." in said
    assert "Ring three wards" not in said


async def test_nobody_else_reads_them(light: World) -> None:
    await add_person(light.store, "UEVE")
    for user in ("UEVE", "UNOBODY"):
        with pytest.raises(Refused) as refused:
            await our_actions.ours(light.store, user, light.set_id)
        assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_a_reply_in_words_is_shared_and_taken_back(light: World) -> None:
    await asked(light)
    bot = light.bot
    event = {"type": "message", "channel_type": "im", "channel": "D1", "user": "UAMINA", "text": LINE, "ts": "9.9"}
    await bot.send({"type": "event_callback", "event_id": "Ev1", "team_id": "T0001", "event": event})
    (answer,) = await light.deliver("replies.answer")
    found = buttons_of(answer.call.arguments)
    await bot.press("UAMINA", Press.REPLY_SHARE, found[Press.REPLY_SHARE]["value"])
    edited = bot.client.calls[-1][1]
    assert "The members of your set can read your note" in texts_of(edited)
    assert LINE not in str(edited)
    assert LINE in await _read(light, "UBEN")
    await bot.press("UAMINA", Press.REPLY_UNDO, buttons_of(edited)[Press.REPLY_UNDO]["value"], ts="2")
    assert LINE not in await _read(light, "UBEN")


async def _coach(world: World) -> Bot:
    coach = await add_person(world.store, "UCOACH")
    async with world.store.write() as uow:
        await add_membership(uow, world.set_id, coach, MONDAY, role="coach")
    return Bot(world.store, world.now, *FEATURES)


@pytest.mark.parametrize("typed", [True, False])
async def test_a_coach_who_wants_a_new_action_is_led_to_ours(light: World, *, typed: bool) -> None:
    bot = await _coach(light)
    if typed:
        who = {"user_id": "UCOACH", "team_id": "T0001", "channel_id": "CSET", "trigger_id": "t"}
        await bot.send({"command": Command.ALS, "text": "action ring the ward", **who})
    else:
        await bot.press("UCOACH", Press.ACTION_NEW)
    view = bot.client.calls[-1][1]["view"]
    assert "You are here as a coach." in texts_of(view)
    assert "not in a set" not in str(view)
    assert UUID(buttons_of(view)[Press.OUR_ACTIONS]["value"].split(":")[1]) == light.set_id


@pytest.mark.parametrize(("user", "leads"), [("UCOACH", True), ("UAMINA", False)])
async def test_the_session_menu_leads_a_coach_to_ours(light: World, user: str, *, leads: bool) -> None:
    bot = await _coach(light)
    await bot.press(user, Press.SESSION_MENU, handle(light.set_id))
    assert (Press.OUR_ACTIONS in buttons_of(bot.client.calls[-1][1]["view"])) is leads


@pytest.mark.parametrize(("mode", "offered"), [("coached", True), ("self_run", False), (None, False)])
async def test_run_ourselves_is_offered_while_a_coach_guides(light: World, mode: str | None, *, offered: bool) -> None:
    bot = await _coach(light)
    async with light.store.write() as uow:
        await uow.execute(update(Phase).values(mode=mode))
    await bot.press("UAMINA", Press.SESSION_MENU, handle(light.set_id))
    assert (Press.HANDOVER_OPEN in buttons_of(bot.client.calls[-1][1]["view"])) is offered


async def test_the_list_leads_to_ours(light: World) -> None:
    bot = light.bot
    await bot.press("UAMINA", Press.ACTION_LIST)
    found = buttons_of(bot.client.calls[-1][1]["view"])
    assert UUID(found[Press.OUR_ACTIONS]["value"].split(":")[1]) == light.set_id
