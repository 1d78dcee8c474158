"""Answering for oneself or for the set, changing, taking back, reading together; and the journal."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from sets import journal, leaving, reflection_rounds, reflections
from sets.errors import Problem, Refused
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Nudge, Reflection
from storage.unit_of_work import WorkspaceStore
from storage.vault_errors import SealBroken
from tests.factory import add_membership, add_person
from tests.sets.reflection_kit import ASKED, SHOWN, Between, between


async def refusal(awaitable: object) -> Problem:
    with pytest.raises(Refused) as refused:
        await awaitable  # type: ignore[misc]
    return refused.value.problem


async def answered(town: Between, round_id: UUID, user: str, audience: str, words: str, key: str = "") -> None:
    typed = Confidential(words)
    await reflections.answer(town.store, user, round_id, typed, audience, key or f"view:{user}", ASKED)


async def test_shared_answers_open_together_at_the_deadline_and_only_to_the_set(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    await answered(town, round_id, "UAMINA", "set", "I waited longer")
    await answered(town, round_id, "UBEN", "me", "only for me")
    assert await refusal(reflections.read(store, "UCARA", round_id)) is Problem.NOT_YET
    await reflection_rounds.tick(store, SHOWN)
    _, shown = await reflections.read(store, "UCARA", round_id)
    assert [(one.author, one.words.reveal(), one.late) for one in shown] == [("Amina", "I waited longer", False)]
    late = Confidential("later than you")
    await reflections.answer(store, "UDAN", round_id, late, "set", "view:late", SHOWN + timedelta(hours=1))
    _, shown = await reflections.read(store, "UAMINA", round_id)
    assert [(one.author, one.late) for one in shown] == [("Amina", False), ("Dan", True)]


async def test_a_private_answer_is_sealed_for_its_author_alone(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    await answered(town, round_id, "UBEN", "me", "only for me")
    async with store.read() as uow:
        row = (await uow.rows(select(Reflection.id, Reflection.body))).one()
        with pytest.raises(SealBroken):
            await uow.unseal(Field.REFLECTION, Scope("set", town.set_id), row.id, row.body)
    assert [entry.words.reveal() for entry in (await journal.page_of(store, "UBEN", 0)).entries] == ["only for me"]
    assert (await journal.page_of(store, "UAMINA", 0)).entries == []


async def test_an_answer_can_change_its_words_and_its_audience_and_be_taken_back(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    await answered(town, round_id, "UAMINA", "set", "first", "view:1")
    await answered(town, round_id, "UAMINA", "set", "the same form again", "view:1")
    await answered(town, round_id, "UAMINA", "me", "second", "view:2")
    mine = await reflections.look(store, "UAMINA", round_id)
    assert (mine.words.reveal(), mine.audience) == ("second", "me")
    await reflection_rounds.tick(store, SHOWN)
    assert (await reflections.read(store, "UBEN", round_id))[1] == []
    await reflections.take_back(store, "UAMINA", round_id, "press:1", ASKED)
    assert not (await reflections.look(store, "UAMINA", round_id)).words
    async with store.read() as uow:
        assert (await uow.rows(select(Reflection.id))).first() is None


@pytest.mark.parametrize(
    ("words", "audience", "problem"),
    [("  ", "me", Problem.EMPTY), ("x" * 3001, "me", Problem.TOO_LONG), ("fine", "", Problem.NO_AUDIENCE)],
)
async def test_what_is_no_answer(sqlite_store: WorkspaceStore, words: str, audience: str, problem: Problem) -> None:
    town = await between(sqlite_store)
    round_id = await town.asked()
    typed = Confidential(words)
    answering = reflections.answer(sqlite_store, "UAMINA", round_id, typed, audience, "view:1", ASKED)
    assert await refusal(answering) is problem


async def test_a_leaver_reads_and_takes_back_their_own_and_nothing_else(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    for user in ("UAMINA", "UBEN"):
        await answered(town, round_id, user, "set", f"of {user}")
    async with store.write() as uow:
        for person in (town.people[0], town.people[2]):
            await leaving.end(uow, person.id, town.set_id, ASKED)
    await reflection_rounds.tick(store, SHOWN)
    assert (await reflections.look(store, "UAMINA", round_id)).words.reveal() == "of UAMINA"
    assert await refusal(reflections.look(store, "UCARA", round_id)) is Problem.FORMER_MEMBER
    assert await refusal(reflections.read(store, "UAMINA", round_id)) is Problem.FORMER_MEMBER
    assert await refusal(answered(town, round_id, "UAMINA", "set", "more", "view:2")) is Problem.FORMER_MEMBER
    await reflections.take_back(store, "UAMINA", round_id, "press:1", SHOWN)
    assert [one.words.reveal() for one in (await reflections.read(store, "UDAN", round_id))[1]] == ["of UBEN"]
    assert await refusal(reflections.look(store, "UAMINA", round_id)) is Problem.FORMER_MEMBER


async def test_who_sees_nothing(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    await answered(town, round_id, "UAMINA", "set", "ours")
    joiner, coach, _ = [await add_person(store, user) for user in ("UJO", "UCOACH", "UOUT")]
    async with store.write() as uow:
        await add_membership(uow, town.set_id, joiner, ASKED + timedelta(hours=1))
        await add_membership(uow, town.set_id, coach, ASKED - timedelta(days=9), role="coach")
    await reflection_rounds.tick(store, SHOWN)
    assert await refusal(reflections.read(store, "UJO", round_id)) is Problem.BEFORE_YOU_JOINED
    assert await refusal(reflections.read(store, "UCOACH", round_id)) is Problem.FOR_MEMBERS
    for user in ("UOUT", "UCORA", "UNOBODY"):
        assert await refusal(reflections.read(store, user, round_id)) is Problem.NOT_YOUR_SET


async def test_the_question_in_the_daily_message_is_answered_skipped_or_paused(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    amina = town.people[0]
    async with store.write() as uow:
        mine = (await uow.rows(select(Nudge.id).where(Nudge.person_id == amina.id))).scalar_one()
        await uow.execute(Nudge.__table__.update().values(state="sent", delivery_id=mine))  # type: ignore[attr-defined]
    await reflections.skip(store, "UAMINA", mine, 1, ASKED)
    await reflections.skip(store, "UAMINA", mine, 1, ASKED)  # the same press again
    assert await refusal(reflections.pause(store, "UAMINA", mine, 1, ASKED)) is Problem.STALE
    await reflections.undo(store, "UAMINA", mine, 2, ASKED)
    await reflections.pause(store, "UAMINA", mine, 3, ASKED)
    assert (await journal.page_of(store, "UAMINA", 0)).paused
    await reflections.undo(store, "UAMINA", mine, 4, ASKED)
    assert not (await journal.page_of(store, "UAMINA", 0)).paused
    assert await refusal(reflections.skip(store, "UBEN", mine, 5, ASKED)) is Problem.NOT_YOUR_SET
    await answered(town, round_id, "UAMINA", "me", "in a window")
    async with store.read() as uow:
        assert (await uow.rows(select(Nudge.state).where(Nudge.id == mine))).scalar_one() == "answered"
    await reflections.take_back(store, "UAMINA", round_id, "press:back", ASKED)
    async with store.read() as uow:
        assert (await uow.rows(select(Nudge.state).where(Nudge.id == mine))).scalar_one() == "sent"


async def test_the_journal_is_written_read_by_pages_and_erased(store: WorkspaceStore) -> None:
    await between(store)
    for number in range(journal.PAGE + 2):
        at = ASKED + timedelta(minutes=number)
        await journal.write(store, "UAMINA", Confidential(f"line {number}"), f"view:{number}", at)
    await journal.write(store, "UAMINA", Confidential("the same form"), "view:0", ASKED)
    first, second = await journal.page_of(store, "UAMINA", 0), await journal.page_of(store, "UAMINA", 1)
    assert [entry.words.reveal() for entry in first.entries][:2] == ["line 9", "line 8"]
    assert (first.more, second.more, len(second.entries)) == (True, False, 2)
    gone = first.entries[0].id
    assert await refusal(journal.erase(store, "UBEN", gone, "press:1", ASKED)) is Problem.NOT_YOUR_SET
    await journal.erase(store, "UAMINA", gone, "press:2", ASKED)
    await journal.erase(store, "UAMINA", gone, "press:2", ASKED)  # the same press again
    assert await refusal(journal.erase(store, "UAMINA", gone, "press:3", ASKED)) is Problem.GONE
    assert (await journal.page_of(store, "UAMINA", 0)).entries[0].words.reveal() == "line 8"
