"""Swapping turns: both move at once, or none; on both databases."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from handlers.ids import Press, handle
from sets import leaving, offering, swapping, turns
from sets.errors import Problem, Refused
from sets.swapping import Outcome
from storage.models import Attendance, Session, Swap, Turn
from storage.queries import rotation
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_session
from tests.handlers.action_kit import Bot, buttons_of, texts_of
from tests.handlers.checkin_kit import london, plain
from tests.handlers.rotation_kit import OFFERED, Circle, first, make_circle, wall

LATER = london(6, 26, 14)


@pytest.fixture
async def circle(store: WorkspaceStore) -> Circle:
    return await _with_turns(store)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> Circle:
    return await _with_turns(sqlite_store)


async def _with_turns(store: WorkspaceStore) -> Circle:
    """Amina guides on 29 May, Ben on 26 June."""
    circle = await make_circle(store)
    circle.now = OFFERED
    later = await add_session(store, circle.set_id, wall(6, 26, 14), ordinal=2, host=circle.people[0])
    for name, session_id in (("Amina", circle.session_id), ("Ben", later)):
        await _give(circle, name, session_id)
    await circle.tick(OFFERED)
    return circle


async def _give(circle: Circle, name: str, session_id: UUID) -> None:
    async with circle.store.write() as uow:
        person_id = circle.person(name).id
        await uow.insert(
            Turn,
            id=uow.new_id(),
            set_id=circle.set_id,
            session_id=session_id,
            ledger="facilitating",
            person_id=person_id,
            state="accepted",
            rule="least_served",
            offered_at=circle.now,
            revision=1,
        )
        assert await rotation.take_session(uow, session_id, "facilitating", person_id, None)


async def turn_of(circle: Circle, name: str, state: str = "accepted") -> UUID:
    async with circle.store.read() as uow:
        mine = select(Turn.id).where(Turn.person_id == circle.person(name).id, Turn.state == state)
        return (await uow.rows(mine)).scalar_one()


async def ask(circle: Circle, whom: str, who: str = "Amina", key: str = "view:1") -> UUID:
    """Who asks whom to swap; the question's id."""
    user, person_id = circle.person(who).slack_user_id, circle.person(whom).id
    await swapping.ask(circle.store, user, await turn_of(circle, who), person_id, key=key, now=circle.now)
    async with circle.store.read() as uow:
        return (await uow.rows(select(Swap.id).where(Swap.state == "asked"))).scalar_one()


async def sessions(circle: Circle) -> list[UUID]:
    async with circle.store.read() as uow:
        return list((await uow.rows(select(Session.id).order_by(Session.starts_at))).scalars())


async def guides(circle: Circle) -> list[str]:
    return [await circle.facilitator(each) for each in await sessions(circle)]


async def test_the_one_who_is_asked_reads_both_dates(circle: Circle) -> None:
    await ask(circle, "Ben")
    said = first(await circle.deliver(), swapping.ASK)
    assert said.to == "Ben"
    text = plain(texts_of(said.message))
    assert "Amina would like to swap turns. You would take Friday 29 May, 14:00." in text
    assert "They would take Friday 26 June, 14:00. You can say no without a reason." in text
    assert await guides(circle) == ["Amina", "Ben"]


async def test_yes_moves_both_turns_and_then_the_channel_hears(circle: Circle) -> None:
    swap_id = await ask(circle, "Ben")
    said = first(await circle.deliver(), swapping.ASK)
    bot = await circle.press("Ben", Press.SWAP_YES, said.value(Press.SWAP_YES))
    assert "Swapped. It is your turn on Friday 29 May, 14:00." in plain(texts_of(bot.client.calls[0][1]))
    assert await guides(circle) == ["Ben", "Amina"]
    after = await circle.deliver()
    note = first(after, swapping.NOTE)
    assert note.to == ""
    assert plain(texts_of(note.message)) == (
        "Ben now has the turn on Friday 29 May, 14:00 (London). "
        "Amina now has the turn on Friday 26 June, 14:00 (London)."
    )
    answer = first(after, swapping.ANSWER)
    assert answer.to == "Amina"
    assert "Ben said yes, and takes Friday 29 May, 14:00." in plain(texts_of(answer.message))
    again = await swapping.agree(circle.store, "UBEN", swap_id, circle.now)
    assert again.outcome is Outcome.SAME
    assert await guides(circle) == ["Ben", "Amina"]


