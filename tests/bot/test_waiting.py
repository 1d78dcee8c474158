"""What a rehearsal remembers of its ticks: asked again as soon as it may be different, and not before."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from bot.waiting import Waiting
from handlers.feature import Tick
from storage.models import Person, Receipt
from storage.unit_of_work import Storage, WorkspaceStore
from storage.watching import Watch
from tests.conftest import NOW
from tests.storage.outbox_kit import add_person

LATER = NOW + timedelta(hours=1)


class People:
    """A tick that waits for somebody to be there. `meanwhile` happens between its looking and its answer."""

    def __init__(self) -> None:
        self.asked = 0
        self.meanwhile: Callable[[], Awaitable[object]] | None = None

    def tick(self) -> Tick:
        return Tick("people", self._run, self._next_wake)

    async def _run(self, store: WorkspaceStore, now: datetime) -> None:
        """Nothing is to be done."""

    async def _next_wake(self, store: WorkspaceStore, now: datetime) -> datetime | None:
        self.asked += 1
        async with store.read() as uow:
            there = (await uow.connection.execute(select(func.count()).select_from(Person))).scalar_one()
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        return LATER if there else None


@pytest.fixture
def waiting(storage: Storage) -> Waiting:
    """A memory over both databases."""
    return Waiting(Watch(storage.database))


async def test_it_is_asked_once_until_a_table_it_looked_at_changes(waiting: Waiting, store: WorkspaceStore) -> None:
    people = People()
    ticks = [people.tick()]
    for _ in range(3):
        assert await waiting.next_wake(ticks, [store], NOW) is None
    assert people.asked == 1
    async with store.write() as uow:
        await uow.connection.execute(select(func.count()).select_from(Receipt))
    await waiting.next_wake(ticks, [store], NOW)
    assert people.asked == 1
    await add_person(store)
    assert await waiting.next_wake(ticks, [store], NOW) == LATER
    assert people.asked == 2


async def test_what_is_committed_while_it_answers_is_asked_for_again(waiting: Waiting, store: WorkspaceStore) -> None:
    people = People()
    people.meanwhile = lambda: add_person(store)
    ticks = [people.tick()]
    assert await waiting.next_wake(ticks, [store], NOW) is None  # it looked before they came
    assert await waiting.next_wake(ticks, [store], NOW) == LATER


async def test_what_was_rolled_back_changes_nothing(waiting: Waiting, store: WorkspaceStore) -> None:
    people = People()
    ticks = [people.tick()]
    await waiting.next_wake(ticks, [store], NOW)
    with pytest.raises(RuntimeError, match="no"):
        async with store.write() as uow:
            await uow.insert(Person, id=uow.new_id(), slack_user_id="U9", display_name="Z", tz="UTC", locale="en",
                             kind="member", active=True)  # fmt: skip
            raise RuntimeError("no")
    await waiting.next_wake(ticks, [store], NOW)
    assert people.asked == 1


async def test_a_promise_ends_when_its_moment_comes(waiting: Waiting, store: WorkspaceStore) -> None:
    people = People()
    ticks = [people.tick()]
    await add_person(store)
    assert await waiting.next_wake(ticks, [store], NOW) == LATER
    await waiting.next_wake(ticks, [store], LATER)
    assert people.asked == 2


async def test_once_a_week_everything_is_due(waiting: Waiting, store: WorkspaceStore) -> None:
    ticks = [People().tick()]
    assert await waiting.due(ticks, [store], NOW) == ticks
    assert await waiting.due(ticks, [store], NOW + timedelta(days=1)) == []
    assert await waiting.due(ticks, [store], NOW + timedelta(days=7)) == ticks


async def test_who_asks_while_a_commit_is_under_way_gets_no_lasting_answer(
    storage: Storage, store: WorkspaceStore
) -> None:
    """SQLAlchemy tells of a commit just before it: what was counted then is counted again once it is over."""
    watch = Watch(storage.database)
    at_the_commit: list[int] = []
    event.listen(
        storage.database.writer.sync_engine, "commit", lambda _: at_the_commit.append(watch.counts()["person"])
    )
    await add_person(store)
    assert watch.counts()["person"] > at_the_commit[-1]
