"""Statements before the ack: the progress round."""

from uuid import UUID

from handlers.ids import Field, Form, Press, handle
from sets import progress
from sets.progress import Mark
from storage.models import Action
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, opens, pressed, submitted, window
from tests.whole.statements.sessions import opened, press


async def ready(world: Scenes) -> tuple[UUID, UUID, int]:
    """A session that runs, and an action of Amina's."""
    action_id = await world.action()
    return await opened(world), action_id, await world.one(Action.revision)


def mark(name: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        session_id, action_id, revision = await ready(world)
        return pressed("UAMINA", name, handle(action_id, revision), view=window(Form.PROGRESS, handle(session_id)))

    return scene


async def undo(world: Scenes) -> Json:
    session_id, action_id, revision = await ready(world)
    made = await progress.mark(
        world.store, "UAMINA", session_id, action_id, revision, Mark.DONE, key="m", now=world.now
    )
    assert made.event_id is not None
    return pressed("UAMINA", Press.PROGRESS_UNDO, handle(made.event_id), view=window(Form.PROGRESS, handle(session_id)))


async def dated(world: Scenes) -> Json:
    _, action_id, revision = await ready(world)
    day = {"type": "datepicker", "selected_date": "2026-05-29"}
    return submitted("UAMINA", Form.PROGRESS_DATE, handle(action_id, revision), {Field.ACTION_DUE: day})


LINES = (
    opens(Press.PROGRESS, press(Press.PROGRESS)),
    # The session and the action; the receipt, the action and its event.
    action(Press.PROGRESS_DONE, mark(Press.PROGRESS_DONE), 5, both=True),
    action(Press.PROGRESS_STILL, mark(Press.PROGRESS_STILL), 5),
    action(Press.PROGRESS_STOP, mark(Press.PROGRESS_STOP), 5),
    opens(Press.PROGRESS_DATE, mark(Press.PROGRESS_DATE)),
    form(Form.PROGRESS_DATE, dated),
    # The questions about it come back with what was taken back.
    action(Press.PROGRESS_UNDO, undo, 7),
)
