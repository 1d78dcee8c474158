"""The matrix: buddies. Only the two of a pair know of a request; who left is in no pair any more."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Press, handle
from sets import buddies
from storage.queries.buddies import pair_of
from tests.handlers.matrix.actions import first
from tests.handlers.matrix.core import FRIDAY, HOLDER, LATER, WROTE, Ids, Json, Room, Things, Town, action, in_message

BUDDY = "NRNNNNNNNN"  # the holder asked Ben, who alone can answer


@dataclass(frozen=True)
class Places:
    """The holder's place in their pair."""

    place: UUID


async def make(town: Town) -> None:
    await buddies.pair_up(town.store, FRIDAY)


async def after_leaving(town: Town) -> None:
    """Those who stayed were paired again."""
    async with town.store.read() as uow:
        amina, _ = await pair_of(uow, town.people["UAMINA"].id, town.ids.set_id)
    for things in town.ids.things.values():
        things.put(Places(amina.id))


def place(_ids: Ids, things: Things) -> str:
    return handle(things.get(Places).place)


def in_request(_user: str, _ids: Ids, _things: Things) -> Json:
    return in_message(f"{LATER.timestamp():.6f}")


ROOM = Room(
    rows=(
        action(Press.STUCK_BUDDY, HOLDER, left="F", shown=("for a short chat", WROTE), value=first),
        action(Press.BUDDY_UNASK, HOLDER, shown=("I have asked already.",), value=place),
        action(Press.BUDDY_YES, BUDDY, shown=("I told", WROTE), value=place, sent=in_request),
        action(Press.BUDDY_NO, BUDDY, shown=("I told", WROTE), value=place, sent=in_request),
        action(Press.BUDDY_UNDO, BUDDY, shown=("already",), value=place, sent=in_request),
    ),
    make=make,
    after_leaving=after_leaving,
    needs=("actions",),
)
