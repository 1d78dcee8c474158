"""Statements before the ack: the question after a session."""

from datetime import datetime
from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import afterwards
from storage.confidential import Confidential
from storage.models import Attendance
from tests.factory import add_session
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, opens, pressed, submitted


async def met(world: Scenes, *, wrote: bool = True) -> UUID:
    """A session that Amina was in."""
    session_id = await add_session(world.store, world.set_id, datetime(2026, 3, 2, 14), state="closed")  # noqa: DTZ001
    async with world.store.write() as uow:
        about = {"session_id": session_id, "person_id": world.amina.id, "state": "here", "at": world.now}
        await uow.insert(Attendance, id=uow.new_id(), **about)
    if wrote:
        await afterwards.answer(world.store, "UAMINA", session_id, Confidential("a line"), "view:1", world.now)
    return session_id


async def opening(world: Scenes) -> Json:
    return pressed("UAMINA", Press.AFTER_ANSWER, handle(await met(world)))


async def taking_back(world: Scenes) -> Json:
    return pressed("UAMINA", Press.AFTER_TAKE_BACK, handle(await met(world)))


async def writing(world: Scenes) -> Json:
    session_id = await met(world, wrote=False)
    return submitted("UAMINA", Form.AFTERWARDS, handle(session_id), {Field.REFLECTION_ANSWER: "a line"})


LINES = (
    opens(Press.AFTER_ANSWER, opening),
    action(Press.AFTER_TAKE_BACK, taking_back),
    form(Form.AFTERWARDS, writing, both=True),
)
