"""Statements before the ack: a member answers for the set."""

from handlers.ids import Press, handle
from sets import arrivals
from storage.queries import arrivals as queries
from tests.factory import add_person
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, pressed


def answered(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        uma = await add_person(world.store, "UUMA")
        async with world.store.write() as uow:
            await arrivals.came(uow, world.set_id, uma.id, world.now)
            (arrival,) = await queries.waiting(uow, world.set_id)
        return pressed("UAMINA", press, handle(arrival, 1))

    return scene


LINES = (
    # Once for each arrival: the answer, then an invitation (looked for, written), a step and a message.
    action(Press.ARRIVAL_WELCOME, answered(Press.ARRIVAL_WELCOME), 7, both=True),
    action(Press.ARRIVAL_REFUSE, answered(Press.ARRIVAL_REFUSE)),
)
