"""The matrix: leaving a set, also as its coach, and coming back."""

from dataclasses import dataclass
from uuid import UUID

from handlers.ids import Form, Press, handle
from storage.models import Invitation
from storage.queries import joining as queries
from tests.handlers.matrix.core import HOLDER, MONDAY, WROTE, Ids, Room, Things, Town, action, view

BELONGS = "SSNFNNNFSF"


@dataclass(frozen=True)
class Mine:
    """A holder's own invitation, with its revision."""

    invitation: UUID
    revision: int


async def make(town: Town) -> None:
    """A coach was asked like everybody else."""
    async with town.store.write() as uow:
        for user in ("UCOACH", "UPAST"):
            asked = {"set_id": town.ids.set_id, "person_id": town.people[user].id, "role": "coach", "state": "joined"}
            await uow.insert(Invitation, id=uow.new_id(), asked_at=MONDAY, revision=1, **asked)


async def after_leaving(town: Town) -> None:
    for things in town.ids.things.values():
        async with town.store.read() as uow:
            row = await queries.invitation_of(uow, things.person_id, town.ids.set_id)
        assert row is not None
        things.put(Mine(row.id, row.revision))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def mine(_ids: Ids, things: Things) -> str:
    return handle(things.get(Mine).invitation, things.get(Mine).revision)


ROOM = Room(
    rows=(
        action(Press.LEAVE, BELONGS, shown=(Form.LEAVE,), value=the_set),
        view(Form.LEAVE, BELONGS, shown=("You have left", WROTE), value=the_set),
        # She has not left: her Undo has nothing to do. Who has left comes back in test_leaving.py.
        action(Press.LEAVE_UNDO, HOLDER, closed="GNNNNNNNNN", shown=("again.",), value=mine),
    ),
    make=make,
    after_leaving=after_leaving,
)
