"""From a coach to the set itself: who decides, what ends, and when it is complete; on both databases."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from handlers import handover as room
from handlers.feature import Call
from sets import ballots, deciding, handed_over, handover, leaving, offering
from sets.ballot_closing import Counted
from sets.errors import Problem, Refused
from sets.people import Person
from storage.models import Answer, Ballot, Handover, Phase, Round, Session
from storage.outbox import Effect
from storage.queries import joining
from storage.queries.ballots import RoundRow
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_membership, add_person, add_session
from tests.handlers.action_kit import claimed, texts_of
from tests.handlers.checkin_kit import london, plain
from tests.handlers.rotation_kit import OFFERED, Circle, make_circle, wall

KINDS = {kind.name: kind for kind in room.FEATURE.kinds}
CLOSES = london(5, 22, 9)  # a week after NOW, a Thursday at ten, and then the next morning
ENDS = london(5, 25, 9)  # the Monday after


async def with_coach(store: WorkspaceStore) -> tuple[Circle, Person]:
    """Six members and Kofi, who guides their sessions."""
    circle = await make_circle(store)
    coach = await add_person(store, "UKOFI", name="Kofi")
    async with store.write() as uow:
        await add_membership(uow, circle.set_id, coach, EARLIER, role="coach")
        await uow.execute(update(Phase).values(mode="coached"))
    circle.people.append(coach)
    return circle, coach


async def proposed(circle: Circle, at: datetime = NOW) -> UUID:
    """Ask the set to decide: the round's id."""
    seen = await handover.propose(circle.store, "UBEN", circle.set_id, at)
    assert seen.vote is not None
    return seen.vote.id


async def answer(circle: Circle, round_id: UUID, decision: str, *names: str) -> None:
    for name in names:
        vote, key = {"decision": decision}, f"view:{name}:{decision}"
        await ballots.cast(circle.store, f"U{name}", round_id, vote, key, NOW)


async def said(circle: Circle, kind: str, at: datetime = NOW + timedelta(hours=1)) -> Call | None:
    """What would be sent for the one delivery of a kind that is due."""
    delivery = (await claimed(circle.store, at))[kind]
    async with circle.store.read() as uow:
        return await KINDS[kind].prepare(uow, delivery, at)


async def words(circle: Circle, kind: str, at: datetime = NOW + timedelta(hours=1)) -> str:
    call = await said(circle, kind, at)
    assert call is not None
    return plain(texts_of(call.arguments))


async def state(circle: Circle) -> tuple[str, str | None]:
    async with circle.store.read() as uow:
        return (
            (await uow.rows(select(Handover.state))).scalar_one(),
            (await uow.rows(select(Phase.mode))).scalar_one(),
        )


async def _agreed(circle: Circle) -> None:
    round_id = await proposed(circle)
    await answer(circle, round_id, "yes", "AMINA", "BEN", "CHLOE", "DEV")
    await deciding.decide_due(circle.store, CLOSES)


async def test_the_set_decides_in_secret_and_no_answer_is_kept(store: WorkspaceStore) -> None:
    circle, coach = await with_coach(store)
    round_id = await proposed(circle)
    question = await words(circle, handover.PROPOSED)
    assert "*Shall we run ourselves from now on?* Kofi would hand over and leave this channel." in question
    assert "until Friday 22 May, 09:00 (London)" in question
    assert "Ben" not in question
    await answer(circle, round_id, "yes", "AMINA", "BEN", "CHLOE")
    await answer(circle, round_id, "either", "DEV")
    assert await deciding.next_decision(store, NOW) == CLOSES
    await deciding.decide_due(store, CLOSES - timedelta(seconds=1))
    assert await state(circle) == ("proposed", "coached")
    await deciding.decide_due(store, CLOSES)
    assert await state(circle) == ("agreed", "self_run")
    async with store.read() as uow:
        for model in (Answer, Ballot):
            assert (await uow.rows(select(model.id))).all() == []
        assert await joining.standing(uow, coach.id, circle.set_id) == "coach"


async def test_the_coach_hears_of_it_before_their_time_ends(store: WorkspaceStore) -> None:
    circle, coach = await with_coach(store)
    await _agreed(circle)
    due = await claimed(store, CLOSES)
    assert due[deciding.THANKS].recipient_id == coach.id
    async with store.read() as uow:
        thanks = await KINDS[deciding.THANKS].prepare(uow, due[deciding.THANKS], CLOSES)
        told = await KINDS[deciding.AGREED].prepare(uow, due[deciding.AGREED], CLOSES)
    assert thanks is not None
    assert told is not None
    assert "You are with them until Monday 25 May, 09:00 (London)." in plain(texts_of(thanks.arguments))
    assert "Kofi is with you until Monday 25 May, 09:00 (London)" in plain(texts_of(told.arguments))
    assert leaving.KICK not in due
    assert await deciding.next_end(store, CLOSES) == ENDS
    await deciding.end_due(store, ENDS)
    due = await claimed(store, ENDS)
    assert due[leaving.KICK].effect is Effect.KICK
    assert (await state(circle))[0] == "leaving"
    async with store.read() as uow:
        assert await joining.standing(uow, coach.id, circle.set_id) == "former"


