"""Somebody has not been at three sessions: asked once, privately, in the daily message, and only while it is so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from handlers import bundles, checkins, fading
from handlers.feature import Feature
from handlers.ids import Press
from sandbox.blocks import problems_in_message
from sets import fading as rules
from storage.models import Attendance, Membership
from storage.queries import attendance, booking
from storage.unit_of_work import WorkspaceStore
from tests.factory import EARLIER, add_membership, add_person, add_session
from tests.handlers.action_kit import buttons_of, texts_of
from tests.handlers.checkin_kit import World, london, make_world, plain

SAID = (
    "You were not at the last three sessions of Tuesday set. That's fine. Is it still right for you? You can stay as "
    "you are, and come again when you can. You can also leave, with no reason. I tell nobody that I asked, and I ask "
    "only once."
)
MET = [datetime(2026, 3, day, 14) for day in (5, 12, 19)]  # noqa: DTZ001 - wall times, in London
CLOSED, MORNING = london(3, 19, 16), london(3, 20, 9)


@dataclass
class Circle(World):
    """Amina's set: Ben, Chloe and Dev come to every session, she does not."""

    @property
    def features(self) -> list[Feature]:
        return [bundles.composed([checkins.FEATURE, fading.FEATURE])]

    async def others(self) -> list[UUID]:
        async with self.store.read() as uow:
            everyone = await booking.people_of(uow, self.set_id)
        return [one for one in everyone if one != self.amina.id]

    async def meet(self, times: int = 3, here: int = 3) -> None:
        """So many of the sessions, each with so many of the others; then the last one closes."""
        for number, at in enumerate(MET[:times]):
            session_id = await add_session(self.store, self.set_id, at, state="closed", ordinal=number + 1)
            async with self.store.write() as uow:
                await attendance.set_here(uow, session_id, (await self.others())[:here], [], CLOSED)
        async with self.store.write() as uow:
            last = (await booking.sessions_of(uow, self.set_id))[-1]
            await rules.look(uow, last, CLOSED)

    async def change(self, model: type[Membership] | type[Attendance], **values: object) -> None:
        async with self.store.write() as uow:
            await uow.execute(update(model).where(model.person_id == self.amina.id).values(**values))


@pytest.fixture
async def circle(store: WorkspaceStore) -> Circle:
    world = await make_world(store, CLOSED)
    for name in ("CHLOE", "DEV"):
        person = await add_person(store, f"U{name}", name=name.capitalize())
        async with store.write() as uow:
            await add_membership(uow, world.set_id, person, EARLIER)
    async with store.write() as uow:
        await uow.execute(update(Membership).values(from_at=london(1, 1)))
    return Circle(world.store, world.amina, world.set_id, world.now)


async def test_they_are_asked_once_and_nobody_else_is(circle: Circle) -> None:
    await circle.meet()
    message = (await circle.ask(MORNING)).call.arguments
    assert message["text"] == "A short question, just for you."
    assert plain(texts_of(message)).splitlines()[0] == SAID
    assert list(buttons_of(message)) == [Press.SESSION_MENU, Press.LEAVE]
    assert problems_in_message(message) == []
    async with circle.store.write() as uow:
        await rules.look(uow, (await booking.sessions_of(uow, circle.set_id))[-1], MORNING)
    await circle.quiet_until(MORNING + timedelta(days=12))
    assert await circle.states() == [("still_right", "sent", None)]


@pytest.mark.parametrize(("times", "here"), [(2, 3), (3, 2)])
async def test_two_sessions_or_one_that_hardly_met_tell_nothing(circle: Circle, times: int, here: int) -> None:
    await circle.meet(times, here)
    assert await circle.states() == []


async def test_who_joined_after_the_first_of_them_is_not_asked(circle: Circle) -> None:
    await circle.change(Membership, from_at=london(3, 6))
    await circle.meet()
    assert await circle.states() == []


async def test_who_was_ticked_off_late_is_not_asked(circle: Circle) -> None:
    await circle.meet()
    async with circle.store.write() as uow:
        last = (await booking.sessions_of(uow, circle.set_id))[-1]
        await attendance.set_here(uow, last.id, [circle.amina.id], [], CLOSED)
    await circle.tick(MORNING)
    assert await circle.states() == [("still_right", "dropped", "taken_back")]


async def test_who_has_left_meanwhile_is_not_asked(circle: Circle) -> None:
    await circle.meet()
    await circle.change(Membership, until_at=CLOSED)
    await circle.tick(MORNING)
    assert await circle.states() == [("still_right", "dropped", "left")]
