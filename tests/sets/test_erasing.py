"""Erasing one thing: it goes for good, with what hangs on it; others' goes on; nobody erases anybody else's."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from sets import erasing, my_data, prompts, reflections
from sets import my_words as words
from sets.errors import Problem, Refused
from sets.my_data import Kind
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import (
    Action,
    ActionEvent,
    Delivery,
    Issue,
    IssueHolder,
    Nudge,
    OpenQuestion,
    Outcome,
    OwnList,
    PendingReply,
    QuestionCall,
    ReflectionRound,
    ReplyPart,
    Supporter,
    SupporterWord,
    UpdateAnswer,
)
from storage.queries import my_data as queries
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.sets import my_data_kit, my_facts_kit
from tests.sets.my_data_kit import Town

INSTEAD = Confidential("[removed by its author]")


@pytest.fixture
async def town(store: WorkspaceStore) -> Town:
    """On both databases."""
    made = await my_data_kit.make(store)
    await my_facts_kit.add_facts(made)
    return made


async def ids_of(town: Town, user: str, kind: Kind) -> list[words.Item]:
    return list((await my_data.page_of(town.store, user, kind, 0)).items)


async def erase(town: Town, kind: Kind, key: str = "press:1", user: str = "UAMINA") -> None:
    """The first of Amina's own."""
    item = (await ids_of(town, "UAMINA", kind))[0]
    await erasing.erase_one(town.store, user, kind, item.id, INSTEAD, key, NOW)


async def found(town: Town, *columns: Any, **wanted: object) -> list[Any]:  # noqa: ANN401 - any columns
    async with town.store.read() as uow:
        rows = (await uow.rows(select(*columns).filter_by(**wanted))).all()
        return [row[0] if len(columns) == 1 else tuple(row) for row in rows]


async def everything(town: Town) -> dict[Kind, int]:
    return dict((await my_data.overview(town.store, "UBEN")).counts)


# What Ben loses with what Amina erases: his words for her eyes alone.
WITH_IT = {Kind.ACTION: {Kind.WORD}, Kind.UPDATE: {Kind.ANSWER}, Kind.CALL: {Kind.QUESTION}}


@pytest.mark.parametrize("kind", list(Kind))
async def test_each_kind_goes_and_only_that(kind: Kind, town: Town) -> None:
    before, (first, *_) = await everything(town), await ids_of(town, "UAMINA", kind)
    async with town.store.read() as uow:
        counts = await queries.counts(uow, town.amina.person.id)
    await erase(town, kind)
    assert first.id not in [item.id for item in await ids_of(town, "UAMINA", kind)]
    async with town.store.read() as uow:
        after = await queries.counts(uow, town.amina.person.id)
    assert after[kind] == counts[kind] - 1
    own = {
        Kind.ACTION: {Kind.NOTE, Kind.OUTCOME},
        Kind.NOTE: {Kind.OUTCOME},
        Kind.ISSUE: {Kind.ISSUE_SAID},
    }.get(kind, set())
    assert {each for each in Kind if after[each] != counts[each]} <= {kind} | own | {Kind.REPLY}
    left = await everything(town)
    assert {each for each in Kind if left[each] != before[each]} == WITH_IT.get(kind, set())


@pytest.mark.parametrize("kind", list(Kind))
async def test_a_second_press_says_so_and_the_same_press_nothing(kind: Kind, town: Town) -> None:
    item = (await ids_of(town, "UAMINA", kind))[0]
    for _ in range(2):
        await erasing.erase_one(town.store, "UAMINA", kind, item.id, INSTEAD, "press:1", NOW)
    with pytest.raises(Refused) as refused:
        await erasing.erase_one(town.store, "UAMINA", kind, item.id, INSTEAD, "press:2", NOW)
    assert refused.value.problem is Problem.GONE


@pytest.mark.parametrize("kind", list(Kind))
async def test_nobody_erases_what_is_not_theirs(kind: Kind, town: Town) -> None:
    item = (await ids_of(town, "UAMINA", kind))[0]
    for user, row_id, wanted in (("UBEN", item.id, kind), ("UAMINA", uuid4(), kind)):
        with pytest.raises(Refused) as refused:
            await erasing.erase_one(town.store, user, wanted, row_id, INSTEAD, f"press:{user}", NOW)
        assert refused.value.problem is Problem.GONE
    for other in set(Kind) - {kind}:
        with pytest.raises(Refused):
            await erasing.erase_one(town.store, "UAMINA", other, item.id, INSTEAD, f"press:{other}", NOW)
    assert item.id in [each.id for each in await ids_of(town, "UAMINA", kind)]
    with pytest.raises(Refused) as refused:
        await erasing.erase_one(town.store, "UNOBODY", kind, item.id, INSTEAD, "press:n", NOW)
    assert refused.value.problem is Problem.NOT_YOUR_SET


