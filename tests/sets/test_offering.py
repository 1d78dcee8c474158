"""From a session that has a date to the person who guides it; on both databases."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from handlers.ids import Press
from sets import calendar, coming, leaving, offering, swapping, turns
from sets.rotation import Ledger
from sets.turns import Happened
from storage.models import Attendance, Away, Phase, Session, Swap, Turn
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_membership, add_person, add_session
from tests.handlers.action_kit import Bot, buttons_of, texts_of
from tests.handlers.checkin_kit import london, plain
from tests.handlers.rotation_kit import NAMES, OFFERED, Circle, first, make_circle, wall

STARTS = london(5, 29, 14)
LED = Ledger.FACILITATING


@pytest.fixture
async def circle(store: WorkspaceStore) -> Circle:
    return await make_circle(store)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> Circle:
    return await make_circle(sqlite_store)


async def test_ten_days_before_one_person_is_asked(circle: Circle) -> None:
    assert await circle.run(OFFERED - timedelta(minutes=1)) == []
    said = first(await circle.tick(OFFERED), offering.OFFER)
    assert said.to in {one.display_name for one in circle.people}
    text = plain(texts_of(said.message))
    assert "Could you facilitate the session of Tuesday set on Friday 29 May, 14:00?" in text
    assert await circle.turns() == [(said.to, "offered", "least_recent")]
    for _ in range(3):
        assert await circle.tick() == []


async def test_yes_gives_the_session_its_facilitator_in_the_same_transaction(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    bot = await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    assert await circle.facilitator() == said.to
    assert await circle.turns() == [(said.to, "accepted", "least_recent")]
    text = plain(texts_of(bot.client.calls[-1][1]))
    assert (
        "Thank you. You facilitate the session on Friday 29 May, 14:00. I will send your guide on Friday 22 May."
        in text
    )
    assert await circle.run(STARTS - timedelta(days=7, minutes=1)) == []
    ready = first(await circle.tick(STARTS - timedelta(days=7)), offering.BRIEF)
    assert ready.to == said.to
    assert plain(texts_of(ready.message)) == "Your guide for Friday 29 May, 14:00 is ready. It takes 3 minutes to read."
    assert await circle.run(STARTS) == []


async def test_not_this_time_passes_on_quietly_to_the_next(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    bot = await circle.press(said.to, Press.TURN_NOT, said.value(Press.TURN_NOT))
    assert "You do not need a reason." in texts_of(bot.client.calls[-1][1])
    assert await circle.tick(OFFERED + timedelta(minutes=5)) == []  # it can still be taken back
    following = first(await circle.tick(OFFERED + timedelta(minutes=10)), offering.OFFER)
    assert following.to != said.to
    assert said.to not in str(following.message)


async def test_no_answer_passes_on_too_and_the_old_message_says_so(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    after = await circle.tick(OFFERED + timedelta(days=2))
    assert first(after, offering.OFFER).to != said.to
    over = first(after, offering.REFRESH)
    assert over.to == said.to
    assert over.call.method == "chat.update"
    assert "This turn has moved on" in texts_of(over.message)
    assert (await circle.turns())[0] == (said.to, "passed", "least_recent")


async def test_nobody_answers_volunteers_are_asked_and_then_all_lead_together(circle: Circle) -> None:
    said = await circle.run(STARTS - timedelta(days=3))
    asked = [one.to for one in said if one.kind == offering.OFFER]
    assert len(asked) == len(set(asked)) >= 3
    channel = first(said, offering.VOLUNTEERS)
    assert "Who would like to facilitate the session on Friday 29 May, 14:00 (London)?" in texts_of(channel.message)
    assert not any(one.display_name in str(channel.message) for one in circle.people)
    rest = await circle.run(STARTS)
    assert [one.kind for one in rest if one.kind != offering.REFRESH] == [offering.TOGETHER]
    assert await circle.mode() == "together"
    assert await circle.stage() == "together"


async def test_of_two_volunteers_at_once_one_gets_it(circle: Circle) -> None:
    await circle.run(STARTS - timedelta(days=3))
    done = await asyncio.gather(
        *(turns.volunteer(circle.store, f"U{name}", circle.session_id, LED, circle.now) for name in ("BEN", "CHLOE"))
    )
    assert {one.happened for one in done} == {Happened.YES, Happened.TAKEN}
    winner = next(one.seen.person.display_name for one in done if one.happened is Happened.YES)
    assert await circle.facilitator() == winner
    assert [each for each in await circle.turns() if each[1] == "accepted"] == [(winner, "accepted", "volunteer")]
    yours = first(await circle.deliver(), offering.YOURS)
    assert yours.to == winner


async def test_two_answers_at_once_are_one(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    user, turn_id = circle.person(said.to).slack_user_id, await turn_of(circle, said.to)
    done = await asyncio.gather(
        turns.say_yes(circle.store, user, turn_id, circle.now),
        turns.not_this_time(circle.store, user, turn_id, circle.now),
    )
    happened = {one.happened for one in done}
    assert happened in ({Happened.YES, Happened.SAME}, {Happened.YES, Happened.PASSED})
    # Yes after no is a yes: the turn was still free. No after yes changes nothing: Undo is there for that.
    assert await circle.facilitator() == said.to


async def test_a_volunteer_steps_in_after_together(circle: Circle) -> None:
    await circle.run(STARTS - timedelta(hours=20))
    assert await circle.mode() == "together"
    await circle.press("Dev", Press.TURN_VOLUNTEER, circle.volunteer_value())
    assert (await circle.facilitator(), await circle.mode()) == ("Dev", "led")


async def test_a_late_yes_counts_while_the_turn_is_free(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    await circle.run(STARTS - timedelta(days=2))
    assert await circle.stage() == "volunteers"
    await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    assert await circle.facilitator() == said.to


async def test_a_late_yes_changes_nothing_while_someone_else_is_asked(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    await circle.tick(OFFERED + timedelta(days=2))
    bot = await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    assert await circle.facilitator() == ""
    text = texts_of(bot.client.calls[-1][1])
    assert text == "Thank you. This turn has moved on, so there is nothing to do."


async def test_an_offer_that_expires_while_it_is_pressed_is_either_a_yes_or_passed_on(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    user, turn_id = circle.person(said.to).slack_user_id, await turn_of(circle, said.to)
    now = OFFERED + timedelta(days=2)
    done, _ = await asyncio.gather(turns.say_yes(circle.store, user, turn_id, now), offering.tick(circle.store, now))
    live = [each for each in await circle.turns() if each[1] in ("offered", "accepted")]
    assert len(live) == 1
    assert (done.happened is Happened.YES) == (await circle.facilitator() == said.to)
    assert live[0][1] == ("accepted" if done.happened is Happened.YES else "offered")


async def test_two_replicas_offer_once(circle: Circle) -> None:
    await asyncio.gather(*(offering.tick(circle.store, OFFERED) for _ in range(3)))
    circle.now = OFFERED
    assert len(await circle.deliver()) == 1
    assert len(await circle.turns()) == 1


async def test_undo_of_yes_gives_the_choice_back(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    bot = await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    undo = _button(bot, Press.TURN_UNDO)
    bot = await circle.press(said.to, Press.TURN_UNDO, undo)
    assert await circle.facilitator() == ""
    assert "Undone. You can choose again." in texts_of(bot.client.calls[-1][1])
    bot = await circle.press(said.to, Press.TURN_UNDO, undo)  # an older button
    assert await circle.turns() == [(said.to, "offered", "least_recent")]


async def test_undo_of_not_this_time_is_too_late_once_somebody_else_is_asked(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    bot = await circle.press(said.to, Press.TURN_NOT, said.value(Press.TURN_NOT))
    undo = _button(bot, Press.TURN_UNDO)
    await circle.tick(OFFERED + timedelta(minutes=10))
    bot = await circle.press(said.to, Press.TURN_UNDO, undo)
    assert "I cannot undo this any more" in texts_of(bot.client.calls[-1][1])
    assert (await circle.turns())[0][1] == "passed"


async def test_who_is_away_or_cannot_come_is_not_asked(light: Circle) -> None:
    async with light.store.write() as uow:
        for name in ("Amina", "Ben", "Chloe"):
            day = date(2026, 5, 29)
            await uow.insert(Away, id=uow.new_id(), person_id=light.person(name).id, first_day=day, last_day=day)
        for name in ("Dev", "Ewa"):
            said = {"person_id": light.person(name).id, "state": "cannot", "at": NOW}
            await uow.insert(Attendance, id=uow.new_id(), session_id=light.session_id, **said)
    assert first(await light.tick(OFFERED), offering.OFFER).to == "Femi"


async def test_who_is_on_holiday_now_keeps_their_place_and_the_next_is_asked(light: Circle) -> None:
    async with light.store.write() as uow:
        for name in ("Amina", "Ben", "Chloe", "Dev", "Ewa"):
            away = {"first_day": date(2026, 5, 18), "last_day": date(2026, 5, 25)}
            await uow.insert(Away, id=uow.new_id(), person_id=light.person(name).id, **away)
    assert first(await light.tick(OFFERED), offering.OFFER).to == "Femi"
    assert [each[0] for each in await light.turns()] == ["Femi"]


async def test_the_offer_waits_for_the_hours_of_the_person(light: Circle) -> None:
    evening = london(5, 29, 21)
    async with light.store.write() as uow:
        await uow.execute(update(Session).values(starts_at=evening, local_start="2026-05-29T21:00"))
    assert await light.run(london(5, 20, 8)) == []
    assert [one.kind for one in await light.run(london(5, 20, 9))] == [offering.OFFER]


async def test_the_next_session_waits_until_the_one_before_is_closed(light: Circle) -> None:
    later = await add_session(light.store, light.set_id, wall(6, 5, 14), ordinal=2, host=light.people[0])
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    await light.run(STARTS)
    assert len(await light.turns()) == 1
    await close(light, light.session_id, there=[one.display_name for one in light.people])
    after = await light.tick(STARTS + timedelta(hours=2))
    following = first(after, offering.OFFER)
    assert following.to != said.to
    assert (await light.turns())[0] == (said.to, "done", "least_recent")
    assert await light.facilitator(later) == ""


async def test_two_sessions_on_one_day_are_offered_together_to_two_people(light: Circle) -> None:
    await add_session(light.store, light.set_id, wall(5, 29, 17), ordinal=2, host=light.people[0])
    said = [one for one in await light.run(OFFERED + timedelta(hours=4)) if one.kind == offering.OFFER]
    assert len({one.to for one in said}) == 2


async def test_who_could_not_come_owes_the_turn_without_comment(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    await close(light, light.session_id, there=[each for each in NAMES if each != said.to])
    await add_session(light.store, light.set_id, wall(6, 26, 14), ordinal=2, host=light.people[0])
    again = [one for one in await light.run(london(6, 16, 15)) if one.kind == offering.OFFER]
    assert [one.to for one in again] == [said.to]
    assert (await light.turns())[-1] == (said.to, "offered", "owed")
    assert "owe" not in texts_of(again[0].message)


async def test_a_session_called_off_is_owed_too(light: Circle) -> None:
    said = first(await light.tick(OFFERED), offering.OFFER)
    await light.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    async with light.store.write() as uow:
        await uow.execute(update(Session).values(state="cancelled"))
    await light.tick(OFFERED + timedelta(hours=1))
    assert await light.turns() == [(said.to, "owed", "least_recent")]


async def test_a_session_that_is_on_again_has_its_facilitator_and_counts_as_their_turn(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    await circle.tick(OFFERED + timedelta(minutes=1))
    off = await calendar.cancel(circle.store, "UAMINA", circle.session_id, 1, "press:1", circle.now)
    await circle.tick(OFFERED + timedelta(hours=1))
    assert await circle.turns() == [(said.to, "owed", "least_recent")]
    assert off is not None
    assert off.change_id is not None
    await calendar.take_back(circle.store, "UAMINA", off.change_id, "press:2", circle.now)
    assert await offering.next_wake(circle.store, circle.now) == circle.now
    assert await circle.tick() == []
    assert await circle.turns() == [(said.to, "accepted", "least_recent")]
    assert [one.kind for one in await circle.run(STARTS)] == [offering.BRIEF]
    await close(circle, circle.session_id, there=[said.to])
    assert await circle.tick(STARTS + timedelta(hours=4)) == []
    assert await circle.turns() == [(said.to, "done", "least_recent")]


async def test_in_the_last_hours_of_the_queue_nobody_is_asked_and_nothing_wakes(light: Circle) -> None:
    light.now = STARTS - timedelta(days=3, hours=3)
    assert await light.tick() == []
    assert await offering.next_wake(light.store, light.now) == STARTS - timedelta(days=3)
    assert [one.kind for one in await light.tick(STARTS - timedelta(days=3))] == [offering.VOLUNTEERS]


async def test_who_said_no_is_not_kept_once_the_session_is_over(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    await circle.press(said.to, Press.TURN_NOT, said.value(Press.TURN_NOT))
    following = first(await circle.tick(OFFERED + timedelta(minutes=11)), offering.OFFER)
    await circle.press(following.to, Press.TURN_YES, following.value(Press.TURN_YES))
    other = next(one for one in circle.people if one.display_name not in (said.to, following.to))
    turn_id, user = await turn_of(circle, following.to), circle.person(following.to).slack_user_id
    await swapping.ask(circle.store, user, turn_id, other.id, key="view:1", now=circle.now)
    async with circle.store.read() as uow:
        swap_id = (await uow.rows(select(Swap.id))).scalar_one()
    await swapping.decline(circle.store, other.slack_user_id, swap_id, circle.now)
    await close(circle, circle.session_id, there=[following.to])
    await circle.tick(STARTS + timedelta(hours=4))
    async with circle.store.read() as uow:
        passed = await uow.rows(select(Turn.answered_at).where(Turn.state == "passed"))
        assert passed.scalars().all() == [None]
        assert (await uow.rows(select(Swap.state, Swap.answered_at))).one() == ("lapsed", None)


async def test_a_session_that_is_on_again_with_nobody_is_offered(light: Circle) -> None:
    await light.tick(OFFERED - timedelta(days=1))
    off = await calendar.cancel(light.store, "UAMINA", light.session_id, 1, "press:1", light.now)
    await light.tick(OFFERED - timedelta(hours=12))
    assert off is not None
    assert off.change_id is not None
    await calendar.take_back(light.store, "UAMINA", off.change_id, "press:2", light.now)
    assert [one.kind for one in await light.run(OFFERED + timedelta(hours=1))] == [offering.OFFER]


async def test_a_leaver_loses_their_turn_and_somebody_else_is_asked(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    async with circle.store.write() as uow:
        await leaving.end(uow, circle.person(said.to).id, circle.set_id, circle.now)
    assert await circle.facilitator() == ""
    # Who is host is drawn by lot: when that was the leaver, the host is asked for anew as well.
    again = [each for each in await circle.tick(OFFERED + timedelta(hours=1)) if Press.TURN_SHOW in str(each.message)]
    assert [each.kind for each in again] == [offering.OFFER]
    assert again[0].to != said.to


async def test_a_turn_that_cannot_be_kept_is_owed_and_passed_on(circle: Circle) -> None:
    said = first(await circle.tick(OFFERED), offering.OFFER)
    await circle.press(said.to, Press.TURN_YES, said.value(Press.TURN_YES))
    user = circle.person(said.to).slack_user_id
    await coming.say(circle.store, user, circle.session_id, comes=False, key="press:1", now=circle.now)
    assert await circle.facilitator() == ""
    assert await circle.turns() == [(said.to, "owed", "least_recent")]
    assert first(await circle.tick(OFFERED + timedelta(hours=1)), offering.OFFER).to != said.to


async def test_a_coach_leads_the_sessions_that_were_agreed(light: Circle) -> None:
    coach = await add_person(light.store, "UCOACH", name="Kofi")
    light.people.append(coach)
    async with light.store.write() as uow:
        await add_membership(uow, light.set_id, coach, NOW - timedelta(days=9), role="coach")
        await uow.execute(update(Phase).values(mode="coached", coached_sessions=1))
    assert [one.kind for one in await light.tick(OFFERED)] == []
    assert await light.facilitator() == "Kofi"
    assert await light.turns() == [("Kofi", "accepted", "coach")]
    await close(light, light.session_id, there=["Kofi", "Amina"])
    await add_session(light.store, light.set_id, wall(6, 26, 14), ordinal=2, host=light.people[0])
    said = [one for one in await light.run(london(6, 16, 15)) if one.kind == offering.OFFER]
    assert said[0].to != "Kofi"


async def test_a_moved_session_is_looked_at_again(light: Circle) -> None:
    await light.run(STARTS - timedelta(hours=20))
    assert await light.mode() == "together"
    moved = london(6, 12, 14)
    async with light.store.write() as uow:
        await uow.execute(update(Session).values(starts_at=moved, local_start="2026-06-12T14:00"))
    await light.run(moved - timedelta(days=9))
    assert await light.mode() == "led"


async def test_hosts_are_asked_apart(sqlite_store: WorkspaceStore) -> None:
    circle = await make_circle(sqlite_store, host=False)
    said = await circle.tick(OFFERED)
    assert len(said) == 2
    host = next(one for one in said if "Could you be the host" in texts_of(one.message))
    await circle.press(host.to, Press.TURN_YES, host.value(Press.TURN_YES))
    assert await circle.host() == host.to
    assert await circle.facilitator() == ""
    assert await circle.turns(Ledger.HOSTING) == [(host.to, "accepted", "least_recent")]


async def test_the_clock_knows_when_to_wake(light: Circle) -> None:
    assert await offering.next_wake(light.store, light.now) == OFFERED
    await light.tick(OFFERED)
    wake = await offering.next_wake(light.store, OFFERED)
    assert wake == OFFERED + timedelta(days=2)
    seen = []
    now = OFFERED
    while wake is not None and wake < STARTS:
        assert wake > now or wake == now
        seen.append(wake)
        now = wake
        await light.tick(now)
        wake = await offering.next_wake(light.store, now)
        assert len(seen) < 20
    assert wake is None


async def turn_of(circle: Circle, name: str) -> UUID:
    async with circle.store.read() as uow:
        return (await uow.rows(select(Turn.id).where(Turn.person_id == circle.person(name).id))).scalar_one()


def _button(bot: Bot, press: str) -> str:
    found: str = buttons_of(bot.client.calls[-1][1])[press]["value"]
    return found


async def close(circle: Circle, session_id: UUID, there: list[str]) -> None:
    async with circle.store.write() as uow:
        closed = update(Session).where(Session.id == session_id)
        await uow.execute(closed.values(state="closed", closed_at=circle.now))
        for name in there:
            here = {"person_id": circle.person(name).id, "state": "here", "at": circle.now}
            await uow.insert(Attendance, id=uow.new_id(), session_id=session_id, **here)
