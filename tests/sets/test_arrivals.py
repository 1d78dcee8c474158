"""Who came unasked, whom the coordinator suggests, one more person, and the daily comparison of a channel."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from sets import arrivals, channels, inviting, joining, leaving, setup
from sets.errors import Problem, Refused
from sets.people import Person
from storage.models import Arrival, Delivery, Invitation, LearningSet, Membership, OperatorLog
from storage.queries import arrivals as queries
from storage.queries import channels as channel_queries
from storage.queries import joining as joining_queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_set

LATER = NOW + timedelta(hours=1)


async def rows(store: WorkspaceStore, *columns: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401
    async with store.read() as uow:
        return [tuple(row) for row in await uow.rows(select(*columns))]


async def kinds(store: WorkspaceStore) -> list[str]:
    return sorted(kind for (kind,) in await rows(store, Delivery.kind) if kind != "home.publish")


class Set:
    """Amina and Ben in a set that Cora looks after; Uma is nobody of theirs."""

    def __init__(self, store: WorkspaceStore, set_id: UUID, amina: Person, ben: Person, uma: Person) -> None:
        self.store, self.set_id = store, set_id
        self.amina, self.ben, self.uma = amina, ben, uma

    async def comes(self, user: str = "UUMA", now: datetime = NOW) -> bool:
        async with self.store.write() as uow:
            return await joining.came_uninvited(uow, user, "CSET", now)

    async def waiting(self) -> UUID:
        async with self.store.read() as uow:
            (found,) = await queries.waiting(uow, self.set_id)
        return found

    async def answer(self, *, welcome: bool, user: str = "UAMINA", key: str = "press:1") -> arrivals.Decided:
        ((arrival, revision),) = await rows(self.store, Arrival.id, Arrival.revision)
        return await arrivals.decide(self.store, user, arrival, revision, welcome=welcome, key=key, now=LATER)

    async def compared(self, *there: str, now: datetime = LATER) -> None:
        async with self.store.write() as uow:
            await channels.compared(uow, self.set_id, there, now, now)

    async def standing(self, person: Person) -> str:
        async with self.store.read() as uow:
            return await joining_queries.standing(uow, person.id, self.set_id)


@pytest.fixture
async def our(store: WorkspaceStore) -> Set:
    return await _set(store)


@pytest.fixture
async def sqlite_set(sqlite_store: WorkspaceStore) -> Set:
    return await _set(sqlite_store)


async def _set(store: WorkspaceStore) -> Set:
    cora, amina, ben = await add_coordinator(store), await add_person(store, "UAMINA"), await add_person(store, "UBEN")
    uma = await add_person(store, "UUMA")
    return Set(store, await add_set(store, cora, members=[amina, ben]), amina, ben, uma)


async def test_who_came_unasked_waits_for_the_sets_word_and_is_welcome(our: Set) -> None:
    assert await our.comes()
    assert await kinds(our.store) == ["arrivals.notice"]
    assert await our.standing(our.uma) == "none"
    await our.answer(welcome=True)
    assert await our.standing(our.uma) == "none"  # they were only asked
    states = dict(await rows(our.store, Invitation.person_id, Invitation.state))
    assert states[our.uma.id] == "asked"
    assert await kinds(our.store) == ["arrivals.notice", "joining.ask"]
    columns = {column.name for column in Arrival.__table__.columns}
    assert columns == {
        "workspace_id",
        "id",
        "set_id",
        "person_id",
        "how",
        "state",
        "at",
        "revision",
    }  # not who answered


async def test_who_is_not_in_the_set_is_taken_out(our: Set) -> None:
    await our.comes()
    await our.answer(welcome=False)
    assert await kinds(our.store) == ["arrivals.notice", "joining.kick"]
    with pytest.raises(Refused) as refused:
        await our.answer(welcome=True, user="UBEN", key="press:2")
    assert refused.value.problem is Problem.NO_LONGER_WAITING
    async with our.store.write() as uow:  # Slack would not
        await arrivals.kept(uow, our.set_id, our.uma.id, LATER)
        await arrivals.kept(uow, our.set_id, our.uma.id, LATER)
    assert (await kinds(our.store)).count("arrivals.still_here") == 1


async def test_two_answers_at_once_are_one(our: Set) -> None:
    await our.comes()
    ((arrival, revision),) = await rows(our.store, Arrival.id, Arrival.revision)
    async with our.store.write() as uow:
        assert await queries.decide(uow, arrival, revision, "refused")
        assert not await queries.decide(uow, arrival, revision, "welcome")


async def test_who_comes_a_second_time_is_asked_about_again(our: Set) -> None:
    await our.comes()
    await our.comes()
    assert await kinds(our.store) == ["arrivals.notice"]
    await our.answer(welcome=False)
    await our.comes(now=LATER)
    assert (await kinds(our.store)).count("arrivals.notice") == 2
    assert [code for (code,) in await rows(our.store, OperatorLog.code)] == ["channel.uninvited"] * 3


async def test_members_and_those_who_were_asked_are_no_news(our: Set) -> None:
    async with our.store.write() as uow:
        await inviting.ask(uow, our.set_id, our.uma.id, "member", NOW)
    for user in ("UAMINA", "UUMA"):
        assert not await our.comes(user)
    assert await kinds(our.store) == ["joining.ask"]


@pytest.mark.parametrize("user", ["UCORA", "UUMA", "UNOBODY"])
async def test_only_members_answer_for_the_set(sqlite_set: Set, user: str) -> None:
    await sqlite_set.comes()
    with pytest.raises(Refused) as refused:
        await sqlite_set.answer(welcome=True, user=user)
    assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_who_looks_after_the_set_cannot_be_welcome(sqlite_set: Set) -> None:
    await sqlite_set.comes("UCORA")
    with pytest.raises(Refused) as refused:
        await sqlite_set.answer(welcome=True)
    assert refused.value.problem is Problem.COORDINATES
    await sqlite_set.answer(welcome=False, key="press:2")
    assert "joining.kick" in await kinds(sqlite_set.store)


async def test_a_member_asks_one_more_person_at_once(our: Set) -> None:
    done = await inviting.one_more(our.store, "UAMINA", our.set_id, "UUMA", "view:1", NOW)
    await inviting.one_more(our.store, "UAMINA", our.set_id, "UNEW", "view:2", NOW)
    assert done.asked
    assert await kinds(our.store) == ["joining.ask"] * 2
    with pytest.raises(Refused) as refused:
        await inviting.one_more(our.store, "UBEN", our.set_id, "UUMA", "view:3", NOW)
    assert (refused.value.problem, refused.value.field) == (Problem.ASKED_ALREADY, "person")


async def test_a_coordinator_suggests_and_the_set_decides(our: Set) -> None:
    done = await inviting.one_more(our.store, "UCORA", our.set_id, "UUMA", "view:1", NOW)
    assert not done.asked
    assert await kinds(our.store) == ["arrivals.notice"]
    await our.answer(welcome=False)
    assert await kinds(our.store) == ["arrivals.answered", "arrivals.notice"]


async def test_a_coordinator_asks_at_once_while_nobody_has_joined(sqlite_store: WorkspaceStore) -> None:
    cora, amina = await add_coordinator(sqlite_store), await add_person(sqlite_store, "UAMINA")
    set_id = await add_set(sqlite_store, cora, asked=[amina])
    done = await inviting.one_more(sqlite_store, "UCORA", set_id, "UUMA", "view:1", NOW)
    assert done.asked


async def test_a_set_has_ten_people_at_most(sqlite_set: Set) -> None:
    store, set_id = sqlite_set.store, sqlite_set.set_id
    await sqlite_set.comes()
    for number in range(8):
        await inviting.one_more(store, "UAMINA", set_id, f"U{number}", f"view:{number}", NOW)
    with pytest.raises(Refused) as refused:
        await inviting.one_more(store, "UAMINA", set_id, "UMORE", "view:9", NOW)
    assert refused.value.problem is Problem.SET_IS_FULL
    with pytest.raises(Refused) as refused:
        await sqlite_set.answer(welcome=True)
    assert refused.value.problem is Problem.SET_IS_FULL


@pytest.mark.parametrize(
    ("user", "problem"),
    [
        ("UBOT", Problem.NOT_A_MEMBER),
        ("USTRANGER", Problem.NOT_A_MEMBER),
        ("UCORA", Problem.COORDINATES),
        ("", Problem.EMPTY),
    ],
)
async def test_whom_nobody_can_ask(sqlite_set: Set, user: str, problem: Problem) -> None:
    await add_person(sqlite_set.store, "UBOT", kind="bot")
    await add_person(sqlite_set.store, "USTRANGER", kind="stranger")
    with pytest.raises(Refused) as refused:
        await inviting.one_more(sqlite_set.store, "UAMINA", sqlite_set.set_id, user, "view:1", NOW)
    assert (refused.value.problem, refused.value.field) == (problem, "person")


# The daily comparison


async def let_in(our: Set, *people: Person) -> None:
    """Slack let these in, and nobody else."""
    async with our.store.write() as uow:
        await uow.execute(update(Membership).values(in_channel_at=None))
    for person in people:
        async with our.store.write() as uow:
            await channel_queries.in_channel(uow, our.set_id, person.id, NOW)


async def test_who_was_let_in_and_is_gone_has_left(our: Set) -> None:
    await let_in(our, our.amina, our.ben)
    await our.compared("UBOT", "UAMINA")
    assert (await our.standing(our.amina), await our.standing(our.ben)) == ("member", "former")
    states = dict(await rows(our.store, Invitation.person_id, Invitation.state))
    assert states[our.ben.id] == "declined"


async def test_who_has_just_left_is_no_arrival(our: Set) -> None:
    await let_in(our, our.amina, our.ben)
    async with our.store.write() as uow:
        await leaving.remove(uow, our.ben.id, our.set_id, LATER)
    await our.compared("UBOT", "UAMINA", "UBEN", now=LATER)
    assert await rows(our.store, Arrival.id) == []
    await our.compared("UBOT", "UAMINA", "UBEN", now=LATER + timedelta(days=1))
    assert len(await rows(our.store, Arrival.id)) == 1


async def test_who_never_got_in_is_invited_again_once_a_day(our: Set) -> None:
    await let_in(our, our.amina)
    await our.compared("UBOT", "UAMINA")
    await our.compared("UBOT", "UAMINA")
    assert await our.standing(our.ben) == "member"
    assert await kinds(our.store) == ["joining.invite"]
    await our.compared("UBOT", "UAMINA", now=LATER + timedelta(days=1))
    assert await kinds(our.store) == ["joining.invite"] * 2


async def test_who_has_just_joined_may_be_on_their_way(our: Set) -> None:
    async with our.store.write() as uow:
        await uow.execute(update(Membership).values(from_at=LATER - timedelta(minutes=5)))
    await our.compared("UBOT")
    assert await kinds(our.store) == []


async def test_strangers_in_the_channel_are_told_of_once(our: Set) -> None:
    await let_in(our, our.amina, our.ben)
    everyone = ("UBOT", "UAMINA", "UBEN", "UUMA", "UNEVER")
    await our.compared(*everyone)
    told = ["arrivals.notice"] * 2 + ["channels.look_up"]  # UNEVER was never met: the directory says who that is
    assert await kinds(our.store) == told
    await our.compared(*everyone, now=LATER + timedelta(days=1))
    async with our.store.write() as uow:  # the set said no, and Slack keeps them there
        await uow.execute(update(Arrival).values(state="refused"))
    await our.compared(*everyone, now=LATER + timedelta(days=2))
    assert await kinds(our.store) == told


async def test_a_set_is_compared_once_a_day(our: Set) -> None:
    async with our.store.write() as uow:
        await uow.execute(update(LearningSet).values(compared_at=None))
    assert await channels.next_compare(our.store, NOW) == NOW
    for moment in (NOW, NOW, NOW + timedelta(hours=23)):
        await channels.compare_due(our.store, moment)
    assert await kinds(our.store) == ["channels.compare"]
    assert await channels.next_compare(our.store, NOW) == NOW + timedelta(days=1)
    await channels.compare_due(our.store, NOW + timedelta(days=1))
    assert await kinds(our.store) == ["channels.compare"] * 2


async def test_a_channel_that_went_is_not_compared_until_it_is_back(our: Set) -> None:
    async with our.store.write() as uow:
        await channels.lost(uow, "CSET", NOW)
    assert await channels.next_compare(our.store, NOW) is None
    await channels.compare_due(our.store, NOW + timedelta(days=3))
    assert await kinds(our.store) == ["setup.channel_gone"]
    async with our.store.write() as uow:
        await channels.found_again(uow, "CSET")
    await channels.compare_due(our.store, NOW + timedelta(days=3))
    assert await kinds(our.store) == ["channels.compare", "setup.channel_gone"]


async def test_nothing_is_compared_where_there_is_no_channel(sqlite_store: WorkspaceStore) -> None:
    await add_set(sqlite_store, await add_coordinator(sqlite_store), channel_id=None, state="setting_up")
    await channels.compare_due(sqlite_store, NOW)
    assert await channels.next_compare(sqlite_store, NOW) is None
    assert await kinds(sqlite_store) == []


# A channel that exists

PRIVATE = {"id": "COLD", "is_private": True, "is_member": True, "num_members": 6}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"is_private": False}, "not_private"),
        ({"is_im": True}, "not_private"),
        ({"is_mpim": True}, "not_private"),
        ({"is_archived": True}, "is_archived"),
        ({"is_ext_shared": True}, "shared"),
        ({"is_pending_ext_shared": True}, "shared"),
        ({"is_shared": True}, "shared"),
        ({"is_member": False}, "channel_not_found"),
        ({"num_members": 16}, "too_many_there"),
    ],
)
def test_which_channels_can_be_a_sets(changes: dict[str, object], code: str | None) -> None:
    assert channels.unfit({**PRIVATE, **changes}) == code


async def _wanting(store: WorkspaceStore, members: Sequence[str] = ("U1", "U2", "U3", "U4")) -> UUID:
    await add_coordinator(store)
    new = setup.NewSet("Tuesday set", members, "Europe/London", "Priya", 4, "full", channel="COLD")
    await setup.create(store, "UCORA", new, "view:V1", NOW)
    ((set_id,),) = await rows(store, LearningSet.id)
    return UUID(str(set_id))


async def test_a_channel_that_exists_is_taken(store: WorkspaceStore) -> None:
    set_id = await _wanting(store)
    assert "channels.take" in await kinds(store)
    assert "setup.channel" not in await kinds(store)
    async with store.write() as uow:
        await channels.looked_at(uow, set_id, PRIVATE, NOW)
    assert await rows(store, LearningSet.channel_id, LearningSet.state, LearningSet.compared_at) == [
        ("COLD", "running", None)  # who is in it is still to be asked
    ]
    found = await kinds(store)
    assert "setup.welcome" in found
    assert found.count("joining.kick") == 1  # who looks after it does not read it


async def test_a_channel_of_another_set_is_not_taken(store: WorkspaceStore) -> None:
    set_id = await _wanting(store)
    cora = await add_person(store, "UDAN")
    await add_set(store, cora, name="Other", channel_id="COLD")
    async with store.write() as uow:
        await channels.looked_at(uow, set_id, PRIVATE, NOW)
    assert "setup.no_channel" in await kinds(store)
    await setup.try_again(store, "UCORA", set_id, "press:1", LATER)
    assert (await kinds(store)).count("channels.take") == 2
    async with store.write() as uow:
        await channels.looked_at(uow, set_id, PRIVATE, LATER)
    await setup.try_again(store, "UCORA", set_id, "press:2", LATER, new_channel=True)
    assert "setup.channel" in await kinds(store)
    ((wanted,),) = [row for row in await rows(store, LearningSet.wanted_channel_id) if row[0] is None][:1] or [("",)]
    assert wanted is None
