"""The matrix: somebody who came into the channel unasked. A member answers for the set, and nobody else does."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Press, handle
from sets import arrivals
from storage.queries import arrivals as queries
from tests.factory import add_person
from tests.handlers.matrix.core import MONDAY, WROTE, Ids, Room, Things, Town, action

MEMBERS, CLOSED = "SSNFNNNFMF", "GGNFNNNFMF"


@dataclass(frozen=True)
class Came:
    """Uma, who waits for the set's word."""

    arrival: UUID


async def make(town: Town) -> None:
    uma = await add_person(town.store, "UUMA", name="Uma")
    async with town.store.write() as uow:
        assert await arrivals.came(uow, town.ids.set_id, uma.id, MONDAY)
        assert await queries.note(uow, town.ids.set_id, uma.id, "came", MONDAY, again=True) is None
        found = await queries.waiting(uow, town.ids.set_id)
    town.ids.put(Came(found[0]))


def came(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Came).arrival, 1)


ROOM = Room(
    rows=(
        action(Press.ARRIVAL_WELCOME, MEMBERS, closed=CLOSED, shown=("is welcome.", WROTE), value=came),
        action(Press.ARRIVAL_REFUSE, MEMBERS, closed=CLOSED, shown=("is not in this set.", WROTE), value=came),
    ),
    make=make,
)