async def test_a_bot_that_was_off_in_the_morning_tells_nobody_at_night(sqlite_store: WorkspaceStore) -> None:
    circle, _ = await with_coach(sqlite_store)
    round_id = await proposed(circle)
    await answer(circle, round_id, "yes", "AMINA", "BEN", "CHLOE", "DEV")
    await deciding.decide_due(sqlite_store, london(5, 22, 23))
    assert await state(circle) == ("agreed", "self_run")
    assert deciding.AGREED not in await claimed(sqlite_store, london(5, 24, 12))
    assert deciding.AGREED in await claimed(sqlite_store, ENDS)
    assert await deciding.next_end(sqlite_store, NOW) == london(5, 26, 9)


@pytest.mark.parametrize(
    ("votes", "asked", "decided"),
    [
        (("yes", "yes", "yes", "yes"), 6, True),
        (("yes", "either", "either", "either"), 6, True),
        (("either", "either", "either", "either", "either"), 6, False),  # nobody says yes
        (("yes", "yes", "yes"), 4, False),  # fewer than four answers decide nothing
        (("yes", "yes", "yes", "not_yet"), 6, False),  # half is not more than half
        (("yes", "yes", "yes", "not_yet"), 5, True),
        (("yes", "not_yet", "either", "either", "either"), 6, False),  # as many for as against
        (("yes",) * 5, 10, False),
        ((), 6, False),
    ],
)
def test_what_is_a_yes(votes: Sequence[str], asked: int, *, decided: bool) -> None:
    row = RoundRow(UUID(int=1), UUID(int=1), handover.VOTE, UUID(int=1), None, NOW, NOW, "open")
    assert deciding.is_yes(Counted(row, asked, [{"decision": each} for each in votes])) is decided


async def test_not_yet_and_too_few_answers_sound_the_same(store: WorkspaceStore) -> None:
    circle, _ = await with_coach(store)
    round_id = await proposed(circle)
    await answer(circle, round_id, "yes", "AMINA", "BEN", "CHLOE")
    await deciding.decide_due(store, CLOSES)
    assert await state(circle) == ("not_yet", "coached")
    assert await words(circle, deciding.NOT_YET, CLOSES) == (
        "Shall we run ourselves? Not for now. Kofi stays with you. You can ask again after your next session."
    )


async def test_it_can_be_asked_again_after_the_next_session(store: WorkspaceStore) -> None:
    circle, _ = await with_coach(store)
    first = await proposed(circle)
    assert await proposed(circle) == first  # it is open
    await deciding.decide_due(store, CLOSES)
    assert await proposed(circle) == first  # and was counted
    async with store.write() as uow:
        await uow.execute(update(Session).values(state="closed"))
    assert await proposed(circle, CLOSES) != first
    assert (await handover.look(store, "UAMINA", circle.set_id)).ready is None


async def test_two_who_ask_at_once_ask_once(store: WorkspaceStore) -> None:
    circle, _ = await with_coach(store)
    await asyncio.gather(*(handover.propose(store, f"U{name}", circle.set_id, NOW) for name in ("AMINA", "BEN")))
    async with store.read() as uow:
        assert len((await uow.rows(select(Handover.id))).all()) == len((await uow.rows(select(Round.id))).all()) == 1


async def test_three_members_are_not_asked_in_secret(sqlite_store: WorkspaceStore) -> None:
    circle, _ = await with_coach(sqlite_store)
    async with sqlite_store.write() as uow:
        for one in circle.people[:3]:
            await leaving.end(uow, one.id, circle.set_id, NOW)
    seen = await handover.propose(sqlite_store, "UDEV", circle.set_id, NOW)
    assert (seen.enough, seen.vote) == (False, None)
    assert (await handover.check_readiness(sqlite_store, "UDEV", circle.set_id, NOW)).ready is None


async def test_it_is_complete_only_when_slack_says_that_the_coach_is_out(store: WorkspaceStore) -> None:
    circle, coach = await with_coach(store)
    await _agreed(circle)
    await deciding.end_due(store, ENDS)
    async with store.write() as uow:
        await leaving.kept_in_channel(uow, circle.set_id, coach.id, ENDS)
    assert "Slack did not let me take Kofi out of this channel." in await words(circle, handed_over.KEPT_IN, ENDS)
    assert (await state(circle))[0] == "leaving"
    async with store.write() as uow:
        for _ in range(2):  # Slack may say so twice
            await leaving.out_of_channel(uow, circle.set_id, coach.id, ENDS)
    assert (await state(circle))[0] == "complete"


