"""The matrix: chats of a pair. Only the two of it know of them; who left is in no pair any more."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select

from handlers.ids import Field, Form, Press, handle
from sets import buddy_calls
from sets.buddy_calls import Picked
from storage.models import PairMeeting
from storage.queries.buddies import pair_of
from tests.handlers.matrix.core import LATER, WROTE, Ids, Room, Things, Town, action, view

MINE, BOTH = "SNNNNNNNNN", "SRNNNNNNNN"  # one's own place; a date of both


@dataclass(frozen=True)
class Talk:
    """The holder's place, a date of the pair's, and that they talked."""

    place: UUID
    planned: UUID
    talked: UUID


async def after_leaving(town: Town) -> None:
    """Those who stayed were paired again; Amina and Ben are buddies."""
    async with town.store.read() as uow:
        amina, _ = await pair_of(uow, town.people["UAMINA"].id, town.ids.set_id)
    await buddy_calls.talked(town.store, "UAMINA", amina.id, "press:talked", LATER - timedelta(days=1))
    # Its time has passed, so that calling it off tells nobody: that is another's row, and tests/sets holds it.
    picked, before = Picked(LATER.date() - timedelta(days=1), time(12, 30)), LATER - timedelta(days=2)
    await buddy_calls.pick(town.store, "UAMINA", amina.id, picked, "view:pick", before)
    async with town.store.read() as uow:
        found = (await uow.rows(select(PairMeeting.state, PairMeeting.id))).all()
    meetings = {row.state: row.id for row in found}
    for things in town.ids.things.values():
        things.put(Talk(amina.id, meetings["planned"], meetings["happened"]))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def place(_ids: Ids, things: Things) -> str:
    return handle(things.get(Talk).place, 1)


def planned(_ids: Ids, things: Things) -> str:
    return handle(things.get(Talk).planned, 1)


def talked(_ids: Ids, things: Things) -> str:
    return handle(things.get(Talk).talked, 1)


ROOM = Room(
    rows=(
        action(Press.BUDDY_OPEN, "SRNFNNNFMF", shown=(Form.BUDDY, "15 to 20 minutes"), value=the_set),
        action(Press.BUDDY_TIME, MINE, shown=(Form.BUDDY_TIME,), value=place),
        view(Form.BUDDY_TIME, MINE, shown=("Saved. I tell your buddy", WROTE), value=place),
        action(Press.BUDDY_TALKED, MINE, shown=(WROTE,), value=place),
        action(Press.BUDDY_MET, BOTH, shown=(WROTE,), value=planned),
        action(Press.BUDDY_OFF, BOTH, shown=(WROTE,), value=planned),
        action(Press.BUDDY_MEETING_UNDO, BOTH, shown=(WROTE,), value=talked),
    ),
    fields={
        Field.BUDDY_DAY: {"selected_date": date(2026, 5, 20).isoformat()},
        Field.BUDDY_AT: {"selected_time": "12:30"},
    },
    after_leaving=after_leaving,
    needs=("buddies",),
)
