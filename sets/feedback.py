"""A word for the member who guided: the secret ballot that opens when the session closes, for them alone.

One strength and one thing to try next time (practice.md section 4). A coach is evaluated elsewhere.
"""

from datetime import datetime, timedelta

from sets.ballots import open_round
from sets.mornings import working_morning
from storage.queries import ballots as queries
from storage.queries.ballots import RoundRow
from storage.queries.calendar import SessionRow
from storage.unit_of_work import UnitOfWork

KIND = "feedback"
OPEN_FOR = timedelta(days=4)
"""At least so long: it closes in the morning of a working day."""


async def begin(uow: UnitOfWork, session: SessionRow, now: datetime) -> None:
    """Ask the others of the set, once a session; nobody when no member guided it."""
    led = session.facilitator_id
    if led is None or led not in await queries.members(uow, session.set_id):
        return
    deadline = working_morning(session.zone, now + OPEN_FOR)
    await open_round(uow, KIND, session.set_id, session.id, deadline, now, recipient_id=led)


async def open_for(uow: UnitOfWork, session: SessionRow) -> RoundRow | None:
    """The session's round while it can be answered; None before, after, and when nobody is asked."""
    return await queries.open_about(uow, KIND, session.id)
