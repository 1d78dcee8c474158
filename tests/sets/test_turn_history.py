"""Turns that fell through, turns taken by one's own wish, and the history in which each has its why."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.features import FEATURES
from handlers.ids import Press, handle
from sets import bids, coming, offering, turns
from sets.errors import Problem, Refused
from sets.turns import Happened
from storage.confidential import Confidential
from storage.models import Session, Turn
from tests.factory import add_session
from tests.handlers.action_kit import Bot, buttons_of, shown, texts_of
from tests.handlers.checkin_kit import london, plain
from tests.handlers.rotation_kit import NAMES, OFFERED, Circle, first, wall
from tests.sets.test_offering import LED, STARTS, circle, close, light, turn_of

__all__ = ["circle", "light"]


async def test_who_said_no_and_led_in_the_end_has_had_the_turn(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_NOT, said.value(Press.TURN_NOT))
    async with light.store.write() as uow:
        led = light.person(said.to).id
        await uow.execute(update(Session).values(facilitator_id=led))
    await close(light, light.session_id, there=list(NAMES))
    light.now = STARTS
    await light.tick(STARTS + timedelta(hours=2))
    assert [each for each in await light.turns() if each[1] == "done"] == [(said.to, "done", "agreed")]


@pytest.mark.parametrize("state", ["cancelled", "lapsed"])
async def test_what_was_owed_for_a_session_that_fell_out_is_offered_first(light: Circle, state: str) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    async with light.store.write() as uow:
        await uow.execute(update(Session).values(state=state))
    await light.tick(OFFERED + timedelta(hours=1))
    await add_session(light.store, light.set_id, wall(6, 26, 14), ordinal=2, host=light.people[0])
    again = [one for one in await light.run(london(6, 16, 15)) if one.kind == offering.OFFER]
    assert [one.to for one in again] == [said.to]
    assert await light.turns() == [(said.to, "repaid", "least_recent"), (said.to, "offered", "owed")]


async def test_an_owed_turn_that_somebody_else_takes_first_is_owed_still(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    await close(light, light.session_id, there=[each for each in NAMES if each != said.to])
    later = await add_session(light.store, light.set_id, wall(6, 26, 14), ordinal=2, host=light.people[0])
    await light.run(london(6, 16, 15))
    other = next(one for one in light.people if one.display_name != said.to)
    await turns.volunteer(light.store, other.slack_user_id, later, LED, light.now)
    found = await light.turns()
    assert (said.to, "owed", "owed") in found
    assert (other.display_name, "accepted", "volunteer") in found


async def test_who_asked_for_time_is_left_free_to_present(light: Circle) -> None:
    line, why = Confidential("-"), Confidential("")
    for name in ("Amina", "Ben"):
        user = light.person(name).slack_user_id
        await bids.ask(light.store, user, light.session_id, line, why, urgent=True, key=f"view:{name}", now=light.now)
    said = await light.run(OFFERED + timedelta(days=5))
    assert {"Amina", "Ben"} & {one.to for one in said if one.kind == offering.OFFER} == set()


async def test_who_had_the_turn_before_may_step_in_only_when_the_set_would_lead_together(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    user = light.person(said.to).slack_user_id
    await close(light, light.session_id, there=list(NAMES))
    later = await add_session(light.store, light.set_id, wall(6, 12, 14), ordinal=2, host=light.people[0])
    light.now = STARTS
    await light.run(london(6, 9, 15))
    with pytest.raises(Refused) as refused:
        await turns.volunteer(light.store, user, later, LED, light.now)
    assert refused.value.problem is Problem.TWICE_RUNNING
    await light.run(london(6, 11, 15))
    done = await turns.volunteer(light.store, user, later, LED, light.now)
    assert done.happened is Happened.YES
    async with light.store.read() as uow:
        kept = await uow.rows(select(Turn.exceptions).where(Turn.session_id == later, Turn.state == "accepted"))
        assert kept.scalars().all() == ["gave_way:twice_running"]


async def test_who_can_come_after_all_has_their_turn_again_while_it_is_free(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    user = circle.person(said.to).slack_user_id
    for comes in (False, True):
        await coming.say(circle.store, user, circle.session_id, comes=comes, key=f"press:{comes}", now=circle.now)
    assert await circle.facilitator() == said.to
    assert await circle.turns() == [(said.to, "accepted", "least_recent")]
    assert offering.OFFER not in [one.kind for one in await circle.tick(OFFERED + timedelta(hours=1))]


async def test_but_not_once_somebody_else_is_asked(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    user = light.person(said.to).slack_user_id
    await coming.say(light.store, user, light.session_id, comes=False, key="press:1", now=light.now)
    following = first(await light.tick(OFFERED + timedelta(hours=1)), offering.OFFER)
    await coming.say(light.store, user, light.session_id, comes=True, key="press:2", now=light.now)
    assert await light.facilitator() == ""
    assert await light.turns() == [(said.to, "owed", "least_recent"), (following.to, "offered", "least_recent")]


async def test_the_history_says_why_and_a_turn_to_come_can_be_taken_back_there(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    user, now = light.person(said.to).slack_user_id, light.now
    bot = Bot(light.store, now, *FEATURES)
    await bot.press(user, Press.ROTA_OPEN, handle(light.set_id), ts="1")
    view = bot.client.calls[-1][1]["view"]
    assert f"{said.to} facilitates it. It was longest since their last turn." in plain(texts_of(view))
    undo = buttons_of(view)[Press.TURN_UNDO]
    await bot.press(user, Press.TURN_UNDO, undo["value"], shown(view), ts="2")
    views = [sent["view"] for method, sent in bot.client.calls if method.startswith("views.")]
    assert "Undone. You can choose again in our messages." in texts_of(views[-1])
    assert await light.facilitator() == ""
    again = first(await light.tick(OFFERED + timedelta(minutes=1)), offering.REFRESH)
    assert Press.TURN_YES in buttons_of(again.message)
    other = next(one for one in light.people if one.display_name != said.to)
    await bot.press(other.slack_user_id, Press.ROTA_OPEN, handle(light.set_id), ts="3")
    assert Press.TURN_UNDO not in buttons_of(bot.client.calls[-1][1]["view"])


async def test_a_turn_without_a_message_that_is_taken_back_is_offered_in_one(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    turn_id = await turn_of(light, said.to)
    async with light.store.write() as uow:
        await uow.execute(update(Turn).values(delivery_id=None))
    user = light.person(said.to).slack_user_id
    await turns.undo(light.store, user, turn_id, 2, light.now, elsewhere=True)
    assert first(await light.deliver(), offering.OFFER).to == said.to
