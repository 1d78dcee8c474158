"""A journal: looked through by months of its owner's calendar, and a line of it shared as a copy."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sets import journal, reflections, update_sharing, updates
from sets.errors import Problem
from sets.update_sharing import Typed
from storage.confidential import Confidential
from storage.unit_of_work import WorkspaceStore
from tests.factory import add_coordinator, add_set
from tests.sets.reflection_kit import ASKED, Between, between
from tests.sets.test_reflections import answered, refusal

APRIL, MAY = date(2026, 4, 1), date(2026, 5, 1)
# In London it is May from 23:00 UTC on.
LAST_OF_APRIL, FIRST_OF_MAY = datetime(2026, 4, 30, 22, 59, tzinfo=UTC), datetime(2026, 4, 30, 23, 0, tzinfo=UTC)


async def wrote(town: Between, words: str, at: datetime, user: str = "UAMINA") -> None:
    await journal.write(town.store, user, Confidential(words), f"view:{words}", at)


def words_on(page: journal.Journal) -> list[str]:
    return [each.words.reveal() for each in page.entries]


async def test_it_is_looked_through_by_months(store: WorkspaceStore) -> None:
    town = await between(store)
    await wrote(town, "april", LAST_OF_APRIL)
    await wrote(town, "may", FIRST_OF_MAY)
    await wrote(town, "of another", FIRST_OF_MAY, "UBEN")
    every = await journal.page_of(store, "UAMINA", 0)
    assert (words_on(every), every.months, every.month) == (["may", "april"], [MAY, APRIL], None)
    assert words_on(await journal.page_of(store, "UAMINA", 0, APRIL)) == ["april"]
    may = await journal.page_of(store, "UAMINA", 0, MAY)
    assert (words_on(may), may.month) == (["may"], MAY)


async def test_a_month_in_which_nothing_was_written_is_every_month(sqlite_store: WorkspaceStore) -> None:
    town = await between(sqlite_store)
    await wrote(town, "april", LAST_OF_APRIL)
    page = await journal.page_of(sqlite_store, "UAMINA", 0, date(2020, 12, 1))
    assert (words_on(page), page.month) == (["april"], None)


async def test_a_month_has_pages(sqlite_store: WorkspaceStore) -> None:
    town = await between(sqlite_store)
    for number in range(journal.PAGE + 1):
        await wrote(town, f"may {number}", FIRST_OF_MAY + timedelta(days=number))
    await wrote(town, "april", LAST_OF_APRIL)
    first, second = [await journal.page_of(sqlite_store, "UAMINA", page, MAY) for page in (0, 1)]
    assert (len(first.entries), first.more, words_on(second), second.more) == (journal.PAGE, True, ["may 0"], False)


async def test_a_line_is_shared_as_a_copy_and_taken_back(store: WorkspaceStore) -> None:
    town = await between(store)
    round_id = await town.asked()
    await answered(town, round_id, "UAMINA", "me", "I found my courage")
    (entry,) = (await journal.page_of(store, "UAMINA", 0)).entries
    found = await journal.to_share(store, "UAMINA", entry.id)
    assert found.words.reveal() == "I found my courage"
    assert found.blank.brief is not None
    assert (await updates.list_of(store, "UBEN", town.set_id, 0, ASKED)).updates == ()  # so far nobody reads it
    typed = Typed(f"{found.words.reveal()}, with Ben", "set", "set", mark=found.blank.mark)
    shared = await update_sharing.share(store, "UAMINA", town.set_id, typed, "view:share", ASKED)
    read = await updates.look(store, "UBEN", shared.row.id, ASKED)
    assert read.text.reveal() == "I found my courage, with Ben"
    assert words_on(await journal.page_of(store, "UAMINA", 0)) == ["I found my courage"]
    assert (await reflections.look(store, "UAMINA", round_id)).audience == "me"
    await journal.erase(store, "UAMINA", entry.id, "press:erase", ASKED)
    assert (await updates.look(store, "UBEN", shared.row.id, ASKED)).text == read.text


async def test_in_several_sets_which_one_is_chosen_first(sqlite_store: WorkspaceStore) -> None:
    town = await between(sqlite_store)
    other = await add_set(
        sqlite_store, await add_coordinator(sqlite_store, "UDORA"), members=town.people[:1], name="B", channel_id="CB"
    )
    await wrote(town, "a line", FIRST_OF_MAY)
    (entry,) = (await journal.page_of(sqlite_store, "UAMINA", 0)).entries
    asked = await journal.to_share(sqlite_store, "UAMINA", entry.id)
    assert asked.blank.brief is None
    assert {each.id for each in asked.blank.sets} == {town.set_id, other}
    chosen = await journal.to_share(sqlite_store, "UAMINA", entry.id, other)
    assert chosen.blank.brief is not None
    assert chosen.blank.brief.id == other


@pytest.mark.parametrize("user", ["UBEN", "UCORA", "UNOBODY"])
async def test_a_line_of_another_is_not_there_to_share(sqlite_store: WorkspaceStore, user: str) -> None:
    town = await between(sqlite_store)
    await wrote(town, "mine alone", FIRST_OF_MAY)
    (entry,) = (await journal.page_of(sqlite_store, "UAMINA", 0)).entries
    assert await refusal(journal.to_share(sqlite_store, user, entry.id)) is Problem.NOT_YOUR_SET


async def test_what_was_shared_with_the_set_is_no_line_of_the_journal(sqlite_store: WorkspaceStore) -> None:
    town = await between(sqlite_store)
    round_id = await town.asked()
    await answered(town, round_id, "UAMINA", "set", "for all")
    page = await journal.page_of(sqlite_store, "UAMINA", 0)
    assert (page.entries, page.months) == ([], [])
