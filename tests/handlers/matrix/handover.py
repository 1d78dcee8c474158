"""The matrix: handing over. Anyone of the set and its coach may ask; only members decide."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from handlers.ids import Form, Press, handle
from sets import handover
from storage.models import Handover, Phase
from tests.handlers.matrix.core import FRIDAY, WROTE, Ids, Room, Things, Town, action

ANYONE = "SSNFNNNFSF"
ANYONE_CLOSED = "GGNFNNNFGF"
MEMBERS = "SSNFNNNFMF"
MEMBERS_CLOSED = "GGNFNNNFMF"


@dataclass(frozen=True)
class Proposed:
    """What the set is asked."""

    id: UUID


async def make(town: Town) -> None:
    async with town.store.write() as uow:
        await uow.execute(update(Phase).where(Phase.set_id == town.ids.set_id).values(mode="coached"))
    await handover.propose(town.store, "UAMINA", town.ids.set_id, FRIDAY)
    async with town.store.read() as uow:
        town.ids.put(Proposed((await uow.rows(select(Handover.id))).scalar_one()))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def proposed(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Proposed).id)


ROOM = Room(
    rows=(
        action(
            Press.HANDOVER_OPEN,
            ANYONE,
            closed=ANYONE_CLOSED,
            shown=("Running yourselves",),
            value=the_set,
        ),
        action(
            Press.HANDOVER_READY, ANYONE, closed=ANYONE_CLOSED, shown=("I have asked the set.", WROTE), value=the_set
        ),
        # Asked once already: nothing more is written, and nobody is told who asked.
        action(Press.HANDOVER_PROPOSE, ANYONE, closed=ANYONE_CLOSED, shown=("is in your channel.",), value=the_set),
        action(
            Press.HANDOVER_YES, MEMBERS, closed=MEMBERS_CLOSED, shown=("1 of you have said yes.", WROTE), value=proposed
        ),
        action(Press.HANDOVER_BACK, MEMBERS, closed=MEMBERS_CLOSED, shown=("0 of you have said yes.",), value=proposed),
        action(Press.HANDOVER_PACK, ANYONE, closed=ANYONE_CLOSED, shown=(Form.HANDOVER_PACK,), value=the_set),
    ),
    make=make,
)
