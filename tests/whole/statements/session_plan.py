"""Statements before the ack: the plan of a session."""

from handlers.ids import Press
from tests.whole.statements.calendar import about_session
from tests.whole.statements.core import opens

# What a whole session is made of: the session, who asks, names, people, issues and bids. Read once, for one window.
LINES = (opens(Press.SESSION_PLAN, about_session(Press.SESSION_PLAN), 7),)
