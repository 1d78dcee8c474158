"""Statements before the ack: a set's own settings."""

from handlers.ids import Field, Form, Press, handle
from sets import set_settings
from sets.set_settings import SetSettings
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import action, form, home_tab, opens, pressed, submitted

CHOSEN: dict[str, Json | str] = {
    Field.OUR_BEFORE: {"type": "static_select", "selected_option": {"value": "5"}},
    Field.OUR_AFTER: {"type": "static_select", "selected_option": {"value": "14"}},
    Field.OUR_REFLECTIONS: {"type": "static_select", "selected_option": {"value": "off"}},
    Field.OUR_PHONES: {"type": "static_select", "selected_option": {"value": "all"}},
    Field.OUR_CONTACTS: "Ada, on 555 0199",
}


async def opening(world: Scenes) -> Json:
    return pressed("UAMINA", Press.SET_SETTINGS, handle(world.set_id), view=home_tab())


async def saving(world: Scenes) -> Json:
    await world.action()
    return submitted("UAMINA", Form.SET_SETTINGS, handle(world.set_id), CHOSEN)


async def undoing(world: Scenes) -> Json:
    chosen = SetSettings("Priya, on 555 0100", ask_before=5, reflections="off")
    saved = await set_settings.save(world.store, "UAMINA", world.set_id, chosen, "view:1", world.now)
    assert saved.change_id is not None
    return pressed("UAMINA", Press.SET_SETTINGS_UNDO, handle(saved.change_id))


LINES = (
    opens(Press.SET_SETTINGS, opening),
    form(Form.SET_SETTINGS, saving, both=True),
    # Rare: which change and whether it is the newest, who, the set, receipt; then what follows it, and the channel.
    action(Press.SET_SETTINGS_UNDO, undoing, 11, both=True),
)
