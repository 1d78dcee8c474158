"""Putting one's own words right: new words for the same readers, and nobody else's."""

import json

import pytest
from sqlalchemy import select

from sets import correcting, leaving, my_data
from sets.correcting import LIMITS
from sets.errors import Problem, Refused
from sets.my_data import Item, Kind
from sets.my_words import Part
from storage.cipher import Scope
from storage.confidential import Confidential
from storage.fields import Field
from storage.models import ActionEvent
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.sets import my_data_kit
from tests.sets.my_data_kit import Town

BETTER = Confidential("AMINA, better said")


@pytest.fixture
async def town(store: WorkspaceStore) -> Town:
    """On both databases."""
    return await my_data_kit.make(store)


async def items(town: Town, kind: Kind, user: str = "UAMINA") -> list[Item]:
    return list((await my_data.page_of(town.store, user, kind, 0)).items)


def words_of(item: Item) -> list[str]:
    return [words.reveal() for part, words in item.words if part is Part.WORDS]


@pytest.mark.parametrize("kind", list(LIMITS))
async def test_new_words_stand_where_the_old_ones_stood(kind: Kind, town: Town) -> None:
    before, theirs = await items(town, kind), await items(town, kind, "UBEN")
    for key in ("view:1", "view:1"):
        await correcting.correct(town.store, "UAMINA", kind, before[0].id, BETTER, key, NOW)
    after = await items(town, kind)
    assert [(item.id, item.at, item.state, item.shared) for item in after] == [
        (item.id, item.at, item.state, item.shared) for item in before
    ]
    assert words_of(after[0]) == ["AMINA, better said"]
    assert [words_of(item) for item in after[1:]] == [words_of(item) for item in before[1:]]
    assert [words_of(item) for item in await items(town, kind, "UBEN")] == [words_of(item) for item in theirs]


async def test_a_note_keeps_what_else_it_holds_and_its_copy_for_the_set_follows(town: Town) -> None:
    event_id = town.amina.ids["action_event"]
    await correcting.correct(town.store, "UAMINA", Kind.NOTE, event_id, BETTER, "view:1", NOW)
    async with town.store.read() as uow:
        row = (await uow.rows(select(ActionEvent.body, ActionEvent.shared).where(ActionEvent.id == event_id))).one()
        own = Scope("person", town.amina.person.id)
        held = json.loads((await uow.unseal(Field.ACTION_EVENT_BODY, own, event_id, row.body)).reveal())
        assert row.shared is not None
        shared = await uow.unseal(Field.ACTION_EVENT_SHARED, Scope("set", town.set_id), event_id, row.shared)
    assert shared == BETTER
    assert held["note"] == "AMINA, better said"
    assert held["before"] == {"label": "AMINA-event.label", "detail": {"about": "AMINA-event.box"}}
    assert held["beside"]["act"] == "adapt"


@pytest.mark.parametrize("kind", list(Kind))
async def test_nobody_puts_right_what_is_not_theirs_or_has_a_form_of_its_own(kind: Kind, town: Town) -> None:
    item = (await items(town, kind))[0] if kind is not Kind.OWN_LIST else (await items(town, Kind.NOTE))[0]
    for user in ("UBEN", "UAMINA") if kind not in LIMITS else ("UBEN",):
        for attempt in (
            correcting.look(town.store, user, kind, item.id),
            correcting.correct(town.store, user, kind, item.id, BETTER, f"view:{user}", NOW),
        ):
            with pytest.raises(Refused) as refused:
                await attempt
            assert refused.value.problem is Problem.GONE


@pytest.mark.parametrize("kind", list(LIMITS))
async def test_too_much_and_nothing_are_said_in_the_form(kind: Kind, town: Town) -> None:
    item = (await items(town, kind))[0]
    for typed, problem in (("  ", Problem.EMPTY), ("x" * (LIMITS[kind] + 1), Problem.TOO_LONG)):
        with pytest.raises(Refused) as refused:
            await correcting.correct(town.store, "UAMINA", kind, item.id, Confidential(typed), "view:1", NOW)
        assert (refused.value.problem, refused.value.field) == (problem, "words")


async def test_a_leaver_changes_their_journal_and_nothing_of_the_set(town: Town) -> None:
    async with town.store.write() as uow:
        await leaving.end(uow, town.amina.person.id, town.set_id, NOW)
    for kind in LIMITS:
        for item in await items(town, kind):
            attempt = correcting.correct(town.store, "UAMINA", kind, item.id, BETTER, f"view:{item.id}", NOW)
            if item.set_id is None:
                await attempt
                continue
            with pytest.raises(Refused) as refused:
                await attempt
            assert refused.value.problem is Problem.FORMER_MEMBER
    assert "AMINA, better said" in [each for item in await items(town, Kind.REFLECTION) for each in words_of(item)]
