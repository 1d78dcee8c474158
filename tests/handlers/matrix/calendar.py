"""The matrix: a set's dates. Members and the coach in post change them; what a place is called is the set's own."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import calendar
from sets.booking_forms import Wanted
from tests.handlers.matrix.core import FRIDAY, WROTE, Ids, Room, Things, Town, action, view

READ = "SRNFNNNFRF"
CHANGE = "SSNFNNNFSF"
CLOSED = "GGNFNNNFGF"


@dataclass(frozen=True)
class Dates:
    """A session that Amina booked, and what Undo would take back."""

    session: UUID
    change: UUID


async def make(town: Town) -> None:
    wanted = Wanted(date(2026, 5, 21), time(14, 0), 210, "AMINA-PLACE")
    done = await calendar.book(town.store, "UAMINA", town.ids.set_id, wanted, "view:booked", FRIDAY)
    assert done is not None
    assert done.change_id is not None
    town.ids.put(Dates(done.session.id, done.change_id))


def the_set(ids: Ids, _things: Things) -> str:
    return handle(ids.set_id)


def the_session(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Dates).session, 1)


def the_change(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Dates).change)


ROOM = Room(
    rows=(
        action(Press.SESSION_BOOK, CHANGE, closed=CLOSED, shown=(Form.SESSION_BOOK, "Tuesday set"), value=the_set),
        view(Form.SESSION_BOOK, CHANGE, closed=CLOSED, shown=("Booked: Thursday 9 July", WROTE), value=the_set),
        action(Press.SESSION_MOVE, READ, closed=CLOSED, shown=(Form.SESSION_MOVE, "{name}-PLACE"), value=the_session),
        view(Form.SESSION_MOVE, CHANGE, closed=CLOSED, shown=("Saved: Thursday 9 July", WROTE), value=the_session),
        action(Press.SESSION_CANCEL, CHANGE, closed=CLOSED, shown=("Cancelled:", WROTE), value=the_session),
        action(Press.SESSION_UNDO, CHANGE, closed=CLOSED, shown=("Undone.", WROTE), value=the_change),
        action(Press.SESSION_CANNOT, CHANGE, closed=CLOSED, shown=("Thanks for letting me", WROTE), value=the_session),
        action(Press.SESSION_CAN, CHANGE, closed=CLOSED, shown=("noted that you can come", WROTE), value=the_session),
    ),
    fields={
        Field.SESSION_DAY: {"selected_date": "2026-07-09"},
        Field.SESSION_TIME: {"selected_time": "14:00"},
        Field.SESSION_LENGTH: {"selected_option": {"value": "90"}},
        Field.SESSION_PLACE: {"value": "typed anew"},
    },
    make=make,
    needs=("rotation",),  # its sessions have numbers of their own
)