async def test_someone_without_a_turn_takes_it_and_the_asker_owes_the_next(circle: Circle) -> None:
    swap_id = await ask(circle, "Chloe")
    text = plain(texts_of(first(await circle.deliver(), swapping.ASK).message))
    assert "Amina would like you to facilitate the session on Friday 29 May, 14:00 in their place." in text
    await swapping.agree(circle.store, "UCHLOE", swap_id, circle.now)
    assert await guides(circle) == ["Chloe", "Ben"]
    assert ("Amina", "owed", "least_served") in await circle.turns()
    assert ("Chloe", "accepted", "swap") in await circle.turns()


async def test_no_thanks_is_told_later_and_can_be_taken_back(circle: Circle) -> None:
    await ask(circle, "Ben")
    said = first(await circle.deliver(), swapping.ASK)
    bot = await circle.press("Ben", Press.SWAP_NO, said.value(Press.SWAP_NO))
    assert "I will tell Amina that you cannot this time." in plain(texts_of(bot.client.calls[0][1]))
    assert await circle.deliver() == []
    bot = await circle.press("Ben", Press.SWAP_UNDO, _button(bot, Press.SWAP_UNDO))
    assert "Undone. You can choose again." in texts_of(bot.client.calls[0][1])
    assert await circle.tick(circle.now + timedelta(minutes=11)) == []  # it was taken back: nobody is told
    bot = await circle.press("Ben", Press.SWAP_NO, _button(bot, Press.SWAP_NO))
    told = first(await circle.tick(circle.now + timedelta(minutes=11)), swapping.ANSWER)
    assert told.to == "Amina"
    text = plain(texts_of(told.message))
    assert text == "Ben cannot swap this time. Your turn is still Friday 29 May, 14:00."
    bot = await circle.press("Ben", Press.SWAP_UNDO, _button(bot, Press.SWAP_UNDO))
    assert "I cannot undo this any more" in texts_of(bot.client.calls[0][1])
    assert await guides(circle) == ["Amina", "Ben"]
    assert all(one.kind != swapping.NOTE for one in circle.said)


async def test_no_thanks_said_twice_is_told_once(circle: Circle) -> None:
    swap_id = await ask(circle, "Ben")
    began = circle.now
    for minute, use in ((0, swapping.decline), (8, swapping.undo), (9, swapping.decline)):
        await use(circle.store, "UBEN", swap_id, began + timedelta(minutes=minute))
    assert [one.kind for one in await circle.tick(began + timedelta(minutes=12))] == []
    undone = await swapping.undo(circle.store, "UBEN", swap_id, began + timedelta(minutes=13))
    assert undone.outcome is Outcome.UNDONE
    await swapping.decline(circle.store, "UBEN", swap_id, began + timedelta(minutes=14))
    told = [one for one in await circle.run(began + timedelta(hours=2)) if one.kind == swapping.ANSWER]
    assert [one.to for one in told] == ["Amina"]


async def test_a_question_can_be_taken_back_before_the_answer(circle: Circle) -> None:
    swap_id = await ask(circle, "Ben")
    said = first(await circle.deliver(), swapping.ASK)
    await swapping.take_back(circle.store, "UAMINA", await turn_of(circle, "Amina"), circle.now)
    over = first(await circle.deliver(), swapping.ASK_REFRESH)
    assert over.to == "Ben"
    assert "nothing to do" in texts_of(over.message)
    bot = await circle.press("Ben", Press.SWAP_YES, said.value(Press.SWAP_YES))
    assert "nothing to do" in texts_of(bot.client.calls[0][1])
    assert await guides(circle) == ["Amina", "Ben"]
    assert (await swapping.agree(circle.store, "UBEN", swap_id, circle.now)).outcome is Outcome.MOVED_ON


async def test_yes_and_take_back_at_once_leave_one_truth(circle: Circle) -> None:
    swap_id, turn_id = await ask(circle, "Ben"), await turn_of(circle, "Amina")
    done = await asyncio.gather(
        swapping.agree(circle.store, "UBEN", swap_id, circle.now),
        swapping.take_back(circle.store, "UAMINA", turn_id, circle.now),
        return_exceptions=True,
    )
    agreed = not isinstance(done[0], BaseException) and done[0].outcome is Outcome.AGREED
    assert await guides(circle) == (["Ben", "Amina"] if agreed else ["Amina", "Ben"])


