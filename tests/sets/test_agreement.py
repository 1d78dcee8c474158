"""Ground rules: posted once, agreed by number, changed by the set, renewed each phase, and asked of late joiners."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from sets import agreement
from sets.errors import Problem, Refused
from sets.people import Person
from storage.confidential import Confidential
from storage.models import Agreed, Agreement, Delivery, Membership, Phase, RuleIdea
from storage.queries import agreement as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import EARLIER, add_coordinator, add_membership, add_person, add_set

LATER = NOW + timedelta(days=30)


async def rows(store: WorkspaceStore, *columns: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    async with store.read() as uow:
        return [tuple(row) for row in await uow.rows(select(*columns))]


async def kinds(store: WorkspaceStore) -> list[str]:
    return sorted(kind for (kind,) in await rows(store, Delivery.kind))


class Set:
    """Amina and Ben, whose rules stand in version 1; Rosa coaches."""

    def __init__(self, store: WorkspaceStore, set_id: UUID, amina: Person, rosa: Person) -> None:
        self.store, self.set_id, self.amina, self.rosa = store, set_id, amina, rosa

    async def stands(self) -> queries.RulesRow:
        async with self.store.read() as uow:
            row = await queries.newest(uow, self.set_id)
        assert row is not None
        return row

    async def agree(self, user: str, *, yes: bool = True, key: str = "") -> agreement.Read:
        row = await self.stands()
        key = key or f"{user}:{yes}:{row.version}"
        return await agreement.agree(self.store, user, row.id, yes=yes, key=key, now=NOW)

    async def write(self, user: str, words: str, version: int, key: str = "view:1") -> agreement.Read:
        return await agreement.write(self.store, user, self.set_id, version, Confidential(words), key, NOW)

    async def read(self, user: str) -> agreement.Read:
        async with self.store.read() as uow:
            return await agreement.read(uow, user, self.set_id)


@pytest.fixture
async def our(store: WorkspaceStore) -> Set:
    cora, amina, ben = await add_coordinator(store), await add_person(store, "UAMINA"), await add_person(store, "UBEN")
    rosa = await add_person(store, "UROSA")
    set_id = await add_set(store, cora, members=[amina, ben], rules=False)
    async with store.write() as uow:
        await add_membership(uow, set_id, rosa, EARLIER, role="coach")
    await agreement.begin_due(store, NOW)
    return Set(store, set_id, amina, rosa)


async def test_the_rules_are_posted_once_a_member_has_joined(store: WorkspaceStore) -> None:
    amina = await add_person(store, "UAMINA")
    set_id = await add_set(store, await add_coordinator(store), asked=[amina])
    await agreement.begin_due(store, NOW)
    assert await agreement.next_begin(store, NOW) is None
    assert await kinds(store) == []
    async with store.write() as uow:
        await add_membership(uow, set_id, amina, NOW)
    assert await agreement.next_begin(store, NOW) == NOW
    for _ in range(2):
        await agreement.begin_due(store, NOW)
    assert await kinds(store) == ["agreement.rules"]
    assert await rows(store, Agreement.version, Agreement.rules) == [(1, None)]


async def test_a_coach_alone_is_no_member(sqlite_store: WorkspaceStore) -> None:
    rosa = await add_person(sqlite_store, "UROSA")
    set_id = await add_set(sqlite_store, await add_coordinator(sqlite_store))
    async with sqlite_store.write() as uow:
        await add_membership(uow, set_id, rosa, NOW, role="coach")
    await agreement.begin_due(sqlite_store, NOW)
    assert await kinds(sqlite_store) == []


async def test_agreeing_is_a_number(our: Set) -> None:
    first = await our.agree("UAMINA")
    assert (first.row.agreed, first.row.members) == (1, 2)
    assert (await our.agree("UAMINA", key="again")).row.agreed == 1
    assert (await our.agree("UBEN")).row.agreed == 2
    assert (await our.agree("UBEN", yes=False)).row.agreed == 1
    assert (await our.agree("UBEN", yes=False, key="undo again")).row.agreed == 1
    assert len(await rows(our.store, Agreed.id)) == 1


async def test_a_leavers_yes_no_longer_counts(our: Set) -> None:
    await our.agree("UAMINA")
    async with our.store.write() as uow:
        await uow.execute(update(Membership).where(Membership.person_id == our.amina.id).values(until_at=NOW))
    row = await our.stands()
    assert (row.agreed, row.members) == (0, 1)


async def test_a_coach_reads_and_neither_agrees_nor_writes(our: Set) -> None:
    read = await our.read("UROSA")
    assert not read.member
    for refusing in (our.agree("UROSA"), our.write("UROSA", "Mine", 1)):
        with pytest.raises(Refused) as refused:
            await refusing
        assert refused.value.problem is Problem.FOR_MEMBERS


@pytest.mark.parametrize("user", ["UCORA", "UNOBODY"])
async def test_who_is_not_in_the_set_reads_nothing(our: Set, user: str) -> None:
    with pytest.raises(Refused) as refused:
        await our.read(user)
    assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_ideas_are_sealed_signed_and_can_be_taken_back(our: Set) -> None:
    words = Confidential("  Phones away  ")
    _, idea = await agreement.suggest(our.store, "UBEN", our.set_id, words, "view:1", NOW)
    ((sealed,),) = await rows(our.store, RuleIdea.idea)
    assert b"Phones" not in sealed
    (shown,) = (await our.read("UAMINA")).ideas
    assert (shown.name, shown.words.reveal(), shown.own) == ("Ben", "Phones away", False)
    with pytest.raises(Refused):
        await agreement.take_back_idea(our.store, "UAMINA", idea, "press:1", NOW)
    await agreement.take_back_idea(our.store, "UBEN", idea, "press:2", NOW)
    assert (await our.read("UAMINA")).ideas == []


async def test_a_new_version_is_the_sets_own_and_asks_anew(our: Set) -> None:
    await our.agree("UAMINA")
    old = await our.stands()
    await our.write("UBEN", "We are kind.", 1)
    await our.write("UBEN", "We are kind.", 1)  # the same form again
    row = await our.stands()
    assert (row.version, row.agreed) == (2, 0)
    assert b"kind" not in (row.rules or b"kind")
    read = await our.read("UAMINA")
    assert read.rules is not None
    assert read.rules.reveal() == "We are kind."
    assert await kinds(our.store) == ["agreement.rules"] * 2
    late = await agreement.agree(our.store, "UBEN", old.id, yes=True, key="old", now=NOW)
    assert (late.agreed, late.row.newest) == (False, 2)
    assert (await our.stands()).agreed == 0


async def test_of_two_who_write_the_next_version_one_is_told(our: Set) -> None:
    await our.write("UBEN", "We are kind.", 1, "view:1")
    with pytest.raises(Refused) as refused:
        await our.write("UAMINA", "We are brave.", 1, "view:2")
    assert refused.value.problem is Problem.STALE


@pytest.mark.parametrize(("words", "problem"), [("  ", Problem.EMPTY), ("x" * 2501, Problem.TOO_LONG)])
async def test_rules_have_words_and_not_too_many(our: Set, words: str, problem: Problem) -> None:
    with pytest.raises(Refused) as refused:
        await our.write("UBEN", words, 1)
    assert refused.value.problem is problem
    with pytest.raises(Refused):
        await agreement.suggest(our.store, "UBEN", our.set_id, Confidential(words), "view:2", NOW)


async def test_a_new_phase_begins_with_the_same_words_and_asks_anew(our: Set) -> None:
    await our.write("UBEN", "We are kind.", 1)
    await our.agree("UBEN")
    async with our.store.write() as uow:
        second = {"set_id": our.set_id, "ordinal": 2, "mode": "self_run", "from_at": LATER}
        await uow.insert(Phase, id=uow.new_id(), **second)
    await agreement.begin_due(our.store, LATER)
    await agreement.begin_due(our.store, LATER)
    row, read = await our.stands(), await our.read("UBEN")
    assert (row.version, row.agreed, read.agreed) == (3, 0, False)
    assert read.rules is not None
    assert read.rules.reveal() == "We are kind."


async def test_who_joins_late_is_asked_once(our: Set) -> None:
    nia, soon = await add_person(our.store, "UNIA"), await add_person(our.store, "USOON")
    async with our.store.write() as uow:
        await add_membership(uow, our.set_id, soon, NOW + timedelta(days=3))
        await add_membership(uow, our.set_id, nia, NOW + timedelta(days=9))
    assert await agreement.next_begin(our.store, LATER) == LATER
    for _ in range(2):
        await agreement.begin_due(our.store, LATER)
    asked = [
        person
        for kind, person in await rows(our.store, Delivery.kind, Delivery.recipient_id)
        if kind == "agreement.ask_late"
    ]
    assert asked == [nia.id]
    assert (await our.agree("UNIA")).row.agreed == 1
    assert await agreement.next_begin(our.store, LATER) is None
