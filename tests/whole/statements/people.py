"""Statements before the ack: settings, and what Slack says about people."""

from handlers.ids import Field, Form, Press
from tests.handlers.action_kit import Json
from tests.whole.statements.core import event, form, happened, home_tab, opens, pressed, still, submitted, word

SETTINGS: dict[str, Json | str] = {
    Field.DAYS: {"type": "checkboxes", "selected_options": [{"value": "1"}, {"value": "2"}]},
    Field.WINDOW_START: {"type": "timepicker", "selected_time": "09:00"},
    Field.WINDOW_END: {"type": "timepicker", "selected_time": "16:00"},
    Field.WEEKLY_LIMIT: {"type": "radio_buttons", "selected_option": {"value": "2"}},
    Field.SHOW_LABELS: {"type": "radio_buttons", "selected_option": {"value": "yes"}},
    Field.PAUSED_UNTIL: {"type": "datepicker", "selected_date": None},
}
USER = {"id": "UAMINA", "real_name": "Amina", "tz": "Europe/Paris", "profile": {}}

LINES = (
    opens(Press.SETTINGS, still(pressed("UAMINA", Press.SETTINGS, view=home_tab()))),
    word("settings"),
    form(Form.SETTINGS, still(submitted("UAMINA", Form.SETTINGS, "", SETTINGS))),
    event("user_change", still(happened("user_change", user=USER))),
    event("user_change", still(happened("user_change", user={**USER, "deleted": True})), note="closed"),
)