async def test_two_who_are_asked_one_after_the_other_cannot_both_take_it(circle: Circle) -> None:
    old = await ask(circle, "Ben")
    await ask(circle, "Chloe", key="view:2")
    assert (await swapping.agree(circle.store, "UBEN", old, circle.now)).outcome is Outcome.MOVED_ON
    assert await guides(circle) == ["Amina", "Ben"]


async def test_crossed_swaps_move_each_turn_once(circle: Circle) -> None:
    mine = await ask(circle, "Ben")
    user, person_id = "UBEN", circle.person("Amina").id
    await swapping.ask(circle.store, user, await turn_of(circle, "Ben"), person_id, key="view:9", now=circle.now)
    async with circle.store.read() as uow:
        theirs = (await uow.rows(select(Swap.id).where(Swap.state == "asked", Swap.id != mine))).scalar_one()
    done = await asyncio.gather(
        swapping.agree(circle.store, "UBEN", mine, circle.now),
        swapping.agree(circle.store, "UAMINA", theirs, circle.now),
        return_exceptions=True,
    )
    outcomes = [one.outcome if not isinstance(one, BaseException) else one for one in done]
    assert outcomes.count(Outcome.AGREED) == 1, outcomes
    assert await guides(circle) == ["Ben", "Amina"]
    live = [each for each in await circle.turns() if each[1] == "accepted"]
    assert live == [("Ben", "accepted", "swap"), ("Amina", "accepted", "swap")]


async def test_swapping_back_leaves_nothing_owed(circle: Circle) -> None:
    swap_id = await ask(circle, "Chloe")
    said = first(await circle.deliver(), swapping.ASK)
    bot = await circle.press("Chloe", Press.SWAP_YES, said.value(Press.SWAP_YES))
    await circle.deliver()
    bot = await circle.press("Chloe", Press.SWAP_BACK, _button(bot, Press.SWAP_BACK))
    assert "I asked Amina. You keep the turn" in plain(texts_of(bot.client.calls[0][1]))
    back = first(await circle.deliver(), swapping.ASK)
    assert back.to == "Amina"
    await circle.press("Amina", Press.SWAP_YES, back.value(Press.SWAP_YES))
    assert await guides(circle) == ["Amina", "Ben"]
    assert sorted(each for each in await circle.turns() if each[0] in ("Amina", "Chloe")) == [
        ("Amina", "accepted", "swap"),
        ("Chloe", "swapped", "swap"),
    ]
    assert (await swapping.ask_back(circle.store, "UCHLOE", swap_id, circle.now)).outcome is Outcome.MOVED_ON


async def test_nobody_is_asked_to_have_two_running_while_others_could(light: Circle) -> None:
    third = await add_session(light.store, light.set_id, wall(7, 10, 14), ordinal=3, host=light.people[0])
    await _give(light, "Chloe", third)
    user, turn_id = "UBEN", await turn_of(light, "Ben")
    names = [one.name for one in (await swapping.choose(light.store, user, turn_id, light.now)).partners]
    # With Amina or Chloe, Ben would change places: each has one turn again, and neither has two running.
    assert names == ["Amina", "Chloe", "Dev", "Ewa", "Femi"]
    user, turn_id = "UAMINA", await turn_of(light, "Amina")
    fourth = await add_session(light.store, light.set_id, wall(7, 24, 14), ordinal=4, host=light.people[0])
    await _give(light, "Amina", fourth)
    names = [one.name for one in (await swapping.choose(light.store, user, turn_id, light.now)).partners]
    assert names == ["Ben", "Dev", "Ewa", "Femi"]  # in Chloe's place, she would have the third and the fourth
    with pytest.raises(Refused) as refused:
        person_id = light.person("Chloe").id
        await swapping.ask(light.store, user, turn_id, person_id, key="view:1", now=light.now)
    assert refused.value.problem is Problem.NOT_A_PARTNER
    for name in ("Dev", "Ewa"):  # four are left who can come: the rule gives way
        said = {"person_id": light.person(name).id, "state": "cannot", "at": light.now}
        await _for_each_session(light, said)
    names = [one.name for one in (await swapping.choose(light.store, user, turn_id, light.now)).partners]
    assert names == ["Ben", "Chloe", "Dev", "Ewa", "Femi"]


async def _for_each_session(circle: Circle, said: dict[str, object]) -> None:
    async with circle.store.write() as uow:
        for session_id in (await uow.rows(select(Session.id))).scalars().all():
            await uow.insert(Attendance, id=uow.new_id(), session_id=session_id, **said)


