"""Statements before the ack: one more person."""

from handlers.ids import Field, Form, Press, handle
from tests.factory import add_coordinator
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, form, home_tab, opens, pressed, submitted

CHOSEN: dict[str, Json | str] = {Field.ONE_MORE: {"type": "users_select", "selected_user": "UNEW"}}


async def opened(world: Scenes) -> Json:
    return pressed("UAMINA", Press.ONE_MORE, handle(world.set_id), view=home_tab())


def sent(user: str) -> Scene:
    async def scene(world: Scenes) -> Json:
        if user == "UPRIYA":
            await add_coordinator(world.store, user)
        return submitted(user, Form.ONE_MORE, handle(world.set_id), CHOSEN)

    return scene


LINES = (
    opens(Press.ONE_MORE, opened),
    # Rare: somebody new is met (three), and asked (an invitation, a step and a message).
    form(Form.ONE_MORE, sent("UAMINA"), 11, both=True),
    form(Form.ONE_MORE, sent("UPRIYA"), note="suggested"),
)
