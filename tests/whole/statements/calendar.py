"""Statements before the ack: a set's dates."""

from datetime import date, time
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import calendar
from sets.booking_forms import Wanted
from sets.calendar import Done
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, home_tab, opens, pressed, submitted, window

FORM: dict[str, Json | str] = {
    Field.SESSION_DAY: {"type": "datepicker", "selected_date": "2026-06-04"},
    Field.SESSION_TIME: {"type": "timepicker", "selected_time": "14:00"},
    Field.SESSION_LENGTH: {"type": "static_select", "selected_option": {"value": "90"}},
    Field.SESSION_PLACE: "Room 4",
}
MENU = window(Form.SESSION_MENU)


async def booked(world: Scenes) -> Done:
    """A session with a place, booked by Amina; the set's key is there then."""
    wanted = Wanted(date(2026, 5, 21), time(14, 0), 210, "Room 4")
    done = await calendar.book(world.store, "UAMINA", world.set_id, wanted, "view:first", world.now)
    assert done is not None
    return done


def about_session(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        done = await booked(world)
        return pressed("UAMINA", press, handle(done.session.id, done.session.revision), view=MENU)

    return scene


async def pick(world: Scenes) -> Json:
    await booked(world)
    return pressed("UAMINA", Press.SESSION_BOOK, handle(world.set_id), view=home_tab())


async def book(world: Scenes) -> Json:
    await booked(world)
    return submitted("UAMINA", Form.SESSION_BOOK, handle(world.set_id), FORM)


async def move(world: Scenes) -> Json:
    done = await booked(world)
    return submitted("UAMINA", Form.SESSION_MOVE, handle(done.session.id, 1), FORM)


async def undo_moving(world: Scenes) -> Json:
    done = await booked(world)
    wanted = Wanted(date(2026, 5, 28), time(9, 0), 90, "Room 5")
    moved = await calendar.move(world.store, "UAMINA", done.session.id, 1, wanted, "view:moved", world.now)
    assert moved is not None
    assert isinstance(moved.change_id, UUID)
    return pressed("UAMINA", Press.SESSION_UNDO, handle(moved.change_id), view=MENU)


LINES = (
    opens(Press.SESSION_BOOK, pick),
    opens(Press.SESSION_MOVE, about_session(Press.SESSION_MOVE)),
    form(Form.SESSION_BOOK, book, both=True),
    form(Form.SESSION_MOVE, move),
    # A turn of theirs would pass on, and how many can come is counted. Rare, as here: few can, and the host is told.
    action(Press.SESSION_CANNOT, about_session(Press.SESSION_CANNOT), 10),
    action(Press.SESSION_CAN, about_session(Press.SESSION_CAN), 5),  # a turn of theirs may be free still
    # Rare, and the whole set's: the session, who asks, the receipt, what it was (and its key), the change, the numbers
    # of the set's sessions, and the channel's news (and its key).
    action(Press.SESSION_CANCEL, about_session(Press.SESSION_CANCEL), 10),
    action(Press.SESSION_UNDO, undo_moving, 9),
)
