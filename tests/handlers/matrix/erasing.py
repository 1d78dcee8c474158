"""The matrix: asking for one's own words to be erased; whoever was ever in a set may, and for nobody but themselves."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Form, Press, handle
from sets import erasures
from tests.handlers.matrix.core import HOLDER, KNOWN, MONDAY, WROTE, Ids, Room, Things, Town, action, view

EVER_IN = "SSNSNNNSSS"


@dataclass(frozen=True)
class Asked:
    """What a holder asked for, which waits."""

    id: UUID


async def make(town: Town) -> None:
    for things in town.ids.things.values():
        _, row = await erasures.ask(town.store, things.user, town.ids.set_id, f"erase:{things.name}", MONDAY)
        things.put(Asked(row.id))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def asked(_ids: Ids, things: Things) -> str:
    return handle(things.get(Asked).id)


ROOM = Room(
    rows=(
        action(Press.ERASE_CHOOSE, KNOWN, shown=(Press.ERASE_SURE,)),
        # Without a set: everything of one's own.
        action(Press.ERASE_SURE, EVER_IN, shown=(Form.ERASE,), value=the_set, may_be_bare=True),
        view(Form.ERASE, EVER_IN, shown=("I will erase what you wrote for", WROTE), value=the_set, may_be_bare=True),
        action(Press.ERASE_STOP, HOLDER, left="S", shown=("Stopped. I keep your words", WROTE), value=asked),
    ),
    make=make,
    tables=("erasure",),
    own_ids=lambda things: (things.get(Asked).id,),
)
