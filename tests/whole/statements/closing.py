"""Statements before the ack: closing a session, and opening it again."""

from uuid import UUID

from handlers.ids import Form, Press
from sets import closing
from tests.whole.statement_kit import Scenes
from tests.whole.statements.calendar import FORM
from tests.whole.statements.core import action, form, opens, window
from tests.whole.statements.sessions import PANEL, named, opened, press, sent


async def closed(world: Scenes) -> UUID:
    session_id = await opened(world)
    await closing.close(world.store, "UAMINA", session_id, key="c", now=world.now)
    return session_id


LINES = (
    opens(Press.CLOSING, press(Press.CLOSING, view=PANEL)),
    # Once a session: how it ran, its stages, who was there, whose turns, the issues, the board, the line,
    # and who has not been at the latest ones.
    form(Form.CLOSING, sent(Form.CLOSING, named), 26, both=True),
    opens(Press.CLOSING_BOOK, press(Press.CLOSING_BOOK, view=window(Form.CLOSING))),
    # Once a session: who leads it; the calendar's own booking; the steps that are left.
    form(Form.CLOSING_BOOK, sent(Form.CLOSING_BOOK, opened, FORM), 12, both=True),
    # What the close wrote is taken back, and the board drawn again: its review, and whether Slack has the board.
    action(Press.CLOSING_REOPEN, press(Press.CLOSING_REOPEN, closed), 15),
)
