"""From a coach to the set itself: who decides, what ends, and when it is complete; on both databases."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from handlers import handover as room
from handlers.feature import Call
from sets import handed_over, handover, leaving, offering
from sets.errors import Problem, Refused
from sets.people import Person
from storage.models import Handover, HandoverYes, Phase, Round
from storage.outbox import Effect
from storage.queries import joining
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_membership, add_person
from tests.handlers.action_kit import claimed, texts_of
from tests.handlers.checkin_kit import plain
from tests.handlers.rotation_kit import OFFERED, Circle, make_circle

KINDS = {kind.name: kind for kind in room.FEATURE.kinds}


async def with_coach(store: WorkspaceStore) -> tuple[Circle, Person]:
    """Six members and Kofi, who guides their sessions."""
    circle = await make_circle(store)
    coach = await add_person(store, "UKOFI", name="Kofi")
    async with store.write() as uow:
        await add_membership(uow, circle.set_id, coach, EARLIER, role="coach")
        await uow.execute(update(Phase).values(mode="coached"))
    circle.people.append(coach)
    return circle, coach


async def proposed(circle: Circle) -> UUID:
    await handover.propose(circle.store, "UBEN", circle.set_id, NOW)
    async with circle.store.read() as uow:
        return (await uow.rows(select(Handover.id))).scalar_one()


async def said(circle: Circle, kind: str) -> Call | None:
    """What would be sent for the one delivery of a kind that is due."""
    delivery = (await claimed(circle.store, NOW + timedelta(hours=1)))[kind]
    async with circle.store.read() as uow:
        return await KINDS[kind].prepare(uow, delivery, NOW)


async def state(circle: Circle) -> tuple[str, str | None]:
    async with circle.store.read() as uow:
        return (
            (await uow.rows(select(Handover.state))).scalar_one(),
            (await uow.rows(select(Phase.mode))).scalar_one(),
        )


async def test_more_than_half_decide_and_nobody_is_named(store: WorkspaceStore) -> None:
    circle, coach = await with_coach(store)
    handover_id = await proposed(circle)
    call = await said(circle, handover.PROPOSED)
    assert call is not None
    text = plain(texts_of(call.arguments))
    assert "Shall we run ourselves from now on? Kofi would hand over and leave this channel." in text
    assert "0 of you have said yes. It takes 4." in text
    assert "Ben" not in str(call.arguments)
    for name in ("AMINA", "BEN", "BEN", "CHLOE"):
        seen = await handover.answer(store, f"U{name}", handover_id, NOW, yes=True)
    assert (seen.yes, seen.row.state) == (3, "proposed")
    await handover.answer(store, "UBEN", handover_id, NOW, yes=False)
    await handover.answer(store, "UDEV", handover_id, NOW, yes=True)
    assert await state(circle) == ("proposed", "coached")
    seen = await handover.answer(store, "UEWA", handover_id, NOW, yes=True)
    assert seen.row.state == "agreed"
    assert await state(circle) == ("agreed", "self_run")
    async with store.read() as uow:
        assert await joining.standing(uow, coach.id, circle.set_id) == "former"
        assert (await uow.rows(select(HandoverYes.id))).all() == []


async def test_two_last_yeses_at_once_hand_over_once(store: WorkspaceStore) -> None:
    circle, _ = await with_coach(store)
    handover_id = await proposed(circle)
    for name in ("AMINA", "BEN", "CHLOE"):
        await handover.answer(store, f"U{name}", handover_id, NOW, yes=True)
    await asyncio.gather(*(handover.answer(store, f"U{name}", handover_id, NOW, yes=True) for name in ("DEV", "EWA")))
    due = await claimed(store, NOW + timedelta(hours=1))
    assert due[leaving.KICK].effect is Effect.KICK
    assert handover.AGREED in due
    assert await state(circle) == ("agreed", "self_run")


async def test_it_is_complete_only_when_slack_says_that_the_coach_is_out(store: WorkspaceStore) -> None:
    circle, coach = await with_coach(store)
    await _agreed(circle)
    async with store.write() as uow:
        await leaving.kept_in_channel(uow, circle.set_id, coach.id, NOW)
    call = await said(circle, handed_over.KEPT_IN)
    assert call is not None
    assert "Slack did not let me take Kofi out of this channel." in plain(texts_of(call.arguments))
    assert (await state(circle))[0] == "agreed"
    async with store.write() as uow:
        for _ in range(2):  # Slack may say so twice
            await leaving.out_of_channel(uow, circle.set_id, coach.id, NOW)
    assert (await state(circle))[0] == "complete"
    call = await said(circle, handed_over.COMPLETE)
    assert call is not None
    assert plain(texts_of(call.arguments)) == "The hand-over is complete. Kofi has left this channel."


async def test_the_session_the_coach_had_is_offered_to_a_member(store: WorkspaceStore) -> None:
    circle, _ = await with_coach(store)
    await circle.tick(OFFERED)
    assert await circle.facilitator() == "Kofi"
    await _agreed(circle)
    assert await circle.facilitator() == ""
    assert [one.to for one in await circle.tick(OFFERED + timedelta(hours=1)) if one.kind == offering.OFFER] != ["Kofi"]
    assert (await circle.turns())[-1][1] == "offered"


async def test_readiness_is_asked_once_a_phase_by_secret_ballot(sqlite_store: WorkspaceStore) -> None:
    circle, _ = await with_coach(sqlite_store)
    for _ in range(2):
        await handover.check_readiness(sqlite_store, "UAMINA", circle.set_id, NOW)
    async with sqlite_store.read() as uow:
        assert [row.kind for row in await uow.rows(select(Round.kind))] == ["readiness"]
    call = await said(circle, handover.READINESS)
    assert call is not None
    assert "Totals only, from 4 replies." in texts_of(call.arguments)


async def test_the_coach_may_propose_but_not_decide(sqlite_store: WorkspaceStore) -> None:
    circle, _ = await with_coach(sqlite_store)
    await handover.propose(sqlite_store, "UKOFI", circle.set_id, NOW)
    async with sqlite_store.read() as uow:
        handover_id = (await uow.rows(select(Handover.id))).scalar_one()
    not_theirs = {"UKOFI": Problem.FOR_MEMBERS, "UCORA": Problem.NOT_YOUR_SET, "UNOBODY": Problem.NOT_YOUR_SET}
    for user, problem in not_theirs.items():
        with pytest.raises(Refused) as refused:
            await handover.answer(sqlite_store, user, handover_id, NOW, yes=True)
        assert refused.value.problem is problem


async def test_a_set_without_a_coach_has_nothing_to_hand_over(sqlite_store: WorkspaceStore) -> None:
    circle = await make_circle(sqlite_store)
    with pytest.raises(Refused) as refused:
        await handover.propose(sqlite_store, "UAMINA", circle.set_id, NOW)
    assert refused.value.problem is Problem.ALREADY_DONE


async def test_a_coach_who_leaves_by_themselves_completes_nothing(sqlite_store: WorkspaceStore) -> None:
    circle, coach = await with_coach(sqlite_store)
    await proposed(circle)
    async with sqlite_store.write() as uow:
        await leaving.end(uow, coach.id, circle.set_id, NOW)
        await leaving.out_of_channel(uow, circle.set_id, coach.id, NOW)
    assert (await state(circle))[0] == "proposed"


async def test_whoever_coaches_when_the_set_decides_is_the_one_who_goes(store: WorkspaceStore) -> None:
    circle, coach = await with_coach(store)
    handover_id = await proposed(circle)
    other = await add_person(store, "UCORA2", name="Cleo")
    async with store.write() as uow:
        await leaving.end(uow, coach.id, circle.set_id, NOW)
        await add_membership(uow, circle.set_id, other, NOW, role="coach")
    for name in ("AMINA", "BEN", "CHLOE", "DEV"):
        await handover.answer(store, f"U{name}", handover_id, NOW, yes=True)
    async with store.read() as uow:
        assert await joining.standing(uow, other.id, circle.set_id) == "former"
    async with store.write() as uow:
        await leaving.out_of_channel(uow, circle.set_id, other.id, NOW)
    assert await state(circle) == ("complete", "self_run")


async def _agreed(circle: Circle) -> None:
    handover_id = await proposed(circle)
    for name in ("AMINA", "BEN", "CHLOE", "DEV"):
        await handover.answer(circle.store, f"U{name}", handover_id, NOW, yes=True)
