"""Statements before the ack: the weekly note, and asking for a call."""

from handlers.ids import Field, Form, Press, handle
from sets import calls
from tests.factory import add_coordinator
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, opens, pressed, submitted

TIME: dict[str, Json | str] = {
    Field.DIGEST_DAY: {"type": "static_select", "selected_option": {"value": "2"}},
    Field.DIGEST_TIME: {"type": "timepicker", "selected_time": "08:00"},
}


def by_coordinator(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        await add_coordinator(world.store, "UPRIYA")
        return pressed("UPRIYA", press)

    return scene


async def saved_time(world: Scenes) -> Json:
    await add_coordinator(world.store, "UPRIYA")
    return submitted("UPRIYA", Form.DIGEST_TIME, "", TIME)


def of_set(press: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        return pressed("UAMINA", press, handle(world.set_id))

    return scene


async def asked(world: Scenes) -> Json:
    return submitted("UAMINA", Form.CALL, handle(world.set_id), {})


async def taking_back(world: Scenes) -> Json:
    await calls.ask(world.store, "UAMINA", world.set_id, "view:1", world.now)
    return pressed("UAMINA", Press.CALL_TAKE_BACK, handle(world.set_id))


LINES = (
    opens(Press.DIGEST_TIME, by_coordinator(Press.DIGEST_TIME)),
    form(Form.DIGEST_TIME, saved_time),
    opens(Press.DIGEST_FIGURES, by_coordinator(Press.DIGEST_FIGURES)),
    # Rare: who asks, which set, their standing, its coordinator, and whether it was asked before.
    opens(Press.DIGEST_SEE, of_set(Press.DIGEST_SEE), 6),
    opens(Press.CALL_ASK, of_set(Press.CALL_ASK), 5),
    form(Form.CALL, asked),
    action(Press.CALL_TAKE_BACK, taking_back, 7),
)
