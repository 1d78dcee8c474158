"""Issues: who reads one, how it may stand, settling it, Undo, removing it, what belongs to it. On both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from sets import issue_changing, issue_lists, issues, my_actions, my_data
from sets.action_forms import Typed
from sets.committing import confirm, draft
from sets.erasing import erase_one
from sets.errors import Problem, Refused
from sets.issue_words import HEADLINE_LIMIT, LINE_LIMIT, Looking, State
from sets.my_words import Part
from storage.confidential import Confidential
from storage.models import Issue, IssueEvent, IssueHolder, IssueSession
from storage.queries import issues as queries
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_session
from tests.sets.issue_kit import Table, make_table
from tests.sets.session_kit import TODAY

EVERYONE = ("UAMINA", "UBEN", "UCHLOE", "UCOACH", "UOLU", "UNEW", "UCORA", "UNOBODY")


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


async def readers(table: Table, issue_id: UUID) -> list[str]:
    """Who can read it, of everyone there is."""
    can = []
    for user in EVERYONE:
        try:
            whole = await table.whole(issue_id, user)
        except Refused:
            continue
        assert whole.headline.reveal() == "Rotas"
        can.append(user)
    return can


async def test_a_set_and_its_coach_read_an_issue_and_nobody_else(table: Table) -> None:
    issue_id = await table.issue()
    assert await readers(table, issue_id) == ["UAMINA", "UBEN", "UCHLOE", "UCOACH"]
    mine, theirs = await table.whole(issue_id), await table.whole(issue_id, "UBEN")
    assert (mine.state, mine.may_change, mine.alone, mine.last) == (State.OPEN, True, True, None)
    assert (theirs.may_change, theirs.alone, [one.name for one in theirs.holders]) == (False, False, ["Amina"])


async def test_only_members_raise_one(light: Table) -> None:
    for user, problem in (
        ("UCOACH", Problem.FOR_MEMBERS),
        ("UOLU", Problem.NOT_YOUR_SET),
        ("UCORA", Problem.NOT_YOUR_SET),
        ("UNOBODY", Problem.NOT_YOUR_SET),
    ):
        with refused(problem):
            await light.issue(user)
    with refused(Problem.EMPTY, "headline"):
        await light.issue(headline=" \n ")
    with refused(Problem.TOO_LONG, "headline"):
        await light.issue(headline="x" * (HEADLINE_LIMIT + 1))
    with refused(Problem.EMPTY, "set"):
        await issue_changing.raise_issue(light.store, "UAMINA", None, Confidential("x"), "k", light.now)
    assert await light.rows(Issue.id) == []


async def test_a_form_sent_twice_raises_one(table: Table) -> None:
    first, again = [
        await issue_changing.raise_issue(table.store, "UAMINA", table.set_id, Confidential("x"), "same", table.now)
        for _ in range(2)
    ]
    assert first == again
    assert await table.rows(Issue.id) == [(first,)]


async def test_the_moves_it_may_make(table: Table) -> None:
    """From open through moving to settled or parked; and back to moving when it comes up again."""
    issue_id = await table.issue()
    for state in (State.MOVING, State.PARKED, State.MOVING):
        await table.move(issue_id, state)
        assert (await table.whole(issue_id)).state is state
        assert await table.rows(Issue.standing) == [("closed" if state is State.PARKED else "open",)]
        table.later(days=1)
    await table.settle(issue_id)
    with refused(Problem.STALE):
        await table.move(issue_id, State.PARKED)
    await table.move(issue_id, State.MOVING)
    with refused(Problem.ALREADY_DONE):
        await table.move(issue_id, State.MOVING)
    with refused(Problem.STALE):
        await table.move(issue_id, State.OPEN)
    whole = await table.whole(issue_id)
    assert [turned.kind for turned in whole.history] == ["moving", "parked", "resumed", "settled", "resumed"]
    assert whole.seen.row.closed_at is None


@pytest.mark.parametrize(
    ("user", "problem"),
    [
        ("UBEN", Problem.NOT_HOLDER),
        ("UCOACH", Problem.NOT_HOLDER),
        ("UOLU", Problem.NOT_YOUR_SET),
        ("UCORA", Problem.NOT_YOUR_SET),
        ("UNOBODY", Problem.NOT_YOUR_SET),
    ],
)
async def test_only_its_holder_changes_it(user: str, problem: Problem, light: Table) -> None:
    issue_id = await light.issue()
    await light.move(issue_id, State.MOVING)
    before = await light.rows(Issue.revision, Issue.standing)
    with refused(problem):
        await light.move(issue_id, State.PARKED, user)
    with refused(problem):
        await light.settle(issue_id, user, line="Theirs")
    with refused(problem):
        await light.reword(issue_id, "Theirs", user)
    with refused(problem):
        await light.remove(issue_id, user)
    with refused(problem):
        await light.undo(issue_id, user)
    with refused(problem):
        await issues.brief(light.store, user, issue_id)
    assert await light.rows(Issue.revision, Issue.standing) == before


async def test_settled_with_words_and_who_reads_which(table: Table) -> None:
    """What helped and what they see now: its writer's alone. The line: for the members, not for the coach."""
    issue_id = await table.issue()
    await table.settle(issue_id, helped="A walk", see="It was not me", line="Ask the night team first")

    def said(whole: issues.Whole) -> list[tuple[str, str, str]]:
        return [
            (one.looking.helped.reveal(), one.looking.see.reveal(), one.looking.line.reveal()) for one in whole.said
        ]

    line = "Ask the night team first"
    assert said(await table.whole(issue_id)) == [("A walk", "It was not me", line)]
    assert said(await table.whole(issue_id, "UBEN")) == [("", "", line)]
    assert said(await table.whole(issue_id, "UCOACH")) == []
    ours = await issue_lists.ours(table.store, "UBEN", table.set_id)
    assert ([one.headline.reveal() for one in ours.settled], list(ours.issues)) == (["Rotas"], [])


