"""The matrix: handing over. Anyone of the set and its coach may ask; members decide, by secret ballot (ballots.py)."""

from sqlalchemy import update

from handlers.ids import Form, Press, handle
from sets import handover
from storage.models import Phase
from tests.handlers.matrix.core import FRIDAY, Ids, Room, Things, Town, action

ANYONE = "SSNFNNNFSF"
ANYONE_CLOSED = "GGNFNNNFGF"


async def make(town: Town) -> None:
    """Four are there, and both questions are open when people press; two of the four leave meanwhile."""
    async with town.store.write() as uow:
        await uow.execute(update(Phase).where(Phase.set_id == town.ids.set_id).values(mode="coached"))
    await handover.check_readiness(town.store, "UAMINA", town.ids.set_id, FRIDAY)
    await handover.propose(town.store, "UAMINA", town.ids.set_id, FRIDAY)


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


ROOM = Room(
    rows=(
        action(
            Press.HANDOVER_OPEN,
            ANYONE,
            closed=ANYONE_CLOSED,
            shown=("Running yourselves",),
            value=the_set,
        ),
        action(Press.HANDOVER_READY, ANYONE, closed=ANYONE_CLOSED, shown=("I have asked the set.",), value=the_set),
        # Asked already, both: nothing more is written, and nobody is told who asked.
        action(Press.HANDOVER_PROPOSE, ANYONE, closed=ANYONE_CLOSED, shown=("is in your channel.",), value=the_set),
        action(Press.HANDOVER_PACK, ANYONE, closed=ANYONE_CLOSED, shown=(Form.HANDOVER_PACK,), value=the_set),
    ),
    make=make,
)
