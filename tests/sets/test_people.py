"""People: meeting them, what the directory says, and what they chose."""

from datetime import date, time, timedelta

import pytest

from sets.people import (
    DEFAULTS,
    Settings,
    away_on,
    kind_of,
    known,
    meet,
    refresh,
    set_not_until,
    settings_of,
)
from storage.models import Away
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_person, save_settings


async def test_someone_is_met_once(store: WorkspaceStore) -> None:
    async with store.write() as uow:
        assert await known(uow, "UNEW") is None
        first = await meet(uow, "UNEW", "T0001")
        assert (await meet(uow, "UNEW")).id == first.id
    assert (first.tz, first.locale, first.kind, first.active, first.display_name) == (
        "Etc/UTC",
        "en-GB",
        "member",
        True,
        "",
    )


async def test_the_directory_is_taken_over(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA", name="Amina")
    user = {
        "id": "UAMINA",
        "tz": "Australia/Lord_Howe",
        "locale": "en-AU",
        "deleted": False,
        "real_name": "Amina Khan",
        "profile": {"display_name": "Mina"},
    }
    async with store.write() as uow:
        found = await refresh(uow, user)
        person = await known(uow, "UAMINA")
    assert found is not None
    assert not found.closed
    assert person is not None
    assert (person.display_name, person.tz, person.locale) == ("Mina", "Australia/Lord_Howe", "en-AU")


async def test_a_closed_account_is_noticed_once_and_may_come_back(store: WorkspaceStore) -> None:
    await add_person(store, "UAMINA", name="Amina", tz="Europe/Paris")
    async with store.write() as uow:
        seen = [await refresh(uow, {"id": "UAMINA", "deleted": True, "name": "amina"}) for _ in range(2)]
        assert [one and (one.active, one.closed) for one in seen] == [(False, True), (False, False)]
        person = await known(uow, "UAMINA")
        assert person is not None
        assert not person.active
        assert person.tz == "Europe/Paris"  # Slack leaves a closed account's zone out
        await refresh(uow, {"id": "UAMINA", "deleted": False, "name": "amina"})
        back = await known(uow, "UAMINA")
    assert back is not None
    assert back.active


async def test_the_directory_says_nothing_of_people_never_met(store: WorkspaceStore) -> None:
    async with store.write() as uow:
        assert await refresh(uow, {"id": "USOMEONE", "deleted": True}) is None
        assert await known(uow, "USOMEONE") is None


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, "member"),
        ({"is_restricted": True}, "guest"),
        ({"is_restricted": True, "is_ultra_restricted": True}, "single_channel_guest"),
        ({"is_stranger": True}, "stranger"),
        ({"is_bot": True}, "bot"),
        ({"id": "USLACKBOT", "is_bot": False}, "bot"),
    ],
)
def test_kinds_of_people(facts: dict[str, object], kind: str) -> None:
    assert kind_of({"id": "U1", **facts}) == kind


async def test_settings_begin_with_the_defaults(store: WorkspaceStore) -> None:
    person = await add_person(store, "UAMINA")
    async with store.read() as uow:
        assert await settings_of(uow, person.id) == DEFAULTS
    assert Settings(frozenset({1, 2, 3, 4, 5}), time(8, 30), time(17, 30), 3, True) == DEFAULTS


async def test_settings_are_kept_nights_too(store: WorkspaceStore) -> None:
    person = await add_person(store, "UAMINA")
    nights = Settings(frozenset({2, 6, 7}), time(21, 0), time(6, 15), 1, False, date(2026, 6, 1), NOW)
    async with store.write() as uow:
        await save_settings(uow, person.id, nights)
        await save_settings(uow, person.id, nights)
    async with store.read() as uow:
        assert await settings_of(uow, person.id) == nights


async def test_not_until_leaves_the_rest_alone(store: WorkspaceStore) -> None:
    person = await add_person(store, "UAMINA")
    later = NOW + timedelta(days=2)
    async with store.write() as uow:
        await set_not_until(uow, person.id, later)
        assert (await settings_of(uow, person.id)).not_until == later
        await save_settings(uow, person.id, Settings(weekly_limit=1))
        await set_not_until(uow, person.id, None)
        assert await settings_of(uow, person.id) == Settings(weekly_limit=1)


async def test_away_days_count_both_ends(store: WorkspaceStore) -> None:
    person = await add_person(store, "UAMINA")
    async with store.write() as uow:
        await uow.insert(
            Away, id=uow.new_id(), person_id=person.id, first_day=date(2026, 5, 4), last_day=date(2026, 5, 6)
        )
        found = [await away_on(uow, person.id, date(2026, 5, day)) for day in (3, 4, 6, 7)]
    assert found == [False, True, True, False]