async def test_more_words_after_it_was_settled(light: Table) -> None:
    """A window that was open all along loses no word; with no words it changes nothing."""
    issue_id = await light.issue()
    await light.settle(issue_id)
    revision = await light.revision(issue_id)
    await light.settle(issue_id)
    assert await light.revision(issue_id) == revision
    await light.settle(issue_id, helped="A walk")
    assert [one.looking.helped.reveal() for one in (await light.whole(issue_id)).said] == ["A walk"]
    await light.undo(issue_id)  # the words
    assert (await light.whole(issue_id)).state is State.SETTLED
    await light.undo(issue_id)  # and that it was settled
    assert (await light.whole(issue_id)).state is State.OPEN
    for name in ("helped", "see", "line"):
        with refused(Problem.TOO_LONG, name):
            await light.settle(issue_id, **{name: "x" * (LINE_LIMIT * 2 + 1)})


async def test_undo_brings_back_what_stood(table: Table) -> None:
    issue_id = await table.issue()
    await table.move(issue_id, State.MOVING)
    table.later(days=1)
    await table.settle(issue_id, helped="A walk", line="For us")
    await table.reword(issue_id, "Rotas at night")
    await table.undo(issue_id)
    await table.undo(issue_id)
    whole = await table.whole(issue_id)
    assert (whole.headline.reveal(), whole.state, list(whole.said)) == ("Rotas", State.MOVING, [])
    assert await table.rows(Issue.standing, Issue.closed_at) == [("open", None)]
    gone = await table.rows(IssueEvent.own, IssueEvent.shared)
    assert set(gone) == {(None, None)}, "the words of what was undone are gone"


async def test_undo_is_honest(light: Table) -> None:
    """Only what was done last, once, and by who did it."""
    issue_id = await light.issue()
    await light.move(issue_id, State.MOVING)
    ((event,),) = await light.rows(IssueEvent.id)
    await light.also(issue_id, "UBEN")
    with refused(Problem.NOT_HOLDER):
        await issue_changing.undo(light.store, "UBEN", event, light.key(), light.now)
    await light.reword(issue_id, "Rotas at night", "UBEN")
    with refused(Problem.STALE):
        await issue_changing.undo(light.store, "UAMINA", event, light.key(), light.now)
    await light.undo(issue_id, "UBEN")
    assert await issue_changing.undo(light.store, "UAMINA", event, "same", light.now)
    assert await issue_changing.undo(light.store, "UAMINA", event, "same", light.now) is None
    with refused(Problem.ALREADY_DONE):
        await issue_changing.undo(light.store, "UAMINA", event, light.key(), light.now)
    with refused(Problem.GONE):
        await issue_changing.undo(light.store, "UAMINA", uuid4(), light.key(), light.now)


