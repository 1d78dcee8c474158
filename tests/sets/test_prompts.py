"""A set's own questions: added and taken off by its members, asked in turn, read by nobody else."""

from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from sets import journal, leaving, prompts, reflection_rounds, reflections
from sets.errors import Problem
from sets.question_bank import REFLECTIONS
from storage.confidential import Confidential
from storage.models import ReflectionRound, SetPrompt
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_membership, add_person, add_session
from tests.sets.reflection_kit import ASKED, MET, SHOWN, Between, between
from tests.sets.test_reflections import answered, refusal

EARLIER = ASKED - timedelta(days=9)
OWN = UUID(int=3)


async def added(town: Between, words: str = "What gave us courage?", at: datetime = EARLIER) -> UUID:
    _, prompt_id = await prompts.add(town.store, "UAMINA", town.set_id, Confidential(words), f"view:{words}", at)
    assert prompt_id is not None
    return prompt_id


async def listed(town: Between, user: str = "UBEN") -> list[tuple[str, str]]:
    found = await prompts.read(town.store, user, town.set_id)
    return [(each.author, each.words.reveal()) for each in found.prompts]


async def test_a_member_adds_one_and_the_set_is_asked_it(store: WorkspaceStore) -> None:
    town = await between(store)
    prompt_id = await added(town)
    assert await listed(town) == [("Amina", "What gave us courage?")]
    round_id = await town.asked()
    (row,) = await town.rounds()
    assert (row.question, row.prompt_id) == (None, prompt_id)
    mine = await reflections.look(store, "UBEN", round_id)
    assert mine.prompt is not None
    assert mine.prompt.reveal() == "What gave us courage?"
    await answered(town, round_id, "UBEN", "set", "you all")
    await reflection_rounds.tick(store, SHOWN)
    shown, answers = await reflections.read(store, "UCARA", round_id)
    assert shown.prompt == mine.prompt
    assert [one.words.reveal() for one in answers] == ["you all"]


async def test_the_same_form_twice_adds_one(sqlite_store: WorkspaceStore) -> None:
    town = await between(sqlite_store)
    await added(town)
    again = Confidential("What gave us courage?")
    _, nothing = await prompts.add(sqlite_store, "UAMINA", town.set_id, again, f"view:{again.reveal()}", EARLIER)
    assert nothing is None
    assert len(await listed(town)) == 1


@pytest.mark.parametrize(("words", "problem"), [("  ", Problem.EMPTY), ("x" * (prompts.LIMIT + 1), Problem.TOO_LONG)])
async def test_what_is_no_question(sqlite_store: WorkspaceStore, words: str, problem: Problem) -> None:
    town = await between(sqlite_store)
    adding = prompts.add(sqlite_store, "UAMINA", town.set_id, Confidential(words), "view:1", EARLIER)
    assert await refusal(adding) is problem


async def test_there_are_at_most_so_many(sqlite_store: WorkspaceStore) -> None:
    town = await between(sqlite_store)
    ids = [await added(town, f"What about {number}?") for number in range(prompts.MOST)]
    one_more = Confidential("And?")
    adding = prompts.add(sqlite_store, "UBEN", town.set_id, one_more, "view:more", EARLIER)
    assert await refusal(adding) is Problem.TOO_MANY
    await prompts.take_off(sqlite_store, "UBEN", ids[0], "press:1", EARLIER)
    await prompts.add(sqlite_store, "UBEN", town.set_id, one_more, "view:more", EARLIER)
    assert len(await listed(town)) == prompts.MOST


async def test_any_member_takes_one_off_and_undo_brings_it_back(store: WorkspaceStore) -> None:
    town = await between(store)
    prompt_id = await added(town)
    await prompts.take_off(store, "UDAN", prompt_id, "press:1", EARLIER)
    assert await listed(town) == []
    await prompts.put_back(store, "UDAN", prompt_id, "press:2", EARLIER)
    await prompts.take_off(store, "UDAN", prompt_id, "press:1", EARLIER)  # Slack sends the first press again
    assert await listed(town) == [("Amina", "What gave us courage?")]
    await prompts.take_off(store, "UDAN", prompt_id, "press:3", EARLIER)
    await town.asked()
    (row,) = await town.rounds()
    assert row.prompt_id is None
    assert row.question is not None


async def test_the_words_of_one_that_was_never_asked_are_deleted(store: WorkspaceStore) -> None:
    town = await between(store)
    prompt_id = await added(town)
    await prompts.take_off(store, "UBEN", prompt_id, "press:1", EARLIER)
    over = EARLIER + prompts.UNDO_FOR
    assert await prompts.next_wake(store, EARLIER) == over
    await prompts.forget(store, over - timedelta(minutes=1))
    assert await _how_many(store) == 1
    await prompts.forget(store, over)
    assert await _how_many(store) == 0
    assert await prompts.next_wake(store, over) is None
    assert await refusal(prompts.put_back(store, "UBEN", prompt_id, "press:2", over)) is Problem.GONE


