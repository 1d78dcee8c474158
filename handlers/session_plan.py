"""The plan of a session, in a window."""

from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncAck

from handlers.feature import Desk, Feature
from handlers.ids import Press, handle, parse_handle
from handlers.messages.parts import Button
from handlers.messages.session_plan import plan_view
from handlers.people import reader_of
from handlers.places import SessionPart, SessionPlace
from handlers.reply import user_of
from handlers.routes import Routes
from handlers.surfaces import pressed_value, show
from handlers.words import Reader
from sets import session_plan
from sets.session_menu import Looked


def register(app: Routes, desk: Desk) -> None:
    """The one listener."""

    async def see(ack: AsyncAck, body: dict[str, Any]) -> None:
        store, session_id = await desk.store_of(body), parse_handle(pressed_value(body)).row_id
        found = await session_plan.read(store, user_of(body), session_id)
        await ack()
        show(desk, body, plan_view(reader_of(found.looked.person), found), in_place=True)

    app.action(Press.SESSION_PLAN)(see)


def _buttons(looked: Looked, reader: Reader, now: datetime) -> list[SessionPart]:
    if looked.meeting is None:
        return []
    button = Button(reader.t("See the plan"), Press.SESSION_PLAN, handle(looked.session.id))
    return [SessionPart(SessionPlace.PLAN, button)]


FEATURE = Feature(name="session_plan", register=register, session=_buttons)