async def test_words_of_another_holder_stay_theirs_while_they_are_kept_for_undo(table: Table) -> None:
    """They see them in My data and can erase them; then they do not come back."""
    issue_id = await table.issue()
    await table.also(issue_id, "UBEN")
    await table.reword(issue_id, "Rotas at night", "UBEN")
    kept = await my_data.page_of(table.store, "UAMINA", my_data.Kind.ISSUE_SAID, 0)
    assert [(part, words.reveal()) for item in kept.items for part, words in item.words] == [(Part.BEFORE, "Rotas")]
    theirs = await my_data.page_of(table.store, "UBEN", my_data.Kind.ISSUE_SAID, 0)
    assert [list(item.words) for item in theirs.items] == [[]]
    await table.undo(issue_id, "UBEN")
    assert (await table.whole(issue_id)).headline.reveal() == "Rotas"
    assert await table.rows(Issue.author_id) == [(table.id_of("UAMINA"),)]
    assert list((await my_data.page_of(table.store, "UAMINA", my_data.Kind.ISSUE_SAID, 0)).items) == []
    await table.reword(issue_id, "Rotas at night", "UBEN")
    await erase(table, "UAMINA")
    with refused(Problem.GONE):
        await table.undo(issue_id, "UBEN")
    assert (await table.whole(issue_id)).headline.reveal() == "Rotas at night"


async def erase(table: Table, user: str) -> None:
    """What somebody said about an issue last."""
    kind = my_data.Kind.ISSUE_SAID
    (item, *_) = (await my_data.page_of(table.store, user, kind, 0)).items
    await erase_one(table.store, user, kind, item.id, Confidential("-"), table.key(), table.now)


async def test_what_was_erased_is_no_more_to_be_undone(light: Table) -> None:
    """Nor is what came before it: an earlier step would be brought back over a later one."""
    issue_id = await light.issue()
    await light.move(issue_id, State.MOVING)
    light.later(minutes=1)
    await light.settle(issue_id, helped="A walk", line="For us")
    await erase(light, "UAMINA")
    whole = await light.whole(issue_id)
    assert (whole.state, whole.last, list(whole.said)) == (State.SETTLED, None, [])
    with refused(Problem.STALE):
        await light.undo(issue_id)
    await light.move(issue_id, State.MOVING)
    await light.undo(issue_id)
    assert (await light.whole(issue_id)).state is State.SETTLED


async def test_words_changed_in_two_windows(light: Table) -> None:
    issue_id = await light.issue()
    await light.move(issue_id, State.MOVING)
    old, words = 1, Confidential("Rotas at night")
    with refused(Problem.CHANGED_MEANWHILE, "headline"):
        await issue_changing.reword(light.store, "UAMINA", issue_id, old, words, light.key(), light.now)
    await issue_changing.reword(  # the same words are no change
        light.store, "UAMINA", issue_id, old, Confidential(" Rotas "), light.key(), light.now
    )
    assert await light.revision(issue_id) == 2


async def test_removed_nobody_reads_it_and_for_an_hour_it_can_come_back(table: Table) -> None:
    issue_id = await table.issue()
    await table.move(issue_id, State.PARKED)
    stood = await table.rows(Issue.standing, Issue.closed_at)
    table.later(hours=2)
    await table.remove(issue_id)
    assert await readers(table, issue_id) == []
    assert await issue_lists.mine(table.store, "UAMINA") == await issue_lists.mine(table.store, "UAMINA", 5)
    assert list((await issue_lists.mine(table.store, "UAMINA")).closed) == []
    await table.undo(issue_id)
    assert await table.rows(Issue.standing, Issue.closed_at) == stood
    await table.remove(issue_id)
    with refused(Problem.ALREADY_DONE):
        await table.remove(issue_id)
    await issue_changing.forget(table.store, table.now + timedelta(minutes=59))
    assert await table.rows(Issue.id) == [(issue_id,)]
    gone = await issue_changing.next_forgetting(table.store, table.now)
    assert gone == table.now + timedelta(hours=1)
    await issue_changing.forget(table.store, gone)
    for model in (Issue, IssueHolder, IssueEvent, IssueSession):
        assert await table.rows(model.id) == []
    assert await issue_changing.next_forgetting(table.store, table.now) is None
    with refused(Problem.GONE):
        await table.whole(issue_id)


