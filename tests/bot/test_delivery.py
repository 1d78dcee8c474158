"""The sender's loop: it wakes, works several at once, outlives errors, and stops without losing what is under way."""

import asyncio
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from bot.delivery import Deliverer
from bot.sending import Outcome, Sent
from handlers.feature import Call, DeliveryKind
from storage.outbox import Delivery
from storage.unit_of_work import Storage, UnitOfWork, WorkspaceStore
from tests.bot.delivery_slack import HandClock
from tests.conftest import NOW
from tests.storage.outbox_kit import after, post, put, row_of

pytestmark = [pytest.mark.usefixtures("out"), pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


class SlowSlack:
    """Answers when told to, and counts how many calls are under way."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.now = self.most = self.answered = 0
        self.begun: asyncio.Queue[None] = asyncio.Queue()
        self.done = asyncio.Event()

    async def post(self, workspace_id: UUID, call: Call) -> Outcome:
        self.now += 1
        self.most = max(self.most, self.now)
        self.begun.put_nowait(None)
        try:
            await self.open.wait()
        finally:
            self.now -= 1
        self.answered += 1
        self.done.set()
        return Sent({"ok": True, "channel": call.arguments["channel"], "ts": "1.0"})

    async def put(self, workspace_id: UUID, url: str, data: bytes) -> Outcome:
        raise AssertionError("nothing is uploaded here")

    async def busy(self, count: int) -> None:
        """Return once so many calls were begun."""
        async with asyncio.timeout(5):
            for _ in range(count):
                await self.begun.get()


async def hello(uow: UnitOfWork, delivery: Delivery, now: object) -> Call:
    return Call("chat.postMessage", {"text": "Hello"})


@pytest.fixture
def slack() -> SlowSlack:
    return SlowSlack()


@pytest.fixture
def sender(storage: Storage, slack: SlowSlack) -> Deliverer:
    """Three workers."""
    kinds = {"message": DeliveryKind("message", hello)}
    return Deliverer(storage, slack, kinds, HandClock(), random=Random(1), workers=3)


async def test_so_many_at_once_and_no_more(
    storage: Storage, store: WorkspaceStore, sender: Deliverer, slack: SlowSlack
) -> None:
    await put(store, *(post(f"d{at}", channel=f"C{at}") for at in range(10)))
    running = asyncio.create_task(sender.run_due(NOW))
    await slack.busy(3)
    assert not sender.idle()
    slack.open.set()
    assert await running == 10
    assert (slack.most, slack.answered) == (3, 10)
    assert sender.idle()


async def test_the_loop_sends_what_is_written_while_it_sleeps(
    storage: Storage, store: WorkspaceStore, sender: Deliverer, slack: SlowSlack
) -> None:
    slack.open.set()
    loop = asyncio.create_task(sender.run())
    await asyncio.sleep(0.05)
    await put(store, post("a"))
    sender.wake()
    async with asyncio.timeout(0.9):  # it would look by itself after a second
        await slack.done.wait()
    await sender.stop(1.0)
    await loop


async def test_the_loop_outlives_a_database_that_is_away(
    storage: Storage,
    store: WorkspaceStore,
    sender: Deliverer,
    slack: SlowSlack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failed = asyncio.Event()
    working = sender.run_due

    async def away(_: object) -> int:
        failed.set()
        raise ConnectionError

    monkeypatch.setattr(sender, "run_due", away)
    slack.open.set()
    (row_id,) = await put(store, post("a"))
    loop = asyncio.create_task(sender.run())
    await failed.wait()
    monkeypatch.setattr(sender, "run_due", working)
    sender.wake()
    async with asyncio.timeout(5):
        await slack.done.wait()
    await sender.stop(1.0)
    await loop
    assert (await row_of(storage, row_id)).state == "sent"


async def test_stopping_lets_what_is_under_way_finish(
    storage: Storage, store: WorkspaceStore, sender: Deliverer, slack: SlowSlack
) -> None:
    first, second = await put(store, post("a"), post("b", after(3), channel="C2"))
    loop = asyncio.create_task(sender.run())
    await slack.busy(1)
    stopping = asyncio.create_task(sender.stop(5.0))
    await asyncio.sleep(0.01)
    slack.open.set()
    await stopping
    await loop
    assert (await row_of(storage, first)).state == "sent"
    assert (await row_of(storage, second)).state == "open"


async def test_what_does_not_finish_in_time_stays_marked_for_a_look_up(
    storage: Storage, store: WorkspaceStore, sender: Deliverer, slack: SlowSlack
) -> None:
    (row_id,) = await put(store, post("a"))
    loop = asyncio.create_task(sender.run())
    await slack.busy(1)
    await sender.stop(0.01)
    await asyncio.gather(loop, return_exceptions=True)
    row = await row_of(storage, row_id)
    assert (row.state, row.sending_at) == ("open", NOW)
    assert await sender.next_at() == NOW + timedelta(seconds=60)
