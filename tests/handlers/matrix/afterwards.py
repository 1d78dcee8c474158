"""The matrix: the question after a session. Each who was there looks back for themselves; nobody reads another's."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from handlers.ids import Form, Press, handle
from sets import afterwards
from storage.confidential import Confidential
from storage.models import Attendance, Session
from tests.factory import add_session
from tests.handlers.matrix.core import LATER, MONDAY, WROTE, Ids, Room, Things, Town, action, view

# Whoever was there; a coach and a leaver are told so.
THERE = "SoNFNNNFMF"


class Met:
    """A session that has closed."""

    def __init__(self, session_id: UUID) -> None:
        self.id = session_id


async def make(town: Town) -> None:
    """Everybody who belongs to the set was there; Amina and Ben have written already."""
    met = datetime(2026, 3, 4, 14)  # noqa: DTZ001
    session_id = await add_session(town.store, town.ids.set_id, met, state="closed", ordinal=80)
    async with town.store.write() as uow:
        closed = update(Session).where(Session.id == session_id)
        await uow.execute(closed.values(opened_at=MONDAY, closed_at=MONDAY))
        for user, person in town.people.items():
            if user not in ("UCORA", "UOLU", "UJO"):
                about = {"session_id": session_id, "person_id": person.id, "state": "here", "at": MONDAY}
                await uow.insert(Attendance, id=uow.new_id(), **about)
    for user in ("UAMINA", "UBEN"):
        words = Confidential(f"{user[1:]}-AFTER")
        await afterwards.answer(town.store, user, session_id, words, f"view:after:{user}", LATER)
    town.ids.put(Met(session_id))


def session(ids: Ids, _things: Things) -> str:
    return handle(ids.get(Met).id)


ROOM = Room(
    rows=(
        action(Press.AFTER_ANSWER, THERE, shown=(Form.AFTERWARDS, "AMINA-AFTER"), own=("BEN-AFTER",), value=session),
        view(Form.AFTERWARDS, THERE, shown=("Saved.", "my own words", WROTE), own=("my own words",), value=session),
        action(Press.AFTER_TAKE_BACK, THERE, shown=(WROTE,), own=(WROTE,), value=session),
    ),
    make=make,
)