async def test_what_belonged_to_a_removed_issue_stays(light: Table) -> None:
    issue_id = await light.issue()
    action_id = await committed(light, "UAMINA", issue_id)
    await light.remove(issue_id)
    whole = await my_actions.whole(light.store, "UAMINA", action_id, light.now)
    assert whole.issue is None
    await issue_changing.forget(light.store, light.now + timedelta(hours=1))
    whole = await my_actions.whole(light.store, "UAMINA", action_id, light.now)
    assert (whole.issue, whole.action.row.issue_id) == (None, None)


async def committed(table: Table, user: str, issue_id: UUID) -> UUID:
    typed = Typed(f"Step of {user}", "20 May", set_id=table.set_id, issue_id=issue_id)
    made = await draft(table.store, user, table.key(), typed, table.now)
    await confirm(table.store, user, made.action_id, made.revision, table.key(), table.now)
    return made.action_id


async def test_its_actions_as_each_may_read_them(table: Table) -> None:
    """One's own whatever became of them; of others what is open, as everywhere in the set."""
    from sets import changing

    issue_id = await table.issue()
    await table.also(issue_id, "UBEN")
    mine, theirs = await committed(table, "UAMINA", issue_id), await committed(table, "UBEN", issue_id)
    await changing.stop(table.store, "UAMINA", mine, 2, table.key(), table.now)

    async def seen(user: str) -> dict[UUID, tuple[bool, bool]]:
        return {each.id: (each.mine, each.open) for each in (await table.whole(issue_id, user)).actions}

    assert await seen("UAMINA") == {mine: (True, False), theirs: (False, True)}
    assert await seen("UBEN") == {theirs: (True, True)}
    assert await seen("UCHLOE") == await seen("UCOACH") == {theirs: (False, True)}
    await table.leave("UBEN")
    assert await seen("UCHLOE") == {}


async def test_the_sessions_in_which_it_was_worked_on(light: Table) -> None:
    issue_id = await light.issue()
    sessions = [
        await add_session(light.store, light.set_id, TODAY - timedelta(days=28 * n), ordinal=9 - n) for n in range(2)
    ]
    async with light.store.write() as uow:
        for session in sessions:
            await queries.worked_in(uow, issue_id, session)
            await queries.worked_in(uow, issue_id, session)
    worked = (await light.whole(issue_id, "UBEN")).sessions
    assert len(worked) == 2
    assert worked[0] > worked[1]


async def test_who_left_reads_and_removes_their_own_and_nobody_inherits_it(table: Table) -> None:
    issue_id = await table.issue()
    await table.leave("UAMINA")
    assert await readers(table, issue_id) == ["UAMINA"]
    whole = await table.whole(issue_id)
    assert (whole.may_change, whole.alone) == (False, True)
    with refused(Problem.FORMER_MEMBER):
        await table.move(issue_id, State.MOVING)
    with refused(Problem.FORMER_MEMBER):
        await table.settle(issue_id, helped="x")
    mine = await issue_lists.mine(table.store, "UAMINA")
    assert [(one.headline.reveal(), one.left) for one in mine.issues] == [("Rotas", True)]
    with refused(Problem.FORMER_MEMBER):
        await issue_lists.ours(table.store, "UAMINA", table.set_id)
    table.later(days=1)
    await table.rejoin("UAMINA")
    assert await readers(table, issue_id) == ["UAMINA", "UBEN", "UCHLOE", "UCOACH"]
    await table.move(issue_id, State.MOVING)
    await table.leave("UAMINA")
    await table.remove(issue_id)
    with refused(Problem.FORMER_MEMBER):
        await table.undo(issue_id)


async def test_words_of_somebody_else_are_not_a_leavers_to_read(light: Table) -> None:
    """In a mini-project, when another has worded it anew since."""
    issue_id = await light.issue()
    await light.also(issue_id, "UBEN")
    await light.leave("UAMINA")
    assert (await light.whole(issue_id)).headline.reveal() == "Rotas"
    with refused(Problem.NOT_ALONE):
        await light.remove(issue_id)
    await light.reword(issue_id, "Rotas at night", "UBEN")
    with refused(Problem.FORMER_MEMBER):
        await light.whole(issue_id)
    assert list((await issue_lists.mine(light.store, "UAMINA")).issues) == []
    await light.leave("UBEN")
    for user in ("UAMINA", "UBEN"):  # what each said hangs on it; in My data each can erase what is theirs
        with refused(Problem.NOT_ALONE):
            await light.remove(issue_id, user)


