"""Setting up a set: who may, what is written down, and what may go wrong with it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from sets import begun
from sets.errors import Problem, Refused
from sets.people import Person, known
from sets.setup import NewSet, SetRefused, appoint_coordinator, cannot_be_asked, create, no_channel, take_off, try_again
from storage.models import Delivery, Invitation, LearningSet, Phase, Programme, SetupStep
from storage.queries import joining
from storage.queries import setup as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set

NEW = NewSet("Tuesday set", ["U1", "U2", "U3", "U4"], "Europe/London", "Priya, on 555 0100", 4, "full")


async def rows(store: WorkspaceStore, *columns: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    async with store.read() as uow:
        return [tuple(row) for row in await uow.rows(select(*columns))]


async def kinds(store: WorkspaceStore) -> list[str]:
    """The kinds of open deliveries, but for the Home tab."""
    found = await rows(store, Delivery.kind, Delivery.state)
    return sorted(str(kind) for kind, state in found if state == "open" and kind != "home.publish")


async def test_the_first_coordinator_gets_a_programme(store: WorkspaceStore) -> None:
    assert await appoint_coordinator(store, "UCORA", NOW) is True
    assert await appoint_coordinator(store, "UCORA", NOW) is False
    assert await appoint_coordinator(store, "UDAN", NOW) is True
    assert await rows(store, Programme.name) == [("Our first programme",)]


async def test_nobody_coordinates_a_programme_they_are_in(store: WorkspaceStore) -> None:
    amina = await add_person(store, "UAMINA")
    await add_set(store, await add_coordinator(store), members=[amina])
    with pytest.raises(Refused) as refused:
        await appoint_coordinator(store, "UAMINA", NOW)
    assert refused.value.problem is Problem.OWN_PROGRAMME


async def test_a_new_set_is_written_down_whole(store: WorkspaceStore) -> None:
    await add_coordinator(store)
    await add_person(store, "U1")
    await create(store, "UCORA", NEW, "view:V1", NOW)
    await create(store, "UCORA", NEW, "view:V1", NOW)  # the same form again
    columns = (LearningSet.name, LearningSet.state, LearningSet.zone, LearningSet.channel_id)
    assert await rows(store, *columns) == [("Tuesday set", "setting_up", "Europe/London", None)]
    assert await rows(store, Phase.ordinal, Phase.cadence_weeks) == [(1, 4)]
    assert [state for (state,) in await rows(store, Invitation.state)] == ["asked"] * 4
    steps = await rows(store, SetupStep.kind, SetupStep.state)
    assert sorted(steps) == [("ask", "open")] * 4 + [("begun", "open"), ("create_channel", "open")]
    assert await kinds(store) == ["joining.ask"] * 4 + ["setup.channel", "setup.ready"]
    ((name,),) = await rows(store, LearningSet.channel_name)
    assert "tuesday" not in str(name)


async def test_the_coordinator_hears_once_that_a_set_has_begun(store: WorkspaceStore) -> None:
    cora = await add_coordinator(store)
    await create(store, "UCORA", NEW, "view:V1", NOW)
    heard = []
    for set_id, person_id in await rows(store, Invitation.set_id, Invitation.person_id):
        async with store.write() as uow:
            assert await joining.join(uow, person_id, set_id, NOW)
            await begun.joined(uow, set_id, cora.id, NOW)
        heard.append("setup.begun" in await kinds(store))
    assert heard == [False, False, False, True]
    async with store.write() as uow:
        await joining.leave(uow, person_id, set_id, NOW)
        assert await joining.join(uow, person_id, set_id, NOW + timedelta(days=1))
        await begun.joined(uow, set_id, cora.id, NOW + timedelta(days=1))
    assert (await kinds(store)).count("setup.begun") == 1


async def test_what_is_not_known_yet_stays_not_stated(store: WorkspaceStore) -> None:
    await add_coordinator(store)
    await create(store, "UCORA", replace(NEW, cadence_weeks=None, confidentiality=None), "view:V1", NOW)
    assert await rows(store, LearningSet.confidentiality) == await rows(store, Phase.cadence_weeks) == [(None,)]


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"name": "  "}, {"name": Problem.EMPTY}),
        ({"name": "x" * 61}, {"name": Problem.TOO_LONG}),
        ({"contacts": ""}, {"contacts": Problem.EMPTY}),
        ({"contacts": "x" * 301}, {"contacts": Problem.TOO_LONG}),
        ({"members": ["U1", "U2", "U3"]}, {"people": Problem.TOO_FEW_PEOPLE}),
        ({"members": ["U1", "U2", "U3", "U3"]}, {"people": Problem.TOO_FEW_PEOPLE}),
        ({"members": [f"U{n}" for n in range(11)]}, {"people": Problem.TOO_MANY_PEOPLE}),
        ({"members": ["U1", "U2", "U3", "UCORA"]}, {"people": Problem.OWN_PROGRAMME}),
        ({"members": ["U1", "U2", "U3", "UDAN"]}, {"people": Problem.COORDINATES}),
        ({"members": ["U1", "U2", "U3", "UBOT"]}, {"people": Problem.NOT_A_MEMBER}),
        ({"members": ["U1", "U2", "U3", "UAWAY"]}, {"people": Problem.NOT_A_MEMBER}),
        ({"members": ["U1", "U2", "U3", "UGONE"]}, {"people": Problem.NOT_A_MEMBER}),
        ({"name": "", "contacts": " "}, {"name": Problem.EMPTY, "contacts": Problem.EMPTY}),
    ],
)
async def test_what_cannot_be_taken_is_said_by_field(
    sqlite_store: WorkspaceStore, changes: dict[str, Any], problems: dict[str, Problem]
) -> None:
    await add_coordinator(sqlite_store)
    await add_coordinator(sqlite_store, "UDAN")
    await add_person(sqlite_store, "UBOT", kind="bot")
    await add_person(sqlite_store, "UAWAY", kind="stranger")
    await add_person(sqlite_store, "UGONE", active=False)
    with pytest.raises(SetRefused) as refused:
        await create(sqlite_store, "UCORA", replace(NEW, **changes), "view:V1", NOW)
    assert refused.value.problems == problems
    assert await rows(sqlite_store, LearningSet.id) == []
    await create(sqlite_store, "UCORA", NEW, "view:V1", NOW)  # a refused form left no receipt
    assert len(await rows(sqlite_store, LearningSet.id)) == 1


async def test_guests_are_full_members(sqlite_store: WorkspaceStore) -> None:
    await add_coordinator(sqlite_store)
    await add_person(sqlite_store, "U1", kind="guest")
    await create(sqlite_store, "UCORA", NEW, "view:V1", NOW)
    assert len(await rows(sqlite_store, Invitation.id)) == 4


async def test_only_a_coordinator_creates(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA")
    for user in ("UAMINA", "UNOBODY"):
        with pytest.raises(Refused) as refused:
            await create(store, user, NEW, "view:V1", NOW)
        assert refused.value.problem is Problem.NOT_COORDINATOR


async def _with_a_failure(store: WorkspaceStore) -> tuple[Person, UUID]:
    """A set whose person U1 turned out to be a bot, and for which Slack made no channel."""
    await add_coordinator(store)
    await create(store, "UCORA", NEW, "view:V1", NOW)
    ((set_id,),) = await rows(store, LearningSet.id)
    async with store.write() as uow:
        person = await known(uow, "U1")
        assert person is not None
        await cannot_be_asked(uow, person.id, "bot")
        await no_channel(uow, set_id, "restricted_action", NOW)
    return person, set_id


async def test_who_cannot_be_asked_is_tried_again(store: WorkspaceStore) -> None:
    _, set_id = await _with_a_failure(store)
    ((name,),) = await rows(store, LearningSet.channel_name)
    later = NOW + timedelta(minutes=5)
    before = await kinds(store)
    await try_again(store, "UCORA", set_id, "press:1", later)
    after = await kinds(store)
    assert sorted(after) == sorted([*before, "joining.ask", "setup.channel", "setup.ready"])
    assert {state for _, state in await rows(store, SetupStep.kind, SetupStep.state)} == {"open"}
    assert {state for (state,) in await rows(store, Invitation.state)} == {"asked"}
    assert await rows(store, LearningSet.channel_name) != [(name,)]
    with pytest.raises(Refused) as refused:
        await try_again(store, "UCORA", set_id, "press:2", later)
    assert refused.value.problem is Problem.ALREADY_DONE


async def test_who_cannot_be_asked_is_taken_off_the_list(store: WorkspaceStore) -> None:
    person, set_id = await _with_a_failure(store)
    await take_off(store, "UCORA", set_id, "press:1", NOW)
    async with store.read() as uow:
        steps = await queries.steps(uow, set_id)
    assert [(step.kind, step.state) for step in steps if step.state == "failed"] == [("create_channel", "failed")]
    assert person.id not in [step.person_id for step in steps]
    states = await rows(store, Invitation.person_id, Invitation.state)
    assert (person.id, "withdrawn") in states


@pytest.mark.parametrize("user", ["UAMINA", "UNOBODY"])
async def test_only_its_coordinator_tries_again(sqlite_store: WorkspaceStore, user: str) -> None:
    _, set_id = await _with_a_failure(sqlite_store)
    await add_person(sqlite_store, "UAMINA")
    for use_case in (try_again, take_off):
        with pytest.raises(Refused):
            await use_case(sqlite_store, user, set_id, "press:9", NOW)
