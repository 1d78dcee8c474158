"""What Slack repeats is recognised, in the transaction that acts on it."""

import asyncio
from datetime import timedelta

import pytest

from storage import receipts
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW


async def test_a_repeat_gets_the_first_answer(store: WorkspaceStore) -> None:
    async with store.write() as uow:
        assert (await receipts.claim(uow, "press:1", NOW)).first
        await receipts.keep_answer(uow, "press:1", "saved")
    async with store.write() as uow:
        again = await receipts.claim(uow, "press:1", NOW)
    assert again == receipts.Claim(first=False, answer="saved")


async def test_what_failed_leaves_no_receipt(store: WorkspaceStore) -> None:
    with pytest.raises(RuntimeError):
        async with store.write() as uow:
            await receipts.claim(uow, "press:1", NOW)
            raise RuntimeError
    async with store.write() as uow:
        assert (await receipts.claim(uow, "press:1", NOW)).first


async def test_two_at_once_are_one_first(store: WorkspaceStore) -> None:
    async def claim() -> bool:
        async with store.write() as uow:
            return (await receipts.claim(uow, "event:1", NOW)).first

    assert sorted(await asyncio.gather(*(claim() for _ in range(8)))) == [False] * 7 + [True]


async def test_old_receipts_go(store: WorkspaceStore) -> None:
    async with store.write() as uow:
        await receipts.claim(uow, "event:1", NOW)
        await receipts.forget_old(uow, NOW + timedelta(hours=25))
        assert (await receipts.claim(uow, "event:1", NOW)).first