async def test_who_joins_reads_what_is_open_and_what_is_closed_from_then_on(table: Table) -> None:
    before, during = await table.issue(), await table.issue(headline="Handing over")
    await table.settle(before, line="From before")
    table.later(days=1)
    await table.rejoin("UNEW")
    with refused(Problem.BEFORE_YOU_JOINED):
        await table.whole(before, "UNEW")
    assert (await table.whole(during, "UNEW")).headline.reveal() == "Handing over"
    ours = await issue_lists.ours(table.store, "UNEW", table.set_id)
    assert ([one.id for one in ours.issues], list(ours.settled)) == ([during], [])
    table.later(days=1)
    await table.settle(during, line="Since")
    assert [one.looking.line.reveal() for one in (await table.whole(during, "UNEW")).said] == ["Since"]
    await table.leave("UBEN")
    await table.rejoin("UBEN")  # as for somebody new
    with refused(Problem.BEFORE_YOU_JOINED):
        await table.whole(before, "UBEN")


async def test_a_line_from_before_somebody_joined_is_not_theirs(light: Table) -> None:
    """The issue was settled, and came up again after they had joined."""
    issue_id = await light.issue()
    await light.settle(issue_id, line="From before")
    light.later(days=1)
    await light.rejoin("UNEW")
    await light.move(issue_id, State.MOVING)
    assert list((await light.whole(issue_id, "UNEW")).said) == []
    assert len((await light.whole(issue_id, "UBEN")).said) == 1


async def test_in_a_set_that_has_ended_it_is_its_holders_to_read_and_remove(light: Table) -> None:
    issue_id = await light.issue()
    await light.close_set()
    assert await readers(light, issue_id) == ["UAMINA"]
    for press in (light.move(issue_id, State.MOVING), light.settle(issue_id), light.reword(issue_id, "x")):
        with refused(Problem.GONE):
            await press
    with refused(Problem.GONE):
        await light.issue()
    with refused(Problem.GONE):
        await issue_lists.ours(light.store, "UBEN", light.set_id)
    await light.remove(issue_id)


async def test_lists_have_pages_and_say_whose(table: Table) -> None:
    for number in range(issue_lists.PAGE + 1):
        await table.issue(headline=f"Issue {number:02}")
        table.later(minutes=1)
    await table.also((await issue_lists.mine(table.store, "UAMINA")).issues[0].id, "UBEN")
    mine = await issue_lists.mine(table.store, "UAMINA", 1)
    assert ([one.headline.reveal() for one in mine.issues], mine.page, mine.pages) == (["Issue 20"], 1, 2)
    assert (await issue_lists.mine(table.store, "UAMINA", 9)).page == 1
    ours = await issue_lists.ours(table.store, "UCOACH", table.set_id)
    assert (len(ours.issues), ours.more) == (issue_lists.PAGE, True)
    assert (ours.issues[0].headline.reveal(), ours.issues[0].names) == ("Issue 00", ("Amina", "Ben"))
    for user in ("UOLU", "UCORA", "UNOBODY"):
        with refused(Problem.NOT_YOUR_SET):
            await issue_lists.ours(table.store, user, table.set_id)
    with refused(Problem.NOT_YOUR_SET):
        await issue_lists.mine(table.store, "UNOBODY")


async def test_the_headline_of_an_action_is_for_who_may_read_the_issue(light: Table) -> None:
    issue_id = await light.issue()
    await light.also(issue_id, "UBEN")
    action_id = await committed(light, "UBEN", issue_id)

    async def about() -> str | None:
        whole = await my_actions.whole(light.store, "UBEN", action_id, light.now)
        return whole.issue.reveal() if whole.issue else None

    assert await about() == "Rotas"
    await light.leave("UBEN")  # whose words it is not
    assert await about() is None
    await light.rejoin("UBEN")
    assert await about() == "Rotas"


def test_nothing_said_is_nothing() -> None:
    assert not Looking()
    assert Looking(line=Confidential("x"))
    assert Looking().own() == {}
