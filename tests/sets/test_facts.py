"""What a set was told about itself: asked, never assumed, and never overwritten."""

from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select

from sets import facts
from sets.errors import Problem, Refused
from sets.facts import FactsRefused, Stated, missing
from storage.models import Delivery, Invitation, LearningSet, Phase, SetupStep
from storage.queries import calendar
from storage.queries import facts as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set

WHOLE = Stated(
    coach_later="none",
    cadence_weeks=4,
    weekday=2,
    local_time="14:00",
    length_minutes=210,
    planned_sessions=6,
    confidentiality="full",
    theme_audience="The board",
    purpose="To learn from each other",
)


async def a_set(store: WorkspaceStore) -> UUID:
    """A set of which nothing was stated."""
    set_id = await add_set(store, await add_coordinator(store), members=[await add_person(store, "UAMINA")])
    async with store.write() as uow:
        phase = await queries.of_set(uow, set_id)
        assert phase is not None
        await calendar.change_phase(uow, phase.phase_id, {"mode": None, "cadence_weeks": None})
    return set_id


async def what_is_missing(store: WorkspaceStore, set_id: UUID) -> tuple[str, ...]:
    async with store.read() as uow:
        _, row = await facts.look(uow, "UCORA", set_id)
    return missing(row)


async def test_everything_is_asked_and_then_nothing(store: WorkspaceStore) -> None:
    set_id = await a_set(store)
    assert await what_is_missing(store, set_id) == (
        "coach",
        "cadence_weeks",
        "weekday",
        "local_time",
        "length_minutes",
        "planned_sessions",
        "confidentiality",
        "theme_audience",
        "purpose",
    )
    await facts.save(store, "UCORA", set_id, WHOLE, "view:1", NOW)
    assert await what_is_missing(store, set_id) == ()
    async with store.read() as uow:
        row = (await uow.rows(select(Phase.mode, Phase.weekday, Phase.local_time, Phase.length_minutes))).one()
        kept = (await uow.rows(select(LearningSet.purpose, LearningSet.theme_audience))).one()
    assert tuple(row) == ("self_run", 2, "14:00", 210)
    assert tuple(kept) == ("To learn from each other", "The board")


async def test_what_was_stated_stays_as_it_was_said(store: WorkspaceStore) -> None:
    set_id = await a_set(store)
    await facts.save(store, "UCORA", set_id, Stated(weekday=2), "view:1", NOW)
    await facts.save(store, "UCORA", set_id, Stated(weekday=5, cadence_weeks=6), "view:2", NOW)
    async with store.read() as uow:
        assert (await uow.rows(select(Phase.weekday, Phase.cadence_weeks))).one() == (2, 6)


async def test_the_same_form_again_changes_nothing(store: WorkspaceStore) -> None:
    set_id, rosa = await a_set(store), await add_person(store, "UROSA")
    for _ in range(2):
        with_coach = replace(WHOLE, coach="UROSA")
        try:
            await facts.save(store, "UCORA", set_id, with_coach, "view:1", NOW)
        except FactsRefused:
            pytest.fail("the coach was asked by this very form")
    async with store.read() as uow:
        asked = [tuple(row) for row in await uow.rows(select(Invitation.role).where(Invitation.person_id == rosa.id))]
        sent = [row.kind for row in await uow.rows(select(Delivery.kind))]
    assert asked == [("coach",)]
    assert sent.count("joining.ask") == 1


async def test_a_coach_is_asked_and_their_hand_over_is_still_to_be_stated(store: WorkspaceStore) -> None:
    set_id = await a_set(store)
    await add_person(store, "UROSA")
    await facts.save(store, "UCORA", set_id, replace(WHOLE, coach="UROSA"), "view:1", NOW)
    assert await what_is_missing(store, set_id) == ("coached_sessions",)
    await facts.save(store, "UCORA", set_id, Stated(coached_sessions=2), "view:2", NOW)
    async with store.read() as uow:
        assert (await uow.rows(select(Phase.mode, Phase.coached_sessions))).one() == ("coached", 2)
        assert (await uow.rows(select(SetupStep.kind, SetupStep.state))).all() == [("ask", "open")]
    assert await what_is_missing(store, set_id) == ()


async def test_a_coach_who_is_not_known_yet_is_asked_about_again(sqlite_store: WorkspaceStore) -> None:
    set_id = await a_set(sqlite_store)
    await facts.save(sqlite_store, "UCORA", set_id, replace(WHOLE, coach_later="later"), "view:1", NOW)
    assert await what_is_missing(sqlite_store, set_id) == ("coach", "coached_sessions")
    await add_person(sqlite_store, "UROSA")
    await facts.save(sqlite_store, "UCORA", set_id, Stated(coach="UROSA", coached_sessions=2), "view:2", NOW)
    assert await what_is_missing(sqlite_store, set_id) == ()


@pytest.mark.parametrize(
    ("stated", "problems"),
    [
        (Stated(coach="UAMINA"), {"coach": Problem.ASKED_ALREADY}),
        (Stated(coach="UCORA"), {"coach": Problem.COORDINATES}),
        (Stated(coach="UBOT"), {"coach": Problem.NOT_A_MEMBER}),
        (Stated(coach="USTRANGER"), {"coach": Problem.NOT_A_MEMBER}),
        (Stated(planned_sessions=3, coached_sessions=4), {"coached_sessions": Problem.HANDOVER_TOO_LATE}),
        (Stated(weekday=8), {"weekday": Problem.STALE}),
        (Stated(local_time="25:00"), {"local_time": Problem.STALE}),
        (Stated(local_time="noon"), {"local_time": Problem.STALE}),
        (Stated(length_minutes=91), {"length_minutes": Problem.STALE}),
        (Stated(confidentiality="everything"), {"confidentiality": Problem.STALE}),
        (Stated(purpose="x" * 301), {"purpose": Problem.TOO_LONG}),
    ],
)
async def test_what_cannot_be_taken_is_said_by_fact(
    sqlite_store: WorkspaceStore, stated: Stated, problems: dict[str, Problem]
) -> None:
    set_id = await a_set(sqlite_store)
    await add_person(sqlite_store, "UBOT", kind="bot")
    await add_person(sqlite_store, "USTRANGER", kind="stranger")
    before = await what_is_missing(sqlite_store, set_id)
    with pytest.raises(FactsRefused) as refused:
        await facts.save(sqlite_store, "UCORA", set_id, stated, "view:1", NOW)
    assert refused.value.problems == problems
    assert await what_is_missing(sqlite_store, set_id) == before


@pytest.mark.parametrize("user", ["UAMINA", "UNOBODY", "UDAN"])
async def test_only_who_looks_after_it_states_it(sqlite_store: WorkspaceStore, user: str) -> None:
    set_id = await a_set(sqlite_store)
    await add_person(sqlite_store, "UDAN")
    with pytest.raises(Refused) as refused:
        await facts.save(sqlite_store, user, set_id, WHOLE, "view:1", NOW)
    assert refused.value.problem is Problem.NOT_COORDINATOR
