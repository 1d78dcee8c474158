"""Reconciliation: whatever stops half-way, and whatever backup is put back, what was destroyed stays destroyed."""

from datetime import timedelta
from uuid import UUID

import pytest

from storage.cipher import Scope
from storage.keystore import KeyStore
from storage.queries import data_keys
from storage.vault import ReconcileReport
from storage.vault_errors import KeyGone
from tests.conftest import NOW
from tests.storage.vault_kit import House, new_person, new_set

NOTHING = ReconcileReport(0, 0, 0, (), log_emptied=True)
HOUR = timedelta(hours=1)


async def _states(house: House) -> dict[Scope, str]:
    async with house.main.read() as connection:
        return {row.scope: row.state for row in await data_keys.everywhere(connection)}


async def test_a_house_in_order_is_left_as_it_is(house: House) -> None:
    gone, kept = new_set(), new_person()
    note = await house.seal(kept, "kept")
    await house.seal(gone, "gone")
    await house.vault.shred(house.main, house.workspace_id, gone)
    for hours in (0, 2):
        assert await house.vault.reconcile(house.main, NOW + hours * HOUR) == NOTHING
    assert await _states(house) == {gone: "destroyed", kept: "active"}
    assert await house.open(note) == "kept"


async def test_a_main_database_from_before_the_shredding_stays_shredded(house: House) -> None:
    gone, kept = new_set(), new_set()
    note, other = await house.seal(gone, "gone"), await house.seal(kept, "kept")
    main, _ = await house.back_up()
    await house.vault.shred(house.main, house.workspace_id, gone)

    await house.restore(main=main)
    assert (await _states(house))[gone] == "active"
    with pytest.raises(KeyGone):  # even before the tombstones are applied
        await house.open(note)
    assert await house.vault.reconcile(house.main, NOW) == ReconcileReport(1, 0, 0, (), log_emptied=True)
    assert await _states(house) == {gone: "destroyed", kept: "active"}
    for attempt in (house.open(note), house.seal(gone, "more")):
        with pytest.raises(KeyGone):
            await attempt
    assert await house.open(other) == "kept"
    assert await house.vault.reconcile(house.main, NOW) == NOTHING


async def test_a_key_store_from_before_the_shredding_loses_the_bytes_again(house: House) -> None:
    gone, kept = new_set(), new_set()
    note, other = await house.seal(gone, "gone"), await house.seal(kept, "kept")
    _, keystore = await house.back_up()
    await house.vault.shred(house.main, house.workspace_id, gone)

    await house.restore(keystore=keystore)
    assert len(await house.keystore.stored()) == 2
    with pytest.raises(KeyGone):  # the row says so, whatever the store holds
        await house.open(note)
    assert await house.vault.reconcile(house.main, NOW) == ReconcileReport(0, 1, 0, (), log_emptied=True)
    assert set(await house.keystore.stored()) == {UUID(bytes=other.record[1:17])}
    assert await house.keystore.tombstones() == {UUID(bytes=note.record[1:17])}
    assert await house.open(other) == "kept"


async def test_a_shredding_stopped_between_row_and_bytes_is_finished(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = new_set()
    note = await house.seal(gone, "gone")

    async def stopped(_self: KeyStore, _key_ids: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(KeyStore, "destroy", stopped)
        with pytest.raises(ConnectionError):
            await house.vault.shred(house.main, house.workspace_id, gone)
    assert len(await house.keystore.stored()) == 1
    with pytest.raises(KeyGone):
        await house.open(note)
    assert await house.vault.reconcile(house.main, NOW) == ReconcileReport(0, 1, 0, (), log_emptied=True)
    assert await house.keystore.stored() == {}
    assert await house.vault.reconcile(house.main, NOW) == NOTHING


async def test_bytes_put_back_by_hand_are_destroyed_again(house: House) -> None:
    gone = new_set()
    key_id = UUID(bytes=(await house.seal(gone, "gone")).record[1:17])
    stored = await house.keystore.get(key_id)
    assert stored is not None
    await house.vault.shred(house.main, house.workspace_id, gone)
    await house.keystore.put(key_id, stored.master_key_id, stored.wrapped)
    assert await house.vault.reconcile(house.main, NOW) == ReconcileReport(0, 1, 0, (), log_emptied=True)
    assert await house.keystore.get(key_id) is None


async def test_bytes_without_a_row_are_removed_after_an_hour(house: House) -> None:
    kept = await house.seal(new_set(), "kept")
    await house.vault.make_key(house.workspace_id, new_set())
    assert len(await house.keystore.stored()) == 2
    for minutes in (0, 30, 59):
        assert await house.vault.reconcile(house.main, NOW + timedelta(minutes=minutes)) == NOTHING
    report = await house.vault.reconcile(house.main, NOW + HOUR)
    assert report == ReconcileReport(0, 0, 1, (), log_emptied=True)
    assert set(await house.keystore.stored()) == {UUID(bytes=kept.record[1:17])}
    assert await house.keystore.tombstones() == set()


async def test_bytes_whose_row_comes_later_stay(house: House) -> None:
    made = await house.vault.make_key(house.workspace_id, new_set())
    await house.vault.reconcile(house.main, NOW)
    assert await house.keystore.stored() == {made.id: NOW}
    async with house.main.write() as connection:
        assert await data_keys.add(connection, made)
    assert await house.vault.reconcile(house.main, NOW + 2 * HOUR) == NOTHING
    assert await house.keystore.stored() == {made.id: None}
    note = await house.seal(made.scope, "words")
    assert await house.open(note) == "words"


async def test_usable_rows_without_bytes_are_reported(house: House) -> None:
    note = await house.seal(new_set(), "words")
    _, keystore = await house.back_up()
    key_id = UUID(bytes=note.record[1:17])
    await house.keystore.forget([key_id])
    assert (await house.vault.reconcile(house.main, NOW)).lost == (key_id,)
    await house.restore(keystore=keystore)
    assert await house.vault.reconcile(house.main, NOW) == NOTHING
    assert await house.open(note) == "words"


async def test_many_keys_are_handled_in_pieces(house: House) -> None:
    keys = [await house.vault.make_key(house.workspace_id, new_set()) for _ in range(3)]
    several = {key.id for key in keys} | {UUID(int=number) for number in range(1_200)}
    await house.keystore.destroy(several)
    assert await house.keystore.stored() == {}
    assert await house.keystore.tombstones() == several
    assert await house.vault.reconcile(house.main, NOW) == NOTHING