async def test_an_action_goes_with_all_that_hangs_on_it(town: Town) -> None:
    action_id, reply_id = town.amina.ids["action"], town.amina.ids["pending_reply"]
    await erase(town, Kind.ACTION)
    for model in (ActionEvent, Outcome, ReplyPart, Supporter, SupporterWord):
        assert await found(town, model.id, action_id=action_id) == []
    assert await found(town, Action.id, id=action_id) == []
    assert await found(town, Nudge.state, subject_id=action_id) == ["dropped"]
    assert await found(town, PendingReply.state, id=reply_id) == ["dropped"]
    (list_id, body), *_ = await found(town, OwnList.id, OwnList.body, person_id=town.amina.person.id)
    async with town.store.read() as uow:
        kept = await uow.unseal(Field.OWN_LIST, Scope("person", town.amina.person.id), list_id, body)
    assert json.loads(kept.reveal()) == []


async def test_a_note_leaves_an_empty_row_and_no_copy_for_the_set(town: Town) -> None:
    await erase(town, Kind.NOTE)
    ((undone_at, shared, marked),) = await found(
        town, ActionEvent.undone_at, ActionEvent.shared, ActionEvent.for_supporter, id=town.amina.ids["action_event"]
    )
    assert undone_at is not None
    assert (shared, marked) == (None, False)
    assert await found(town, Outcome.id, person_id=town.amina.person.id) == []
    assert await found(town, Action.id, id=town.amina.ids["action"]), "the action itself stays"


async def test_an_update_leaves_a_line_that_says_so(town: Town) -> None:
    await erase(town, Kind.UPDATE)
    assert await found(town, UpdateAnswer.id, update_id=town.amina.ids["shared_update"]) == []
    assert await found(town, Delivery.state, kind="updates.changed_line") == ["open"]


async def test_a_call_is_taken_back_with_the_questions_to_it(town: Town) -> None:
    call_id = town.amina.ids["question_call"]
    await erase(town, Kind.CALL)
    assert await found(town, OpenQuestion.id, call_id=call_id) == []
    ((state, about),) = await found(town, QuestionCall.state, QuestionCall.about, id=call_id)
    assert state == "taken_back"
    async with town.store.read() as uow:
        assert not await uow.unseal(Field.QUESTION_CALL, Scope("set", town.set_id), call_id, about)
    assert await found(town, Delivery.state, kind="questions.edit") == ["open"]


async def test_an_issue_held_alone_is_emptied(town: Town) -> None:
    issue_id = town.amina.ids["issue"]
    await erase(town, Kind.ISSUE)
    ((standing, headline, progress),) = await found(town, Issue.standing, Issue.headline, Issue.progress, id=issue_id)
    assert (standing, progress) == ("removed", None)
    async with town.store.read() as uow:
        assert not await uow.unseal(Field.ISSUE_HEADLINE, Scope("set", town.set_id), issue_id, headline)
    assert await found(town, IssueHolder.id, issue_id=issue_id) == []


async def test_an_issue_held_with_others_goes_on_as_theirs_without_the_words(town: Town) -> None:
    issue_id, ben = town.amina.ids["issue"], town.ben.person.id
    async with town.store.write() as uow:
        held = {"issue_id": issue_id, "person_id": ben, "state": "yes", "since": NOW, "revision": 1}
        await uow.insert(IssueHolder, id=uow.new_id(), **held)
    await erase(town, Kind.ISSUE)
    ((author, standing, headline),) = await found(town, Issue.author_id, Issue.standing, Issue.headline, id=issue_id)
    assert (author, standing) == (ben, "open")
    async with town.store.read() as uow:
        words_now = await uow.unseal(Field.ISSUE_HEADLINE, Scope("set", town.set_id), issue_id, headline)
    assert words_now.reveal() == "[removed by its author]"
    assert await found(town, IssueHolder.person_id, issue_id=issue_id) == [ben]


async def test_a_question_that_a_round_asked_is_emptied_and_its_answers_stay(town: Town) -> None:
    prompt_id = town.amina.ids["set_prompt"]
    async with town.store.write() as uow:
        round_id = town.amina.ids["reflection_round"]
        await uow.execute(
            ReflectionRound.__table__.update()  # type: ignore[attr-defined]
            .where(ReflectionRound.id == round_id)
            .values(prompt_id=prompt_id, question=None)
        )
    await erase(town, Kind.PROMPT)
    listed = await prompts.read(town.store, "UBEN", town.set_id)
    assert town.amina.words("set_prompt.body") not in [one.words.reveal() for one in listed.prompts]
    mine = await reflections.look(town.store, "UBEN", round_id)
    assert not mine.prompt
    assert mine.words.reveal() == "BEN-reflection.set"
    with pytest.raises(Refused):
        await prompts.put_back(town.store, "UBEN", prompt_id, "press:9", NOW)