async def _how_many(store: WorkspaceStore) -> int:
    async with store.read() as uow:
        return int((await uow.rows(select(func.count(SetPrompt.id)))).scalar_one())


async def test_what_was_answered_can_still_be_read_when_it_is_off(store: WorkspaceStore) -> None:
    town = await between(store)
    prompt_id = await added(town)
    round_id = await town.asked()
    await answered(town, round_id, "UBEN", "set", "you all")
    await prompts.take_off(store, "UBEN", prompt_id, "press:1", ASKED)
    await prompts.forget(store, ASKED + timedelta(days=1))
    await reflection_rounds.tick(store, SHOWN)
    shown, answers = await reflections.read(store, "UCARA", round_id)
    assert shown.prompt is not None
    assert len(answers) == 1
    assert await prompts.next_wake(store, SHOWN) is None


async def test_only_members_read_or_change_them(store: WorkspaceStore) -> None:
    town = await between(store)
    prompt_id = await added(town)
    coach = await add_person(store, "UCOACH")
    await add_person(store, "UOUT")
    async with store.write() as uow:
        await add_membership(uow, town.set_id, coach, EARLIER, role="coach")
        await leaving.end(uow, town.people[3].id, town.set_id, EARLIER)
    refused = {
        "UCOACH": Problem.FOR_MEMBERS,
        "UDAN": Problem.FORMER_MEMBER,
        "UOUT": Problem.NOT_YOUR_SET,
        "UCORA": Problem.NOT_YOUR_SET,
        "UNOBODY": Problem.NOT_YOUR_SET,
    }
    for user, problem in refused.items():
        assert await refusal(prompts.read(store, user, town.set_id)) is problem
        assert await refusal(prompts.add(store, user, town.set_id, Confidential("x"), user, EARLIER)) is problem
        assert await refusal(prompts.take_off(store, user, prompt_id, user, EARLIER)) is problem
        assert await refusal(prompts.put_back(store, user, prompt_id, user, EARLIER)) is problem


async def test_a_leaver_reads_their_own_answer_and_not_the_question_that_another_wrote(store: WorkspaceStore) -> None:
    town = await between(store)
    await added(town)
    round_id = await town.asked()
    await answered(town, round_id, "UBEN", "me", "my courage")
    (before,) = (await journal.page_of(store, "UBEN", 0)).entries
    assert before.prompt is not None
    async with store.write() as uow:
        await leaving.end(uow, town.people[1].id, town.set_id, ASKED)
    mine = await reflections.look(store, "UBEN", round_id)
    assert (mine.words.reveal(), mine.prompt) == ("my courage", None)
    (after,) = (await journal.page_of(store, "UBEN", 0)).entries
    assert (after.words.reveal(), after.asked, after.prompt) == ("my courage", True, None)


async def test_a_new_question_does_not_catch_up(store: WorkspaceStore) -> None:
    """A set that has met for three years adds one: it takes its turn like the others."""
    town = await between(store)
    for number in range(2 * len(REFLECTIONS)):
        met = MET - timedelta(days=7 * (number + 1))
        session_id = await add_session(store, town.set_id, met, state="closed", ordinal=-number - 1)
        async with store.write() as uow:
            about = {"set_id": town.set_id, "after_session_id": session_id, "post_id": None, "deadline": ASKED}
            asked = {"question": REFLECTIONS[number % 12].number, "opens_at": ASKED - timedelta(days=30 + number)}
            await uow.insert(ReflectionRound, id=uow.new_id(), **about, **asked, state="shown")
    prompt_id = await added(town)
    await reflection_rounds.tick(store, ASKED)
    async with store.read() as uow:
        latest = select(ReflectionRound.prompt_id).order_by(ReflectionRound.opens_at.desc()).limit(1)
        assert (await uow.rows(latest)).scalar_one() == prompt_id
    before: list[int | UUID] = [OWN, *[REFLECTIONS[number % 12].number for number in range(24)]]
    assert reflection_rounds.next_question(before, town.set_id, {OWN: 24}) != OWN
    assert reflection_rounds.next_question([7, *before], town.set_id, {OWN: 24}) != OWN


@given(st.uuids(), st.lists(st.integers(0, 30), max_size=4), st.integers(1, 60))
def test_each_is_asked_in_turn_whenever_it_was_added(set_id: UUID, added_at: list[int], many: int) -> None:
    """Never the same twice running; and whatever was there all the while was asked as often, give or take two."""
    asked: list[int | UUID] = []
    for number in range(many):
        own = {UUID(int=at + 1): then for at, then in enumerate(sorted(added_at)) if then <= number}
        asked.insert(0, reflection_rounds.next_question(asked, set_id, own))
    assert all(first != second for first, second in pairwise(asked))
    last = max((then for then in added_at if then <= many), default=0)
    since = asked[: many - last]
    pool = [each.number for each in REFLECTIONS] + [
        UUID(int=at + 1) for at, then in enumerate(sorted(added_at)) if then < many
    ]
    times = [since.count(each) for each in pool]
    assert max(times) - min(times) <= 2
