"""Statements before the ack: chats with one's buddy."""

from datetime import timedelta
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import buddy_calls
from sets.buddy_calls import Picked
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import MONDAY, Scenes
from tests.whole.statements.buddies import paired
from tests.whole.statements.core import action, form, home_tab, opens, pressed, submitted, window

MINE = window(Form.BUDDY)
DAY = MONDAY.date() + timedelta(days=3)
WHEN: dict[str, Json | str] = {
    Field.BUDDY_DAY: {"type": "datepicker", "selected_date": DAY.isoformat()},
    Field.BUDDY_AT: {"type": "timepicker", "selected_time": "12:30"},
}


async def picked(world: Scenes) -> UUID:
    """A date of Amina and Ben's."""
    picked = Picked(DAY, MONDAY.time())
    found = await buddy_calls.pick(world.store, "UAMINA", await paired(world), picked, "view:1", MONDAY)
    assert found.meeting is not None
    return found.meeting.id


async def opening(world: Scenes) -> Json:
    await picked(world)
    return pressed("UAMINA", Press.BUDDY_OPEN, handle(world.set_id), view=home_tab())


async def choosing(world: Scenes) -> Json:
    return pressed("UAMINA", Press.BUDDY_TIME, handle(await paired(world)), view=MINE)


async def saving(world: Scenes) -> Json:
    return submitted("UAMINA", Form.BUDDY_TIME, handle(await paired(world)), WHEN)


async def talked(world: Scenes) -> Json:
    return pressed("UAMINA", Press.BUDDY_TALKED, handle(await paired(world)), view=MINE)


async def met(world: Scenes) -> Json:
    return pressed("UBEN", Press.BUDDY_MET, handle(await picked(world)), view=MINE)


async def called_off(world: Scenes) -> Json:
    return pressed("UBEN", Press.BUDDY_OFF, handle(await picked(world)), view=MINE)


async def undone(world: Scenes) -> Json:
    meeting_id = await picked(world)
    await buddy_calls.met(world.store, "UBEN", meeting_id, MONDAY)
    return pressed("UBEN", Press.BUDDY_MEETING_UNDO, handle(meeting_id, 2), view=MINE)


LINES = (
    opens(Press.BUDDY_OPEN, opening),
    opens(Press.BUDDY_TIME, choosing),
    # What each of two is told, and when; whose messages and Home show it.
    form(Form.BUDDY_TIME, saving, 12, both=True),
    action(Press.BUDDY_TALKED, talked, 5),
    action(Press.BUDDY_MET, met),
    # The other is told, and their Home shows it.
    action(Press.BUDDY_OFF, called_off, 7),
    action(Press.BUDDY_MEETING_UNDO, undone, 10),
)
