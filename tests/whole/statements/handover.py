"""Statements before the ack: handing over from a coach to the set."""

from uuid import UUID

from sqlalchemy import update

from handlers.ids import Press, handle
from storage.models import Phase
from tests.factory import EARLIER, add_membership, add_person
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, opens, pressed


async def coached(world: Scenes) -> UUID:
    """Kofi coaches Amina's set of four."""
    coach = await add_person(world.store, "UKOFI", name="Kofi")
    more = [await add_person(world.store, user) for user in ("UDAN", "UELIF")]
    async with world.store.write() as uow:
        for one in more:
            await add_membership(uow, world.set_id, one, EARLIER)
        await add_membership(uow, world.set_id, coach, EARLIER, role="coach")
        await uow.execute(update(Phase).values(mode="coached"))
    return world.set_id


def of_set(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(await coached(world)))

    return scene


LINES = (
    opens(Press.HANDOVER_OPEN, of_set(Press.HANDOVER_OPEN)),
    # A ballot for everyone is opened, sealed with a key of its own, and the channel is told: once between two sessions.
    action(Press.HANDOVER_READY, of_set(Press.HANDOVER_READY), 12),
    action(Press.HANDOVER_PROPOSE, of_set(Press.HANDOVER_PROPOSE), 14),  # the same, and that the set is asked
    opens(Press.HANDOVER_PACK, of_set(Press.HANDOVER_PACK)),
)
