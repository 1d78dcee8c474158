"""Statements before the ack: settings, and what Slack says about people."""

from handlers.ids import Field, Form, Press, handle
from sets.people import Settings, change_settings
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import (
    EVENT,
    LEAVING,
    action,
    event,
    form,
    happened,
    home_tab,
    opens,
    pressed,
    still,
    submitted,
    window,
    word,
)

SETTINGS: dict[str, Json | str] = {
    Field.DAYS: {"type": "checkboxes", "selected_options": [{"value": "1"}, {"value": "2"}]},
    Field.WINDOW_START: {"type": "timepicker", "selected_time": "09:00"},
    Field.WINDOW_END: {"type": "timepicker", "selected_time": "16:00"},
    Field.WEEKLY_LIMIT: {"type": "radio_buttons", "selected_option": {"value": "2"}},
    Field.SHOW_LABELS: {"type": "radio_buttons", "selected_option": {"value": "yes"}},
    Field.PAUSED_UNTIL: {"type": "datepicker", "selected_date": None},
}
USER = {"id": "UAMINA", "real_name": "Amina", "tz": "Europe/Paris", "profile": {}}


async def undo(world: Scenes) -> Json:
    async with world.store.write() as uow:
        undo_id = await change_settings(uow, world.amina.id, Settings(weekly_limit=2))
    return pressed("UAMINA", Press.SETTINGS_UNDO, handle(undo_id), view=window(Form.MENU))


LINES = (
    opens(Press.SETTINGS, still(pressed("UAMINA", Press.SETTINGS, view=home_tab()))),
    word("settings"),
    form(Form.SETTINGS, still(submitted("UAMINA", Form.SETTINGS, "", SETTINGS))),
    # Rare: who, whose, receipt, settings (two: a row that is there is found first), and what was planned for them.
    action(Press.SETTINGS_UNDO, undo, 6),
    event("user_change", still(happened("user_change", user=USER))),
    event("user_change", still(happened("user_change", user={**USER, "deleted": True})), EVENT + LEAVING, "closed"),
)
