"""Statements before the ack: days away."""

from datetime import date

from handlers.ids import Field, Form, Press, handle
from sets import away
from tests.handlers.action_kit import Json
from tests.whole.statement_kit import Scenes
from tests.whole.statements.core import Scene, action, form, home_tab, opens, pressed, still, submitted, window, word

DAYS: dict[str, Json | str] = {
    Field.AWAY_FIRST: {"type": "datepicker", "selected_date": "2026-06-01"},
    Field.AWAY_LAST: {"type": "datepicker", "selected_date": "2026-06-05"},
}


def taken_back(press: str) -> Scene:
    """Amina is away for some days; she takes them back."""

    async def scene(world: Scenes) -> Json:
        days = date(2026, 6, 1), date(2026, 6, 5)
        _, stretch = await away.save(world.store, "UAMINA", *days, "view:away", world.now)
        assert stretch is not None
        return pressed("UAMINA", press, handle(stretch.id), view=window(Form.AWAY))

    return scene


LINES = (
    opens(Press.AWAY, still(pressed("UAMINA", Press.AWAY, view=home_tab()))),
    word("away"),
    form(Form.AWAY, still(submitted("UAMINA", Form.AWAY, "", DAYS))),
    # Rare: who, whose, receipt and row; then what was planned for them, and the list as it is now.
    action(Press.AWAY_REMOVE, taken_back(Press.AWAY_REMOVE), 6),
    action(Press.AWAY_UNDO, taken_back(Press.AWAY_UNDO), 6),
)
