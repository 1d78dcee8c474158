"""Mini-projects: asked and may decline, Undo until the asker is told, stepping out, the last one. Both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from sets import issue_holders, slots
from sets.errors import Problem, Refused
from sets.issue_words import State
from sets.slots import Talk
from storage.confidential import Confidential
from storage.models import Delivery, Issue, IssueHolder, Nudge
from storage.queries import nudges as nudge_queries
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_issue
from tests.sets.issue_kit import Table, make_table
from tests.sets.session_kit import Room, make_room


@pytest.fixture
async def table(store: WorkspaceStore) -> Table:
    return await make_table(store)


@pytest.fixture
async def light(sqlite_store: WorkspaceStore) -> Table:
    return await make_table(sqlite_store)


@contextmanager
def refused(problem: Problem, field: str | None = None) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert (caught.value.problem, caught.value.field) == (problem, field)


async def ask(table: Table, issue_id: UUID, user: str = "UBEN", asker: str = "UAMINA") -> tuple[UUID, int]:
    """Somebody is asked, and has the message; its nudge with its revision."""
    await issue_holders.ask(table.store, asker, issue_id, table.id_of(user), table.key(), table.now)
    async with table.store.write() as uow:
        wanted = select(Nudge.id).where(Nudge.person_id == table.id_of(user), Nudge.state == "planned")
        nudge_id = (await uow.rows(wanted)).scalar_one()
        await uow.execute(update(Nudge).where(Nudge.id == nudge_id).values(state="sent", delivery_id=uuid4()))
        nudge = await nudge_queries.by_id(uow, nudge_id)
    assert nudge is not None
    return nudge.id, nudge.revision


async def reply(table: Table, nudge: tuple[UUID, int], user: str = "UBEN", *, yes: bool = True) -> tuple[UUID, int]:
    """They answer; the nudge as it stands then."""
    said = await issue_holders.reply(table.store, user, *nudge, table.now, yes=yes)
    assert said.changed
    return nudge[0], nudge[1] + 1


async def together(table: Table) -> UUID:
    """Amina and Ben hold it."""
    issue_id = await table.issue()
    await reply(table, await ask(table, issue_id))
    return issue_id


async def holding(table: Table) -> dict[str, str]:
    names = {person.id: user for user, person in table.people.items()}
    return {names[row[0]]: row[1] for row in await table.rows(IssueHolder.person_id, IssueHolder.state)}


async def revision(table: Table, issue_id: UUID) -> int:
    return await table.revision(issue_id)


async def step_out(table: Table, issue_id: UUID, user: str) -> issue_holders.SteppedOut:
    now_at = await table.revision(issue_id)
    return await issue_holders.step_out(table.store, user, issue_id, now_at, table.key(), table.now)


async def answers(table: Table) -> int:
    return len(await table.rows(Delivery.id, kind=issue_holders.ANSWER_KIND))


async def test_asked_and_yes(table: Table) -> None:
    issue_id = await table.issue()
    offered = await issue_holders.choices(table.store, "UAMINA", issue_id)
    assert [one.name for one in offered.people] == ["Ben", "Chloe"]
    nudge = await ask(table, issue_id)
    assert [one.name for one in (await issue_holders.choices(table.store, "UAMINA", issue_id)).people] == ["Chloe"]
    assert await holding(table) == {"UAMINA": "yes", "UBEN": "asked"}
    asked = await table.whole(issue_id, "UBEN")
    assert (asked.may_change, [one.name for one in asked.holders]) == (False, ["Amina"])
    with refused(Problem.NOT_HOLDER):
        await table.move(issue_id, State.MOVING, "UBEN")
    await reply(table, nudge)
    again = await issue_holders.reply(table.store, "UBEN", *nudge, table.now, yes=False)
    assert not again.changed
    assert await answers(table) == 1
    both = await table.whole(issue_id, "UBEN")
    assert (both.may_change, both.alone, [one.name for one in both.holders]) == (True, False, ["Amina", "Ben"])
    await table.settle(issue_id, "UBEN", line="Ours")
    assert (await table.whole(issue_id)).state is State.SETTLED
    with refused(Problem.NOT_ALONE):
        await table.remove(issue_id)


async def test_not_this_time_leaves_no_trace(table: Table) -> None:
    issue_id = await table.issue()
    await reply(table, await ask(table, issue_id), yes=False)
    ((row_id,),) = await table.rows(IssueHolder.id, state="no")
    async with table.store.write() as uow:
        await issue_holders.told(uow, row_id)
    assert await holding(table) == {"UAMINA": "yes"}
    assert (await table.whole(issue_id)).alone
    await reply(table, await ask(table, issue_id))  # asked anew, and yes
    assert await holding(table) == {"UAMINA": "yes", "UBEN": "yes"}


async def test_undone_before_it_is_told_and_too_late_afterwards(table: Table) -> None:
    issue_id = await table.issue()
    nudge = await reply(table, await ask(table, issue_id))
    undone = await issue_holders.unreply(table.store, "UBEN", *nudge, table.now)
    assert undone.changed
    assert await holding(table) == {"UAMINA": "yes", "UBEN": "asked"}
    nudge = await reply(table, (nudge[0], nudge[1] + 1))
    async with table.store.write() as uow:
        await uow.execute(update(Delivery).where(Delivery.kind == issue_holders.ANSWER_KIND).values(state="sent"))
    late = await issue_holders.unreply(table.store, "UBEN", *nudge, table.now)
    assert (late.changed, late.too_late) == (False, True)
    assert await holding(table) == {"UAMINA": "yes", "UBEN": "yes"}


async def test_who_may_ask_and_be_asked(light: Table) -> None:
    issue_id = await light.issue()
    for user, problem in (("UBEN", Problem.NOT_HOLDER), ("UOLU", Problem.NOT_YOUR_SET), ("UCOACH", Problem.NOT_HOLDER)):
        with refused(problem):
            await ask(light, issue_id, "UCHLOE", user)
    for user in ("UOLU", "UCOACH", "UCORA", "UAMINA"):
        with refused(Problem.NOT_A_MEMBER, "person"):
            await ask(light, issue_id, user)
    with refused(Problem.EMPTY, "person"):
        await issue_holders.ask(light.store, "UAMINA", issue_id, None, light.key(), light.now)
    await ask(light, issue_id)
    with refused(Problem.NOT_A_MEMBER, "person"):
        await ask(light, issue_id)  # asked already
    await light.move(issue_id, State.PARKED)
    with refused(Problem.GONE):
        await ask(light, issue_id, "UCHLOE")


async def test_only_who_was_asked_answers(light: Table) -> None:
    issue_id = await light.issue()
    nudge = await ask(light, issue_id)
    for user in ("UAMINA", "UCHLOE", "UOLU", "UNOBODY"):
        with refused(Problem.NOT_YOUR_SET):
            await issue_holders.reply(light.store, user, *nudge, light.now, yes=True)
    with refused(Problem.GONE):
        await issue_holders.reply(light.store, "UBEN", uuid4(), 1, light.now, yes=True)


async def test_a_request_is_taken_back(table: Table) -> None:
    issue_id = await table.issue()
    nudge = await ask(table, issue_id)
    ((row_id,),) = await table.rows(IssueHolder.id, state="asked")
    with refused(Problem.NOT_HOLDER):
        await issue_holders.unask(table.store, "UBEN", row_id, table.key(), table.now)
    assert await issue_holders.unask(table.store, "UAMINA", row_id, table.key(), table.now) == issue_id
    with refused(Problem.GONE):
        await issue_holders.reply(table.store, "UBEN", *nudge, table.now, yes=True)
    assert await holding(table) == {"UAMINA": "yes"}
    await reply(table, await ask(table, issue_id))
    ((row_id,),) = await table.rows(IssueHolder.id, person_id=table.id_of("UBEN"))
    with refused(Problem.GONE):  # who said yes is nobody's to take off
        await issue_holders.unask(table.store, "UAMINA", row_id, table.key(), table.now)


async def test_a_request_is_over_when_the_issue_or_its_asker_is(table: Table) -> None:
    """And stands again when the issue is taken up again."""
    issue_id = await table.issue()
    nudge = await ask(table, issue_id)
    await table.move(issue_id, State.PARKED)
    assert await reasons(table, nudge) == ["closed"]
    with refused(Problem.GONE):
        await reply(table, nudge)
    await table.move(issue_id, State.MOVING)
    assert await reasons(table, nudge) == []
    await table.leave("UAMINA")
    assert await reasons(table, nudge) == ["taken_back"]
    with refused(Problem.GONE):
        await reply(table, nudge)
    assert await holding(table) == {"UAMINA": "yes"}


async def reasons(table: Table, nudge: tuple[UUID, int]) -> list[str]:
    async with table.store.read() as uow:
        row = await nudge_queries.by_id(uow, nudge[0])
        assert row is not None
        return list((await issue_holders.why_not(uow, [row], table.now)).values())


async def test_who_leaves_while_asked_is_asked_no_more(light: Table) -> None:
    issue_id = await light.issue()
    nudge = await ask(light, issue_id)
    await light.leave("UBEN")
    assert await holding(light) == {"UAMINA": "yes"}
    with refused(Problem.GONE):
        await reply(light, nudge)


async def test_stepping_out_and_back_in(table: Table) -> None:
    issue_id = await together(table)
    await table.settle(issue_id, "UAMINA", helped="A walk")
    await table.move(issue_id, State.MOVING, "UBEN")
    await ask(table, issue_id, "UCHLOE")
    out = await step_out(table, issue_id, "UAMINA")
    assert out.part is not None
    assert await holding(table) == {"UAMINA": "out", "UBEN": "yes"}, "what she had asked is over"
    with refused(Problem.NOT_HOLDER):
        await table.move(issue_id, State.PARKED)
    mine = await table.whole(issue_id)
    assert [one.looking.helped.reveal() for one in mine.said] == ["A walk"], "what she said stays hers to read"
    with refused(Problem.NOT_ALONE):
        await table.remove(issue_id, "UBEN")
    with refused(Problem.NOT_YOUR_SET):
        await issue_holders.step_back_in(table.store, "UBEN", *out.part, table.key(), table.now)
    await issue_holders.step_back_in(table.store, "UAMINA", *out.part, table.key(), table.now)
    assert await holding(table) == {"UAMINA": "yes", "UBEN": "yes"}
    with refused(Problem.STALE):
        await issue_holders.step_back_in(table.store, "UAMINA", *out.part, table.key(), table.now)


async def test_the_last_holder_cannot_step_out(table: Table) -> None:
    issue_id = await together(table)
    await step_out(table, issue_id, "UAMINA")
    with refused(Problem.LAST_HOLDER):
        await step_out(table, issue_id, "UBEN")
    await table.leave("UBEN")  # leaving the set they may; nobody inherits it
    with refused(Problem.GONE):
        await table.whole(issue_id, "UCHLOE")
    table.later(days=1)
    await table.rejoin("UBEN")
    assert (await table.whole(issue_id, "UBEN")).may_change


async def test_of_two_windows_the_second_to_step_out_is_told(light: Table) -> None:
    issue_id = await together(light)
    old = await light.revision(issue_id)
    await step_out(light, issue_id, "UAMINA")
    with refused(Problem.LAST_HOLDER):
        await issue_holders.step_out(light.store, "UBEN", issue_id, old, light.key(), light.now)


async def test_a_press_that_comes_twice_counts_once(light: Table) -> None:
    issue_id = await together(light)
    now_at = await light.revision(issue_id)
    first, again = [
        await issue_holders.step_out(light.store, "UBEN", issue_id, now_at, "same", light.now) for _ in range(2)
    ]
    assert first.part is not None
    assert again.part is None
    chloe = light.id_of("UCHLOE")
    for _ in range(2):
        await issue_holders.ask(light.store, "UAMINA", issue_id, chloe, "asking", light.now)
    assert len(await light.rows(Nudge.id, person_id=chloe)) == 1


async def test_a_holder_who_left_counts_again_when_they_are_back(light: Table) -> None:
    issue_id = await together(light)
    await light.leave("UBEN")
    with refused(Problem.LAST_HOLDER):
        await step_out(light, issue_id, "UAMINA")
    await light.reword(issue_id, "Rotas at night")
    with refused(Problem.FORMER_MEMBER):  # the words are not his
        await light.whole(issue_id, "UBEN")
    light.later(days=1)
    await light.rejoin("UBEN")
    assert (await light.whole(issue_id, "UBEN")).headline.reveal() == "Rotas at night"
    await light.move(issue_id, State.MOVING, "UBEN")


async def test_nobody_facilitates_an_issue_they_hold_too(sqlite_store: WorkspaceStore) -> None:
    room: Room = await make_room(sqlite_store)
    issue_id = await add_issue(room.store, room.set_id, room.id_of("UBEN"), "Ours")
    async with room.store.write() as uow:
        part = {"issue_id": issue_id, "person_id": room.id_of("UAMINA"), "state": "yes", "since": room.now}
        await uow.insert(IssueHolder, id=uow.new_id(), asked_by_id=room.id_of("UBEN"), revision=1, **part)
    await room.begin()
    await room.presents("UBEN")
    await room.forward(times=4)
    none, talk = Confidential(""), Talk.QUESTIONS
    with refused(Problem.OWN_ISSUE):
        await slots.name_issue(room.store, "UBEN", room.session, none, issue_id, talk, key="n", now=room.now)
    assert await room.rows(Issue.standing) == [("open",)]


async def test_a_request_waits_a_week_and_no_longer(light: Table) -> None:
    issue_id = await light.issue()
    await issue_holders.ask(light.store, "UAMINA", issue_id, light.id_of("UBEN"), light.key(), light.now)
    assert await light.rows(Nudge.kind, Nudge.slot, Nudge.expires_at) == [
        ("issues", "hold", light.now + timedelta(days=7))
    ]
