"""Few can come: the host hears it once for each date, with a number and no names."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from sets import away, coming, quorum
from sets.people import Person
from storage.models import Delivery, Membership, Session
from storage.queries.booking import Expected
from storage.unit_of_work import WorkspaceStore
from tests.conftest import NOW
from tests.factory import add_coordinator, add_person, add_session, add_set

START = datetime(2026, 5, 21, 14, 0)  # noqa: DTZ001 - a wall time, in London
NAMES = ("AMINA", "BEN", "CHLOE", "DEV", "ESI", "FEMI")


@dataclass
class Set:
    """Six people and a session; Amina is host."""

    store: WorkspaceStore
    people: list[Person]
    session: UUID
    keys: int = 0

    async def says(self, name: str, *, comes: bool = False) -> None:
        self.keys += 1
        await coming.say(self.store, f"U{name}", self.session, comes=comes, key=f"press:{self.keys}", now=NOW)

    async def told(self) -> list[tuple[Any, ...]]:
        async with self.store.read() as uow:
            wanted = select(Delivery.recipient_id, Delivery.channel, Delivery.due_at)
            return [tuple(row) for row in await uow.rows(wanted.where(Delivery.kind == quorum.FEW))]

    async def still(self) -> Expected | None:
        async with self.store.read() as uow:
            starts_at = (await uow.rows(select(Session.starts_at).where(Session.id == self.session))).scalar_one()
            found = await quorum.still_few(uow, self.session, starts_at.isoformat())
        return found[1] if found else None

    async def change(self, model: type[Session] | type[Membership], *where: Any, **values: object) -> None:  # noqa: ANN401
        async with self.store.write() as uow:
            await uow.execute(update(model).where(*where).values(**values))


@pytest.fixture
async def the_set(store: WorkspaceStore) -> Set:
    people = [await add_person(store, f"U{name}", name=name.capitalize()) for name in NAMES]
    set_id = await add_set(store, await add_coordinator(store), members=people)
    session = await add_session(store, set_id, START)
    found = Set(store, people, session)
    await found.change(Session, host_id=people[0].id)
    return found


@pytest.mark.parametrize(
    ("members", "cannot", "few"),
    [
        (6, 0, False), (6, 3, False), (6, 4, True), (7, 3, False), (7, 4, True),
        (4, 1, False), (4, 2, True), (2, 0, False), (10, 5, False), (10, 6, True),
    ],
)  # fmt: skip
def test_few_is_less_than_half_or_less_than_three(members: int, cannot: int, few: bool) -> None:
    assert quorum.too_few(Expected(members, cannot)) is few


async def test_the_host_hears_it_once(the_set: Set) -> None:
    for name in ("BEN", "CHLOE", "DEV"):
        await the_set.says(name)
    assert await the_set.told() == []
    assert await the_set.still() is None
    await the_set.says("ESI")
    (told,) = await the_set.told()
    assert told[:2] == (the_set.people[0].id, None)
    assert told[2] >= NOW + quorum.SETTLES
    assert await the_set.still() == Expected(6, 4)
    await the_set.says("FEMI")
    assert await the_set.told() == [told]


async def test_it_is_not_said_once_it_is_over(the_set: Set) -> None:
    for name in ("BEN", "CHLOE", "DEV", "ESI"):
        await the_set.says(name)
    assert await the_set.still() is not None
    await the_set.says("ESI", comes=True)
    assert await the_set.still() is None
    await the_set.says("ESI")
    assert await the_set.still() is not None
    await the_set.change(Session, state="cancelled")
    assert await the_set.still() is None


async def test_a_set_whose_host_has_left_or_that_has_none_hears_it_in_its_channel(the_set: Set) -> None:
    amina = the_set.people[0]
    await the_set.change(Membership, Membership.person_id == amina.id, until_at=NOW)
    for name in ("BEN", "CHLOE", "DEV"):
        await the_set.says(name)
    ((to, channel, _),) = await the_set.told()
    assert (to, channel) == (None, "CSET")
    assert await the_set.still() == Expected(5, 3)


async def test_a_host_who_is_away_until_then_is_left_alone_and_the_channel_hears_it(the_set: Set) -> None:
    await away.save(the_set.store, "UAMINA", NOW.date(), START.date() + timedelta(days=1), "view:1", NOW)
    for name in ("BEN", "CHLOE", "DEV", "ESI"):
        await the_set.says(name)
    assert [each[:2] for each in await the_set.told()] == [(None, "CSET")]
