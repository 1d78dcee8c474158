"""My data: all of one's own is there, in full and in pages; none of anybody else's ever is."""

from datetime import timedelta

import pytest

from handlers.messages.my_data import overview_view, page_view
from handlers.messages.my_facts import facts_view
from handlers.words import Reader
from sets import leaving, my_data
from sets.errors import Problem, Refused
from sets.my_data import About, Kind, What
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import Reflection
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.sets import my_data_kit, my_facts_kit
from tests.sets.my_data_kit import Town

READER = Reader("en-GB", "Europe/London")
WORDS = {
    Kind.ACTION: {
        "action.label",
        *(f"action.{box}" for box in ("about", "sign", "support", "if_then", "plan", "expect")),
    },
    Kind.NOTE: {"action_event.body", "event.compared", "event.label", "event.box"},
    Kind.OUTCOME: {"outcome.planned", "outcome.actual"},
    Kind.OWN_LIST: set(),
    Kind.REFLECTION: {"reflection.me", "reflection.set"},
    Kind.UPDATE: {"shared_update.body"},
    Kind.ANSWER: {"update_answer.body"},
    Kind.CALL: {"question_call.about"},
    Kind.QUESTION: {"open_question.body"},
    Kind.WORD: {"supporter_word.body"},
    Kind.ISSUE: {"issue.headline"},
    Kind.ISSUE_SAID: {"issue.helped", "issue.see", "issue.line", "issue.before"},
    Kind.BID: {"bid.line", "bid.why"},
    Kind.IDEA: {"rule_idea.idea"},
    Kind.PROMPT: {"set_prompt.body"},
    Kind.REPLY: {"pending_reply.body"},
}


@pytest.fixture
async def town(store: WorkspaceStore) -> Town:
    """On both databases."""
    made = await my_data_kit.make(store)
    await my_facts_kit.add_facts(made)
    return made


@pytest.mark.parametrize("kind", list(Kind))
async def test_each_kind_shows_all_of_mine_and_none_of_theirs(kind: Kind, town: Town) -> None:
    for mine, other in ((town.amina, town.ben), (town.ben, town.amina)):
        found = await my_data.page_of(town.store, mine.person.slack_user_id, kind, 0)
        said = {words.reveal() for item in found.items for _, words in item.words}
        assert said == {mine.words(column) for column in WORDS[kind]}
        assert found.items
        assert not any(item.broken for item in found.items)
        shown = str(page_view(READER, found))
        assert all(words in shown for words in said)
        assert f"{other.name}-" not in shown


@pytest.mark.parametrize("about", list(About))
async def test_each_page_of_facts_says_something_of_each_kind(about: About, town: Town) -> None:
    found = await my_data.facts_of(town.store, "UAMINA", about)
    kinds = set(my_data.FACTS[about]) - {What.INVITATION, What.ROLE, What.LEADS}
    assert kinds <= {fact.what for fact in found.facts}
    shown = str(facts_view(READER, found))
    assert "AMINA-" not in shown, "facts only"
    assert "BEN-" not in shown
    assert "UBEN" not in shown


def test_every_fact_stands_on_one_page() -> None:
    assert sorted(what for page in my_data.FACTS.values() for what in page) == sorted(What)


async def test_the_overview_counts_what_the_pages_show(town: Town) -> None:
    found = await my_data.overview(town.store, "UAMINA")
    for kind in Kind:
        page = await my_data.page_of(town.store, "UAMINA", kind, 0)
        assert found.counts[kind] == len(page.items) > 0, kind
    assert "-" not in "".join(str(found.counts.values()))
    assert "AMINA-" not in str(overview_view(READER, found))


async def test_pages_hold_each_thing_once_newest_first(town: Town) -> None:
    person = town.amina.person
    async with town.store.write() as uow:
        for number in range(12):
            row_id = uow.new_id()
            body = await uow.seal(
                Field.REFLECTION,
                Scope("person", person.id),
                row_id,
                Confidential(f"AMINA-{number}"),
            )
            at = NOW + timedelta(minutes=number + 1)
            values = {"person_id": person.id, "audience": "me", "at": at, "revision": 1, "body": body}
            await uow.insert(Reflection, id=row_id, **values)
    seen, page, more = [], 0, True
    while more:
        found = await my_data.page_of(town.store, "UAMINA", Kind.REFLECTION, page)
        assert len(str(page_view(READER, found)["blocks"])) > 0
        assert len(page_view(READER, found)["blocks"]) <= 100
        seen += [words.reveal() for item in found.items for _, words in item.words]
        page, more = page + 1, found.more
    assert seen[:12] == [f"AMINA-{number}" for number in reversed(range(12))]
    assert len(seen) == len(set(seen)) == 14


async def test_a_page_of_the_fullest_actions_fits_a_window(town: Town) -> None:
    found = await my_data.page_of(town.store, "UAMINA", Kind.ACTION, 0)
    (item,) = found.items
    full = my_data.Page(found.person, found.kind, [item] * my_data.page_size(Kind.ACTION), 1, more=True)
    assert len(page_view(READER, full, said="Erased.")["blocks"]) <= 100


async def test_who_has_left_still_sees_what_is_theirs(town: Town) -> None:
    async with town.store.write() as uow:
        await leaving.end(uow, town.amina.person.id, town.set_id, NOW)
    counts = (await my_data.overview(town.store, "UAMINA")).counts
    assert all(counts[kind] for kind in Kind)
    shown = str(facts_view(READER, await my_data.facts_of(town.store, "UAMINA", About.SETS)))
    assert "You were in" in shown


async def test_words_under_a_destroyed_key_are_said_to_be_gone(town: Town) -> None:
    """A set that was closed: its key went, and a journal is still there."""
    async with town.store.write() as uow:
        await uow.shred(Scope("set", town.set_id))
    found = await my_data.page_of(town.store, "UAMINA", Kind.REFLECTION, 0)
    assert {item.broken for item in found.items} == {True, False}
    shown = str(page_view(READER, found))
    assert "I can no longer open these words. Nobody can." in shown
    assert "AMINA-reflection.me" in shown


async def test_somebody_the_bot_never_met_has_nothing(town: Town) -> None:
    with pytest.raises(Refused) as refused:
        await my_data.overview(town.store, "UNOBODY")
    assert refused.value.problem is Problem.NOT_YOUR_SET
