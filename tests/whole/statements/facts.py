"""Statements before the ack: what a set was not told yet."""

from handlers.ids import Field, Form, Press, handle
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, form, home_tab, opens, pressed, submitted
from tests.whole.statements.setup import failed_set

SOME: dict[str, Json | str] = {
    Field.SET_LENGTH: {"type": "static_select", "selected_option": {"value": "90"}},
    Field.SET_PURPOSE: "To learn",
    Field.SET_COACH_LATER: {"type": "radio_buttons", "selected_option": {"value": "none"}},
}
COACH: dict[str, Json | str] = {**SOME, Field.SET_COACH: {"type": "users_select", "selected_user": "UROSA"}}


async def opened(world: Scenes) -> Json:
    return pressed("UPRIYA", Press.SET_FACTS, handle(await failed_set(world)), view=home_tab())


def filled_in(values: dict[str, Json | str]) -> Scene:
    async def scene(world: Scenes) -> Json:
        return submitted("UPRIYA", Form.SET_FACTS, handle(await failed_set(world)), values)

    return scene


LINES = (
    opens(Press.SET_FACTS, opened),
    form(Form.SET_FACTS, filled_in(SOME), both=True),
    # Once in a set's life: somebody new is met, asked, and that is a step like those of the members.
    form(Form.SET_FACTS, filled_in(COACH), 16, note="with a coach"),
)
