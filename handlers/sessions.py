"""A session while it runs, in Slack."""

from datetime import datetime

from handlers.feature import Feature, View
from handlers.messages.parts import section
from handlers.messages.session_menu import session_window
from handlers.words import Reader
from sets.session_menu import Looked
from storage.unit_of_work import UnitOfWork


async def open_view(uow: UnitOfWork, looked: Looked, reader: Reader, now: datetime) -> View:
    """The menu while the session is open, for whoever typed /als-session or pressed [Session]."""
    return session_window(reader, [section(reader.t("The session is open."))], looked.seat)


FEATURE = Feature(name="sessions")
