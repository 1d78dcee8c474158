"""Who may do what: every refusal beside an allowed twin (privacy.md section 2)."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sets import access
from sets.access import May, check
from sets.errors import Problem, Refused
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW, make_workspace
from tests.factory import EARLIER, add_coordinator, add_membership, add_person, add_set

MEMBER = [May.SEE_SET, May.ADD_ACTION, May.SEE_OWN_ACTION, May.CHANGE_OWN_ACTION]


async def refusal(
    store: WorkspaceStore, may: May, *, person_id: UUID, set_id: UUID | None = None, holder_id: UUID | None = None
) -> Problem | None:
    """What `check` refuses with; None when it allows."""
    async with store.read() as uow:
        try:
            await check(uow, may, person_id=person_id, set_id=set_id, holder_id=holder_id)
        except Refused as refused:
            return refused.problem
    return None


@pytest.mark.parametrize("may", MEMBER)
async def test_members_and_nobody_else(store: WorkspaceStore, may: May) -> None:
    cora = await add_coordinator(store)
    amina, ben, dee = [await add_person(store, user) for user in ("UAMINA", "UBEN", "UDEE")]
    tuesday = await add_set(store, cora, members=[amina], asked=[dee])
    await add_set(store, cora, members=[ben], name="Friday set", channel_id="CFRI")
    for person, expected in ((amina, None), (ben, Problem.NOT_YOUR_SET), (dee, Problem.NOT_YOUR_SET)):
        found = await refusal(store, may, person_id=person.id, set_id=tuesday, holder_id=person.id)
        assert found is expected
    own = await refusal(store, may, person_id=cora.id, set_id=tuesday, holder_id=cora.id)
    assert own is Problem.NOT_YOUR_SET  # a coordinator reads nothing of a set


@pytest.mark.parametrize("may", MEMBER)
async def test_a_leaver_keeps_only_the_sight_of_their_own(store: WorkspaceStore, may: May) -> None:
    cora, amina = await add_coordinator(store), await add_person(store, "UAMINA")
    tuesday = await add_set(store, cora)
    async with store.write() as uow:
        await add_membership(uow, tuesday, amina, EARLIER, until_at=NOW)
    found = await refusal(store, may, person_id=amina.id, set_id=tuesday, holder_id=amina.id)
    assert found is (None if may is May.SEE_OWN_ACTION else Problem.FORMER_MEMBER)
    async with store.write() as uow:
        await add_membership(uow, tuesday, amina, NOW)
    assert await refusal(store, may, person_id=amina.id, set_id=tuesday, holder_id=amina.id) is None


@pytest.mark.parametrize("may", MEMBER)
async def test_a_coach_sees_the_set_and_goes_as_others_do(store: WorkspaceStore, may: May) -> None:
    cora, rosa = await add_coordinator(store), await add_person(store, "UROSA")
    tuesday = await add_set(store, cora)
    friday = await add_set(store, cora, name="Friday set", channel_id="CFRI")
    async with store.write() as uow:
        await add_membership(uow, tuesday, rosa, EARLIER, role="coach")
        await add_membership(uow, friday, rosa, EARLIER, until_at=NOW, role="coach")
    in_post = await refusal(store, may, person_id=rosa.id, set_id=tuesday, holder_id=rosa.id)
    kindly = {May.SEE_SET: None, May.SEE_OWN_ACTION: None, May.ADD_ACTION: Problem.FOR_MEMBERS}
    assert in_post is kindly.get(may, Problem.NOT_YOUR_SET)
    handed_over = await refusal(store, may, person_id=rosa.id, set_id=friday, holder_id=rosa.id)
    assert handed_over is (None if may is May.SEE_OWN_ACTION else Problem.FORMER_MEMBER)


@pytest.mark.parametrize("may", [May.SEE_OWN_ACTION, May.CHANGE_OWN_ACTION])
async def test_one_holder_an_action(store: WorkspaceStore, may: May) -> None:
    amina, ben = await add_person(store, "UAMINA"), await add_person(store, "UBEN")
    tuesday = await add_set(store, await add_coordinator(store), members=[amina, ben])
    assert await refusal(store, may, person_id=ben.id, set_id=tuesday, holder_id=amina.id) is Problem.NOT_YOUR_SET
    assert await refusal(store, may, person_id=ben.id, set_id=tuesday) is Problem.NOT_YOUR_SET
    assert await refusal(store, may, person_id=ben.id, set_id=tuesday, holder_id=ben.id) is None


async def test_only_coordinators_create_sets(store: WorkspaceStore) -> None:
    cora, amina = await add_coordinator(store), await add_person(store, "UAMINA")
    assert await refusal(store, May.CREATE_SET, person_id=cora.id) is None
    assert await refusal(store, May.CREATE_SET, person_id=amina.id) is Problem.NOT_COORDINATOR


@pytest.mark.parametrize("may", list(May))
async def test_it_fails_closed(store: WorkspaceStore, may: May) -> None:
    nobody, nothing = uuid4(), uuid4()
    assert await refusal(store, may, person_id=nobody) is not None
    assert await refusal(store, may, person_id=nobody, set_id=nothing, holder_id=nobody) is not None


async def test_a_member_who_comes_back_as_the_coach_keeps_only_the_sight_of_their_own(store: WorkspaceStore) -> None:
    cora, rosa = await add_coordinator(store), await add_person(store, "UROSA")
    tuesday = await add_set(store, cora)
    async with store.write() as uow:
        await add_membership(uow, tuesday, rosa, EARLIER, until_at=NOW)
        await add_membership(uow, tuesday, rosa, NOW, role="coach")
    for may, expected in ((May.SEE_OWN_ACTION, None), (May.CHANGE_OWN_ACTION, Problem.NOT_YOUR_SET)):
        assert await refusal(store, may, person_id=rosa.id, set_id=tuesday, holder_id=rosa.id) is expected


async def test_another_workspace_is_another_world(storage: Storage) -> None:
    here, elsewhere = await make_workspace(storage), await make_workspace(storage, "T0002")
    amina = await add_person(here, "UAMINA")
    tuesday = await add_set(here, await add_coordinator(here), members=[amina])
    assert await refusal(elsewhere, May.SEE_SET, person_id=amina.id, set_id=tuesday) is Problem.NOT_YOUR_SET
    assert await refusal(here, May.SEE_SET, person_id=amina.id, set_id=tuesday) is None


def test_each_rule_is_written_once() -> None:
    """A second list of the same name would silently take the first one's place."""
    names = [line.split(" = ")[0] for line in Path(access.__file__).read_text().split("\n") if line.startswith("_AS_")]
    assert len(names) == len(set(names)) == 4


def test_every_permission_is_somebodys() -> None:
    """A rule that was lost in a merge refuses everyone: that is safe, and nobody would notice until they press."""
    given = access._AS_MEMBER | access._AS_HOLDER | access._AS_FORMER_HOLDER | {May.CREATE_SET}
    assert given == set(May)
