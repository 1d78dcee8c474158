"""Statements before the ack: handing over from a coach to the set."""

from uuid import UUID

from sqlalchemy import update

from handlers.ids import Press, handle
from sets import handover
from storage.models import Handover, Phase
from tests.factory import EARLIER, add_membership, add_person
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, opens, pressed


async def coached(world: Scenes) -> UUID:
    """Kofi coaches Amina's set of two."""
    coach = await add_person(world.store, "UKOFI", name="Kofi")
    async with world.store.write() as uow:
        await add_membership(uow, world.set_id, coach, EARLIER, role="coach")
        await uow.execute(update(Phase).values(mode="coached"))
    return world.set_id


def of_set(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(await coached(world)))

    return scene


def answer(press: str, *before: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        set_id = await coached(world)
        await handover.propose(world.store, "UBEN", set_id, world.now)
        handover_id = await world.one(Handover.id)
        for user in before:
            await handover.answer(world.store, user, handover_id, world.now, yes=True)
        return pressed("UAMINA", press, handle(handover_id))

    return scene


LINES = (
    opens(Press.HANDOVER_OPEN, of_set(Press.HANDOVER_OPEN)),
    # A ballot for everyone is opened, sealed with a key of its own, and the channel is told: once a phase.
    action(Press.HANDOVER_READY, of_set(Press.HANDOVER_READY), 12),
    action(Press.HANDOVER_PROPOSE, of_set(Press.HANDOVER_PROPOSE), 5),  # the channel is read and told: once a phase
    action(Press.HANDOVER_YES, answer(Press.HANDOVER_YES)),
    # The deciding yes, once a phase: the coach's access ends in the same transaction, with all that follows a leaving.
    action(Press.HANDOVER_YES, answer(Press.HANDOVER_YES, "UBEN"), 24, note="the deciding one"),
    action(Press.HANDOVER_BACK, answer(Press.HANDOVER_BACK, "UAMINA")),
    opens(Press.HANDOVER_PACK, of_set(Press.HANDOVER_PACK)),
)