async def test_the_session_the_coach_had_is_offered_to_a_member(store: WorkspaceStore) -> None:
    circle, _ = await with_coach(store)
    await circle.tick(OFFERED)
    assert await circle.facilitator() == "Kofi"
    await _agreed(circle)
    await deciding.end_due(store, ENDS)
    assert await circle.facilitator() == ""
    assert [one.to for one in await circle.tick(ENDS + timedelta(hours=1)) if one.kind == offering.OFFER] != ["Kofi"]
    assert (await circle.turns())[-1][1] == "offered"


async def test_readiness_is_asked_once_between_two_sessions_by_secret_ballot(sqlite_store: WorkspaceStore) -> None:
    circle, _ = await with_coach(sqlite_store)
    for _ in range(2):
        await handover.check_readiness(sqlite_store, "UAMINA", circle.set_id, NOW)
    async with sqlite_store.read() as uow:
        assert [row.kind for row in await uow.rows(select(Round.kind))] == ["readiness"]
    assert "open until Tuesday 19 May, 09:00 (London). Totals only, from 4 replies." in await words(
        circle, handover.READINESS
    )


async def test_the_coach_may_propose_but_not_decide(sqlite_store: WorkspaceStore) -> None:
    circle, _ = await with_coach(sqlite_store)
    seen = await handover.propose(sqlite_store, "UKOFI", circle.set_id, NOW)
    assert seen.vote is not None
    not_theirs = {"UKOFI": Problem.FOR_MEMBERS, "UCORA": Problem.NOT_YOUR_SET, "UNOBODY": Problem.NOT_YOUR_SET}
    for user, problem in not_theirs.items():
        with pytest.raises(Refused) as refused:
            await ballots.cast(sqlite_store, user, seen.vote.id, {"decision": "yes"}, "view:1", NOW)
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


async def test_a_coach_who_goes_before_the_end_is_not_taken_out_again(sqlite_store: WorkspaceStore) -> None:
    circle, coach = await with_coach(sqlite_store)
    await _agreed(circle)
    async with sqlite_store.write() as uow:
        await leaving.end(uow, coach.id, circle.set_id, CLOSES)
    assert await said(circle, deciding.THANKS, CLOSES) is None
    await deciding.end_due(sqlite_store, ENDS)
    assert (await state(circle))[0] == "complete"
    assert leaving.KICK not in await claimed(sqlite_store, ENDS)


async def test_whoever_coaches_when_the_time_comes_is_the_one_who_goes(store: WorkspaceStore) -> None:
    circle, coach = await with_coach(store)
    await _agreed(circle)
    other = await add_person(store, "UCORA2", name="Cleo")
    async with store.write() as uow:
        await leaving.end(uow, coach.id, circle.set_id, CLOSES)
        await add_membership(uow, circle.set_id, other, CLOSES, role="coach")
    await deciding.end_due(store, ENDS)
    async with store.write() as uow:
        assert await joining.standing(uow, other.id, circle.set_id) == "former"
        await leaving.out_of_channel(uow, circle.set_id, other.id, ENDS)
    assert await state(circle) == ("complete", "self_run")


async def over(circle: Circle, sessions: int) -> None:
    """So many sessions of two that were planned with a coach have been held; the last one just now."""
    async with circle.store.write() as uow:
        await uow.execute(update(Phase).values(coached_sessions=2))
        await uow.execute(update(Session).values(state="closed"))
    for number in range(2, sessions + 1):
        await add_session(circle.store, circle.set_id, wall(5, 29, 14), ordinal=number, state="closed")
    async with circle.store.write() as uow:
        await handover.session_over(uow, circle.set_id, NOW)


async def test_a_set_hears_that_its_planned_sessions_are_over(store: WorkspaceStore) -> None:
    circle, _ = await with_coach(store)
    await over(circle, 2)
    assert handover.PLANNED not in await claimed(store, london(5, 20, 8))
    assert await words(circle, handover.PLANNED, london(5, 20, 9)) == (
        "You planned to run yourselves after 2 sessions with Kofi. You have had them now. There is no rush: Kofi stays "
        "until you decide. You could ask yourselves if you are ready."
    )


async def test_but_not_before_they_are_or_when_it_has_been_asked(sqlite_store: WorkspaceStore) -> None:
    circle, _ = await with_coach(sqlite_store)
    await over(circle, 1)
    assert handover.PLANNED not in await claimed(sqlite_store, london(6, 20, 9))
    await add_session(sqlite_store, circle.set_id, wall(5, 29, 14), ordinal=2, state="closed")
    async with sqlite_store.write() as uow:
        await handover.session_over(uow, circle.set_id, NOW)
    await handover.check_readiness(sqlite_store, "UAMINA", circle.set_id, NOW)
    assert await said(circle, handover.PLANNED, london(5, 20, 9)) is None
