"""Presses at awkward moments: before the bot knows that its message arrived, and after Undo in another window."""

import pytest
from sqlalchemy import select, update

from handlers.ids import Press, handle
from sets import changing
from storage.models import Nudge
from storage.unit_of_work import WorkspaceStore
from tests.handlers.checkin_kit import World, london, make_world
from tests.handlers.checkin_screen import action, asked

MONDAY = london(5, 4, 14)


@pytest.fixture
async def world(store: WorkspaceStore) -> World:
    return await make_world(store, MONDAY)


async def test_a_press_counts_before_the_message_is_confirmed(world: World) -> None:
    """Slack had taken the message; the bot was killed before it wrote that down."""
    screen, (action_id,) = await asked(world)
    async with world.store.write() as uow:
        await uow.execute(update(Nudge).values(state="composed"))
    assert 'Saved: "Ring three wards".' in await screen.press(Press.CHECKIN_DONE)
    assert (await action(world, action_id)).outcome == "done"


async def test_stopped_in_a_window_and_taken_back_can_be_answered_again(world: World) -> None:
    screen, (action_id,) = await asked(world)
    found = await action(world, action_id)
    now = london(5, 8, 10)
    stopped = await changing.stop(world.store, "UAMINA", action_id, found.action.revision, "press:1", now)
    assert stopped is not None
    assert ("due", "answered", None) in await world.states()
    await changing.take_back(world.store, "UAMINA", stopped.event_id, "press:2", now)
    assert ("due", "sent", None) in await world.states()
    async with world.store.read() as uow:
        nudge_id, revision = (await uow.rows(select(Nudge.id, Nudge.revision).where(Nudge.state == "sent"))).one()
    await screen.press(Press.CHECKIN_DONE, value=handle(nudge_id, revision))
    assert (await action(world, action_id)).outcome == "done"