async def test_a_swap_of_an_offer_takes_the_turn_first(sqlite_store: WorkspaceStore) -> None:
    circle = await make_circle(sqlite_store)
    said = first(await circle.tick(OFFERED), offering.OFFER)
    other = next(one for one in circle.people if one.display_name != said.to)
    user, turn_id = circle.person(said.to).slack_user_id, await turn_of(circle, said.to, "offered")
    await swapping.ask(circle.store, user, turn_id, other.id, key="view:1", now=circle.now)
    assert await circle.facilitator() == said.to
    refreshed = first(await circle.deliver(), offering.REFRESH)
    text = plain(texts_of(refreshed.message))
    assert f"I asked {other.display_name}. You keep the turn on Friday 29 May, 14:00 until they say yes." in text


async def test_asking_for_a_volunteer_keeps_the_turn_until_someone_takes_it(light: Circle) -> None:
    await light.press("Amina", Press.SWAP_VOLUNTEER, handle(await turn_of(light, "Amina"), 1))
    said = first(await light.deliver(), offering.VOLUNTEERS)
    assert "Amina" not in str(said.message)
    await light.tick(light.now + timedelta(hours=1))
    assert await light.facilitator() == "Amina"
    await light.press("Dev", Press.TURN_VOLUNTEER, said.value(Press.TURN_VOLUNTEER))
    assert await light.facilitator() == "Dev"
    bot = await light.press("Ewa", Press.TURN_VOLUNTEER, said.value(Press.TURN_VOLUNTEER))
    assert await light.facilitator() == "Dev"
    assert "Dev facilitates the session" in plain(texts_of(bot.client.calls[0][1]))


async def test_a_leaver_s_question_is_over(light: Circle) -> None:
    swap_id = await ask(light, "Ben")
    async with light.store.write() as uow:
        await leaving.end(uow, light.person("Amina").id, light.set_id, light.now)
    assert (await swapping.agree(light.store, "UBEN", swap_id, light.now)).outcome is Outcome.MOVED_ON
    assert await guides(light) == ["", "Ben"]


async def test_only_the_one_who_was_asked_may_answer(light: Circle) -> None:
    swap_id = await ask(light, "Ben")
    for user in ("UAMINA", "UCHLOE", "UNOBODY"):
        for use in (swapping.agree, swapping.decline, swapping.undo, swapping.ask_back):
            with pytest.raises(Refused) as refused:
                await use(light.store, user, swap_id, light.now)
            assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_someone_elses_turn_cannot_be_given_away(light: Circle) -> None:
    turn_id = await turn_of(light, "Ben")
    with pytest.raises(Refused) as refused:
        await swapping.ask(light.store, "UAMINA", turn_id, light.person("Dev").id, key="k", now=light.now)
    assert refused.value.problem is Problem.NOT_YOUR_SET
    with pytest.raises(Refused) as refused:
        mine = await turn_of(light, "Amina")
        await swapping.ask(light.store, "UAMINA", mine, light.person("Amina").id, key="k", now=light.now)
    assert refused.value.problem is Problem.NOT_A_PARTNER


async def test_a_swapped_facilitator_loses_the_guide_at_once(light: Circle) -> None:
    swap_id = await ask(light, "Ben")
    said = first(await light.run(london(5, 22, 14)), offering.BRIEF)
    bot = await light.press("Amina", Press.BRIEF_OPEN, said.value(Press.BRIEF_OPEN))
    assert bot.errors == []
    await swapping.agree(light.store, "UBEN", swap_id, light.now)
    bot = await light.press("Amina", Press.BRIEF_OPEN, said.value(Press.BRIEF_OPEN))
    assert [error.problem for error in bot.errors if isinstance(error, Refused)] == [Problem.NOT_YOUR_TURN]
    assert bot.client.calls == []
    theirs = first(await light.tick(light.now + timedelta(minutes=1)), offering.BRIEF)
    assert theirs.to == "Ben"
    bot = await light.press("Ben", Press.BRIEF_OPEN, theirs.value(Press.BRIEF_OPEN))
    assert bot.errors == []
    assert await turns.look(light.store, "UBEN", await turn_of(light, "Ben"))


def _button(bot: Bot, press: str) -> str:
    found: str = buttons_of(bot.client.calls[0][1])[press]["value"]
    return found
