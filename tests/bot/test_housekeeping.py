"""A day later what was sent says nothing any more, and receipts are gone."""

from datetime import timedelta

import pytest

from bot.housekeeping import FEATURE
from storage import leases, receipts
from storage.unit_of_work import Storage, WorkspaceStore
from tests.conftest import NOW
from tests.storage.outbox_kit import claim_one, post, put, row_of

LATER = NOW + timedelta(hours=25)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_day_later(storage: Storage, store: WorkspaceStore) -> None:
    (row_id,) = await put(store, post("a", args={"x": 1}))
    claimed = await claim_one(storage)
    async with store.write() as uow:
        await leases.confirm(uow, claimed, NOW, channel="C1", ts="1.0")
        assert (await receipts.claim(uow, "event", NOW)).first
    for now, kept in ((NOW, True), (LATER, False), (LATER, False)):
        for tick in FEATURE.ticks:
            await tick.run(store, now)
            assert await tick.next_wake(store, now) is None
        assert ((await row_of(storage, row_id)).args is not None) is kept
    async with store.write() as uow:
        assert (await receipts.claim(uow, "event", LATER)).first
